"""`smockproxy resources`: the rows of the resources of a running smockproxy."""

from typing import TYPE_CHECKING

import click

from smockproxy.app.visible import visible
from smockproxy.cli.asking import HELP, admin_option, asking, json_option, session_option
from smockproxy.cli.written import as_json_text, columns

if TYPE_CHECKING:
    from smockproxy.app.api.resources import ResourceRow

HEADINGS = ("NAME", "ROWS", "CHANGED", "PATHS")


@click.group(
    context_settings=HELP,
    epilog="Examples: `smockproxy resources list`, `smockproxy resources show /users`, "
    "`smockproxy resources reset`.",
)
def resources() -> None:
    """List the resources of a running smockproxy, show their rows, put them back."""


@resources.command("list")
@session_option
@admin_option
@json_option
def list_resources(admin: str, session: str | None, *, as_json: bool) -> None:
    """List them, and how many rows they have."""
    with asking(admin, session) as client:
        _tell(client.list_resources()["resources"], as_json=as_json)


@resources.command("show", epilog="Example: `smockproxy resources show /users`")
@click.argument("name", metavar="NAME")
@session_option
@admin_option
def show(name: str, admin: str, session: str | None) -> None:
    """Print the rows of NAME as JSON."""
    with asking(admin, session) as client:
        click.echo(as_json_text(client.get_resource(name=name)["rows"]))


@resources.command("reset", epilog="Example: `smockproxy resources reset /users --session worker-1`")
@click.argument("name", metavar="[NAME]", required=False)
@session_option
@admin_option
@json_option
def reset(name: str | None, admin: str, session: str | None, *, as_json: bool) -> None:
    """Put NAME, or all of them, back to the rows of the file."""
    with asking(admin, session) as client:
        _tell(client.reset_resources(name=name)["resources"], as_json=as_json)


def _tell(rows: "list[ResourceRow]", *, as_json: bool) -> None:
    if as_json:
        click.echo(as_json_text(rows))
    elif rows:
        click.echo(columns(HEADINGS, map(_cells, rows), frozenset({"ROWS"})), nl=False)
    else:
        click.echo("There are no resources.")


def _cells(row: "ResourceRow") -> tuple[str, ...]:
    changed = "yes" if row["changed"] else "no"
    return visible(row["name"]), str(row["rows"]), changed, visible(" ".join(row["paths"]))
