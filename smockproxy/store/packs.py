"""The packs of a database: exchanges that came quickly, many in a row.

They stand between the exchanges that have rows of their own, by position. Nothing is taken out of a pack:
the oldest go by a note up to where they are gone; for all else the pack is taken out, and its records are
written one by one.
"""

from collections import deque
from collections.abc import Collection, Iterable, Iterator, Sequence
from sqlite3 import Connection
from typing import NamedTuple, cast

from smockproxy.core.query import NO_LIMIT
from smockproxy.core.records import SessionKey
from smockproxy.store.codec import DECODER, ENCODER
from smockproxy.store.packing import Packed, lightly_unpacked, packed, unpacked
from smockproxy.store.rows import Row, storable

MANY = 16
"""Exchanges from which on it is worth a pack."""
LARGEST = 1_000
"""Exchanges of a pack."""
_GONE = "gone_up_to"
"""The counter up to which position what is in packs is gone."""
_SPAN = "first, last, lowest, highest, sessions"
_REMEMBERED = 8
"""Packs whose ids are remembered."""


class Span(NamedTuple):
    """What is known of a pack without looking into it."""

    first: int
    last: int
    lowest: int
    highest: int
    """Of the numbers that its exchanges have as ids."""
    sessions: str
    """Names and ids of sessions, in turn, in JSON: whose they are, as the tables have it."""

    @property
    def keys(self) -> list[SessionKey]:
        """Whose its exchanges are."""
        parts = iter(DECODER.decode(self.sessions))
        return list(zip(parts, parts, strict=True))


class Packs:
    """The packs, for the one thread that writes."""

    def __init__(self, connection: Connection) -> None:
        self._connection = connection
        self._spans: dict[int, Span] = {}
        self._numbers: dict[int, frozenset[int]] = {}
        """What packs have as ids, of a few."""
        self.gone_up_to = 0
        """The position up to which nothing that is in packs counts any more."""
        self._front: tuple[int, deque[Row]] = 0, deque()
        self.reload()

    def reload(self) -> None:
        """Go by what the database says."""
        found = self._connection.execute(f"SELECT {_SPAN} FROM packs ORDER BY first")  # noqa: S608
        self._spans = {first: Span(first, *rest) for first, *rest in found}
        self.gone_up_to = gone_up_to(self._connection)
        self._numbers.clear()
        self._front = 0, deque()

    def __bool__(self) -> bool:
        return bool(self._spans)

    @property
    def first(self) -> int:
        """The position of the oldest pack; without one, further than any."""
        return next(iter(self._spans), NO_LIMIT)

    def add(self, records: Sequence[Packed], numbers: Sequence[int]) -> int:
        """Write records, the ids of which are these numbers, as one pack: how many bytes it takes."""
        keys = set(map(_key_of, {each.record.key for each in records}))
        sessions = ENCODER.encode([part for key in sorted(keys) for part in key])
        span = Span(records[0].position, records[-1].position, min(numbers), max(numbers), sessions)
        content = packed(records)
        self._connection.execute("INSERT INTO packs VALUES (?, ?, ?, ?, ?, ?)", (*span, content))
        is_last = span.first > next(reversed(self._spans), 0)
        self._spans[span.first] = span
        if not is_last:
            self._spans = dict(sorted(self._spans.items()))
        self._remember(span.first, numbers)
        return len(content)

    def _remember(self, first: int, numbers: Iterable[int]) -> frozenset[int]:
        if len(self._numbers) >= _REMEMBERED:
            del self._numbers[min(self._numbers)]
        self._numbers[first] = frozenset(numbers)
        return self._numbers[first]

    def holding(self, numbers: Collection[int]) -> list[int]:
        """The packs in which there is an exchange whose id is one of these numbers."""
        wanted = sorted(numbers)
        return [
            span.first
            for span in reversed(self._spans.values())
            if wanted
            and span.lowest <= wanted[-1]
            and span.highest >= wanted[0]
            and not self._numbers_of(span.first).isdisjoint(wanted)
        ]

    def _numbers_of(self, first: int) -> frozenset[int]:
        known = self._numbers.get(first)
        if known is not None:
            return known
        return self._remember(first, (int(each.record.id) for each in self.content(first)))

    def content(self, first: int) -> list[Packed]:
        """What there is of a pack's records."""
        return [each for each in unpacked(self._packed(first)) if each.position > self.gone_up_to]

    def take_out(self, first: int) -> list[Packed]:
        """Take a pack out of the table: what there is of its records."""
        records = self.content(first)
        self.drop(first)
        return records

    def drop(self, first: int) -> None:
        """Let a pack go, with whatever is in it."""
        self._connection.execute("DELETE FROM packs WHERE first = ?", (first,))
        del self._spans[first]
        self._numbers.pop(first, None)
        self._front = 0, deque()

    def up_to(self, position: int) -> list[Span]:
        """The packs that begin up to a position, in order."""
        return [span for span in self._spans.values() if span.first <= position]

    def front(self) -> Iterable[Row]:
        """What is to be known of the records of the oldest pack that are not gone, to let go of them."""
        first = self.first
        if self._front[0] != first:
            self._front = first, deque(lightly_unpacked(self._packed(first)))
        rows = self._front[1]
        while rows and rows[0].position <= self.gone_up_to:
            rows.popleft()
        return rows

    def _packed(self, first: int) -> bytes:
        row = self._connection.execute("SELECT content FROM packs WHERE first = ?", (first,)).fetchone()
        return cast("bytes", row[0])

    def let_go(self, position: int) -> None:
        """The oldest records, up to a position in the oldest pack, are gone."""
        self.gone_up_to = position
        if position >= self._spans[self.first].last:
            self.drop(self.first)
        self._connection.execute("INSERT OR REPLACE INTO counters VALUES (?, ?)", (_GONE, position))


def _key_of(key: SessionKey) -> SessionKey:
    """Whose it is, as the tables have it."""
    session_name, session_id = key
    return storable(session_name), storable(session_id)


def gone_up_to(connection: Connection) -> int:
    """The position up to which nothing that is in packs counts."""
    row = connection.execute("SELECT value FROM counters WHERE name = ?", (_GONE,)).fetchone()
    return row[0] if row else 0


def packed_between(connection: Connection, first: int, end: int, *, newest_first: bool) -> Iterator[Packed]:
    """What is in packs from a position on and before another one, whether it is forgotten or not."""
    begin = max(first, gone_up_to(connection) + 1)
    order = "DESC" if newest_first else "ASC"
    contents = connection.execute(
        f"SELECT content FROM packs WHERE first < ? AND last >= ? ORDER BY first {order}",  # noqa: S608
        (end, begin),
    )
    for (content,) in contents:
        records = unpacked(content)
        for each in reversed(records) if newest_first else records:
            if begin <= each.position < end:
                yield each


def packed_with(connection: Connection, number: int) -> Iterator[Packed]:
    """The exchanges in packs whose id is a number, whether they are forgotten or not."""
    gone = gone_up_to(connection)
    contents = connection.execute(
        "SELECT content FROM packs WHERE lowest <= ? AND highest >= ? ORDER BY first DESC", (number, number)
    )
    for (content,) in contents:
        yield from (
            each for each in unpacked(content) if each.record.id == str(number) and each.position > gone
        )
