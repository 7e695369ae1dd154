"""`smockproxy state`: what the scripts of a running smockproxy remember."""

import json
from typing import Any
from urllib.parse import urlencode

import click

from smockproxy.cli.client import AdminClient
from smockproxy.cli.history import admin_option

PATH = "/api/v1/state"


@click.group(
    context_settings={"help_option_names": ["-h", "--help"]},
    epilog='Examples: `smockproxy state show`, `smockproxy state set count=3 user=\'{"name": "Ada"}\'`, '
    "`smockproxy state clear count`.",
)
def state() -> None:
    """Show, set or clear what the scripts of a running smockproxy remember."""


@state.command("show")
@admin_option
@click.argument("key", required=False)
def show(admin: str, key: str | None) -> None:
    """Print the state as JSON, or the value of KEY."""
    values = AdminClient.at(admin).document(PATH)["state"]
    if key is not None and key not in values:
        raise click.ClickException(f'There is no key "{key}"; there are {len(values)}.')
    _print(values if key is None else values[key])


@state.command("set")
@admin_option
@click.argument("entries", nargs=-1, required=True, metavar="KEY=VALUE...")
def set_keys(admin: str, entries: tuple[str, ...]) -> None:
    """Set keys; a VALUE is JSON, or else a text."""
    values = dict(map(_entry, entries))
    _print(AdminClient.at(admin).told(PATH, values, "PUT")["state"])


@state.command("clear")
@admin_option
@click.argument("key", required=False)
def clear(admin: str, key: str | None) -> None:
    """Forget KEY, or everything."""
    query = f"?{urlencode({'key': key})}" if key else ""
    _print(AdminClient.at(admin).told(f"{PATH}{query}", None, "DELETE")["state"])


def _entry(written: str) -> tuple[str, Any]:
    key, equals, value = written.partition("=")
    if not equals or not key:
        raise click.UsageError(f'"{written}" is no KEY=VALUE.')
    try:
        return key, json.loads(value)
    except ValueError:
        return key, value


def _print(value: Any) -> None:
    click.echo(json.dumps(value, ensure_ascii=False, indent=2))
