from dataclasses import FrozenInstanceError

import pytest

from smockproxy.app.settings.table import SETTINGS, Settings, setting


def test_defaults_are_smockers_ports_on_loopback_and_forwarding():
    settings = Settings()
    assert (settings.host, settings.port, settings.admin_port) == ("127.0.0.1", 8080, 8081)
    assert settings.unmatched.value == "forward"
    assert settings.reload
    assert not settings.ignore_problems


def test_settings_do_not_change():
    with pytest.raises(FrozenInstanceError):
        Settings().port = 1  # type: ignore[misc]


@pytest.mark.parametrize("row", SETTINGS, ids=lambda row: row.name)
def test_every_row_has_one_sentence_on_it(row):
    assert row.metadata["help"][0].isupper()
    assert row.metadata["help"].endswith(".")


def test_a_row_keeps_the_facts_that_it_was_given():
    assert setting("Text.", default=1, low=0).metadata == {"help": "Text.", "low": 0}


def test_the_longest_delay_is_in_milliseconds_and_its_bound_in_nanoseconds():
    assert (Settings().delay_bound, Settings(longest_delay=30_000).delay_bound) == (0, 30_000_000_000)
