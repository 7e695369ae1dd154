"""History: every exchange, in the order of completion, within a budget of entries, of bytes and of age.

The other place with state, beside the session.
"""

from collections import Counter, OrderedDict, deque
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import dropwhile, islice, takewhile
from typing import NamedTuple

from smockproxy.core.entry import HistoryEntry, MockRef, Outcome, Timing
from smockproxy.core.query import NO_LIMIT, IsOver, Looked, Query, Search, Steps, Where, never, position_of

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


type SessionKey = tuple[str, str]
"""What a client called its session, and the session's id."""


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

    __slots__ = ("ids", "weight")

    def __init__(self) -> None:
        self.ids: OrderedDict[str, None] = OrderedDict()
        """Oldest first."""
        self.weight = 0


class History:
    """The kept exchanges, oldest first.

    What is forgotten is gone at once, however much it is; it is cleared away little by little.
    """

    def __init__(
        self, budget: Budget = Budget(), leave_alone: Callable[[Iterable[object]], None] = lambda _: None
    ) -> None:
        """`leave_alone` is told of values that are kept for long and are of no cycle."""
        self.budget = budget
        self._leave_alone = leave_alone
        self.revision = 0
        """Grows with every change."""
        self._evicted: Counter[SessionKey] = Counter()
        self._entries: OrderedDict[str, HistoryEntry] = OrderedDict()
        """Forgotten ones, too, until they are cleared away."""
        self._order: dict[str, Looked] = {}
        """The same with their positions, which no other entry ever has."""
        self._periods: dict[SessionKey, _Period] = {}
        """Of what is not forgotten."""
        self._forgotten: dict[SessionKey, int] = {}
        """Up to which position there may be entries of a session that are forgotten."""
        self._remains: deque[OrderedDict[str, None]] = deque()
        """The ids of entries that were forgotten, to be cleared away."""
        self._last_position = 0
        self._count = self._weight = 0

    def __len__(self) -> int:
        return self._count

    def __iter__(self) -> Iterator[HistoryEntry]:
        """The entries that there are now; what comes or goes while one walks over them changes nothing."""
        return (step.entry for step in self._kept() if step.entry)

    def _kept(self) -> list[Looked]:
        """Those that are not forgotten, in their order; for any thread."""
        forgotten = self._forgotten  # first: what is cleared away meanwhile stays known in it
        there = tuple(self._order.values())
        return [step for step in there if _is_kept(step, forgotten)] if forgotten else list(there)

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
            kept[name] += len(period.ids)
        for (name, _), count in tuple(self._evicted.items()):
            evicted[name] += count
        return {name: Amount(kept[name], evicted[name]) for name in kept | evicted}

    def append(self, entry: HistoryEntry) -> None:
        """Add an entry; the oldest ones make room for it. The newest stays, even if it is over the budget."""
        self.revision += 1
        self._sweep(SWEPT)
        if entry.id in self._entries:
            self._drop(entry.id)
        self._last_position += 1
        self._entries[entry.id] = entry
        step = Looked(self._last_position, entry.timing.started_at, entry)
        self._order[entry.id] = step
        self._leave_alone((step, *_parts_of(entry)))
        weight = entry.weight
        key = _key_of(entry)
        period = self._periods.get(key)
        if period is None:
            period = self._periods[key] = _Period()
        period.ids[entry.id] = None
        period.weight += weight
        self._count += 1
        self._weight += weight
        if 0 < self.budget.of_each_session < len(period.ids):
            self._evict(next(iter(period.ids)))
        while self._count > 1 and (self._count > self.budget.entries or self._weight > self.budget.bytes):
            self._evict(next(iter(self._entries)))
        self._expire(entry.timing.started_at + entry.timing.ended, most=len(self._entries) - 1)

    def expire(self, now: float) -> None:
        """Let go of what is older than the budget's age at a moment, in seconds since the epoch."""
        self._sweep(SWEPT * SWEPT)
        self.revision += self._expire(now, most=len(self._entries))

    def _expire(self, now: float, most: int) -> int:
        """How many of the oldest entries were let go; no more than so many."""
        if not self.budget.age:
            return 0
        oldest = islice(self._entries.values(), most)
        gone = list(takewhile(lambda entry: entry.timing.started_at < now - self.budget.age, oldest))
        for entry in gone:
            self._evict(entry.id)
        return len(gone)

    def _evict(self, entry_id: str) -> None:
        """Let go of an entry to make room, or of a forgotten one, which makes none."""
        if _is_kept(self._order[entry_id], self._forgotten):
            self._evicted[_key_of(self._entries[entry_id])] += 1
        self._drop(entry_id)

    def _drop(self, entry_id: str) -> None:
        is_kept = _is_kept(self._order.pop(entry_id), self._forgotten)
        gone = self._entries.pop(entry_id)
        if is_kept:
            key, weight = _key_of(gone), gone.weight
            period = self._periods[key]
            del period.ids[entry_id]
            period.weight -= weight
            if not period.ids:
                del self._periods[key]
            self._count -= 1
            self._weight -= weight

    def _sweep(self, most: int) -> None:
        """Clear away up to so many of the entries that are forgotten."""
        while self._remains and most:
            ids = self._remains[0]
            if ids:
                entry_id, _ = ids.popitem(last=False)
                if entry_id in self._order and not _is_kept(self._order[entry_id], self._forgotten):
                    self._drop(entry_id)
                most -= 1
            else:
                self._remains.popleft()
        if self._forgotten and not self._remains:
            self._forgotten = {}

    def get(self, entry_id: str) -> HistoryEntry | None:
        """The entry of that id."""
        step = self._order.get(entry_id)
        return step.entry if step and _is_kept(step, self._forgotten) else None

    def page(self, *, after: str = "", limit: int = 100) -> tuple[list[HistoryEntry], str]:
        """Up to `limit` entries that follow the entry `after`, and the next page's cursor ("" at the end).

        A cursor whose entry is gone begins at the oldest entry there is.
        """
        entries: Iterator[HistoryEntry] = iter(self)
        if self.get(after):
            entries = islice(dropwhile(lambda entry: entry.id != after, entries), 1, None)
        page = list(islice(entries, limit))
        is_last = next(entries, None) is None
        return page, "" if is_last or not page else page[-1].id

    def query(self, query: Query, where: Where | None = None, is_over: IsOver = never) -> Search:
        """Search the entries that there are now, but for those that go before the first step.

        The steps may be taken in another thread.
        """
        return Search(self._steps(query, where, self._last_position + 1), query.limit, is_over)

    def _steps(self, query: Query, where: Where | None, end: int) -> Steps:
        kept = self._kept()
        after = self._position(query.after, 0)
        before = min(self._position(query.before, NO_LIMIT), end)
        yield from _steps(query, where, [step for step in kept if after < step.position < before])

    def _position(self, place: str, of_none: int) -> int:
        if not place:
            return of_none
        named = position_of(place)
        step = self._order.get(place)
        return (
            named if named is not None else step.position if step and _is_kept(step, self._forgotten) else 0
        )

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
            self._remains.append(period.ids)
            self._count -= len(period.ids)
            self._weight -= period.weight
        for key in tuple(filter(is_forgotten, self._evicted)):
            del self._evicted[key]


def _parts_of(entry: HistoryEntry) -> Iterator[object]:
    """The values that it is made of, itself included, without the trace, which is shared."""
    yield from (entry, entry.request, entry.request.headers, entry.timing)
    if entry.response is not None:
        yield from (entry.response, entry.response.headers)
    if entry.mock is not None:
        yield entry.mock


def _key_of(entry: HistoryEntry) -> SessionKey:
    return entry.session_name, entry.session


def _is_kept(step: Looked, forgotten: Mapping[SessionKey, int]) -> bool:
    return step.entry is not None and step.position > forgotten.get(_key_of(step.entry), 0)


def _steps(query: Query, where: Where | None, kept: Sequence[Looked]) -> Steps:
    for step in reversed(kept) if query.newest_first else kept:
        entry = step.entry
        is_meant = entry and query.matches(entry) and (where is None or where.holds(entry))
        yield step if is_meant else Looked(step.position, step.started_at, None)
