"""Reading: searches that go through the positions piece by piece, in a transaction that sees one moment.

A piece is small enough that a search can be stopped after any, whether it found something or not.
"""

import sqlite3
from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import contextmanager, suppress
from heapq import merge
from operator import attrgetter
from threading import Lock
from typing import Any, NamedTuple

from smockproxy.core.history import HistoryEntry
from smockproxy.core.query import NO_LIMIT, Looked, Query, Steps, Where, position_of
from smockproxy.store.codec import Content, entry_of
from smockproxy.store.conditions import condition_of
from smockproxy.store.errors import StoreError
from smockproxy.store.forgotten import Forgotten, alive, all_forgotten
from smockproxy.store.originals import NO_ORIGINALS, Originals
from smockproxy.store.packing import Packed
from smockproxy.store.packs import packed_between, packed_with
from smockproxy.store.rows import number_of, storable

FIRST_PIECE, LARGEST_PIECE = 256, 16_384
"""Positions that are searched at once: few at first, for somebody waits for the first page."""
_MOST_IDLE = 4
_ENDS = (
    "SELECT (SELECT min(position) FROM exchanges), (SELECT max(position) FROM exchanges),"
    " (SELECT min(first) FROM packs), (SELECT max(last) FROM packs)"
)
"""Four questions, each of which SQLite answers at once; two in one would make it read all rows."""
_CONTENT = "contents.facts, contents.moments, contents.request_body, contents.response_body"


class Readers:
    """Connections that read, lent to one search at a time."""

    def __init__(self, connect: Callable[[], sqlite3.Connection]) -> None:
        self._connect, self._idle, self._lock = connect, list[sqlite3.Connection](), Lock()
        self._is_closed = False

    @contextmanager
    def snapshot(self) -> Iterator[sqlite3.Connection]:
        """A connection that sees the database as it is at its first reading. Raises `StoreError`."""
        try:
            connection = self._take()
            try:
                connection.execute("BEGIN")
                yield connection
            finally:
                self._give_back(connection)
        except sqlite3.Error as error:
            raise StoreError(f"the history can't be read: {error}") from error

    def _take(self) -> sqlite3.Connection:
        with self._lock:
            if self._idle:
                return self._idle.pop()
        return self._connect()

    def _give_back(self, connection: sqlite3.Connection) -> None:
        with suppress(sqlite3.Error):  # of a search that nobody walked to its end, found by the collector
            connection.rollback()
            with self._lock:
                if len(self._idle) < _MOST_IDLE and not self._is_closed:
                    self._idle.append(connection)
                    return
        connection.close()

    def close(self) -> None:
        """Close what is not lent; what is, is closed when it comes back."""
        with self._lock:
            self._is_closed = True
            idle, self._idle = self._idle, []
        for connection in idle:
            connection.close()


class Span(NamedTuple):
    """Positions, the first one included and the last one not."""

    first: int
    end: int

    def pieces(self, *, newest_first: bool) -> "Iterator[Span]":
        """All of it in pieces, which grow."""
        first, end = self
        size = FIRST_PIECE
        while first < end:
            if newest_first:
                yield Span(max(first, end - size), end)
                end -= size
            else:
                yield Span(first, min(end, first + size))
                first += size
            size = min(2 * size, LARGEST_PIECE)


def steps(
    connection: sqlite3.Connection,
    query: Query,
    where: Where | None,
    end: int,
    originals: Originals = NO_ORIGINALS,
) -> Steps:
    """What a search of the positions before an end looks at: entries, and how far each piece went."""
    notes = all_forgotten(connection)
    condition = condition_of(query, where)
    is_alive, *alive_values = alive(notes)
    order = "DESC" if query.newest_first else "ASC"
    statement = (  # values are parameters; the condition's text is made by us
        f"SELECT exchanges.position, started_at, {_CONTENT} FROM exchanges"  # noqa: S608
        " CROSS JOIN contents ON contents.position = exchanges.position"
        f" WHERE exchanges.position >= ? AND exchanges.position < ? AND {is_alive} AND {condition.sql}"
        f" ORDER BY exchanges.position {order}"
    )
    test = where.test if where else None
    if where is not None:
        connection.create_function("matches", 2, where.matches, deterministic=True)
    values = (*alive_values, *condition.values)
    for piece in _span(connection, query, end, notes).pieces(newest_first=query.newest_first):
        rows = _looked(connection.execute(statement, (*piece, *values)), test, originals)
        packed = _packed(connection, _Question(query, where, originals), piece, notes)
        yield from merge(rows, packed, key=attrgetter("position"), reverse=query.newest_first)
        yield _edge(connection, piece, newest_first=query.newest_first)


class _Question(NamedTuple):
    """What is asked of packs."""

    query: Query
    where: Where | None
    originals: Originals


def _looked(
    rows: Iterable[Any], test: Callable[[HistoryEntry], bool] | None, originals: Originals
) -> Iterator[Looked]:
    for position, started_at, *content in rows:
        original = originals.of(position)
        entry = entry_of(Content(*content)) if original is None else original.entry()
        yield Looked(position, started_at, entry if test is None or test(entry) else None)


def _packed(
    connection: sqlite3.Connection, question: _Question, piece: Span, notes: Sequence[Forgotten]
) -> Iterator[Looked]:
    """What is meant of what is in packs."""
    query, where, originals = question
    for each in packed_between(connection, *piece, newest_first=query.newest_first):
        record = originals.of(each.position) or each.record
        if query.matches_record(record) and not any(note.covers_packed(each) for note in notes):
            entry = record.entry()
            is_meant = where is None or where.holds(entry)
            yield Looked(each.position, record.started_at, entry if is_meant else None)


def _span(connection: sqlite3.Connection, query: Query, end: int, notes: Sequence[Forgotten]) -> Span:
    """From the first to the last position that may be meant."""
    first, last, first_packed, last_packed = connection.execute(_ENDS).fetchone()
    if first is None and first_packed is None:
        return Span(0, 0)
    first, last = min(first or NO_LIMIT, first_packed or NO_LIMIT), max(last or 0, last_packed or 0)
    after = _position(connection, query.after) if query.after else 0
    before = _position(connection, query.before) if query.before else NO_LIMIT
    cleared = max((note.position for note in notes if note.by == "all"), default=0)
    return Span(max(first, after + 1, cleared + 1), min(last + 1, before, end))


def _position(connection: sqlite3.Connection, place: str) -> int:
    """The position of a place; 0, before all others, when it is gone."""
    named = position_of(place)
    if named is not None:
        return named
    is_alive, *values = alive(all_forgotten(connection))
    row = connection.execute(
        f"SELECT position FROM exchanges WHERE id = ? AND {is_alive}",  # noqa: S608  our own words
        (storable(place), *values),
    ).fetchone()
    if row:
        return int(row[0])
    packed = _packed_at(connection, place)
    return packed.position if packed else 0


def _packed_at(connection: sqlite3.Connection, entry_id: str) -> Packed | None:
    """What is in a pack under an id."""
    number = number_of(entry_id)
    if not number:
        return None
    notes = all_forgotten(connection)
    alive_ones = (
        each
        for each in packed_with(connection, number)
        if not any(note.covers_packed(each) for note in notes)
    )
    return next(alive_ones, None)


def _edge(connection: sqlite3.Connection, piece: Span, *, newest_first: bool) -> Looked:
    """The last position of a piece in the order of the search, and when what is nearest to it began."""
    position = piece.first if newest_first else piece.end - 1
    nearest = (
        "SELECT position, started_at FROM exchanges WHERE position >= ? ORDER BY position LIMIT 1"
        if newest_first
        else "SELECT position, started_at FROM exchanges WHERE position <= ? ORDER BY position DESC LIMIT 1"
    )
    none = (NO_LIMIT, 0.0) if newest_first else (0, 0.0)
    nearest_row, started_at = connection.execute(nearest, (position,)).fetchone() or none
    nearer = (position, nearest_row) if newest_first else (nearest_row + 1, position + 1)
    packed = next(packed_between(connection, *nearer, newest_first=not newest_first), None)
    return Looked(position, packed.record.started_at if packed else started_at, None)


def entry_at(
    connection: sqlite3.Connection, entry_id: str, originals: Originals = NO_ORIGINALS
) -> HistoryEntry | None:
    """The entry of an id."""
    is_alive, *values = alive(all_forgotten(connection))
    found = f"contents JOIN exchanges ON contents.position = exchanges.position WHERE id = ? AND {is_alive}"
    statement = f"SELECT exchanges.position, {_CONTENT} FROM {found}"  # noqa: S608  our own words
    row = connection.execute(statement, (storable(entry_id), *values)).fetchone()
    if row:
        position, *content = row
        original = originals.of(position)
        return entry_of(Content(*content)) if original is None else original.entry()
    packed = _packed_at(connection, entry_id)
    if packed is None:
        return None
    return (originals.of(packed.position) or packed.record).entry()
