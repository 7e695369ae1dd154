"""One transaction: a batch of changes put into the tables, and the oldest exchanges let go of.

What is evicted goes in pieces that fit into memory; the newest exchange always stays.
"""

import sqlite3
from collections.abc import Callable, Mapping, Sequence
from itertools import accumulate, batched, starmap, takewhile

from smockproxy.core.history import Budget
from smockproxy.core.query import NO_LIMIT
from smockproxy.core.records import Record, SessionKey
from smockproxy.core.sharing import Sharing
from smockproxy.store.forgotten import By, Forgotten, alive, all_forgotten, delete, note, take_away
from smockproxy.store.rows import Added, Row, insert, storable
from smockproxy.store.tallies import Tallies, Tally
from smockproxy.store.unwritten import Batch, Expired

PIECE = 1_000
"""Rows that are let go of at once."""
_MOST_PARAMETERS = 500

_ROW = "SELECT position, weight, session_name, session_id, started_at FROM exchanges"
_BUT_THE_NEWEST = "position < (SELECT max(position) FROM exchanges)"
_IS_OF: Mapping[By, Callable[[SessionKey, str], bool]] = {
    "session_id": lambda key, value: key[1] == value,
    "session_name": lambda key, value: key[0] == value,
    "all": lambda _, __: True,
}


class Tables:
    """The tables, for the one thread that writes."""

    def __init__(self, connection: sqlite3.Connection, budget: Budget) -> None:
        self.connection, self.budget = connection, budget
        self.tallies = Tallies(connection)
        self._sharing = Sharing()
        counters = dict(connection.execute("SELECT name, value FROM counters"))
        self.last_position: int = counters.get("last_position", 0)
        self.largest_id: int = counters.get("largest_id", 0)
        """The largest number that was the id of an exchange."""
        self._forgotten = all_forgotten(connection)

    @property
    def is_behind(self) -> bool:
        """Whether rows are still there that are forgotten; each batch takes some away, an empty one too."""
        return bool(self._forgotten)

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
            self._forgotten = all_forgotten(self.connection)
            raise
        self.tallies.commit()

    def _write(self, batch: Batch) -> None:
        added: list[Added] = []
        for change in batch.changes:
            if isinstance(change, Added):
                added.append(change)
            else:
                self._add(added)
                self._let_go(change)
                added.clear()
        self._add(added)
        for (name, session_id), lost in batch.lost.items():
            self.tallies.add((storable(name), storable(session_id)), Tally(evicted=lost))
        self._make_room(batch)
        if self._forgotten:
            take_away(self.connection)
            self._forgotten = all_forgotten(self.connection)
        self._write_documents(batch)
        self.tallies.save(self.connection)
        self.connection.executemany(
            "INSERT OR REPLACE INTO counters VALUES (?, ?)",
            [("last_position", self.last_position), ("largest_id", self.largest_id)],
        )

    # -- exchanges ------------------------------------------------------------------------

    def _add(self, added: Sequence[Added]) -> None:
        if not added:
            return
        newest = {storable(each.record.id): each for each in added}
        for ids in batched(newest, _MOST_PARAMETERS):
            marks = ", ".join("?" * len(ids))
            self._delete(self._rows(f"id IN ({marks})", *ids))
        entries = list(newest.values())
        weights = [self._sharing.weight_of(each.record) for each in entries]
        insert(self.connection, entries, weights)
        for each, weight in zip(entries, weights, strict=True):
            self.tallies.add(key_of(each.record), Tally(1, weight))
        self.largest_id = max(self.largest_id, *map(_number, newest))
        self.last_position = added[-1].position

    def _rows(self, condition: str, *values: str | int) -> list[Row]:
        found = self.connection.execute(f"{_ROW} WHERE {condition}", values)
        return list(starmap(Row, found))

    def _delete(self, rows: Sequence[Row], *, evicted: int = 0) -> None:
        delete(self.connection, [(row.position,) for row in rows])
        for row in rows:
            if not self._is_forgotten(row):
                self.tallies.add((row.session_name, row.session_id), Tally(-1, -row.weight, evicted))

    def _is_forgotten(self, row: Row) -> bool:
        return any(each.covers(row) for each in self._forgotten)

    def _let_go(self, change: Forgotten | Expired) -> None:
        match change:
            case Forgotten(by=by, value=value):
                noted = change._replace(value=storable(value))
                note(self.connection, noted)
                self._forgotten.append(noted)
                self.tallies.forget(lambda key: _IS_OF[by](key, noted.value))
            case Expired(now):
                self._evict_expired(now, "1")

    # -- making room ----------------------------------------------------------------------

    def _make_room(self, batch: Batch) -> None:
        if self.budget.of_each_session:
            for key in self.tallies.touched:
                self._evict_from(key)
        while excess := self._excess():
            self._delete(excess, evicted=1)
        ends = [_end_of(change.record) for change in batch.changes if isinstance(change, Added)]
        if ends:
            self._evict_expired(max(ends), _BUT_THE_NEWEST)

    def _evict_from(self, key: SessionKey) -> None:
        while (excess := self.tallies.of(key).entries - self.budget.of_each_session) > 0:
            of_key = "session_name = ? AND session_id = ?"
            self._delete(self._oldest(of_key, *key, most=min(excess, PIECE)), evicted=1)

    def _excess(self) -> list[Row]:
        """The oldest exchanges, up to a piece of them, without which the rest is within the budget."""
        entries, weight, _ = self.tallies.total
        too_many, too_heavy = entries - self.budget.entries, weight - self.budget.bytes
        if too_many <= 0 and too_heavy <= 0:
            return []
        most = PIECE if too_heavy > 0 else min(too_many, PIECE)
        oldest = self._oldest(_BUT_THE_NEWEST, most=most)
        weights = accumulate((row.weight for row in oldest), initial=0)
        needed = sum(1 for at, gone in enumerate(weights) if at < too_many or gone < too_heavy)
        return oldest[:needed]

    def _evict_expired(self, now: float, condition: str) -> None:
        if age := self.budget.age:
            while expired := self._before(now - age, condition):
                self._delete(expired, evicted=1)

    def _before(self, moment: float, condition: str) -> list[Row]:
        oldest = self._oldest(condition, most=PIECE)
        return list(takewhile(lambda row: row.started_at < moment, oldest))

    def _oldest(self, condition: str, *values: str | int, most: int) -> list[Row]:
        """The oldest exchanges that fulfil a condition and are not forgotten."""
        sql, *notes = alive(self._forgotten)
        return self._rows(f"{condition} AND {sql} ORDER BY position LIMIT ?", *values, *notes, most)

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


def key_of(record: Record) -> SessionKey:
    """Whose exchange it is, as the tables have it."""
    session_name, session_id = record.key
    return storable(session_name), storable(session_id)


def _number(entry_id: str) -> int:
    """The number that an id is; 0 when it is none of ours."""
    is_number = entry_id.isascii() and entry_id.isdecimal() and len(entry_id) < len(str(NO_LIMIT))
    return int(entry_id) if is_number else 0


def _end_of(record: Record) -> float:
    return record.started_at + record.ended
