"""`smockproxy usage`: how the mocks of a running smockproxy are used."""

from typing import TYPE_CHECKING

import click

from smockproxy.cli.asking import HELP, admin_option, asking, json_option, session_option
from smockproxy.cli.written import as_json_text, columns

if TYPE_CHECKING:
    from smockproxy.app.api.shapes import MockUsage, Usage

HEADINGS = ("USES", "LAST USED", "MEDIAN", "P95", "LONGEST", "MOCK")
TO_THE_RIGHT = frozenset({"USES", "MEDIAN", "P95", "LONGEST"})


@click.command(
    context_settings=HELP,
    epilog="Examples: `smockproxy usage`, `smockproxy usage --session worker-1 --json`.",
)
@session_option
@admin_option
@json_option
def usage(admin: str, session: str | None, *, as_json: bool) -> None:
    """Show how often each mock was used, when last, and how long its answers took."""
    with asking(admin, session) as client:
        told = client.get_usage()
    click.echo(as_json_text(told) if as_json else usage_text(told), nl=as_json)


def usage_text(told: "Usage") -> str:
    """One line a mock; times are milliseconds, moments UTC."""
    if not told["mocks"]:
        return "There are no mocks.\n"
    lines = columns(HEADINGS, map(_cells, told["mocks"]), TO_THE_RIGHT)
    if told["evicted"]:
        lines += (
            f"\nThe history had no room for {told['evicted']} older exchanges; they are not in the times.\n"
        )
    return lines


def _cells(mock: "MockUsage") -> tuple[str, ...]:
    from smockproxy.app.why.text import mock_name  # noqa: PLC0415 - only when the command runs

    latency = mock["latency"]
    times = (latency["median"], latency["p95"], latency["longest"]) if latency else ()
    return (
        str(mock["uses"]),
        (mock["last_used"] or "-").partition(".")[0],
        *(f"{took:.0f}" for took in times),
        *("-" for _ in range(3 - len(times))),
        mock_name(mock),
    )
