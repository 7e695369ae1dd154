"""An entry as the rows of the tables."""

from collections.abc import Callable, Sequence
from functools import partial
from sqlite3 import Connection
from typing import Any, NamedTuple

from smockproxy.core.history import HistoryEntry, SessionKey
from smockproxy.core.query import NO_LIMIT
from smockproxy.core.records import Record
from smockproxy.core.searched import searched
from smockproxy.store.codec import content_of

ROUGH_WEIGHT = 2_000
"""Bytes of an entry without its bodies; to weigh it exactly takes longer than to append it."""


class Row(NamedTuple):
    """What letting go of an exchange needs to know of it."""

    position: int
    weight: int
    session_name: str
    session_id: str
    started_at: float


_INSERT = "INSERT INTO exchanges VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)"
"""The columns as the schema has them, as `_row` gives them."""
_INSERT_CONTENT = "INSERT INTO contents VALUES (?, ?, ?, ?, ?)"


class Added(NamedTuple):
    """A record and its position in the history."""

    position: int
    record: Record

    @classmethod
    def of(cls, position: int, entry: HistoryEntry) -> "Added":
        """An entry at a position."""
        return cls(position, Record.of(entry))

    @property
    def session(self) -> SessionKey:
        """Whose it is."""
        return self.record.key

    @property
    def size(self) -> int:
        """About how many bytes it takes."""
        return size_of(self.record)


added: Callable[[tuple[int, Record]], Added] = partial(tuple.__new__, Added)
"""What calling `Added` comes to, without the Python in between."""


def size_of(record: Record) -> int:
    """About how many bytes a record takes."""
    response = record.response
    return ROUGH_WEIGHT + len(record.body or b"") + (len(response.body) if response else 0)


def insert(connection: Connection, changes: Sequence[Added], weights: Sequence[int]) -> None:
    """Write entries, with what each weighs; none with their id or position may be there."""
    entries = [(each.position, each.record.entry()) for each in changes]
    rows = [_row(*each, weight) for each, weight in zip(entries, weights, strict=True)]
    connection.executemany(_INSERT, rows)
    connection.executemany(_INSERT_CONTENT, [(position, *content_of(entry)) for position, entry in entries])


def number_of(entry_id: str) -> int:
    """The number that an id is; 0 when it is none of ours."""
    is_number = entry_id.isascii() and entry_id.isdecimal() and len(entry_id) < len(str(NO_LIMIT))
    return int(entry_id) if is_number and entry_id[0] != "0" else 0


def storable(text: str) -> str:
    """The text as SQLite can keep it: half a surrogate pair, or a byte that is no UTF-8, is one U+FFFD."""
    try:
        text.encode()
    except UnicodeEncodeError:
        return "".join("\N{REPLACEMENT CHARACTER}" if _is_half(char) else char for char in text)
    return text


def _is_half(char: str) -> bool:
    return "\ud800" <= char <= "\udfff"


def _row(position: int, entry: HistoryEntry, weight: int) -> tuple[Any, ...]:
    request, mock, texts = entry.request, entry.mock, searched(entry)
    return (
        position,
        storable(entry.id),
        storable(entry.session),
        storable(entry.session_name),
        entry.timing.started_at,
        weight,
        entry.protocol,
        texts.method,
        request.scheme,
        texts.host,
        texts.shown_host,
        request.port,
        request.path,
        texts.url,
        entry.response.status if entry.response else None,
        entry.outcome.value,
        storable(mock.id) if mock else None,
        storable(mock.label) if mock else None,
        texts.comment,
        texts.marker,
    )
