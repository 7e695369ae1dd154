"""`smockproxy route`: which hosts of a running smockproxy are real, and which mocked."""

from typing import TYPE_CHECKING

import click

from smockproxy.app.visible import visible
from smockproxy.cli.asking import HELP, admin_option, asking, given_of, json_option, session_option
from smockproxy.cli.written import as_json_text, columns

if TYPE_CHECKING:
    from smockproxy.app.api.routes import RouteList, RouteRow

HEADINGS = ("HOST", "TO", "PATH", "HEADERS", "BY", "TTL", "USES")


class RouteGroup(click.Group):
    """A group in which `route HOST real` is `route set HOST real`."""

    def resolve_command(
        self, ctx: click.Context, args: list[str]
    ) -> tuple[str | None, click.Command | None, list[str]]:
        """The command that is meant."""
        is_host = args[0] not in self.commands and not args[0].startswith("-")
        return super().resolve_command(ctx, ["set", *args] if is_host else args)


@click.group(
    cls=RouteGroup,
    context_settings=HELP,
    epilog="Examples: `smockproxy route api.test real`, `smockproxy route api.test 30% --by header:X-User`, "
    "`smockproxy route api.test real --header 'X-Real: 1' --ttl 10m`, `smockproxy route api.test mocked`.",
)
def route() -> None:
    """Let hosts be real or mocked, wholly or in part, while requests come."""


@route.command("set")
@click.argument("host")
@click.argument("to", metavar="real|mocked|N%")
@click.option("--path", metavar="GLOB", help="Only paths like this: `/pay/*`.")
@click.option(
    "--header", "headers", metavar="'NAME: VALUE'", multiple=True, help="Only requests with this header."
)
@click.option("--by", metavar="WHO", help="Same client, same choice: `header:NAME`, `cookie:NAME` or `ip`.")
@click.option("--ttl", metavar="DURATION", help="For how long: `10m`.")
@session_option
@admin_option
@json_option
def set_one(  # noqa: PLR0913 - click's arguments
    host: str,
    to: str,
    *,
    path: str | None,
    headers: tuple[str, ...],
    by: str | None,
    ttl: str | None,
    admin: str,
    session: str | None,
    as_json: bool,
) -> None:
    """Send requests to HOST to the real server, to mocks, or so many per cent of them to the real one."""
    given = given_of(path=path, by=by, ttl=ttl)
    if headers:
        given["headers"] = dict(map(_header, headers))
    with asking(admin, session) as client:
        _tell(client.set_route(host=host, to=to, **given), as_json=as_json)


@route.command("list")
@session_option
@admin_option
@json_option
def list_them(admin: str, session: str | None, *, as_json: bool) -> None:
    """List what is real."""
    with asking(admin, session) as client:
        _tell(client.list_routes(), as_json=as_json)


@route.command("clear")
@click.argument("host", required=False)
@session_option
@admin_option
@json_option
def clear(host: str | None, admin: str, session: str | None, *, as_json: bool) -> None:
    """Let mocks answer for HOST again, or for all hosts."""
    with asking(admin, session) as client:
        _tell(client.clear_routes(host=host), as_json=as_json)


def _header(written: str) -> tuple[str, str]:
    name, colon, value = written.partition(":")
    if not colon or not name.strip():
        raise click.UsageError(f'"{written}" is no header; write it like "X-Real: 1".')
    return name.strip(), value.strip()


def _tell(told: "RouteList", *, as_json: bool) -> None:
    if as_json:
        click.echo(as_json_text(told))
    elif told["routes"]:
        click.echo(columns(HEADINGS, map(_line, told["routes"]), frozenset({"USES"})), nl=False)
    else:
        click.echo("No host is real: mocks answer, and the unmatched policy holds.")


def _line(row: "RouteRow") -> tuple[str, ...]:
    headers = ", ".join(f"{name}: {value}" for name, value in row["headers"].items())
    told = (row["host"], row["to"], row["path"] or "", headers, row["by"] or "", row["ttl"] or "")
    return *map(visible, told), str(row["uses"])
