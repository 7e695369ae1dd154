"""`smockproxy why`: why a request got its answer, or would get it, and what would help."""

import sys
from contextlib import closing
from datetime import UTC, datetime
from typing import Any, NoReturn

import click

from smockproxy.cli.asking import admin_option, asking, json_option, redact_option, session_option
from smockproxy.cli.written import as_json_text

FORM = ("Content-Type", "application/x-www-form-urlencoded")
"""What curl says of a body when nobody says anything else."""

EXAMPLE = "http://api.test/users/7"

EXAMPLES = """\b
Examples:
  smockproxy why 17
  smockproxy why GET http://api.test/users/7
  smockproxy why POST https://api.test/orders -H 'Content-Type: application/json' -d '{"id": 7}'
  smockproxy why GET http://api.test/users/7 --mocks mocks/"""


@click.command("why", epilog=EXAMPLES, context_settings={"help_option_names": ["-h", "--help"]})
@click.argument("asked", nargs=-1, required=True, metavar="ID | METHOD URL")
@click.option("-H", "--header", "headers", multiple=True, metavar="LINE", help="A header, as for curl.")
@click.option(
    "-d", "--data", default="", metavar="TEXT", help="The body; @FILE reads a file, @- standard input."
)
@click.option(
    "--mocks", multiple=True, metavar="PATH", help="Ask these files or folders instead of a server."
)
@click.option(
    "--run-python",
    is_flag=True,
    help="With --mocks, run modules of mocks (*.py), as the server does, to see what they declare.",
)
@session_option
@redact_option
@admin_option
@json_option
def why(asked: tuple[str, ...], admin: str, session: str | None, *, as_json: bool, **given: Any) -> None:
    """Say which mock answers a request and why the others don't, and what would make one match.

    ID is an exchange of `smockproxy history list`. Nothing is sent, and nothing is counted.
    """
    from smockproxy.app.why.text import why_text  # noqa: PLC0415 - only when the command runs

    question = _question(asked, given["headers"], given["data"])
    if given["mocks"]:
        told = _ask_files(question, given["mocks"], runs_python=given["run_python"])
    elif given["run_python"]:
        _refuse("--run-python is for files: name them with --mocks")
    else:
        with asking(admin, session) as client:
            told = client.why(**question, redact=given["redact"])
    click.echo(as_json_text(told) if as_json else why_text(told), nl=as_json)


def _question(asked: tuple[str, ...], headers: tuple[str, ...], data: str) -> dict[str, Any]:
    if len(asked) == 1 and asked[0].isascii() and asked[0].isdigit():
        return {"id": asked[0]}
    if len(asked) != 2:
        _refuse(_missing(asked))
    question = {"method": asked[0], "url": asked[1], "headers": _lines(headers, data), **_body(data)}
    _ask_of(question)
    return question


def _missing(asked: tuple[str, ...]) -> str:
    """What is missing, or too much, and how it is written."""
    first = asked[0]
    if len(asked) == 1 and "/" in first:
        return f'expected a METHOD before "{first}": write smockproxy why GET {first}'
    if len(asked) == 1 and first.isupper():
        return f'expected a URL after "{first}": write smockproxy why {first} {EXAMPLE}'
    found = f"{len(asked)} arguments" if len(asked) > 1 else f'"{first}"'
    expected = "expected the ID of an exchange, or a METHOD and a URL"
    return f"{expected}; found {found}: write smockproxy why 17, or smockproxy why GET {EXAMPLE}"


def _ask_of(question: dict[str, Any]) -> None:
    """Refuse what can be asked of nobody, before anybody is asked."""
    from smockproxy.app.usage import UsageError  # noqa: PLC0415 - only when the command runs
    from smockproxy.app.why.question import request_asked  # noqa: PLC0415 - only when the command runs

    try:
        request_asked(question, 0.0)
    except UsageError as error:
        _refuse(str(error).removesuffix("."))


def _lines(headers: tuple[str, ...], data: str) -> list[list[str]]:
    lines = []
    for header in headers:
        name, colon, value = header.partition(":")
        if not colon or not name.strip():
            _refuse(f'"{header}" is no header such as "Accept: text/plain"')
        lines.append([name.strip(), value.strip()])
    has_type = any(name.lower() == "content-type" for name, _ in lines)
    return lines if has_type or not data else [*lines, list(FORM)]


def _body(data: str) -> dict[str, str]:
    if not data.startswith("@"):
        return {"body": data} if data else {}
    from base64 import b64encode  # noqa: PLC0415 - only when the command runs
    from pathlib import Path  # noqa: PLC0415 - only when the command runs

    try:
        raw = sys.stdin.buffer.read() if data == "@-" else Path(data[1:]).read_bytes()
    except OSError as error:
        _refuse(f"cannot read {data[1:]}: {error.strerror or error}")
    return {"body_base64": b64encode(raw).decode()}


def _ask_files(question: dict[str, Any], mocks: tuple[str, ...], *, runs_python: bool) -> Any:
    from smockproxy.app.scripts.inspection import inspector  # noqa: PLC0415 - needs pydantic and YAML
    from smockproxy.app.usage import UsageError  # noqa: PLC0415 - only when the command runs
    from smockproxy.app.why.files import why_by_files  # noqa: PLC0415 - needs pydantic and YAML
    from smockproxy.engines.inspection import Inspection  # noqa: PLC0415 - only when files are asked

    if "id" in question:
        _refuse("--mocks has no exchanges: ask about a METHOD and a URL")
    with closing(Inspection()) as inspection:
        looks_into = inspector(inspection, reads_modules=runs_python)
        try:
            told = why_by_files(question, mocks, datetime.now(UTC).timestamp(), looks_into)
        except UsageError as error:
            raise click.ClickException(str(error)) from None
    for problem in told.unread:
        click.echo(problem, err=True)
    return told.told


def _refuse(reason: str) -> NoReturn:
    raise click.UsageError(f"{reason}.", click.get_current_context(silent=True))
