"""The decision trace: which mocks were tried for a request, in order, and what kept each from answering.

Only references are kept: the mocks, and the place of the condition that failed. What was expected and
what was found is worked out when somebody asks, from the mock and the request in the history entry.
Named tuples, since every request makes one: they take a third of a frozen dataclass's time.
"""

from enum import Enum
from typing import NamedTuple

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


class Trace(NamedTuple):
    """How a decision came about."""

    version: int = 0
    """Of the mock set that was in force."""
    tried: tuple[Tried, ...] = ()
    """The first candidates that did not answer, in order; at most `MOST_TRIED`."""
    more: int = 0
    """How many further ones did not."""
    winner: Mock | None = None
    uses_before: int = 0
    uses_after: int = 0
    """Of the winner."""

    @property
    def asked(self) -> int:
        """How many mocks were asked and did not answer."""
        return len(self.tried) + self.more


NO_TRACE = Trace()


class Tracer:
    """Gathers a trace while candidates are asked."""

    __slots__ = ("_more", "_tried", "_version")

    def __init__(self, version: int) -> None:
        self._version = version
        self._tried: list[Tried] = []
        self._more = 0

    def passed_over(self, mock: Mock, obstacle: Obstacle) -> None:
        """Take note of a candidate that did not answer."""
        if len(self._tried) < MOST_TRIED:
            self._tried.append(Tried(mock, obstacle))
        else:
            self._more += 1

    def end(self, winner: Mock | None = None, uses_before: int = 0, uses_after: int = 0) -> Trace:
        """The trace."""
        return Trace(self._version, tuple(self._tried), self._more, winner, uses_before, uses_after)
