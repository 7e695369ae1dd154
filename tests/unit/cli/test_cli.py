import subprocess
import sys

import click
import pytest
from click.testing import CliRunner

from smockproxy.cli import COMMANDS, main
from smockproxy.version import VERSION
from tests.golden_files import assert_golden

HEAVY = (
    "mitmproxy",
    "pydantic",
    "starlette",
    "uvicorn",
    "yaml",
    "re2",
    "watchfiles",
    "dotenv",
    "asyncio",
    "rich",
)


def run(*arguments):
    return CliRunner().invoke(main, arguments, prog_name="smockproxy", terminal_width=100)


@pytest.mark.parametrize("flag", ["-h", "--help"])
def test_help(flag):
    result = run(flag)
    assert result.exit_code == 0
    assert_golden("cli/help.txt", result.output)


def test_version():
    assert run("--version").output == f"smockproxy {VERSION}\n"


@pytest.mark.parametrize("name", COMMANDS)
@pytest.mark.parametrize("flag", ["-h", "--help"])
def test_every_command_has_help(name, flag):
    result = run(name, flag)
    assert (result.exit_code, result.stdout.startswith(f"Usage: smockproxy {name} ")) == (0, True)


@pytest.mark.parametrize("name", ["serv", "zzz"])
def test_an_unknown_command(name):
    result = run(name)
    assert (result.exit_code, result.stdout) == (2, "")
    assert_golden(f"cli/unknown_command_{name}.txt", result.stderr)


@pytest.mark.parametrize("arguments", [(), ("--port", "0"), ("-s", "a.py", "mocks")])
def test_without_a_command_serve_is_meant(arguments, monkeypatch):
    seen = []
    monkeypatch.setattr("smockproxy.cli.serve.serve.callback", lambda **values: seen.append(values))
    assert run(*arguments).exit_code == 0
    assert run("serve", *arguments).exit_code == 0
    assert seen[0] == seen[1]


def test_ctrl_c_ends_it_quietly(monkeypatch):
    def interrupted(**_values):
        raise KeyboardInterrupt

    monkeypatch.setattr("smockproxy.cli.serve.serve.callback", interrupted)
    result = run()
    assert (result.exit_code, result.output) == (130, "")


@pytest.mark.parametrize("arguments", [["--help"], ["serve", "--help"], ["--version"], ["history", "--help"]])
def test_help_imports_nothing_heavy(arguments):
    program = (
        "import sys\nfrom smockproxy.cli import main\n"
        f"try: main({arguments!r}, prog_name='smockproxy')\n"
        f"except SystemExit: print([name for name in {HEAVY!r} if name in sys.modules], file=sys.stderr)\n"
    )
    done = subprocess.run(
        [sys.executable, "-c", program], capture_output=True, text=True, timeout=60, check=True
    )
    assert done.stderr == "[]\n"


def test_the_list_of_commands_says_what_their_help_says():
    context = click.Context(main)
    said = {name: main.get_command(context, name).get_short_help_str(limit=200) for name in COMMANDS}
    assert said == COMMANDS


def test_commands_are_click_commands():
    context = click.Context(main)
    assert {name: main.get_command(context, name).name for name in COMMANDS} == {
        name: name for name in COMMANDS
    }
    assert main.get_command(context, "nope") is None
