"""`smockproxy history`: look at what went through a running smockproxy, and take it away as a file."""

from typing import Any

import click

from smockproxy.app.api.parameters import FILTERS, FORMATS, PAGE
from smockproxy.cli.asking import (
    HELP,
    admin_option,
    asking,
    given_of,
    json_option,
    only_session_option,
    options_of,
    redact_option,
)
from smockproxy.cli.written import as_json_text, write_out

MOCKS = "mocks"
"""The format that is a folder: it is made here, of what the server gives."""
AROUND = tuple(parameter for parameter in PAGE if parameter.name in {"after", "before"})


@click.group(
    context_settings=HELP,
    epilog="Examples: `smockproxy history list --limit 20`, `smockproxy history show 17`, "
    "`smockproxy history list --status 4xx --since now-5m`, "
    "`smockproxy history tail --where '~m POST & ~d api'`, "
    "`smockproxy history export --format har -o today.har`.",
)
def history() -> None:
    """Look at the exchanges of a running smockproxy, export or forget them."""


@history.command(
    "list", epilog="Example: `smockproxy history list --host '*.test' --status 4xx --since now-5m`"
)
@click.option(
    "--limit",
    metavar="N",
    type=click.IntRange(1, 1000),
    default=50,
    show_default=True,
    help="How many of the newest exchanges.",
)
@only_session_option
@options_of((*FILTERS, *AROUND))
@redact_option
@admin_option
@json_option
def list_exchanges(admin: str, limit: int, *, as_json: bool, **asked: Any) -> None:
    """List the newest exchanges, oldest first; filters say which."""
    from smockproxy.cli.exchangetext import table  # noqa: PLC0415 - only when the command runs

    with asking(admin) as client:
        page = client.list_history(last=limit, bodies=as_json, **given_of(**asked))
    entries = page["entries"]
    click.echo(as_json_text(entries) if as_json else table(entries), nl=as_json)
    if page["cut_short"]:
        reached = f"it got back to {page['reached']}" if page["reached"] else "it found nothing"
        click.echo(f"The search took too long and ended early; {reached}.", err=True)


@history.command("show")
@click.argument("exchange_id", metavar="ID")
@click.option(
    "--trace", "with_trace", is_flag=True, help="Show which mocks were asked, and why each did not answer."
)
@redact_option
@admin_option
@json_option
def show_exchange(
    exchange_id: str, admin: str, *, with_trace: bool, redact: bool | None, as_json: bool
) -> None:
    """Show one exchange in full; `list` has the IDs."""
    from smockproxy.app.why.text import nearest_text, trace_text  # noqa: PLC0415 - only when the command runs
    from smockproxy.cli.exchangetext import is_unmatched, whole  # noqa: PLC0415 - only when the command runs

    with asking(admin) as client:
        if with_trace:
            trace = client.trace_exchange(exchange_id, redact=redact)
            click.echo(as_json_text(trace) if as_json else trace_text(trace), nl=as_json)
            return
        entry = client.get_exchange(exchange_id, redact=redact)
        click.echo(as_json_text(entry) if as_json else whole(entry), nl=as_json)
        if not as_json and is_unmatched(entry):
            nearest = client.trace_exchange(exchange_id, redact=redact)["nearest"]
            click.echo(f"\nNearest mocks:\n{nearest_text(nearest)}" if nearest else "\nNo mocks come near.")


@history.command("tail")
@click.option(
    "--where", metavar="FILTER", help="Only exchanges that a filter expression of mitmproxy's is true of."
)
@only_session_option
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
@admin_option
@click.option("--json", "as_json", is_flag=True, help="Print one JSON object a line.")
def tail(admin: str, *, as_json: bool, **asked: Any) -> None:
    """Show exchanges as they are completed, until Ctrl-C.

    It waits for a smockproxy that goes away, and goes on where it was.
    """
    from smockproxy.cli.tail import follow  # noqa: PLC0415 - only when the command runs

    with asking(admin) as client:
        follow(client, given_of(**asked), as_json=as_json)


@history.command(
    "export", epilog="Example: `smockproxy history export --format har --where '~d api' -o api.har`"
)
@click.option(
    "--format",
    type=click.Choice((*FORMATS, MOCKS)),
    default="har",
    show_default=True,
    help="HAR 1.2, mitmproxy's flows, one JSON object a line, Smocker's sessions, or files of mocks.",
)
@click.option(
    "-o",
    "--output",
    metavar="PATH",
    default="-",
    help="Write to this file instead of to standard output; of mocks, to this folder.",
)
@click.option(
    "--order", type=click.Choice(("oldest", "newest")), help="Which entries come first.  [default: oldest]"
)
@click.option(
    "--exact",
    is_flag=True,
    help="Make mocks of what was sent as it was, without generalising it.",
)
@only_session_option
@options_of(FILTERS)
@redact_option
@admin_option
def export(admin: str, output: str, *, exact: bool, **asked: Any) -> None:
    """Export the history, or what filters leave of it, as one file, or as a folder of mocks."""
    if exact and asked["format"] != MOCKS:
        raise click.UsageError("--exact is for --format mocks: the other formats have what was sent anyway.")
    if asked["format"] == MOCKS:
        from smockproxy.cli.mocksexport import export_mocks  # noqa: PLC0415 - only when the command runs

        export_mocks(admin, output, given_of(**asked), is_exact=exact)
        return
    with asking(admin) as client:
        write_out(output, client.export_history(**given_of(**asked)))


@history.command("clear", epilog="Example: `smockproxy history clear --session worker-1`")
@only_session_option
@admin_option
def clear(admin: str, session: str | None) -> None:
    """Forget all exchanges, or those of a session; mocks and counts stay."""
    with asking(admin) as client:
        client.clear_history(session=session)
