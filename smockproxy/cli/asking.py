"""What commands share that ask a running smockproxy: their options, and how errors end them.

The client is imported when a command runs, not for `--help`.
"""

from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from typing import TYPE_CHECKING, Any

import click

from smockproxy.app.api.row import Parameter

if TYPE_CHECKING:
    from smockproxy.testing import Client

DEFAULT_ADMIN = "http://127.0.0.1:8081"
ADMIN_VARIABLE = "SMOCKPROXY_ADMIN_URL"
HELP: dict[str, Any] = {"help_option_names": ["-h", "--help"]}

type Command[**P] = Callable[P, None]

admin_option = click.option(
    "--admin",
    metavar="URL",
    envvar=ADMIN_VARIABLE,
    default=DEFAULT_ADMIN,
    show_default=True,
    show_envvar=True,
    help="Address of the admin API.",
)
session_option = click.option(
    "--session", metavar="NAME", help="The session that is meant, instead of the unnamed one."
)
only_session_option = click.option(
    "--session", metavar="NAME", help='Only exchanges of that session; "" is the unnamed one.'
)
json_option = click.option("--json", "as_json", is_flag=True, help="Print JSON instead of text.")
redact_option = click.option(
    "--redact/--no-redact",
    default=None,
    help="Show pseudonyms for credentials, or what was sent.  [default: what `serve` was told]",
)


@contextmanager
def asking(admin: str, session: str | None = None) -> Iterator["Client"]:
    """A client; whatever it raises ends the command with one line, and with status 1, or 2 for a bad URL."""
    from smockproxy.testing.client import Client  # noqa: PLC0415 - only when a command runs
    from smockproxy.testing.errors import BadAddressError, ClientError  # noqa: PLC0415 - the same

    try:
        yield Client(admin, session=session)
    except BadAddressError as error:
        raise click.UsageError(str(error), click.get_current_context(silent=True)) from None
    except ClientError as error:
        raise click.ClickException(str(error)) from None


def options_of(parameters: Iterable[Parameter]) -> "Callable[[Command[...]], Command[...]]":
    """An option for each parameter of the table of operations."""
    options = [_option(parameter) for parameter in parameters]

    def decorated(command: "Command[...]") -> "Command[...]":
        for option in reversed(options):
            command = option(command)
        return command

    return decorated


def _option(parameter: Parameter) -> "Callable[[Command[...]], Command[...]]":
    flag = f"--{parameter.name.replace('_', '-')}"
    metavar = None if parameter.choices else METAVARS.get(parameter.name, parameter.name.upper())
    choice = click.Choice(parameter.choices) if parameter.choices else None
    is_shown = not parameter.example or parameter.example in parameter.summary
    example = "" if is_shown else f" Example: {parameter.example}"
    return click.option(
        flag, parameter.name, metavar=metavar, type=choice, help=f"{parameter.summary}{example}"
    )


METAVARS = {
    "where": "FILTER",
    "mock": "ID|PLACE",
    "session_id": "ID",
    "since": "TIME",
    "after": "ID",
    "before": "ID",
}
"""What stands for a value where the parameter's name is no word for it."""


def given_of(**values: object) -> dict[str, Any]:
    """The options that were given."""
    return {name: value for name, value in values.items() if value is not None}
