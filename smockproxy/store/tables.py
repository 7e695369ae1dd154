"""One transaction: a batch of changes put into the tables, and the oldest exchanges let go of.

What is evicted goes in pieces that fit into memory; the newest exchange always stays.
"""

import sqlite3
from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from itertools import accumulate, batched, islice, starmap, takewhile

from smockproxy.core.history import Budget
from smockproxy.core.query import NO_LIMIT
from smockproxy.core.records import Record, SessionKey
from smockproxy.core.sharing import weight_of
from smockproxy.store.batch import Batch, Expired
from smockproxy.store.forgotten import By, Forgotten, alive, all_forgotten, delete, note, take_away
from smockproxy.store.originals import NO_ORIGINALS, Originals, Redact
from smockproxy.store.packing import Packed
from smockproxy.store.packs import LARGEST, MANY, Packs
from smockproxy.store.rows import Added, Row, insert, number_of, storable
from smockproxy.store.tallies import Tallies, Tally

PIECE = 1_000
"""Rows that are let go of at once."""
_MOST_PARAMETERS = 500

_ROW = "SELECT position, weight, session_name, session_id, started_at FROM exchanges"
_IS_OF: Mapping[By, Callable[[SessionKey, str], bool]] = {
    "session_id": lambda key, value: key[1] == value,
    "session_name": lambda key, value: key[0] == value,
    "all": lambda _, __: True,
}


class Tables:
    """The tables, for the one thread that writes."""

    def __init__(
        self,
        connection: sqlite3.Connection,
        budget: Budget,
        redact: Redact | None = None,
        originals: Originals = NO_ORIGINALS,
    ) -> None:
        self.connection, self.budget = connection, budget
        self._redact, self._originals = redact, originals
        self.tallies = Tallies(connection)
        self.packs = Packs(connection)
        self.written = 0
        """About how many bytes were written by the last transaction."""
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
            self.packs.reload()
            raise
        self.tallies.commit()

    def _write(self, batch: Batch) -> None:
        added: list[Added] = []
        self.written = 0
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
            take_away(self.connection, self.packs)
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
        numbers = list(map(number_of, newest))
        self._make_way(newest, numbers)
        kept = newest.values() if self._redact is None else self._redacted(newest.values(), self._redact)
        records = [Packed(each.position, weight_of(each.record), each.record) for each in kept]
        if len(records) >= MANY and all(numbers) and not self.budget.of_each_session:
            for some in batched(zip(records, numbers, strict=True), LARGEST):
                self.written += self.packs.add(*zip(*some, strict=True))
        else:
            self._insert(records)
        self._count(records)
        self.largest_id = max(self.largest_id, *numbers)
        self.last_position = added[-1].position

    def _redacted(self, added: Iterable[Added], redact: Redact) -> Iterator[Added]:
        for each in added:
            shown = redact(each.record)
            if shown is not each.record:
                self._originals.keep(each.position, each.record)
            yield Added(each.position, shown)

    def _make_way(self, ids: Iterable[str], numbers: Sequence[int]) -> None:
        """Take away what has one of these ids; what is above all numbers that there were is nobody's."""
        known = [
            own_id
            for own_id, number in zip(ids, numbers, strict=True)
            if number == 0 or number <= self.largest_id
        ]
        for first in self.packs.holding({number for number in numbers if 0 < number <= self.largest_id}):
            self._insert(self.packs.take_out(first))
        for some in batched(known, _MOST_PARAMETERS):
            marks = ", ".join("?" * len(some))
            self._delete(self._rows(f"id IN ({marks})", *some))

    def _insert(self, records: Sequence[Packed]) -> None:
        """Write records in rows of their own."""
        changes = [Added(each.position, each.record) for each in records]
        insert(self.connection, changes, [each.weight for each in records])
        self.written += sum(change.size for change in changes)

    def _count(self, records: Iterable[Packed]) -> None:
        entries, weights = _totals((record.key, weight) for _, weight, record in records)
        for key, count in entries.items():
            self.tallies.add(key_of(key), Tally(count, weights[key]))

    def _rows(self, condition: str, *values: str | int) -> list[Row]:
        found = self.connection.execute(f"{_ROW} WHERE {condition}", values)
        return list(starmap(Row, found))

    def _delete(self, rows: Sequence[Row], *, evicted: int = 0) -> None:
        delete(self.connection, [(row.position,) for row in rows])
        self._uncount(rows, evicted)

    def _uncount(self, rows: Sequence[Row], evicted: int) -> None:
        if self._forgotten:
            rows = [row for row in rows if not self._is_forgotten(row)]
        entries, weights = _totals(((row.session_name, row.session_id), row.weight) for row in rows)
        for key, count in entries.items():
            self.tallies.add(key, Tally(-count, -weights[key], count * evicted))

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
                self._evict_expired(now, keeps_newest=False)

    # -- making room ----------------------------------------------------------------------

    def _make_room(self, batch: Batch) -> None:
        if self.budget.of_each_session:
            for span in self.packs.up_to(NO_LIMIT):  # of another budget
                self._insert(self.packs.take_out(span.first))
            for key in self.tallies.touched:
                self._evict_from(key)
        while excess := self._excess():
            self._evict(excess)
        if self.budget.age:
            ends = (_end_of(change.record) for change in batch.changes if isinstance(change, Added))
            if newest := max(ends, default=0.0):
                self._evict_expired(newest, keeps_newest=True)

    def _evict_from(self, key: SessionKey) -> None:
        while (excess := self.tallies.of(key).entries - self.budget.of_each_session) > 0:
            sql, *notes = alive(self._forgotten)
            condition = f"session_name = ? AND session_id = ? AND {sql} ORDER BY position LIMIT ?"
            self._delete(self._rows(condition, *key, *notes, min(excess, PIECE)), evicted=1)

    def _excess(self) -> list[Row]:
        """The oldest exchanges, up to a piece of them, without which the rest is within the budget."""
        entries, weight, _ = self.tallies.total
        too_many, too_heavy = entries - self.budget.entries, weight - self.budget.bytes
        if too_many <= 0 and too_heavy <= 0:
            return []
        most = PIECE if too_heavy > 0 else min(too_many, PIECE)
        oldest = self._oldest(most, keeps_newest=True)
        weights = accumulate((row.weight for row in oldest), initial=0)
        needed = sum(1 for at, gone in enumerate(weights) if at < too_many or gone < too_heavy)
        return oldest[:needed]

    def _evict_expired(self, now: float, *, keeps_newest: bool) -> None:
        if age := self.budget.age:
            while expired := self._before(now - age, keeps_newest=keeps_newest):
                self._evict(expired)

    def _before(self, moment: float, *, keeps_newest: bool) -> list[Row]:
        oldest = self._oldest(PIECE, keeps_newest=keeps_newest)
        return list(takewhile(lambda row: row.started_at < moment, oldest))

    def _oldest(self, most: int, *, keeps_newest: bool) -> list[Row]:
        """The oldest exchanges that are not forgotten; all of them in rows, or all in one pack."""
        newest = self._newest() if keeps_newest else NO_LIMIT
        sql, *notes = alive(self._forgotten)
        condition = f"position < ? AND {sql} ORDER BY position LIMIT ?"
        while True:
            rows = self._rows(condition, min(newest, self.packs.first), *notes, most)
            if rows or not self.packs:
                return rows
            front = iter(self.packs.front())
            if self._forgotten:
                front = (row for row in front if not self._is_forgotten(row))
            if oldest := list(islice(front, most)):
                return [row for row in oldest if row.position < newest]
            self.packs.drop(self.packs.first)

    def _newest(self) -> int:
        (newest,) = self.connection.execute(
            "SELECT max(ifnull((SELECT max(position) FROM exchanges), 0),"
            " ifnull((SELECT max(last) FROM packs), 0))"
        ).fetchone()
        return int(newest)

    def _evict(self, rows: Sequence[Row]) -> None:
        last = rows[-1].position
        if last < self.packs.first:
            self._delete(rows, evicted=1)
        else:
            self.packs.let_go(last)
            self._uncount(rows, evicted=1)

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


def key_of(key: SessionKey) -> SessionKey:
    """Whose exchange it is, as the tables have it."""
    session_name, session_id = key
    return storable(session_name), storable(session_id)


def _totals(weighed: Iterable[tuple[SessionKey, int]]) -> tuple[dict[SessionKey, int], dict[SessionKey, int]]:
    """How many there are of each session, and what they weigh together."""
    entries: dict[SessionKey, int] = defaultdict(int)
    weights: dict[SessionKey, int] = defaultdict(int)
    for key, weight in weighed:
        entries[key] += 1
        weights[key] += weight
    return entries, weights


def _end_of(record: Record) -> float:
    return record.started_at + record.ended
