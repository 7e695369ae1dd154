"""The decision trace: which mocks were tried for a request, in order, and what kept each from answering.

Only references are kept: the mocks, and the place of the condition that failed. What was expected and
what was found is worked out when somebody asks, from the mock and the request in the history entry.
Named tuples, since every request makes one: they take a third of a frozen dataclass's time.
"""

from collections.abc import Callable
from enum import Enum
from functools import partial
from typing import Any, NamedTuple

from smockproxy.core.chaos import Faults
from smockproxy.core.conditions import Mismatch
from smockproxy.core.http import Request
from smockproxy.core.mock import Mock

MOST_TRIED = 50
"""How many candidates a trace keeps."""


class HeldBack(Enum):
    """Why a mock whose conditions all hold does not answer."""

    USED_UP = "used up"
    NOT_YET = "not yet: it does not answer its first calls"
    BY_CHANCE = "held back by its probability"
    EXPIRED = "expired"
    TOO_LARGE = "held back: its script needs the body, which is larger than the limit"
    DISABLED = "disabled in this session"


type Obstacle = int | HeldBack
"""The place of the first condition that failed, or why the mock was held back."""


class Tried(NamedTuple):
    """A candidate that did not answer."""

    mock: Mock
    obstacle: Obstacle

    def mismatch(self, request: Request) -> Mismatch | None:
        """What was expected and what was found; None when no condition failed."""
        if isinstance(self.obstacle, HeldBack):
            return None
        return self.mock.conditions.all_of[self.obstacle].mismatch(request)


type PassedOver = tuple[Mock, Obstacle]
"""What a `Tried` is made of; requests leave it at that, since naming it would cost them more."""


class Trace(NamedTuple):
    """How a decision came about."""

    version: int = 0
    """Of the mock set that was in force."""
    passed_over: tuple[PassedOver, ...] = ()
    """The first candidates that did not answer, in order; at most `MOST_TRIED`."""
    more: int = 0
    """How many further ones did not."""
    winner: Mock | None = None
    uses_before: int = 0
    uses_after: int = 0
    """Of the winner."""
    injected: Faults = ()
    """What rules of chaos did."""
    is_beyond_limit: bool = False
    """Whether the winner's rate limit answered in its place."""
    turn: int = 0
    """Which answer of the winner's sequence was given, counted from 1; 0: it has none."""

    @property
    def tried(self) -> tuple[Tried, ...]:
        """The candidates that were kept."""
        return tuple(map(Tried._make, self.passed_over))

    @property
    def asked(self) -> int:
        """How many mocks were asked and did not answer."""
        return len(self.passed_over) + self.more


NO_TRACE = Trace()
_trace_of: Callable[[tuple[Any, ...]], Trace] = partial(tuple.__new__, Trace)
"""What calling `Trace` comes to, without the Python in between, which would take half of a trace's time."""


def traced(
    version: int,
    passed_over: list[PassedOver],
    winner: Mock | None = None,
    before: int = 0,
    after: int = 0,
    injected: Faults = (),
) -> Trace:
    """The trace of a decision; the list is that of all candidates which did not answer."""
    if not passed_over:
        return _trace_of((version, (), 0, winner, before, after, injected, False, 0))
    kept = tuple(passed_over[:MOST_TRIED])
    return _trace_of((version, kept, len(passed_over) - len(kept), winner, before, after, injected, False, 0))


class TracesOf:
    """The traces of a mock's answers, apart from its uses: one for all, while nobody is asked before it."""

    __slots__ = ("_mock", "_sole")

    def __init__(self, mock: Mock) -> None:
        self._mock = mock
        self._sole = NO_TRACE

    def trace(self, version: int, passed_over: list[PassedOver], uses: int) -> Trace:
        """That of an answer; the winner had been used so often. `of_use` gives it its uses."""
        if passed_over:
            return traced(version, passed_over, self._mock, uses, uses + 1)
        sole = self._sole
        if sole.version != version or sole.winner is None:
            sole = self._sole = traced(version, passed_over, self._mock)
        return sole


UNCHANGED = -1
"""In the place of a number of uses: the trace says it itself."""


def of_use(trace: Trace, uses: int) -> Trace:
    """The trace of one use of a decision that is taken again and again: its winner had been used so often."""
    return trace if uses == UNCHANGED else trace._replace(uses_before=uses, uses_after=uses + 1)


MOST_TRACES = 1_000


class Traces:
    """The traces of the newest exchanges (so many, at most twice as many), for
    histories that keep none: a trace is full of references.
    """

    def __init__(self, most: int = MOST_TRACES) -> None:
        self._most = most
        self._newest: dict[str, tuple[Trace, int]] = {}
        self._older: dict[str, tuple[Trace, int]] = {}
        """Full; it goes as a whole, for to take the oldest out of a dictionary is slow."""

    def keep(self, exchange_id: str, trace: Trace, uses: int = UNCHANGED) -> None:
        """Keep the trace of an exchange as long as there is room; `uses` as in `of_use`."""
        newest = self._newest
        newest[exchange_id] = trace, uses
        if len(newest) >= self._most:
            self._older, self._newest = newest, {}

    def get(self, exchange_id: str) -> Trace | None:
        """The trace of an exchange, if it is still known."""
        known = self._newest.get(exchange_id) or self._older.get(exchange_id)
        return None if known is None else of_use(*known)
