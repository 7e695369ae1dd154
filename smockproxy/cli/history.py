"""`smockproxy history`: look at what went through a running smockproxy, and take it away as a file."""

import json
import os
import sys
from collections.abc import Iterable
from contextlib import suppress
from pathlib import Path
from typing import Any
from urllib.parse import quote

import click

from smockproxy.cli.client import ADMIN_VARIABLE, DEFAULT_ADMIN, AdminClient

FORMATS = ("har", "mitm", "jsonl")

admin_option = click.option(
    "--admin",
    metavar="URL",
    envvar=ADMIN_VARIABLE,
    default=DEFAULT_ADMIN,
    show_default=True,
    show_envvar=True,
    help="Address of the admin API.",
)
json_option = click.option("--json", "as_json", is_flag=True, help="Print JSON instead of text.")
redact_option = click.option(
    "--redact/--no-redact",
    default=None,
    help="Show pseudonyms for credentials, or what was sent.  [default: what `serve` was told]",
)


def _redacting(*, redact: bool | None) -> dict[str, str]:
    return {} if redact is None else {"redact": str(redact).lower()}


@click.group(
    context_settings={"help_option_names": ["-h", "--help"]},
    epilog="Examples: `smockproxy history list --limit 20`, `smockproxy history show 17`, "
    "`smockproxy history tail --where '~m POST & ~d api'`, "
    "`smockproxy history export --format har -o today.har`.",
)
def history() -> None:
    """Look at the exchanges of a running smockproxy, or export them."""


@history.command("list")
@admin_option
@click.option(
    "--limit",
    metavar="N",
    type=click.IntRange(1, 1000),
    default=50,
    show_default=True,
    help="How many of the newest exchanges.",
)
@redact_option
@json_option
def list_exchanges(admin: str, limit: int, *, redact: bool | None, as_json: bool) -> None:
    """List the newest exchanges, oldest first."""
    from smockproxy.cli.exchangetext import table  # noqa: PLC0415 - only when the command runs

    query = {"last": str(limit)} | ({} if as_json else {"bodies": "false"}) | _redacting(redact=redact)
    entries = AdminClient.at(admin).document("/api/v1/history", **query)["entries"]
    click.echo(as_json_text(entries) if as_json else table(entries), nl=as_json)


@history.command("show")
@click.argument("exchange_id", metavar="ID")
@admin_option
@click.option(
    "--trace", "with_trace", is_flag=True, help="Show which mocks were asked, and why each did not answer."
)
@redact_option
@json_option
def show_exchange(
    exchange_id: str, admin: str, *, with_trace: bool, redact: bool | None, as_json: bool
) -> None:
    """Show one exchange in full; `list` has the IDs."""
    from smockproxy.app.whytext import nearest_text, trace_text  # noqa: PLC0415 - only when the command runs
    from smockproxy.cli.exchangetext import is_unmatched, whole  # noqa: PLC0415 - only when the command runs

    client, path = AdminClient.at(admin), f"/api/v1/history/{quote(exchange_id, safe='')}"
    query = _redacting(redact=redact)
    if with_trace:
        trace = client.document(f"{path}/trace", **query)
        click.echo(as_json_text(trace) if as_json else trace_text(trace), nl=as_json)
        return
    entry = client.document(path, **query)
    click.echo(as_json_text(entry) if as_json else whole(entry), nl=as_json)
    if not as_json and is_unmatched(entry):
        nearest = client.document(f"{path}/trace", **query)["nearest"]
        click.echo(f"\nNearest mocks:\n{nearest_text(nearest)}" if nearest else "\nNo mocks come near.")


@history.command("tail")
@admin_option
@click.option(
    "--where", metavar="FILTER", help="Only exchanges that a filter expression of mitmproxy's is true of."
)
@click.option("--session", metavar="NAME", help='Only those of a session\'s name; "" is those without one.')
@click.option(
    "-n",
    "--last",
    metavar="N",
    type=click.IntRange(0, 1000),
    default=10,
    show_default=True,
    help="How many from before come first.",
)
@redact_option
@click.option("--json", "as_json", is_flag=True, help="Print one JSON object a line.")
def tail(admin: str, *, redact: bool | None, as_json: bool, last: int, **asked: str | None) -> None:
    """Show exchanges as they are completed, until Ctrl-C.

    It waits for a smockproxy that goes away, and goes on where it was.
    """
    from smockproxy.cli.tail import follow  # noqa: PLC0415 - only when the command runs

    chosen = {name: value for name, value in asked.items() if value is not None}
    follow(AdminClient.at(admin), {"last": str(last)} | chosen | _redacting(redact=redact), as_json=as_json)


@history.command("export")
@admin_option
@click.option(
    "--format",
    "format_name",
    type=click.Choice(FORMATS),
    default="har",
    show_default=True,
    help="HAR 1.2, mitmproxy's flows, or one JSON object a line.",
)
@redact_option
@click.option("-o", "--output", metavar="FILE", default="-", help="Write here instead of to standard output.")
def export(admin: str, format_name: str, *, redact: bool | None, output: str) -> None:
    """Export the whole history as one file."""
    query = {"format": format_name} | _redacting(redact=redact)
    pieces = AdminClient.at(admin).pieces("/api/v1/history/export", **query)
    if output == "-":
        sys.stdout.buffer.writelines(pieces)
        sys.stdout.buffer.flush()
    else:
        write_whole(Path(output), pieces)


def write_whole(path: Path, pieces: Iterable[bytes]) -> None:
    """Write a file that has its name only once all of it is there. Raises `click.ClickException`."""
    unfinished = path.with_name(f".{path.name}.{os.getpid()}.part")
    try:
        with unfinished.open("wb") as file:
            file.writelines(pieces)
        unfinished.replace(path)
    except OSError as error:
        raise click.ClickException(f"Cannot write {path}: {error.strerror or error}.") from None
    finally:
        with suppress(OSError):
            unfinished.unlink()


def as_json_text(value: Any) -> str:
    """A document for people and programs."""
    return json.dumps(value, indent=2, ensure_ascii=False)
