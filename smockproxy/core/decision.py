"""Decisions: what the core tells the edge to do with a request. Data only; delays are not drawn yet."""

from dataclasses import dataclass, field
from enum import Enum

from smockproxy.core.chance import NO_CHANCE, Chance
from smockproxy.core.chaos import Injected
from smockproxy.core.clock import REAL_TIME, SessionClock
from smockproxy.core.counts import Counts
from smockproxy.core.duration import NO_DELAY, AnyDelay
from smockproxy.core.http import NO_HEADERS, Headers, Response
from smockproxy.core.mock import Mock
from smockproxy.core.remembering import Remembering, remembering
from smockproxy.core.responders import Scripted
from smockproxy.core.scenarios import Move, Scenarios
from smockproxy.core.state import State
from smockproxy.core.trace import NO_TRACE, Trace


@dataclass(frozen=True, slots=True)
class Reservation:
    """One use of a mock, counted when it was decided; `settle` gives it back when the answer failed."""

    mock: Mock
    counts: Counts
    """Where it was counted: if the counts were put back since, or another session has begun, these still."""
    chance: Chance = NO_CHANCE
    """What is left to chance in it, and which use of the mock it is."""
    moved: tuple[Scenarios, Move] | None = None
    """How it changed a scenario."""
    headers: Headers = NO_HEADERS
    """Header lines that the answer gets beside its own: a rate limit's."""

    def give_back(self) -> None:
        """The answer came to nothing: do not count it, and put its scenario back."""
        self.counts.give_back(self.mock.id, self.chance.use)
        if self.moved is not None:
            scenarios, move = self.moved
            scenarios.undo(move)


@dataclass(frozen=True, slots=True)
class Answer:
    """Answer with this response after the delay."""

    response: Response
    reservation: Reservation
    delay: AnyDelay = NO_DELAY
    trace: Trace = field(default=NO_TRACE, compare=False)
    remembering: Remembering | None = field(default=None, compare=False)
    """What its session is to remember of it."""

    @property
    def mock(self) -> Mock:
        """The mock that answers."""
        return self.reservation.mock


@dataclass(frozen=True, slots=True)
class Target:
    """Where a forwarded request goes."""

    scheme: str
    host: str
    port: int
    target: str
    """Path and query."""


@dataclass(frozen=True, slots=True)
class Forward:
    """Send the request to a real server: because a mock says so, or because nothing matched."""

    to: Target | None = None
    """None: where it was going."""
    keep_host: bool = True
    headers: Headers = Headers()
    delay: AnyDelay = NO_DELAY
    reservation: Reservation | None = None
    """None when no mock asked for it."""
    trace: Trace = field(default=NO_TRACE, compare=False)
    target: str = ""
    """Path and query to send instead of the request's, where it was going; empty: as they are."""
    state: State = field(default_factory=State, compare=False)
    """That of the session in which it was decided, for templates of the answer."""
    clock: SessionClock = REAL_TIME

    @property
    def mock(self) -> Mock | None:
        """The mock that asked for it."""
        return self.reservation.mock if self.reservation else None


@dataclass(frozen=True, slots=True)
class Script:
    """Run the mock's script, and answer with what it gives."""

    responder: Scripted
    reservation: Reservation
    state: State = field(default_factory=State, compare=False)
    """That of the session in which it was decided."""
    clock: SessionClock = REAL_TIME
    trace: Trace = field(default=NO_TRACE, compare=False)

    @property
    def mock(self) -> Mock:
        """The mock whose script it is."""
        return self.reservation.mock

    @property
    def remembering(self) -> Remembering | None:
        """What its session is to remember of the answer."""
        return remembering(self.responder.remember, self.state)


class Reason(Enum):
    """Why a request is refused."""

    NO_MOCK = "no mock matched"
    EXCEEDED = "all matching mocks are used up"
    LOOP = "it would come back to this proxy"
    OFFLINE = "its mock forwards it, and this run connects to no real server"


@dataclass(frozen=True, slots=True)
class Refuse:
    """Nothing may answer, and it must not go on."""

    reason: Reason
    exceeded: tuple[Mock, ...] = ()
    """The matching mocks that were used up, in the order of asking."""
    trace: Trace = field(default=NO_TRACE, compare=False)


@dataclass(frozen=True, slots=True)
class Unforwardable:
    """A mock asks for a forward to what is no URL; its use is not counted."""

    mock: Mock
    reason: str
    trace: Trace = field(default=NO_TRACE, compare=False)


@dataclass(frozen=True, slots=True)
class Disturb:
    """A rule of chaos takes the exchange: answer with its error, or end the connection."""

    injected: Injected
    """The fault that took it; the trace has all."""
    trace: Trace = field(default=NO_TRACE, compare=False)


type Decision = Answer | Forward | Script | Disturb | Refuse | Unforwardable


@dataclass(frozen=True, slots=True)
class NeedsBody:
    """The headers do not settle it: read the body, then decide."""


class Unmatched(Enum):
    """The unmatched policy: what happens to a request that no mock answers."""

    FORWARD = "forward"
    REFUSE = "refuse"
