"""A mock: one rule. Conditions, a responder, limits, and where it was written."""

from dataclasses import dataclass, field

from smockproxy.core.callbacks import Callback
from smockproxy.core.chaos import Chaos
from smockproxy.core.conditions import Conditions
from smockproxy.core.definition import Definition
from smockproxy.core.fixtures import Fixtures
from smockproxy.core.ratelimit import RateLimit
from smockproxy.core.recorded import Recorded
from smockproxy.core.replayed import Replayed
from smockproxy.core.resource import Resource
from smockproxy.core.responders import Fixed, ForwardTo, Scripted
from smockproxy.core.routing import PRIORITY, ROUTE, label_of
from smockproxy.core.scenarios import Scenario
from smockproxy.core.sequence import InTurn
from smockproxy.core.tables import NamedTables

type Responder = Fixed | ForwardTo | Scripted | InTurn | Resource | Fixtures | Chaos
"""What a mock does once it was chosen."""


@dataclass(frozen=True, slots=True)
class Source:
    """A place in a file of mocks; the line counts from 1."""

    file: str
    line: int

    def __str__(self) -> str:
        return f"{self.file}:{self.line}"


@dataclass(frozen=True, slots=True)
class Expected:
    """What verification expects of a mock's use; None is what its author did not say."""

    at_least: int | None = None
    at_most: int | None = None
    rank: int | None = None
    """Its place in the order of first uses: lower ranks come first, equal ones in any order."""


@dataclass(frozen=True, slots=True)
class Mock:
    """One rule."""

    id: str
    """Its identity: use counts belong to it. A reload keeps the id of a mock that did not change."""
    responder: Responder
    conditions: Conditions = Conditions()
    times: int = 0
    """How often it may answer, and verification expects it to; 0 is without limit."""
    priority: int = 0
    """Higher is asked first; among equals the last declared wins."""
    source: Source | None = None
    """None for a mock that came by the API."""
    created_at: float = field(default=0.0, compare=False)
    """When it came into force, in seconds since the epoch."""
    after: int = 0
    """How many matching calls it lets pass first."""
    probability: float = 1.0
    """How likely it is to answer a matching call."""
    ttl: float = 0.0
    """Seconds from its coming into force for which it answers; 0 is for ever."""
    spare: Responder | None = None
    """A second responder, which is shown and never asked (Smocker: a `response` beside a `proxy`)."""
    expected: Expected | None = None
    """None where its author said nothing; `times` is then all that verification knows."""
    tables: NamedTables = field(default=(), repr=False)
    """The tables that its scripts and templates may ask, by name."""
    scenario: Scenario | None = None
    """Whose state its answer changes; that it has to be in a state is among the conditions."""
    rate_limit: RateLimit | None = None
    callbacks: tuple[Callback, ...] = ()
    """What is sent once its answer is out."""
    recorded: Recorded | None = field(default=None, compare=False, repr=False)
    """The exchange that it was made of, if it was recorded."""
    replayed: Replayed | None = None
    """How it is replayed; None in every run that is no replay."""
    definition: Definition | None = field(default=None, compare=False, repr=False)
    """What its author wrote; None for one whose other fields say it all, or that nobody wrote."""

    @property
    def counts_calls(self) -> bool:
        """Whether its matching calls are counted: it does not answer all of them, or is a rule of chaos."""
        return self.after > 0 or self.probability < 1 or isinstance(self.responder, Chaos)

    @property
    def limit(self) -> int:
        """After how many answers it is used up, by `times` or by the end of its sequence; 0 is never."""
        if isinstance(self.responder, InTurn) and (end := self.responder.limit):
            return min(self.times or end, end)
        return self.times

    @property
    def is_route(self) -> bool:
        """Whether it says which host is real; a mock of a file may be called as routes are."""
        return self.source is None and self.priority == PRIORITY and self.id.startswith(ROUTE)

    @property
    def label(self) -> str:
        """What people know it by: `mocks/hello.yml:3`, `route: api.test real`, or its id."""
        if self.source:
            return str(self.source)
        return label_of(self.conditions, self.probability) if self.is_route else self.id
