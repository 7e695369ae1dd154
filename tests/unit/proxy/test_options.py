from collections.abc import Sequence

import pytest
from mitmproxy.options import Options

from smockproxy.app.settings.rows import ROWS
from smockproxy.app.settings.table import Settings
from smockproxy.core.decision import Unmatched
from smockproxy.proxy.options import (
    ADDON_ROWS,
    MITMPROXYS_OWN,
    BadOptionsError,
    declare_options,
    option_name,
    settings_from,
    take_given,
)


class Loader:
    """Declares options as mitmproxy's loader does."""

    def __init__(self, options: Options) -> None:
        self.options = options

    def add_option(self, name, typespec, default, summary, choices=None) -> None:
        self.options.add_option(name, typespec, default, summary, choices)


def declared(*given: str, defaults: Settings | None = None, **values: object) -> Options:
    """Our options, declared after the user gave some as `--set` and some in a file."""
    options = Options()
    options.add_option("listen_host", str, "", "")
    options.set(*given, defer=True)
    options.update_defer(**values)
    declare_options(Loader(options), defaults or Settings())
    return options


def test_each_setting_that_mitmproxy_has_not_is_an_option() -> None:
    options = declared()
    names = {name for name in options.keys() if name.startswith("smock_")}  # noqa: SIM118 - no mapping
    assert names == {f"smock_{row.name}" for row in ROWS if row.name not in MITMPROXYS_OWN}
    assert "smock_port" not in names
    assert names == {option_name(row) for row in ADDON_ROWS}


def test_options_have_the_types_and_choices_of_the_table() -> None:
    described = declared()._options
    assert described["smock_mocks"].typespec == Sequence[str]
    assert described["smock_reload"].typespec is bool
    assert described["smock_admin_port"].typespec is int
    assert tuple(described["smock_unmatched"].choices) == ("forward", "refuse")
    assert all(described[option_name(row)].help == row.summary for row in ADDON_ROWS)


def test_without_options_the_settings_are_what_variables_and_files_say() -> None:
    defaults = Settings(mocks=("a.yml",), unmatched=Unmatched.REFUSE, history_entries=7, host="192.0.2.1")
    options = declared(defaults=defaults)
    options.update(confdir="/certs")
    settings = settings_from(options, defaults)
    assert settings.confdir == "/certs"
    assert (settings.mocks, settings.unmatched) == (("a.yml",), Unmatched.REFUSE)
    assert (settings.history_entries, settings.host) == (7, "192.0.2.1")


def test_options_win() -> None:
    given = ("smock_mocks=a", "smock_mocks=b", "smock_unmatched=refuse")
    defaults = Settings(history_entries=7, admin_port=1)
    options = declared(*given, defaults=defaults, smock_admin_port=9)
    take_given(options)
    options.update(listen_host="192.0.2.2")
    settings = settings_from(options, defaults)
    assert (settings.mocks, settings.unmatched) == (("a", "b"), Unmatched.REFUSE)
    assert (settings.admin_port, settings.history_entries, settings.host) == (9, 7, "192.0.2.2")
    assert options.deferred == {}


def test_a_switch_may_be_named_alone() -> None:
    options = declared("smock_ignore_problems")
    take_given(options)
    assert settings_from(options, Settings()).ignore_problems


def test_options_of_others_are_left_to_them() -> None:
    options = declared("other=1")
    take_given(options)
    assert set(options.deferred) == {"other"}


def test_what_cannot_be_taken_is_said_all_at_once() -> None:
    options = declared("smock_admin_port=x", "smock_unmatchd=refuse", "smock_zzz=1", smock_reload="perhaps")
    with pytest.raises(BadOptionsError) as raised:
        take_given(options)
    lines = str(raised.value).splitlines()
    assert [line.partition(":")[0] for line in lines] == [
        "option smock_admin_port",
        "option smock_unmatchd",
        "option smock_zzz",
        "option smock_reload",
    ]
    assert "not an integer: x" in lines[0]
    assert lines[1] == 'option smock_unmatchd: there is no such option; did you mean "smock_unmatched"?'
    assert lines[2] == "option smock_zzz: there is no such option"
    assert options.deferred == {}, "mitmproxy must not come upon them again"


def test_values_without_meaning_are_said_all_at_once() -> None:
    options = declared("smock_admin_port=99999", "smock_history_entries=0")
    take_given(options)
    with pytest.raises(BadOptionsError) as raised:
        settings_from(options, Settings())
    assert str(raised.value).splitlines() == [
        "option smock_admin_port: expected a whole number from 0 to 65535, found 99999",
        "option smock_history_entries: expected a whole number, 1 or more, found 0",
    ]
