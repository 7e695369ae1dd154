"""`smockproxy clock`: the clock of a session of a running smockproxy."""

from typing import TYPE_CHECKING

import click

from smockproxy.cli.asking import HELP, admin_option, asking, given_of, json_option, session_option
from smockproxy.cli.written import as_json_text

if TYPE_CHECKING:
    from smockproxy.app.api.clock import Clock


@click.group(
    context_settings=HELP,
    epilog="Examples: `smockproxy clock advance 2h`, `smockproxy clock set 2030-01-01T00:00:00Z`, "
    "`smockproxy clock freeze --session worker-1`, `smockproxy clock reset`.",
)
def clock() -> None:
    """Show the clock of a session, set it, put it forward, freeze it."""


@clock.command("show")
@session_option
@admin_option
@json_option
def show(admin: str, session: str | None, *, as_json: bool) -> None:
    """Show what it says, and how far it is from real time."""
    with asking(admin, session) as client:
        _tell(client.get_clock(), as_json=as_json)


@clock.command("set", epilog="Example: `smockproxy clock set now+30d`")
@click.argument("moment", metavar="MOMENT")
@session_option
@admin_option
@json_option
def set_to(moment: str, admin: str, session: str | None, *, as_json: bool) -> None:
    """Let it show MOMENT: RFC 3339, or `now+2h` from what it shows."""
    with asking(admin, session) as client:
        _tell(client.set_clock(now=moment), as_json=as_json)


@clock.command(
    "advance",
    context_settings={"ignore_unknown_options": True, "help_option_names": ["--help"]},  # -2h is no -h
    epilog="Examples: `smockproxy clock advance 2h`, `smockproxy clock advance -10m`",
)
@click.argument("duration", metavar="DURATION")
@session_option
@admin_option
@json_option
def advance(duration: str, admin: str, session: str | None, *, as_json: bool) -> None:
    """Put it forward by DURATION, back by a negative one."""
    with asking(admin, session) as client:
        _tell(client.advance_clock(by=duration), as_json=as_json)


@clock.command("freeze")
@click.argument("moment", metavar="[MOMENT]", required=False)
@session_option
@admin_option
@json_option
def freeze(moment: str | None, admin: str, session: str | None, *, as_json: bool) -> None:
    """Stop it, where it is or at MOMENT."""
    with asking(admin, session) as client:
        _tell(client.freeze_clock(**given_of(at=moment)), as_json=as_json)


@clock.command("resume")
@session_option
@admin_option
@json_option
def resume(admin: str, session: str | None, *, as_json: bool) -> None:
    """Let it go on from what it shows."""
    with asking(admin, session) as client:
        _tell(client.resume_clock(), as_json=as_json)


@clock.command("reset")
@session_option
@admin_option
@json_option
def reset(admin: str, session: str | None, *, as_json: bool) -> None:
    """Let it show real time again."""
    with asking(admin, session) as client:
        _tell(client.reset_clock(), as_json=as_json)


def _tell(shown: "Clock", *, as_json: bool) -> None:
    click.echo(as_json_text(shown) if as_json else clock_line(shown))


def clock_line(shown: "Clock") -> str:
    """What it shows in one line."""
    from smockproxy.core.duration import NANOSECONDS, format_duration  # noqa: PLC0415 - only when it is told

    frozen = ", frozen" if shown["frozen"] else ""
    if not shown["ahead"]:
        return f"{shown['now']} (real time{frozen})"
    apart = format_duration(round(abs(shown["ahead"]) * 1000) * NANOSECONDS // 1000)
    side = "ahead of" if shown["ahead"] > 0 else "behind"
    return f"{shown['now']} ({apart} {side} real time{frozen})"
