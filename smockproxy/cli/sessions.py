"""`smockproxy sessions`: the sessions of a running smockproxy."""

from typing import TYPE_CHECKING, Any

import click

from smockproxy.cli.asking import HELP, admin_option, asking, given_of, json_option
from smockproxy.cli.written import as_json_text, columns

if TYPE_CHECKING:
    from smockproxy.app.api.shapes import SessionRow

HEADINGS = ("NAME", "ID", "LAST USED", "MOCKS", "EXCHANGES", "SEED", "UNMATCHED")
TO_THE_RIGHT = frozenset({"MOCKS", "EXCHANGES", "SEED"})
UNNAMED = "~"
"""What stands for the session without a name: no name can be that."""

name_argument = click.argument("name", metavar="NAME")


@click.group(
    context_settings=HELP,
    epilog="Examples: `smockproxy sessions list`, `smockproxy sessions set worker-1 --unmatched refuse`, "
    "`smockproxy sessions reset worker-1`. NAME is `~` for the session without a name.",
)
def sessions() -> None:
    """List sessions of a running smockproxy, set them up, put them back, forget them."""


@sessions.command("list")
@admin_option
@json_option
def list_sessions(admin: str, *, as_json: bool) -> None:
    """List the sessions that are in use; times are UTC."""
    with asking(admin) as client:
        rows = client.list_sessions()["sessions"]
    click.echo(as_json_text(rows) if as_json else table(rows), nl=as_json)


@sessions.command("set", epilog="Example: `smockproxy sessions set worker-1 --seed 7 --unmatched refuse`")
@name_argument
@click.option(
    "--seed", type=click.IntRange(min=0), metavar="N", help="What chance follows from its next reset on."
)
@click.option(
    "--unmatched", type=click.Choice(("forward", "refuse")), help="What becomes of what no mock matches."
)
@click.option(
    "--delay-factor", type=click.FloatRange(0, 1000), metavar="N", help="What every delay is multiplied by."
)
@admin_option
@json_option
def set_up(name: str, admin: str, *, as_json: bool, **change: Any) -> None:
    """Begin a session, if there is none of that name, and set it up."""
    with asking(admin) as client:
        row = client.put_session(name, **given_of(**change))
    click.echo(as_json_text(row) if as_json else table([row]), nl=as_json)


@sessions.command("delete")
@name_argument
@admin_option
def delete(name: str, admin: str) -> None:
    """Forget a session: its mocks, counts, state and history."""
    with asking(admin) as client:
        client.delete_session(name)


@sessions.command("reset", epilog="Example: `smockproxy sessions reset worker-1 --force`")
@name_argument
@click.option("--force", is_flag=True, help="Give up locked mocks, too.")
@admin_option
@json_option
def reset(name: str, admin: str, *, force: bool, as_json: bool) -> None:
    """Put a session back to its start: only the files' mocks, counts of 0, no state, no history."""
    with asking(admin) as client:
        row = client.reset_session(name, force=force)
    click.echo(as_json_text(row) if as_json else table([row]), nl=as_json)


def table(rows: "list[SessionRow]") -> str:
    """One line a session."""
    return columns(HEADINGS, map(_cells, rows), TO_THE_RIGHT)


def _cells(row: "SessionRow") -> tuple[str, ...]:
    return (
        row["name"] or UNNAMED,
        row["id"] or "-",
        (row["last_used"] or "-").partition(".")[0],
        str(row["mocks"]),
        str(row["exchanges"]),
        str(row["seed"]),
        row["unmatched"],
    )
