"""One transaction: a batch of changes put into the tables, and the oldest exchanges let go of.

What is evicted goes in pieces that fit into memory; the newest exchange always stays.
"""

import sqlite3
from collections import deque
from collections.abc import Callable, Iterable, Sequence
from itertools import batched, groupby

from smockproxy.core.history import Budget, HistoryEntry, SessionKey
from smockproxy.core.query import NO_LIMIT
from smockproxy.store.rows import insert, storable
from smockproxy.store.tallies import Tallies, Tally
from smockproxy.store.unwritten import Added, Batch, Change, Cleared, Expired, Forgotten

PIECE = 1_000
"""Rows that are let go of at once."""
_MOST_PARAMETERS = 500

type Row = tuple[int, int, str, str, float]
"""Position, weight, name and id of the session, beginning."""
_ROW = "SELECT position, weight, session_name, session_id, started_at FROM exchanges"
_BUT_THE_NEWEST = "WHERE position < (SELECT max(position) FROM exchanges)"

type TooMuch = Callable[[Row, Tally], bool]
"""Whether a row is to go, and what is left with it."""


class Tables:
    """The tables, for the one thread that writes."""

    def __init__(self, connection: sqlite3.Connection, budget: Budget) -> None:
        self.connection, self.budget = connection, budget
        self.tallies = Tallies(connection)
        counters = dict(connection.execute("SELECT name, value FROM counters"))
        self.last_position: int = counters.get("last_position", 0)
        self.largest_id: int = counters.get("largest_id", 0)
        """The largest number that was the id of an exchange."""

    def apply(self, batch: Batch) -> None:
        """Write a batch, all of it or nothing. Raises `sqlite3.Error` when it can't be written."""
        largest_id, last_position = self.largest_id, self.last_position
        self.connection.execute("BEGIN IMMEDIATE")
        try:
            self._write(batch)
            self.connection.execute("COMMIT")
        except BaseException:
            if self.connection.in_transaction:
                self.connection.execute("ROLLBACK")
            self.tallies.undo()
            self.largest_id, self.last_position = largest_id, last_position
            raise
        self.tallies.commit()

    def _write(self, batch: Batch) -> None:
        for kind, changes in groupby(batch.changes, type):
            if kind is Added:
                self._add([change for change in changes if isinstance(change, Added)])
            else:
                deque(map(self._make_change, changes), maxlen=0)
        for (name, session_id), lost in batch.lost.items():
            self.tallies.add((storable(name), storable(session_id)), Tally(evicted=lost))
        self._make_room(batch)
        self._write_documents(batch)
        self.tallies.save(self.connection)
        self.connection.executemany(
            "INSERT OR REPLACE INTO counters VALUES (?, ?)",
            [("last_position", self.last_position), ("largest_id", self.largest_id)],
        )

    # -- exchanges ------------------------------------------------------------------------

    def _add(self, added: Sequence[Added]) -> None:
        newest = {storable(each.entry.id): each for each in added}
        for ids in batched(newest, _MOST_PARAMETERS):
            marks = ", ".join("?" * len(ids))
            self._delete(self._rows(f"{_ROW} WHERE id IN ({marks})", *ids))
        entries = list(newest.values())
        weights = [each.entry.weight for each in entries]
        insert(self.connection, entries, weights)
        for each, weight in zip(entries, weights, strict=True):
            self.tallies.add(key_of(each.entry), Tally(1, weight))
        self.largest_id = max(self.largest_id, *map(_number, newest))
        self.last_position = added[-1].position

    def _rows(self, statement: str, *parameters: str | int) -> list[Row]:
        return self.connection.execute(statement, parameters).fetchall()

    def _delete(self, rows: Iterable[Row], *, evicted: int = 0) -> None:
        gone = list(rows)
        positions = [(row[0],) for row in gone]
        self.connection.executemany("DELETE FROM exchanges WHERE position = ?", positions)
        self.connection.executemany("DELETE FROM contents WHERE position = ?", positions)
        for _, weight, name, session_id, _ in gone:
            self.tallies.add((name, session_id), Tally(-1, -weight, evicted))

    def _make_change(self, change: Change) -> None:
        match change:
            case Forgotten(column, value):
                self._forget(column, storable(value))
            case Cleared():
                self.connection.execute("DELETE FROM exchanges")
                self.connection.execute("DELETE FROM contents")
                self.tallies.clear()
            case Expired(now):
                self._evict_expired(now, "")
            case Added():
                self._add([change])

    def _forget(self, column: str, value: str) -> None:
        condition = f"WHERE {column} = ? LIMIT {PIECE}"
        while rows := self._rows(f"{_ROW} {condition}", value):
            self._delete(rows)
        place = ("session_name", "session_id").index(column)
        self.tallies.forget(lambda key: key[place] == value)

    # -- making room ----------------------------------------------------------------------

    def _make_room(self, batch: Batch) -> None:
        if self.budget.of_each_session:
            for key in self.tallies.touched:
                self._evict_from(key, self.tallies.of(key).entries - self.budget.of_each_session)
        self._evict_oldest(
            lambda _, left: left.entries > self.budget.entries or left.weight > self.budget.bytes
        )
        ends = [_end_of(change.entry) for change in batch.changes if isinstance(change, Added)]
        if ends:
            self._evict_expired(max(ends), _BUT_THE_NEWEST)

    def _evict_from(self, key: SessionKey, excess: int) -> None:
        condition = "WHERE session_name = ? AND session_id = ? ORDER BY position LIMIT ?"
        while excess > 0:
            self._delete(self._rows(f"{_ROW} {condition}", *key, min(excess, PIECE)), evicted=1)
            excess -= PIECE

    def _evict_expired(self, now: float, condition: str) -> None:
        if age := self.budget.age:
            self._evict_oldest(lambda row, _: row[-1] < now - age, condition)

    def _evict_oldest(self, is_too_much: TooMuch, condition: str = _BUT_THE_NEWEST) -> None:
        """Let go of the oldest exchanges while one is too much with what would be left with it."""
        victims: list[Row] = []
        while True:
            left = self.tallies.total
            for row in self.connection.execute(f"{_ROW} {condition} ORDER BY position LIMIT {PIECE}"):
                if not is_too_much(row, left):
                    break
                left = left.minus(Tally(1, row[1]))
                victims.append(row)
            self._delete(victims, evicted=1)
            if len(victims) < PIECE:
                return
            victims.clear()

    # -- documents ------------------------------------------------------------------------

    def _write_documents(self, batch: Batch) -> None:
        self.connection.executemany(
            "DELETE FROM documents WHERE session_name = ? AND session_id = ifnull(?, session_id)",
            batch.dropped,
        )
        self.connection.executemany(
            "INSERT INTO documents VALUES (?, ?, ?, ?)"
            " ON CONFLICT DO UPDATE SET document = excluded.document WHERE document != excluded.document",
            [(*key, document) for key, document in batch.documents.items()],
        )


def key_of(entry: HistoryEntry) -> SessionKey:
    """Whose exchange it is, as the tables have it."""
    return storable(entry.session_name), storable(entry.session)


def _number(entry_id: str) -> int:
    """The number that an id is; 0 when it is none of ours."""
    is_number = entry_id.isascii() and entry_id.isdecimal() and len(entry_id) < len(str(NO_LIMIT))
    return int(entry_id) if is_number else 0


def _end_of(entry: HistoryEntry) -> float:
    return entry.timing.started_at + entry.timing.ended
