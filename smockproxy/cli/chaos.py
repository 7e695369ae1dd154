"""`smockproxy chaos`: the rules of chaos of a running smockproxy."""

from typing import TYPE_CHECKING, Any

import click

from smockproxy.app.visible import visible
from smockproxy.cli.asking import HELP, admin_option, asking, json_option, session_option
from smockproxy.cli.written import as_json_text, columns, read_text

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

HEADINGS = ("ID", "WHERE", "ON", "CALLS", "INJECTED", "DOES")
TO_THE_RIGHT = frozenset({"CALLS", "INJECTED"})

id_argument = click.argument("rule_id", metavar="ID")


@click.group(
    context_settings=HELP,
    epilog="Examples: `smockproxy chaos add --host api.test --probability 0.3 --preset 503 --ttl 10m`, "
    "`smockproxy chaos add --path '/pay/*' --delay slow`, `smockproxy chaos list`.",
)
def chaos() -> None:
    """Disturb what mocks and real servers answer: errors, delays, dropped connections."""


@chaos.command("list")
@session_option
@admin_option
@json_option
def list_rules(admin: str, session: str | None, *, as_json: bool) -> None:
    """List the rules in force, those of files too, and how often each disturbed a request."""
    with asking(admin, session) as client:
        _tell(client.list_chaos()["rules"], as_json=as_json)


@chaos.command("add", epilog="Example: `smockproxy chaos add --host api.test --drop --ttl 1m`")
@click.option(
    "--file", "file", metavar="FILE", help="A rule, or a list of them, as JSON; `-` reads standard input."
)
@click.option("--id", "rule_id", metavar="ID", help="What to call it.")
@click.option("--host", metavar="GLOB", help="Only requests to this host: `api.test`, `*.test`.")
@click.option("--path", metavar="GLOB", help="Only paths like this: `/pay/*`.")
@click.option("--method", metavar="METHOD", help="Only this method.")
@click.option("--probability", type=float, help="How likely it is to act, from 0 to 1.")
@click.option("--times", type=int, help="How often it acts.")
@click.option("--after", type=int, help="How many requests it lets pass first.")
@click.option("--ttl", metavar="DURATION", help="For how long: `10m`.")
@click.option(
    "--preset", metavar="NAME", help="Answer by one word: `503`, `429`, `malformed_json`, `timeout`."
)
@click.option("--status", type=int, help="Answer with this status.")
@click.option("--delay", metavar="DELAY", help="Hold answers back: `2s`, `slow`.")
@click.option("--drop", is_flag=True, help="End the connection without an answer.")
@session_option
@admin_option
@json_option
def add(admin: str, session: str | None, *, as_json: bool, file: str | None, **said: Any) -> None:
    """Put a rule in force, until the session is reset or its time is up."""
    rule = _rule_of(said)
    if bool(rule) == (file is not None):
        raise click.UsageError("Say what the rule does, such as `--preset 503`, or name a file: one of both.")
    with asking(admin, session) as client:
        document = rule if file is None else _document(file)
        _tell(client.add_chaos(document)["rules"], as_json=as_json)


def _document(file: str) -> Any:
    from json import JSONDecodeError, loads  # noqa: PLC0415 - only when a command runs

    try:
        return loads(read_text(file))
    except JSONDecodeError as error:
        raise click.ClickException(f"{file} is not JSON: {error}") from None


def _rule_of(said: "Mapping[str, Any]") -> dict[str, Any]:
    """The rule that options say."""
    request = {key: _glob(said[key]) for key in ("host", "path") if said[key] is not None}
    request |= {"method": said["method"].upper()} if said["method"] is not None else {}
    keys = ("probability", "times", "after", "ttl", "preset", "status", "delay")
    rule = {key: said[key] for key in keys if said[key] is not None}
    rule |= {"drop": True} if said["drop"] else {}
    rule |= {"id": said["rule_id"]} if said["rule_id"] is not None else {}
    return {**({"request": request} if request else {}), **rule}


def _glob(text: str) -> Any:
    return {"matcher": "ShouldMatchGlob", "value": text} if {"*", "?"} & set(text) else text


@chaos.command("enable")
@id_argument
@session_option
@admin_option
@json_option
def enable(rule_id: str, admin: str, session: str | None, *, as_json: bool) -> None:
    """Let a rule act again."""
    with asking(admin, session) as client:
        _tell([client.enable_chaos(rule_id)], as_json=as_json)


@chaos.command("disable")
@id_argument
@session_option
@admin_option
@json_option
def disable(rule_id: str, admin: str, session: str | None, *, as_json: bool) -> None:
    """Keep a rule, also one of a file, from acting in the session."""
    with asking(admin, session) as client:
        _tell([client.disable_chaos(rule_id)], as_json=as_json)


@chaos.command("delete")
@id_argument
@session_option
@admin_option
def delete(rule_id: str, admin: str, session: str | None) -> None:
    """Take a rule away that came by the API."""
    with asking(admin, session) as client:
        client.delete_chaos(rule_id)


def _tell(rows: "Sequence[Mapping[str, Any]]", *, as_json: bool) -> None:
    if as_json:
        click.echo(as_json_text(rows))
    elif rows:
        click.echo(columns(HEADINGS, map(_cells, rows), TO_THE_RIGHT), nl=False)
    else:
        click.echo("There are no rules of chaos.")


def _cells(row: "Mapping[str, Any]") -> tuple[str, ...]:
    is_on = "yes" if row["enabled"] else "no"
    where = visible(row["source"] or "API")
    return visible(row["id"]), where, is_on, str(row["calls"]), str(row["injected"]), visible(row["acts"])
