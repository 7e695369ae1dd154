"""What history tells of one exchange."""

from dataclasses import dataclass, field
from enum import Enum

from smockproxy.core.http import Request, Response
from smockproxy.core.trace import Trace

OF_AN_ENTRY = 700
"""About how many bytes an entry takes in a history, with what is always its own."""
OF_A_LINE = 10
"""How many bytes a header line takes beside its name and value."""
OF_A_CANDIDATE = 100
"""About how many bytes a mock that was asked in vain takes."""


class Outcome(Enum):
    """What became of an exchange; the decision of its history entry."""

    MOCKED = "mocked"
    FORWARDED = "forwarded"
    REFUSED = "refused"
    FAILED = "failed"
    CALLBACK = "callback"
    """It is a request of ours that followed another exchange; what went wrong with it is its error."""


@dataclass(frozen=True, slots=True)
class MockRef:
    """The mock that answered, as it was then."""

    id: str
    label: str
    """`mocks/hello.yml:3`, or the id of a mock that came by the API."""
    kind: str
    """Smocker's `mock_type`: static or proxy."""
    from_file: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class Timing:
    """When things happened: the start in seconds since the epoch, the rest in seconds after it."""

    started_at: float
    request_read: float | None = None
    response_started: float | None = None
    ended: float = 0.0
    delay: float = 0.0
    """How long the answer was held back on purpose."""


@dataclass(frozen=True, slots=True, kw_only=True)
class HistoryEntry:
    """One exchange. Bodies hold at most what the limit allows; the sizes are what went over the wire."""

    id: str
    session: str
    """The id of the session."""
    outcome: Outcome
    request: Request
    timing: Timing
    request_size: int = 0
    response: Response | None = None
    response_size: int = 0
    mock: MockRef | None = None
    error: str = ""
    """Why it was refused or failed; empty otherwise."""
    protocol: str = "http"
    """http, or what a tunnel without HTTP carried: tcp, tls."""
    server: str = ""
    """Address of the real server that was connected to; empty when none was."""
    added_headers: tuple[str, ...] = ()
    """Names, in lower case, of the response's headers that we added to what the mock says."""
    seen_by_smocker: bool = True
    """Whether Smocker's own history would have it: it loses exchanges whose answer its server can't write."""
    log: tuple[str, ...] = ()
    """What the mock's script logged."""
    chaos: tuple[str, ...] = ()
    """What rules of chaos put into it, each with its reason."""
    hid_a_miss: bool = False
    """Whether a rule of chaos ended it where no mock matched: without the rule it would have been sent on."""
    callback_of: str = ""
    """The id of the exchange that it followed; empty for what clients sent."""
    session_name: str = ""
    """What the client called its session; empty for the sessions that nobody named."""
    trace: Trace | None = field(default=None, compare=False, repr=False)
    """How the decision came about; None where there was none to take."""

    @property
    def request_is_cut(self) -> bool:
        """Whether the kept request body is shorter than what was sent."""
        return len(self.request.body or b"") < self.request_size

    @property
    def response_is_cut(self) -> bool:
        """Whether the kept response body is shorter than what was sent."""
        return self.response is not None and len(self.response.body) < self.response_size

    @property
    def weight(self) -> int:
        """About how many bytes of memory it takes in a history, where it has much in common with others."""
        fields = (*self.request.headers.fields, *(self.response.headers.fields if self.response else ()))
        headers = sum(OF_A_LINE + len(name) + len(value) for name, value in fields)
        bodies = len(self.request.body or b"") + (len(self.response.body) if self.response else 0)
        tried = OF_A_CANDIDATE * len(self.trace.passed_over) if self.trace else 0
        memory = self.request.memory.weight if self.request.memory else 0
        return OF_AN_ENTRY + headers + len(self.request.target) + bodies + tried + memory
