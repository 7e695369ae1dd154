"""`smockproxy mocks`: the mocks in force in a running smockproxy."""

from collections.abc import Iterable, Iterator, Mapping
from contextlib import contextmanager
from typing import Any

import click

from smockproxy.cli.asking import HELP, admin_option, asking, json_option, session_option
from smockproxy.cli.mocktext import problem_text, table
from smockproxy.cli.written import as_json_text, read_text

id_argument = click.argument("mock_id", metavar="ID")


@click.group(
    context_settings=HELP,
    epilog="Examples: `smockproxy mocks list`, `smockproxy mocks add extra.yml --session worker-1`, "
    "`smockproxy mocks disable login`, `smockproxy mocks show login`.",
)
def mocks() -> None:
    """List the mocks of a running smockproxy, add some, change them, switch them off and on."""


@mocks.command("list")
@session_option
@admin_option
@json_option
def list_mocks(admin: str, session: str | None, *, as_json: bool) -> None:
    """List the mocks in force, those of files too, in the order of asking."""
    with asking(admin, session) as client:
        rows = client.list_mocks()["mocks"]
    click.echo(as_json_text(rows) if as_json else table(rows), nl=as_json)


@mocks.command("show")
@id_argument
@session_option
@admin_option
def show(mock_id: str, admin: str, session: str | None) -> None:
    """Print a mock, with all that it says, as JSON; `list` has the IDs."""
    with asking(admin, session) as client:
        click.echo(as_json_text(client.get_mock(mock_id)))


@mocks.command("add", epilog="Example: `smockproxy mocks add extra.yml --session worker-1`")
@click.argument("files", metavar="FILE...", nargs=-1, required=True)
@session_option
@admin_option
@json_option
def add(files: tuple[str, ...], admin: str, session: str | None, *, as_json: bool) -> None:
    """Put the mocks of FILE, or of standard input for -, above all there are, until the session is reset."""
    texts = [(file, read_text(file)) for file in files]
    with asking(admin, session) as client:
        for file, text in texts:
            with problems_of(file):
                added = client.add_mocks(text)
            _tell(file, added["problems"])
            click.echo(as_json_text(added["mocks"]) if as_json else table(added["mocks"]), nl=as_json)


@mocks.command("replace", epilog="Example: `smockproxy mocks replace login login.yml`")
@id_argument
@click.argument("file", metavar="FILE")
@session_option
@admin_option
@json_option
def replace(mock_id: str, file: str, admin: str, session: str | None, *, as_json: bool) -> None:
    """Put the one mock of FILE, or of standard input for -, in the place of one that came by the API."""
    text = read_text(file)
    with asking(admin, session) as client, problems_of(file):
        row = client.replace_mock(mock_id, text)
    click.echo(as_json_text(row) if as_json else table([row]), nl=as_json)


@mocks.command("enable")
@id_argument
@session_option
@admin_option
@json_option
def enable(mock_id: str, admin: str, session: str | None, *, as_json: bool) -> None:
    """Let a mock answer again."""
    with asking(admin, session) as client:
        row = client.enable_mock(mock_id)
    click.echo(as_json_text(row) if as_json else table([row]), nl=as_json)


@mocks.command("disable")
@id_argument
@session_option
@admin_option
@json_option
def disable(mock_id: str, admin: str, session: str | None, *, as_json: bool) -> None:
    """Keep a mock, also one of a file, from answering in the session, until it is enabled or reset."""
    with asking(admin, session) as client:
        row = client.disable_mock(mock_id)
    click.echo(as_json_text(row) if as_json else table([row]), nl=as_json)


@mocks.command("delete")
@id_argument
@session_option
@admin_option
def delete(mock_id: str, admin: str, session: str | None) -> None:
    """Take a mock away that came by the API."""
    with asking(admin, session) as client:
        client.delete_mock(mock_id)


@contextmanager
def problems_of(file: str) -> Iterator[None]:
    """Say what is wrong with a file, and where, if that is why the mocks are refused."""
    from smockproxy.testing.errors import RefusedError  # noqa: PLC0415 - only when a command runs

    try:
        yield
    except RefusedError as error:
        if not error.problems:
            raise
        told = "\n".join(problem_text(problem, file) for problem in error.problems)
        raise click.ClickException(told) from None


def _tell(file: str, problems: Iterable[Mapping[str, Any]]) -> None:
    for problem in problems:
        click.echo(f"{problem['severity']}: {problem_text(problem, file)}", err=True)
