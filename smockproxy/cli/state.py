"""`smockproxy state`: what the scripts of a running smockproxy remember."""

import json
from typing import Any

import click

from smockproxy.cli.asking import HELP, admin_option, asking, session_option
from smockproxy.cli.written import as_json_text


@click.group(
    context_settings=HELP,
    epilog='Examples: `smockproxy state show`, `smockproxy state set count=3 user=\'{"name": "Ada"}\'`, '
    "`smockproxy state clear count`.",
)
def state() -> None:
    """Show, set or clear what the scripts of a running smockproxy remember."""


@state.command("show")
@session_option
@admin_option
@click.argument("key", required=False)
def show(admin: str, session: str | None, key: str | None) -> None:
    """Print the state as JSON, or the value of KEY."""
    with asking(admin, session) as client:
        values = client.get_state()["state"]
    if key is not None and key not in values:
        raise click.ClickException(f'There is no key "{key}"; there are {len(values)}.')
    click.echo(as_json_text(values if key is None else values[key]))


@state.command("set")
@session_option
@admin_option
@click.argument("entries", nargs=-1, required=True, metavar="KEY=VALUE...")
def set_keys(admin: str, session: str | None, entries: tuple[str, ...]) -> None:
    """Set keys; a VALUE is JSON, or else a text."""
    values = dict(map(_entry, entries))
    with asking(admin, session) as client:
        click.echo(as_json_text(client.set_state(values)["state"]))


@state.command("clear")
@session_option
@admin_option
@click.argument("key", required=False)
def clear(admin: str, session: str | None, key: str | None) -> None:
    """Forget KEY, or everything."""
    with asking(admin, session) as client:
        click.echo(as_json_text(client.clear_state(key)["state"]))


def _entry(written: str) -> tuple[str, Any]:
    key, equals, value = written.partition("=")
    if not equals or not key:
        raise click.UsageError(f'"{written}" is no KEY=VALUE.')
    try:
        return key, json.loads(value)
    except ValueError:
        return key, value
