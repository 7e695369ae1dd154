"""What the history keeps of an exchange: a record, of which an entry is made when somebody reads it.

Rules of this file: it is on the way of every request. A record refers to values that many exchanges have (the
mock, its answer, the head of a request that comes again and again), and has beside them what is its own. No
keyword arguments, no dataclass: they would take longer than all the rest.
"""

from marshal import loads
from typing import NamedTuple, cast

from smockproxy.core.entry import HistoryEntry, MockRef, Outcome, Timing
from smockproxy.core.http import Headers, Request, Response
from smockproxy.core.trace import UNCHANGED, Trace, of_use
from smockproxy.core.url import escaped_path

__all__ = ["NO_REST", "UNCHANGED", "Record", "Rest", "SessionKey", "dated", "unpacked"]

type SessionKey = tuple[str, str]
"""What a client called its session, and the session's id."""


class Rest(NamedTuple):
    """What most exchanges have nothing of; the fields are those of `HistoryEntry`."""

    error: str = ""
    protocol: str = "http"
    server: str = ""
    seen_by_smocker: bool = True
    log: tuple[str, ...] = ()
    chaos: tuple[str, ...] = ()
    hid_a_miss: bool = False
    callback_of: str = ""


NO_REST = Rest()


class Record:
    """One exchange, as history keeps it. Who made it does not change it any more.

    Its moments are those of `Timing`: the start in seconds since the epoch, the others in seconds after it.
    """

    __slots__ = (
        "added_headers",
        "answer_lines",
        "body",
        "content",
        "date",
        "delay",
        "ended",
        "id",
        "key",
        "lines",
        "mock",
        "outcome",
        "position",
        "received_at",
        "request",
        "request_read",
        "request_size",
        "response",
        "response_size",
        "response_started",
        "rest",
        "started_at",
        "target",
        "trace",
        "uses",
        "weight",
    )

    def __init__(  # noqa: PLR0913, PLR0915, PLR0917  one call of a few hundred nanoseconds, with nothing in between
        self,
        id: str,  # noqa: A002  as in the entry
        key: SessionKey,
        outcome: Outcome,
        request: Request,
        received_at: float,
        body: bytes | None,
        request_size: int,
        response: Response | None,
        response_size: int,
        mock: MockRef | None,
        started_at: float,
        request_read: float | None,
        response_started: float | None,
        ended: float,
        delay: float,
        trace: Trace | None,
        uses: int = UNCHANGED,
        added_headers: tuple[str, ...] = (),
        date: bytes | None = None,
        rest: Rest = NO_REST,
    ) -> None:
        self.id = id
        self.key = key
        self.outcome = outcome
        self.request = request
        """It may be that of many exchanges: target, body and moment are those beside it."""
        self.target = request.target
        self.received_at = received_at
        """What the clock of the session showed, in seconds since the epoch: `Request.received_at`."""
        self.body = body
        """Of the request, as far as it is kept."""
        self.request_size = request_size
        self.response = response
        """It may be that of many exchanges."""
        self.response_size = response_size
        self.mock = mock
        self.started_at = started_at
        self.request_read = request_read
        self.response_started = response_started
        self.ended = ended
        self.delay = delay
        self.trace = trace
        """It may be that of many exchanges, but for the uses."""
        self.uses = uses
        """How often the winner had been used before this use; `UNCHANGED`: as the trace says."""
        self.added_headers = added_headers
        self.date = date
        """The value of the response's Date lines that have none; None: they are as they are."""
        self.rest = rest
        self.lines: bytes | None
        """The header lines of the request, packed; None: they are those of `request`."""
        self.answer_lines: bytes | None
        """Those of the response; None: they are those of `response`."""
        self.content: bytes | None
        """The body of the response; None: it is that of `response`."""
        self.lines = self.answer_lines = self.content = None
        self.position = self.weight = 0
        """Where it stands in the history that has it, and how many bytes it takes there."""

    @classmethod
    def of(cls, entry: HistoryEntry) -> "Record":
        """The record of an entry."""
        timing = entry.timing
        rest = Rest(
            entry.error,
            entry.protocol,
            entry.server,
            entry.seen_by_smocker,
            entry.log,
            entry.chaos,
            entry.hid_a_miss,
            entry.callback_of,
        )
        return cls(
            entry.id,
            (entry.session_name, entry.session),
            entry.outcome,
            entry.request,
            entry.request.received_at,
            entry.request.body,
            entry.request_size,
            entry.response,
            entry.response_size,
            entry.mock,
            timing.started_at,
            timing.request_read,
            timing.response_started,
            timing.ended,
            timing.delay,
            entry.trace,
            UNCHANGED,
            entry.added_headers,
            None,
            NO_REST if rest == NO_REST else rest,
        )

    @property
    def path(self) -> str:
        """The request's path, as conditions see it."""
        return escaped_path(self.target.partition("?")[0])

    @property
    def url(self) -> str:
        """The request's whole URL."""
        request = self.request
        return f"{request.scheme}://{request.authority}{self.target}"

    def entry(self) -> HistoryEntry:
        """The history entry."""
        made = _Entry(self)
        made.__class__ = HistoryEntry  # type: ignore[assignment]
        return cast("HistoryEntry", made)

    def own_request(self) -> Request:
        """The request as it was in this exchange."""
        shared = self.request
        if self._is_as_shared(shared):
            return shared
        own = Request.__new__(Request)
        own.__dict__.update(
            method=shared.method,
            scheme=shared.scheme,
            host=shared.host,
            port=shared.port,
            target=self.target,
            headers=shared.headers if self.lines is None else unpacked(self.lines),
            body=self.body,
            http_version=shared.http_version,
            form=shared.form,
            client=shared.client,
            received_at=self.received_at,
            session=shared.session,
            memory=shared.memory,
        )
        return own

    def _is_as_shared(self, shared: Request) -> bool:
        return (
            self.received_at == shared.received_at
            and self.target == shared.target
            and self.body == shared.body
            and self.lines is None
        )

    def own_response(self) -> Response | None:
        """The response as it was in this exchange."""
        shared, date, content = self.response, self.date, self.content
        if shared is None or (date is content is self.answer_lines is None):
            return shared
        headers = shared.headers if self.answer_lines is None else unpacked(self.answer_lines)
        return Response(
            shared.status,
            headers if date is None else dated(headers, date),
            shared.body if content is None else content,
            shared.reason,
            shared.http_version,
        )

    def own_trace(self) -> Trace | None:
        """The trace as it was in this exchange."""
        return None if self.trace is None else of_use(self.trace, self.uses)


class _Timing:
    """A `Timing` in the making: a frozen dataclass takes ten times as long to fill its fields."""

    __slots__ = Timing.__slots__

    def __init__(self, record: Record) -> None:
        self.started_at = record.started_at
        self.request_read = record.request_read
        self.response_started = record.response_started
        self.ended = record.ended
        self.delay = record.delay


class _Entry:
    """A `HistoryEntry` in the making."""

    __slots__ = HistoryEntry.__slots__

    def __init__(self, record: Record) -> None:
        timing = _Timing(record)
        timing.__class__ = Timing  # type: ignore[assignment]
        rest = record.rest
        self.id = record.id
        self.session_name, self.session = record.key
        self.outcome = record.outcome
        self.request = record.own_request()
        self.timing = timing
        self.request_size = record.request_size
        self.response = record.own_response()
        self.response_size = record.response_size
        self.mock = record.mock
        self.error = rest.error
        self.protocol = rest.protocol
        self.server = rest.server
        self.added_headers = record.added_headers
        self.seen_by_smocker = rest.seen_by_smocker
        self.log = rest.log
        self.chaos = rest.chaos
        self.hid_a_miss = rest.hid_a_miss
        self.callback_of = rest.callback_of
        self.trace = record.own_trace()


def unpacked(lines: bytes) -> Headers:
    """Header lines that were packed."""
    return Headers(loads(lines))  # noqa: S302  nobody but this process has written it


def dated(headers: Headers, date: bytes) -> Headers:
    """The headers, with a value for the Date lines that have none."""
    return Headers(
        tuple(
            (name, date) if not value and name.lower() == b"date" else (name, value)
            for name, value in headers.fields
        )
    )
