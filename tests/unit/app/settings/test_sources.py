import pytest

from smockproxy.app.settings.sources import SettingsError, resolve
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
        resolve({"port": "http", "log_level": "loud"}, environ, here)
    assert_golden("settings/problems.txt", f"{caught.value}\n")
    assert len(caught.value.problems) == 9


def test_smockers_names_are_read_in_every_source(here):
    flags, environ = {"mock_server_listen_port": "7"}, {"SMOCKER_CONFIG_LISTEN_PORT": "8"}
    (here / ".env").write_text("SMOCKER_HISTORY_RETENTION=9\n")
    resolved = resolve(flags, environ, here)
    settings = resolved.settings
    assert (settings.port, settings.admin_port, settings.history_retention) == (7, 8, 9)
    told = [str(resolved.origins[name]) for name in ("port", "admin_port", "history_retention")]
    assert told == [
        "flag --mock-server-listen-port",
        "variable SMOCKER_CONFIG_LISTEN_PORT",
        ".env:1: SMOCKER_HISTORY_RETENTION",
    ]


def test_smockers_flag_wins_over_our_variable(here):
    resolved = resolve({"mock_server_listen_port": "7"}, {"SMOCKPROXY_PORT": "4"}, here)
    assert (resolved.settings.port, resolved.warnings) == (7, ())


def test_both_names_may_say_the_same(here):
    flags = {"port": "7", "mock_server_listen_port": "07"}
    environ = {"SMOCKPROXY_TLS_ENABLE": "true", "SMOCKER_TLS_ENABLE": "T"}
    resolved = resolve(flags, environ, here)
    assert (resolved.settings.port, str(resolved.origins["port"])) == (7, "flag --port")
    assert resolved.settings.tls_enable


def test_both_names_may_not_say_different_things(here):
    flags = {"port": "7", "mock_server_listen_port": "8"}
    environ = {"SMOCKPROXY_TLS_ENABLE": "true", "SMOCKER_TLS_ENABLE": "false"}
    with pytest.raises(SettingsError) as caught:
        resolve(flags, environ, here)
    assert_golden("settings/contradictions.txt", f"{caught.value}\n")


def test_a_bad_value_in_a_variable_of_smockers_is_only_warned_of(here):
    environ = {
        "SMOCKER_MOCK_SERVER_LISTEN_PORT": "x",
        "SMOCKPROXY_ADMIN_PORT": "1",
        "SMOCKER_LOG_LEVEL": "loud",
    }
    resolved = resolve({}, environ, here)
    assert (resolved.settings.port, resolved.settings.log_level) == (8080, "info")
    assert not resolved.is_chosen("port")
    assert_golden("settings/lenient.txt", "".join(f"{warning}\n" for warning in resolved.warnings))


def test_a_bad_value_of_smockers_beside_a_good_one_of_ours(here):
    environ = {"SMOCKER_MOCK_SERVER_LISTEN_PORT": "x", "SMOCKPROXY_PORT": "4"}
    resolved = resolve({}, environ, here)
    assert (resolved.settings.port, len(resolved.warnings)) == (4, 1)


def test_an_unknown_log_level_is_wrong_in_our_own_sources_only(here):
    assert resolve({"log_level": "loud"}, {}, here).settings.log_level == "info"
    with pytest.raises(SettingsError, match="SMOCKPROXY_LOG_LEVEL"):
        resolve({}, {"SMOCKPROXY_LOG_LEVEL": "loud"}, here)


@pytest.mark.parametrize("level", ["PANIC", "Fatal", "error", "WARNING", "Info", "DEBUG", "trace"])
def test_smockers_log_levels_in_any_case(here, level):
    assert resolve({"log_level": level}, {}, here).settings.log_level == level.lower()


def test_what_has_no_effect_is_warned_of(here):
    (warning,) = resolve({"static_files": "client"}, {}, here).warnings
    assert str(warning) == (
        "flag --static-files: has no effect: smockproxy serves no folder as its user interface"
    )
    assert resolve({}, {}, here).warnings == ()
