"""`smockproxy resources`: the rows of the resources of a running smockproxy."""

import json
from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING, Any

import click

from smockproxy.app.visible import visible
from smockproxy.cli.asking import HELP, admin_option, asking, json_option, session_option
from smockproxy.cli.written import as_json_text, columns

if TYPE_CHECKING:
    from smockproxy.app.api.resources import ResourceRow

LONGEST = 40
"""Characters of a value in a table."""
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
@json_option
def show(name: str, admin: str, session: str | None, *, as_json: bool) -> None:
    """Show the rows of NAME."""
    with asking(admin, session) as client:
        rows = client.get_resource(name=name)["rows"]
    if as_json:
        click.echo(as_json_text(rows))
    else:
        click.echo(rows_text(rows), nl=not rows)


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


def rows_text(rows: Sequence[Mapping[str, Any]]) -> str:
    """A line a row, with all the fields that any of them has; long values are cut."""
    fields = tuple(dict.fromkeys(name for row in rows for name in row))
    lines = ([_value_text(row[name]) if name in row else "" for name in fields] for row in rows)
    return columns([visible(name) for name in fields], lines) if rows else "It has no rows."


def _value_text(value: Any) -> str:
    text = value if isinstance(value, str) else json.dumps(value, ensure_ascii=False)
    return visible(text if len(text) <= LONGEST else f"{text[:LONGEST]}…")


def _cells(row: "ResourceRow") -> tuple[str, ...]:
    changed = "yes" if row["changed"] else "no"
    return visible(row["name"]), str(row["rows"]), changed, visible(" ".join(row["paths"]))
