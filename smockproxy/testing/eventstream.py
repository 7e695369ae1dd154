"""Server-sent events, read as they come.

Source of the format: WHATWG HTML, 9.2.6. An event without data isn't dropped here: its id still counts.
"""

from collections.abc import Generator, Iterable, Iterator
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class ServerEvent:
    """One event."""

    name: str = "message"
    data: str = ""
    id: str = ""
    """Empty when it has none of its own."""


def events_in(pieces: Iterable[bytes]) -> Generator[ServerEvent]:
    """The events of a stream, each as soon as it is whole."""
    reader = EventReader()
    for piece in pieces:
        yield from reader.events_of(piece)


class EventReader:
    """What is known of an event that is not whole yet."""

    def __init__(self) -> None:
        self._rest = b""
        self._fields: dict[str, list[str]] = {}

    def events_of(self, piece: bytes) -> Iterator[ServerEvent]:
        """The events that a further piece of the stream makes whole."""
        *lines, self._rest = (self._rest + piece).split(b"\n")
        for line in lines:
            yield from self._event_at(line.removesuffix(b"\r").decode("utf-8", "replace"))

    def _event_at(self, line: str) -> Iterator[ServerEvent]:
        if line:
            name, _, value = line.partition(":")
            self._fields.setdefault(name, []).append(value.removeprefix(" "))
            return
        fields, self._fields = self._fields, {}
        if fields.keys() & {"data", "id"}:
            named, ids = fields.get("event", ["message"]), fields.get("id", [""])
            yield ServerEvent(named[-1], "\n".join(fields.get("data", [])), ids[-1])
