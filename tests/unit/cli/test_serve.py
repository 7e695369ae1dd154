import os
import sys
from types import ModuleType

import pytest
from click.testing import CliRunner

from smockproxy.app.settings.rows import ROWS
from smockproxy.cli import main
from smockproxy.cli.serve import serve
from tests.golden_files import assert_golden


@pytest.fixture
def run(tmp_path, monkeypatch):
    """Runs `smockproxy serve` in an empty folder, with nothing of ours in the environment."""
    monkeypatch.chdir(tmp_path)
    for name in [name for name in os.environ if name.startswith(("SMOCKPROXY_", "SMOCKER_"))]:
        monkeypatch.delenv(name)

    def invoke(*arguments, **environ):
        return CliRunner(env=environ).invoke(
            main, ["serve", *arguments], prog_name="smockproxy", terminal_width=100
        )

    return invoke


@pytest.fixture
def served(monkeypatch):
    """What the assembly was asked to serve; it ends with exit code 7."""
    seen = []

    def serve_until_stopped(resolved):
        seen.append(resolved)
        return 7

    assembly = ModuleType("smockproxy.assembly")
    monkeypatch.setattr(assembly, "serve", serve_until_stopped, raising=False)
    monkeypatch.setitem(sys.modules, "smockproxy.assembly", assembly)
    return seen


def test_help(run):
    result = run("--help")
    assert result.exit_code == 0
    assert_golden("cli/serve_help.txt", result.output)


def test_the_settings_go_to_the_assembly_and_its_code_comes_back(run, served):
    result = run("a.yml", "b", "--port", "0", "--set", "x=1", "-s", "p.py", "--set", "y", "--no-reload")
    assert (result.exit_code, result.output) == (7, "")
    settings = served[0].settings
    assert (settings.mocks, settings.port, settings.reload) == (("a.yml", "b"), 0, False)
    assert (settings.options, settings.scripts) == (("x=1", "y"), ("p.py",))


def test_flags_that_are_not_given_leave_the_environment_alone(run, served):
    environ = {"SMOCKPROXY_PORT": "5", "SMOCKPROXY_MOCKS": "m", "SMOCKPROXY_QUIET": "true"}
    assert run(**environ).exit_code == 7
    settings = served[0].settings
    assert (settings.port, settings.mocks, settings.quiet) == (5, ("m",), True)


def test_a_switch_can_be_turned_off_against_the_environment(run, served):
    run("--no-quiet", SMOCKPROXY_QUIET="true")
    assert served[0].settings.quiet is False


def test_print_config_serves_nothing(run, served):
    result = run("--print-config", "--port", "0")
    assert (result.exit_code, result.stderr, served) == (0, "", [])
    assert [line.split() for line in result.stdout.splitlines()][2] == [
        "port",
        "=",
        "0",
        "#",
        "flag",
        "--port",
    ]


def test_wrong_settings_are_said_at_once_and_nothing_is_served(run, served):
    result = run("--port", "x", "--unmatched", "forwrd", SMOCKPROXY_RELOAD="maybe")
    assert (result.exit_code, result.stdout, served) == (2, "", [])
    assert_golden("cli/serve_wrong_settings.txt", result.stderr)


def test_an_unknown_flag(run):
    result = run("--prot", "1")
    assert result.exit_code == 2
    assert "--port" in result.stderr


def test_unknown_variables_are_warned_of_unless_quiet(run, served):
    result = run(SMOCKPROXY_PROT="1")
    assert_golden("cli/serve_unknown_variable.txt", result.stderr)
    assert run("--quiet", SMOCKPROXY_PROT="1").stderr == ""
    assert len(served) == 2


def test_every_setting_has_its_flags():
    declared = {option.name: (*option.opts, *option.secondary_opts) for option in serve.params}
    for row in ROWS:
        expected = (*row.flags, row.off_flag) if row.is_switch else row.flags or (row.name,)
        assert declared[row.name] == tuple(expected)
    aliases = {row.alias: (row.alias_flag,) for row in ROWS if row.alias_flag}
    assert {name: declared[name] for name in aliases} == aliases
    assert set(declared) == {row.name for row in ROWS} | set(aliases) | {"print_config"}


def test_smockers_flags_and_variables(run, served):
    arguments = (
        "-mock-server-listen-port=1",
        "--config-listen-port",
        "2",
        "-tls-enable",
        "-log-level",
        "DEBUG",
    )
    result = run(*arguments, SMOCKER_HISTORY_RETENTION="3", SMOCKER_UI="x")
    assert (result.exit_code, result.output) == (7, "")
    settings = served[0].settings
    assert (settings.port, settings.admin_port, settings.tls_enable) == (1, 2, True)
    assert (settings.log_level, settings.history_retention) == ("debug", 3)


def test_a_bad_switch_of_smockers(run, served):
    result = run("-tls-enable=maybe")
    assert (result.exit_code, served) == (2, [])
    assert_golden("cli/serve_wrong_switch.txt", result.stderr)
