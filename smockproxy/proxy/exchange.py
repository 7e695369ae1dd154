"""One exchange on its way: what is known of it so far, until it becomes a history entry."""

from collections.abc import Iterator
from dataclasses import dataclass, field, replace

from mitmproxy import http

from smockproxy.app.scripts.scripting import FailedScriptError, ScriptAnswer
from smockproxy.app.sessions.instance import Instance
from smockproxy.core.chaos import Faults
from smockproxy.core.decision import Decision, Disturb, Reservation
from smockproxy.core.history import HistoryEntry, MockRef, Outcome
from smockproxy.core.http import Form, Request, Response
from smockproxy.core.mock import Mock
from smockproxy.core.records import NO_REST, Record, Rest
from smockproxy.core.responders import TEMPLATE, Fixed, ForwardTo, Scripted
from smockproxy.core.trace import Trace
from smockproxy.proxy.bodies import KeptBody
from smockproxy.proxy.convert import Arrival, response_of

EXCHANGE_ID = "smockproxy"
"""Under which the metadata of a flow have the id of its exchange."""
BEYOND_LIMIT = "rate limit: the mock did not answer, its limit did"
_KINDS = {Fixed: "static", ForwardTo: "proxy", Scripted: "dynamic"}


def reference_to(mock: Mock) -> MockRef:
    """The mock as history remembers it."""
    responder = mock.responder
    is_template = isinstance(responder, Scripted) and responder.engine == TEMPLATE
    kind = "static" if is_template else _KINDS.get(type(responder), "static")
    return MockRef(mock.id, mock.label, kind, from_file=mock.source is not None)


@dataclass(slots=True)
class Exchange:
    """The facts of one exchange, gathered by its stream. Times are seconds since the epoch."""

    id: str
    instance: Instance
    """That of the session's name."""
    session: str
    started_at: float
    request: Request
    request_body: KeptBody
    response_body: KeptBody
    arrival: Arrival = Arrival(Form.ABSOLUTE)
    decision: Decision | None = None
    mock: Mock | None = None
    outcome: Outcome = Outcome.FAILED
    error: str = ""
    nearest: str = ""
    """What a refusal says of the nearest mock."""
    delay: float = 0.0
    request_read_at: float | None = None
    response_started_at: float | None = None
    response: http.Response | Response | None = None
    """A message of mitmproxy's, which may still change; or what the lane has written."""
    added_headers: tuple[str, ...] = ()
    is_routed: bool = True
    """Whether Smocker would have asked its mocks."""
    seen_by_smocker: bool = True
    asks_admin: bool = False
    """Whether it is one of the admin API's, which no history has."""
    server: str = ""
    is_complete: bool = False
    reservation: Reservation | None = field(default=None)
    scripted: ScriptAnswer | FailedScriptError | None = None
    """What came of the mock's script."""
    unremembered: tuple[str, ...] = ()
    """What its session could not remember of the answer."""

    def decided(self, decision: Decision, mock: Mock | None, reservation: Reservation | None) -> None:
        """Take note of the decision."""
        self.decision, self.mock, self.reservation = decision, mock, reservation

    def forget_faults(self) -> None:
        """Take back what rules of chaos were to do to an answer that never came."""
        if self.decision is not None and self.injected:
            self.decision = replace(self.decision, trace=self.decision.trace._replace(injected=()))

    def entry(self, now: float) -> HistoryEntry:
        """The history entry of the exchange as it stands."""
        return self.record(now).entry()

    def record(self, now: float) -> Record:
        """What history keeps of the exchange as it stands."""
        response = self.answered
        request = _with_body(self.request, self.request_body.prefix(self.response_body.limit))
        return Record(
            self.id,
            (self.instance.name, self.session),
            self.outcome,
            request,
            request.received_at,
            request.body,
            self.request_body.size,
            response,
            self.response_body.size if response else 0,
            reference_to(self.mock) if self.mock else None,
            self.started_at,
            self._since(self.request_read_at),
            self._since(self.response_started_at),
            max(0.0, now - self.started_at),
            self.delay,
            self.trace,
            added_headers=self.added_headers,
            rest=self._rest(),
        )

    def _rest(self) -> Rest:
        rest = Rest(
            error=self.error,
            server=self.server,
            seen_by_smocker=self.seen_by_smocker,
            log=(*(self.scripted.log if self.scripted else ()), *self._remarks()),
            chaos=tuple(fault.account for fault in self.injected),
            hid_a_miss=isinstance(self.decision, Disturb) and self.decision.trace.winner is None,
        )
        return NO_REST if rest == NO_REST else rest

    @property
    def answered(self) -> Response | None:
        """The answer, with the part of its body that was kept."""
        match self.response:
            case None:
                return None
            case Response():
                return _with_body(self.response, self.response_body.content)
            case message:
                return response_of(message, self.response_body.content)

    @property
    def trace(self) -> Trace | None:
        """How the decision came about, if there was one; a forward that would loop keeps its own.

        A use that was given back did not count.
        """
        if self.decision is None:
            return None
        trace = self.decision.trace
        was_counted = self.reservation is not None or trace.uses_after == trace.uses_before
        return trace if was_counted else trace._replace(uses_after=trace.uses_before)

    def _remarks(self) -> Iterator[str]:
        """What history says beside what a script logged."""
        if self.trace is not None and self.trace.is_beyond_limit:
            yield BEYOND_LIMIT
        yield from self.unremembered

    @property
    def injected(self) -> Faults:
        """What rules of chaos put into it."""
        return () if self.decision is None else self.decision.trace.injected

    @property
    def remark(self) -> str:
        """What mitmproxy's own tools show of it: who answered, or why nobody did, and what chaos did."""
        return "; ".join(filter(None, [self._answerer, *(fault.remark for fault in self.injected)]))

    @property
    def _answerer(self) -> str:
        asked = self.trace.asked if self.trace else 0
        if self.mock is not None:
            before = f" (asked before it: {asked})" if asked else ""
            because = f" ({self.error})" if self.error else ""
            return f"mock: {self.mock.label}{before}{because}"
        if self.error:
            return f"{self.error} (nearest: {self.nearest})" if self.nearest else self.error
        if self.outcome is not Outcome.FORWARDED:
            return ""
        return f"no mock matched (asked: {asked})" if asked else "no mock matched"

    def _since(self, moment: float | None) -> float | None:
        return None if moment is None else max(0.0, moment - self.started_at)


def _with_body[Message: (Request, Response)](message: Message, body: bytes) -> Message:
    return message if message.body == body else replace(message, body=body)
