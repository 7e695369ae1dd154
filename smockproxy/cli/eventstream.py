"""Server-sent events, read as they come.

Source of the format: WHATWG HTML, 9.2.6. An event without data isn't dropped here: its id still counts.
"""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class ServerEvent:
    """One event."""

    name: str = "message"
    data: str = ""
    id: str = ""
    """Empty when it has none of its own."""


def events_in(pieces: Iterable[bytes]) -> Iterator[ServerEvent]:
    """The events of a stream, each as soon as it is whole."""
    fields: dict[str, list[str]] = {}
    for line in _lines(pieces):
        if line:
            name, _, value = line.partition(":")
            fields.setdefault(name, []).append(value.removeprefix(" "))
            continue
        if fields.keys() & {"data", "id"}:
            named, ids = fields.get("event", ["message"]), fields.get("id", [""])
            yield ServerEvent(named[-1], "\n".join(fields.get("data", [])), ids[-1])
        fields = {}


def _lines(pieces: Iterable[bytes]) -> Iterator[str]:
    rest = b""
    for piece in pieces:
        *whole, rest = (rest + piece).split(b"\n")
        for line in whole:
            yield line.removesuffix(b"\r").decode("utf-8", "replace")
