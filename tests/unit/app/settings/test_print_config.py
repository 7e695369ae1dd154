import tomllib
from dataclasses import asdict

import pytest

from smockproxy.app.admintoken import SHORTEST as SHORTEST_TOKEN
from smockproxy.app.settings.print_config import print_config
from smockproxy.app.settings.sources import resolve
from tests.golden_files import assert_golden

HOSTILE = 'a"b\\c\n\t\x7f€😀'


@pytest.fixture
def resolved(tmp_path):
    (tmp_path / "smockproxy.toml").write_text('unmatched = "refuse"\nmocks = ["mocks", "more.yml"]\n')
    (tmp_path / ".env").write_text("SMOCKPROXY_QUIET=1\n")
    return resolve({"port": "0", "reload": False}, {"SMOCKPROXY_LOG_LEVEL": "debug"}, tmp_path)


def test_each_value_and_where_it_came_from(resolved):
    assert_golden("settings/print_config.txt", print_config(resolved))


def test_it_can_be_pasted_into_a_file(resolved, tmp_path):
    pasted = tmp_path / "pasted"
    pasted.mkdir()
    (pasted / "smockproxy.toml").write_text(print_config(resolved))
    assert resolve({}, {}, pasted).settings == resolved.settings


def test_any_text_is_toml(tmp_path):
    resolved = resolve({"mocks": (HOSTILE,), "host": HOSTILE}, {}, tmp_path)
    written = tomllib.loads(print_config(resolved))
    assert (written["mocks"], written["host"]) == ([HOSTILE], HOSTILE)
    assert set(written) == set(asdict(resolved.settings))


def test_a_secret_is_not_shown_and_what_stands_for_it_is_no_token(tmp_path):
    resolved = resolve({"admin_token": "correct-horse-battery"}, {}, tmp_path)
    written = tomllib.loads(print_config(resolved))
    assert written["admin_token"] == "(hidden)"
    assert len(written["admin_token"]) < SHORTEST_TOKEN
