import pytest

from smockproxy.app.sources import SettingsError, resolve
from smockproxy.core.decision import Unmatched
from tests.golden_files import assert_golden


@pytest.fixture
def here(tmp_path):
    folder = tmp_path / "project"
    folder.mkdir()
    return folder


def test_without_anything_all_is_default(here):
    resolved = resolve({}, {}, here)
    assert resolved.settings.port == 8080
    assert {str(origin) for origin in resolved.origins.values()} == {"default"}
    assert not resolved.is_chosen("unmatched")


SOURCES = {
    "flag": (5, "flag --port"),
    "variable": (4, "variable SMOCKPROXY_PORT"),
    "dotenv": (3, ".env:1: SMOCKPROXY_PORT"),
    "file": (2, "smockproxy.toml: port"),
    "project file": (1, "pyproject.toml: port"),
}


@pytest.mark.parametrize("strongest", range(len(SOURCES)))
def test_each_source_wins_over_all_that_come_after_it(here, strongest):
    present = list(SOURCES)[strongest:]
    if "dotenv" in present:
        (here / ".env").write_text("SMOCKPROXY_PORT=3\n")
    if "file" in present:
        (here / "smockproxy.toml").write_text("port = 2\n")
    (here / "pyproject.toml").write_text("[tool.smockproxy]\nport = 1\n")
    flags = {"port": "5"} if "flag" in present else {}
    environ = {"SMOCKPROXY_PORT": "4"} if "variable" in present else {}
    resolved = resolve(flags, environ, here)
    assert (resolved.settings.port, str(resolved.origins["port"])) == SOURCES[present[0]]
    assert resolved.is_chosen("port")


def test_a_chosen_value_is_chosen_even_if_it_is_the_default(here):
    assert resolve({"unmatched": "forward"}, {}, here).is_chosen("unmatched")


def test_each_setting_has_its_own_source(here):
    (here / "smockproxy.toml").write_text('unmatched = "refuse"\nport = 2\n')
    resolved = resolve({"port": "5"}, {"SMOCKPROXY_RELOAD": "no"}, here)
    settings = resolved.settings
    assert (settings.unmatched, settings.port, settings.reload) == (Unmatched.REFUSE, 5, False)


def test_a_false_from_a_strong_source_wins_over_a_true(here):
    (here / "smockproxy.toml").write_text("quiet = true\n")
    assert resolve({"quiet": False}, {}, here).settings.quiet is False


def test_paths_are_relative_to_where_they_are_written(here):
    (here / "smockproxy.toml").write_text('mocks = ["m"]\nconfdir = "ca"\n')
    inside = here / "inside"
    inside.mkdir()
    above = resolve({"scripts": ("s.py",)}, {}, inside).settings
    assert (above.mocks, above.confdir, above.scripts) == ((str(here / "m"),), str(here / "ca"), ("s.py",))
    beside = resolve({}, {}, here).settings
    assert (beside.mocks, beside.confdir) == (("m",), "ca")


def test_unknown_variables_are_warnings(here):
    resolved = resolve({}, {"SMOCKPROXY_PROT": "1"}, here)
    assert [problem.file for problem in resolved.warnings] == ["variable SMOCKPROXY_PROT"]


def test_all_that_is_wrong_is_said_at_once(here):
    (here / "smockproxy.toml").write_text('prot = 1\nunmatched = "refusing"\nmocks = "mocks"\nport = 99999\n')
    (here / ".env").write_text("# settings\nSMOCKPROXY_QUIET=perhaps\n")
    environ = {"SMOCKPROXY_HISTORY_ENTRIES": "0", "SMOCKPROXY_LOGLEVEL": "debug"}
    with pytest.raises(SettingsError) as caught:
        resolve({"port": "http", "log_level": "INFO"}, environ, here)
    assert_golden("settings/problems.txt", f"{caught.value}\n")
    assert len(caught.value.problems) == 9
