"""Was this called: the exchanges that fulfil a request block, counted, and those that came near.

Rules of this file: pure. However many exchanges there are, few of them are kept.
"""

from collections import deque
from collections.abc import Iterable
from dataclasses import dataclass
from heapq import nsmallest

from smockproxy.core.bounds import Bounds, VerdictOutcome
from smockproxy.core.conditions import HOLDS, Conditions
from smockproxy.core.history import HistoryEntry, Outcome
from smockproxy.core.http import Request, Response
from smockproxy.core.mismatch import Mismatch
from smockproxy.core.mock import Mock
from smockproxy.core.mockset import MockSet
from smockproxy.core.nearmiss import NEAREST, near_misses
from smockproxy.core.responders import Fixed

EXAMINED = 200
"""The newest exchanges that are not meant of which the nearest are told."""


@dataclass(frozen=True, slots=True)
class Calls:
    """Which exchanges are meant: those that fulfil all of it."""

    conditions: Conditions = Conditions()
    mock_id: str = ""
    """The mock that answered; empty: any, or none."""
    session_name: str | None = None
    """What the client called its session: empty for those that nobody named; None: whatever it was."""

    def include(self, entry: HistoryEntry) -> bool | None:
        """Whether an exchange is meant; None when its body would tell, and is not kept whole."""
        is_by_it = not self.mock_id or (entry.mock is not None and entry.mock.id == self.mock_id)
        if not is_by_it or not self.concern(entry):
            return False
        request = _twin(entry.request)
        if self.conditions.need_body and entry.request_is_cut:
            return None if self.conditions.head_holds(request) else False
        return self.conditions.first_failure(request) == HOLDS

    def concern(self, entry: HistoryEntry) -> bool:
        """Whether an exchange is HTTP that a client sent, and of the session."""
        if entry.outcome is Outcome.CALLBACK:
            return False
        return entry.protocol == "http" and self.session_name in {None, entry.session_name}


def _twin(request: Request) -> Request:
    """The same request: what is read out of it is remembered by the twin, and not by the history.

    Not `copy.copy`, which takes ten times as long, and there may be many.
    """
    twin = object.__new__(Request)
    vars(twin).update(vars(request))
    return twin


@dataclass(frozen=True, slots=True)
class NearCall:
    """An exchange that is not meant, and why."""

    entry: HistoryEntry
    distance: float
    """From 0 to 1."""
    mismatches: tuple[Mismatch, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Counted:
    """How many exchanges are meant."""

    bounds: Bounds
    count: int
    unknown: int = 0
    """Exchanges whose bodies would tell, and are not kept whole."""
    evicted: int = 0
    """Exchanges that the history has no more."""
    shown: tuple[HistoryEntry, ...] = ()
    """The newest that are meant, oldest first."""
    nearest: tuple[NearCall, ...] = ()
    """Some that are not, if too few are, the nearest first."""

    @property
    def outcome(self) -> VerdictOutcome:
        """Whether they are as many as expected, as far as that can be told."""
        return self.bounds.judge(self.count, self.unknown + self.evicted)


def count_calls(
    entries: Iterable[HistoryEntry], calls: Calls, bounds: Bounds, *, most: int = 20, evicted: int = 0
) -> Counted:
    """Go through exchanges once, oldest first; up to `most` of those that are meant are shown."""
    count = unknown = 0
    shown: deque[HistoryEntry] = deque(maxlen=most)
    others: deque[HistoryEntry] = deque(maxlen=EXAMINED)
    for entry in entries:
        is_meant = calls.include(entry)
        if is_meant:
            count += 1
            shown.append(entry)
        elif is_meant is None:
            unknown += 1
        elif calls.concern(entry):
            others.append(entry)
    return Counted(
        bounds=bounds,
        count=count,
        unknown=unknown,
        evicted=evicted,
        shown=tuple(shown),
        nearest=_nearest(others, calls) if count < bounds.at_least else (),
    )


def _nearest(others: Iterable[HistoryEntry], calls: Calls) -> tuple[NearCall, ...]:
    """Of exchanges by another mock one cannot say how near they are."""
    wanted = MockSet.of([Mock("", Fixed(Response()), calls.conditions)])
    found = [
        NearCall(entry, miss.distance, miss.mismatches)
        for entry in others
        for miss in near_misses(wanted, _twin(entry.request))
        if miss.mismatches
    ]
    return tuple(nsmallest(NEAREST, found, key=lambda near: near.distance))
