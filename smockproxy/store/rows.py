"""An entry as the rows of the tables."""

from collections.abc import Sequence
from sqlite3 import Connection
from typing import Any, NamedTuple

from smockproxy.core.history import HistoryEntry, SessionKey
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
    """An entry and its position in the history."""

    position: int
    entry: HistoryEntry

    @property
    def session(self) -> SessionKey:
        """Whose it is."""
        return self.entry.session_name, self.entry.session

    @property
    def size(self) -> int:
        """About how many bytes it takes."""
        request, response = self.entry.request, self.entry.response
        return ROUGH_WEIGHT + len(request.body or b"") + (len(response.body) if response else 0)


def insert(connection: Connection, added: Sequence[Added], weights: Sequence[int]) -> None:
    """Write entries, with what each weighs; none with their id or position may be there."""
    connection.executemany(_INSERT, map(_row, added, weights))
    connection.executemany(_INSERT_CONTENT, [(each.position, *content_of(each.entry)) for each in added])


def storable(text: str) -> str:
    """The text as SQLite can keep it: half a surrogate pair, or a byte that is no UTF-8, is one U+FFFD."""
    try:
        text.encode()
    except UnicodeEncodeError:
        return "".join("\N{REPLACEMENT CHARACTER}" if _is_half(char) else char for char in text)
    return text


def _is_half(char: str) -> bool:
    return "\ud800" <= char <= "\udfff"


def _row(added: Added, weight: int) -> tuple[Any, ...]:
    entry = added.entry
    request, mock, texts = entry.request, entry.mock, searched(entry)
    return (
        added.position,
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
