"""History: every exchange, in the order of completion, within a budget of entries, of bytes and of age.

The other place with state, beside the session.
"""

from collections import Counter, deque
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import NamedTuple, cast

from smockproxy.core.entry import HistoryEntry, MockRef, Outcome, Timing
from smockproxy.core.query import NO_LIMIT, IsOver, Looked, Query, Search, Steps, Where, never, position_of
from smockproxy.core.records import Record, SessionKey
from smockproxy.core.sharing import Sharing

__all__ = [
    "NOTHING",
    "SWEPT",
    "Amount",
    "Budget",
    "History",
    "HistoryEntry",
    "MockRef",
    "Outcome",
    "SessionKey",
    "Timing",
]


class Amount(NamedTuple):
    """How many entries there are, and how many made room for others."""

    entries: int = 0
    evicted: int = 0


NOTHING = Amount()


@dataclass(frozen=True, slots=True)
class Budget:
    """How much history is kept."""

    entries: int = 10_000
    bytes: int = 256 * 1024 * 1024
    of_each_session: int = 0
    """Newest entries of each session that are kept; 0 for no limit but the others (Smocker)."""
    age: float = 0.0
    """Seconds after its beginning for which an exchange is kept; 0 for no limit but the others."""


SWEPT = 32
"""Forgotten entries that each further one clears away: to let go of many at once would take long."""


class _Period:
    """What there is of one session."""

    __slots__ = ("records", "weight")

    def __init__(self) -> None:
        self.records: deque[Record] = deque()
        """Oldest first."""
        self.weight = 0


class History:
    """The kept exchanges, oldest first, as records; entries are made of those that somebody reads.

    What is forgotten is gone at once, however much it is; it is cleared away little by little.
    """

    def __init__(
        self, budget: Budget = Budget(), leave_alone: Callable[[object], None] = lambda _: None
    ) -> None:
        """`leave_alone` is told of values that are kept for long and are of no cycle."""
        self.budget = budget
        self._leave_alone = leave_alone
        self._sharing = Sharing()
        self.revision = 0
        """Grows with every change."""
        self._evicted: Counter[SessionKey] = Counter()
        self._records: dict[str, Record] = {}
        """By id; forgotten ones, too, until they are cleared away."""
        self._order: deque[Record | None] = deque()
        """The same by their positions, which no other record ever has; None where one is gone."""
        self._periods: dict[SessionKey, _Period] = {}
        """Of what is not forgotten."""
        self._forgotten: dict[SessionKey, int] = {}
        """Up to which position there may be records of a session that are forgotten."""
        self._remains: deque[deque[Record]] = deque()
        """What was forgotten, to be cleared away."""
        self._first_position, self._last_position = 1, 0
        self._count = self._weight = 0

    def __len__(self) -> int:
        return self._count

    def __iter__(self) -> Iterator[HistoryEntry]:
        """The entries that there are now; what comes or goes while one walks over them changes nothing."""
        return map(Record.entry, self._kept())

    def _kept(self) -> list[Record]:
        """Those that are not forgotten, in their order; for any thread."""
        forgotten = self._forgotten  # first: what is cleared away meanwhile stays known in it
        there = filter(None, tuple(self._order))
        return [record for record in there if _is_kept(record, forgotten)] if forgotten else list(there)

    @property
    def evicted(self) -> int:
        """How many entries made room for others since they were last forgotten."""
        return sum(tuple(self._evicted.values()))

    def evicted_from(self, session_name: str, session_id: str | None = None) -> int:
        """How many of a named session, or of one period of it; for any thread."""
        return sum(
            count
            for (name, own_id), count in tuple(self._evicted.items())
            if name == session_name and session_id in {None, own_id}
        )

    def amounts(self) -> dict[str, Amount]:
        """How much there is of each named session; for any thread."""
        kept: Counter[str] = Counter()
        evicted: Counter[str] = Counter()
        for (name, _), period in tuple(self._periods.items()):
            kept[name] += len(period.records)
        for (name, _), count in tuple(self._evicted.items()):
            evicted[name] += count
        return {name: Amount(kept[name], evicted[name]) for name in kept | evicted}

    def append(self, entry: HistoryEntry) -> None:
        """Add an entry; the oldest ones make room for it. The newest stays, even if it is over the budget."""
        record = Record.of(entry)
        self._sharing.pack_own(record)
        self.add(record)

    def add(self, record: Record) -> None:
        """Add a record, as `append` adds an entry; it is no longer its maker's."""
        self.revision += 1
        if self._remains:
            self._sweep(SWEPT)
        if record.id in self._records:
            self._drop(self._records[record.id])
        self._sharing.pack(record)
        self._leave_alone(record)
        self._last_position = record.position = self._last_position + 1
        self._records[record.id] = record
        self._order.append(record)
        period = self._periods.get(record.key)
        if period is None:
            period = self._periods[record.key] = _Period()
        period.records.append(record)
        weight = record.weight
        period.weight += weight
        self._count += 1
        self._weight += weight
        budget = self.budget
        if (
            self._count > budget.entries
            or self._weight > budget.bytes
            or budget.of_each_session
            or budget.age
        ):
            self._make_room(record, period)

    def _make_room(self, newest: Record, period: _Period) -> None:
        budget = self.budget
        if 0 < budget.of_each_session < len(period.records):
            self._evict(period.records[0])
        while self._count > 1 and (self._count > budget.entries or self._weight > budget.bytes):
            self._evict(self._oldest)
        self._expire(newest.started_at + newest.ended, newest)

    @property
    def _oldest(self) -> Record:
        """Forgotten or not; there must be one."""
        return cast("Record", self._order[0])

    def expire(self, now: float) -> None:
        """Let go of what is older than the budget's age at a moment, in seconds since the epoch."""
        self._sweep(SWEPT * SWEPT)
        self.revision += self._expire(now)

    def _expire(self, now: float, newest: Record | None = None) -> int:
        """How many of the oldest records were let go; the newest stays if it is given."""
        gone = 0
        if self.budget.age:
            limit = now - self.budget.age
            while self._order and self._oldest is not newest and self._oldest.started_at < limit:
                self._evict(self._oldest)
                gone += 1
        return gone

    def _evict(self, record: Record) -> None:
        """Let go of a record to make room, or of a forgotten one, which makes none."""
        if _is_kept(record, self._forgotten):
            self._evicted[record.key] += 1
        self._drop(record)

    def _drop(self, record: Record) -> None:
        del self._records[record.id]
        self._take_out(record.position)
        if _is_kept(record, self._forgotten):
            period = self._periods[record.key]
            _remove(record, period.records)
            period.weight -= record.weight
            if not period.records:
                del self._periods[record.key]
            self._count -= 1
            self._weight -= record.weight

    def _take_out(self, position: int) -> None:
        """Take a record out of the order, which begins with a record then."""
        order = self._order
        order[position - self._first_position] = None
        while order and order[0] is None:
            order.popleft()
            self._first_position += 1

    def _sweep(self, most: int) -> None:
        """Clear away up to so many of the records that are forgotten."""
        while self._remains and most:
            records = self._remains[0]
            if records:
                record = records.popleft()
                if self._records.get(record.id) is record:
                    self._drop(record)
                most -= 1
            else:
                self._remains.popleft()
        if self._forgotten and not self._remains:
            self._forgotten = {}

    def get(self, entry_id: str) -> HistoryEntry | None:
        """The entry of that id."""
        record = self._record(entry_id)
        return None if record is None else record.entry()

    def _record(self, entry_id: str) -> Record | None:
        record = self._records.get(entry_id)
        return record if record and _is_kept(record, self._forgotten) else None

    def page(self, *, after: str = "", limit: int = 100) -> tuple[list[HistoryEntry], str]:
        """Up to `limit` entries that follow the entry `after`, and the next page's cursor ("" at the end).

        A cursor whose entry is gone begins at the oldest entry there is.
        """
        last = self._record(after)
        kept = [record for record in self._kept() if last is None or record.position > last.position]
        page = kept[:limit]
        return list(map(Record.entry, page)), page[-1].id if page and len(kept) > limit else ""

    def query(self, query: Query, where: Where | None = None, is_over: IsOver = never) -> Search:
        """Search the entries that there are now, but for those that go before the first step.

        The steps may be taken in another thread.
        """
        return Search(self._steps(query, where, self._last_position + 1), query.limit, is_over)

    def _steps(self, query: Query, where: Where | None, end: int) -> Steps:
        kept = self._kept()
        after = self._position(query.after, 0)
        before = min(self._position(query.before, NO_LIMIT), end)
        yield from _steps(query, where, [record for record in kept if after < record.position < before])

    def _position(self, place: str, of_none: int) -> int:
        if not place:
            return of_none
        named = position_of(place)
        record = self._record(place)
        return named if named is not None else record.position if record else 0

    def forget(self, session_id: str) -> None:
        """Forget the exchanges of a session."""
        self._forget(lambda key: key[1] == session_id)

    def forget_name(self, name: str) -> None:
        """Forget the exchanges of all sessions that clients called so; empty: of those without a name."""
        self._forget(lambda key: key[0] == name)

    def clear(self) -> None:
        """Forget everything."""
        self._forget(lambda _: True)

    def _forget(self, is_forgotten: Callable[[SessionKey], bool]) -> None:
        self.revision += 1
        for key in tuple(filter(is_forgotten, self._periods)):
            period = self._periods.pop(key)
            self._forgotten[key] = self._last_position
            self._remains.append(period.records)
            self._count -= len(period.records)
            self._weight -= period.weight
        for key in tuple(filter(is_forgotten, self._evicted)):
            del self._evicted[key]


def _is_kept(record: Record, forgotten: Mapping[SessionKey, int]) -> bool:
    return record.position > forgotten.get(record.key, 0)


def _remove(record: Record, records: deque[Record]) -> None:
    """Take a record away; mostly it is the first one."""
    if records[0] is record:
        records.popleft()
    else:
        records.remove(record)


def _steps(query: Query, where: Where | None, kept: Sequence[Record]) -> Steps:
    for record in reversed(kept) if query.newest_first else kept:
        entry = record.entry() if query.matches_record(record) else None
        is_meant = entry and (where is None or where.holds(entry))
        yield Looked(record.position, record.started_at, entry if is_meant else None)
