"""One exchange as one line of a terminal, from the values that `/api/v1/events` gives.

What peers sent is never written raw: control characters are shown as escapes.
"""

from collections.abc import Iterator, Mapping
from typing import Any

import click

from smockproxy.app.visible import visible

COLOURS = {
    "mocked": "green",
    "forwarded": "cyan",
    "refused": "yellow",
    "failed": "red",
    "callback": "magenta",
}
SERVER_ERRORS = 500
ID_WIDTH = 5


def wants_colours(variables: Mapping[str, str], *, is_terminal: bool) -> bool:
    """Whether a stream is to be coloured (https://no-color.org)."""
    return is_terminal and not variables.get("NO_COLOR") and variables.get("TERM") != "dumb"


def exchange_line(entry: Mapping[str, Any], *, is_coloured: bool = False) -> str:
    """What came and what became of it; the time is UTC."""
    return "  ".join(_cells(entry, is_coloured=is_coloured))


def _cells(entry: Mapping[str, Any], *, is_coloured: bool) -> Iterator[str]:
    decision = entry["decision"]
    yield visible(entry["id"]).rjust(ID_WIDTH)
    yield entry["timing"]["started_at"][11:23].removesuffix("Z").ljust(12)
    yield _styled(decision.ljust(len("forwarded")), is_coloured, fg=COLOURS.get(decision))
    yield _status(entry["response"], is_coloured=is_coloured)
    yield f"{entry['timing']['ended']:.0f} ms".rjust(8)
    yield f"{visible(entry['request']['method'])} {visible(entry['request']['url'])}"
    yield from (_styled(visible(remark), is_coloured, dim=True) for remark in _remarks(entry))


def _status(response: Mapping[str, Any] | None, *, is_coloured: bool) -> str:
    if response is None:
        return "  -"
    is_error = response["status"] >= SERVER_ERRORS
    return _styled(str(response["status"]).rjust(3), is_coloured, fg="red" if is_error else None)


def _remarks(entry: Mapping[str, Any]) -> Iterator[str]:
    """Which mock, in which session, and what else there is to know."""
    if entry["mock"]:
        yield entry["mock"]["source"] or entry["mock"]["id"]
    if entry.get("session_name"):
        yield f"session {entry['session_name']}"
    if entry["protocol"] != "http":
        yield f"a tunnel with {entry['protocol']}"
    yield from entry.get("chaos", ())
    if entry["error"]:
        yield entry["error"]


def _styled(text: str, is_coloured: bool, **style: Any) -> str:  # noqa: FBT001 - the first thing one wants to know
    return click.style(text, **style) if is_coloured else text
