"""What commands share: options from the table of operations, and how errors end them."""

import click
import pytest
from click.testing import CliRunner

from smockproxy.app.api.row import Parameter
from smockproxy.app.api.table import OPERATIONS
from smockproxy.cli import main
from smockproxy.cli.asking import asking, given_of, options_of
from smockproxy.testing.address import ADMIN_VARIABLE, DEFAULT_ADMIN
from smockproxy.testing.errors import NotReachableError, RefusedError, StrangerError

BY_COMMAND: dict[str, list] = {}
for each in OPERATIONS:
    if each.command:
        BY_COMMAND.setdefault(each.command, []).append(each)

NOT_ASKED = {
    "history list": {"limit", "order", "bodies"},
    "history tail": {"bodies"},
}
"""Parameters that say how entries are given, which the command decides; its `--limit` is `last`."""


def command_of(words: str) -> click.Command:
    found: click.Command = main
    for word in words.split():
        assert isinstance(found, click.Group)
        found = found.get_command(click.Context(found), word)
        assert found is not None, words
    return found


@pytest.mark.parametrize("words", BY_COMMAND)
def test_every_parameter_is_an_option(words):
    options = {parameter.name for parameter in command_of(words).params}
    wanted = {parameter.name for operation in BY_COMMAND[words] for parameter in operation.parameters}
    if words == "history list":
        options.add("last")
    assert wanted - options == NOT_ASKED.get(words, set()) - options


@pytest.mark.parametrize("words", BY_COMMAND)
def test_every_command_that_tells_something_tells_it_as_json(words):
    flags = {flag for parameter in command_of(words).params for flag in parameter.opts}
    tells = any(operation.answer for operation in BY_COMMAND[words])
    always = words.startswith("state ") or words == "mocks show"
    assert ("--json" in flags) == (tells and not always) or words == "history tail"


def run(command: click.Command, *arguments: str, code: int = 0):
    done = CliRunner().invoke(command, arguments)
    assert done.exit_code == code, done.output
    return done


def test_an_option_is_made_of_each_parameter():
    @click.command
    @options_of(
        (
            Parameter(name="host", summary="The host.", example="*.test"),
            Parameter(name="session_id", summary="A period."),
            Parameter(name="decision", summary="What became of it.", choices=("mocked", "refused")),
            Parameter(name="since", summary="Since `now-5m`.", example="now-5m"),
        )
    )
    def command(**given):
        click.echo(given_of(**given))

    assert run(command, "--session-id", "s").output == "{'session_id': 's'}\n"
    shown = run(command, "--help").output
    assert "--host HOST" in shown
    assert "The host. Example: *.test" in shown
    assert "--since TIME" in shown
    assert shown.count("now-5m") == 1
    assert "'xx' is not one of 'mocked', 'refused'" in run(command, "--decision", "xx", code=2).stderr


@pytest.mark.parametrize(
    "error",
    [NotReachableError("It is gone."), StrangerError("It is gone."), RefusedError("It is gone.", 404)],
)
def test_an_error_is_one_line(error):
    @click.command
    def command():
        with asking(DEFAULT_ADMIN):
            raise error

    assert run(command, code=1).stderr == "Error: It is gone.\n"


def test_a_bad_url_is_wrong_usage():
    @click.command
    def command():
        with asking("nowhere"):
            raise AssertionError("there is nobody to ask")

    stderr = run(command, code=2).stderr
    assert stderr.startswith("Usage: ")
    assert stderr.endswith(f'Error: "nowhere" is no URL such as {DEFAULT_ADMIN}.\n')


def test_where_it_is_asked_is_what_the_client_means():
    command = command_of("usage")
    (option,) = [parameter for parameter in command.params if parameter.name == "admin"]
    assert (option.envvar, option.default) == (ADMIN_VARIABLE, DEFAULT_ADMIN)
