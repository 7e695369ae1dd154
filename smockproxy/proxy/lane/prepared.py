"""Answers that are ready to be written: of mocks that always give the same one, but for its Date."""

from collections.abc import Callable
from email.utils import formatdate

from smockproxy.core.duration import NO_DELAY
from smockproxy.core.framing import is_interim
from smockproxy.core.http import Headers, Response
from smockproxy.core.mock import Mock
from smockproxy.core.records import NO_REST
from smockproxy.core.responders import Fixed
from smockproxy.core.serving import Served, served
from smockproxy.core.trace import TracesOf
from smockproxy.proxy.convert import reason_of
from smockproxy.proxy.exchange import reference_to
from smockproxy.proxy.lane.heads import Field
from smockproxy.proxy.lane.http2answers import DatedFields

_NO_DATE = ""
"""Where a date is to be put."""
UNSEEN_BY_SMOCKER = NO_REST._replace(seen_by_smocker=False)
MOST = 20_000
"""Mocks whose answers are kept ready."""


def head_of(response: Response) -> bytes:
    """The status line and the header lines, as mitmproxy writes them."""
    lines = [
        f"{response.http_version} {response.status} {reason_of(response)}".encode("latin-1", "replace"),
        *(name + b": " + value for name, value in response.headers.fields),
        b"\r\n",
    ]
    return b"\r\n".join(lines)


class Dates:
    """The Date header's value, made once a second."""

    def __init__(self) -> None:
        self._second = -1
        self._text = b""

    def at(self, moment: float) -> bytes:
        """The value for a moment in seconds since the epoch (RFC 9110, 5.6.7)."""
        if (second := int(moment)) != self._second:
            self._second, self._text = second, formatdate(moment, usegmt=True).encode()
        return self._text


class Form:
    """What goes out for one method, before and after the date."""

    __slots__ = ("_fields", "_leaving", "after", "before", "response", "size")

    def __init__(self, response: Response, kept: int) -> None:
        self._leaving = response
        self._fields: DatedFields | None = None
        before, mark, after = head_of(response).partition(b"\r\nDate: \r\n")
        self.before = before + (b"\r\nDate: " if mark else response.body)
        self.after = b"\r\n" + after + response.body if mark else None
        """None: the mock gives its own date."""
        self.size = len(response.body)
        body = response.body if self.size <= kept else response.body[:kept]
        self.response = Response(
            response.status, response.headers, body, reason_of(response), response.http_version
        )
        """As history keeps it."""

    def written(self, date: bytes) -> bytes:
        """The bytes to write."""
        return self.before if self.after is None else self.before + date + self.after

    @property
    def has_date(self) -> bool:
        """Whether it goes out with a date of ours."""
        return self.after is not None

    @property
    def body(self) -> bytes:
        """The body, as HTTP/2 writes it."""
        return self._leaving.body

    def fields(self, date: bytes) -> list[Field]:
        """The fields that HTTP/2 writes before it."""
        if self._fields is None:
            self._fields = DatedFields(self._leaving)
        return self._fields.at(date)


class Prepared:
    """The answer of a mock."""

    __slots__ = ("added_headers", "closes", "get", "head", "mock", "reference", "rest", "traces")

    def __init__(self, mock: Mock, leaving: Served, own: frozenset[bytes], kept: int) -> None:
        self.mock = mock
        self.reference = reference_to(mock)
        self.traces = TracesOf(mock)
        self.get = Form(leaving.framed("GET"), kept)
        self.head = Form(leaving.framed("HEAD"), kept)
        names = [name.lower() for name, _ in leaving.response.headers.fields]
        self.added_headers = tuple(name.decode("latin-1") for name in names if name not in own)
        self.rest = NO_REST if leaving.seen_by_smocker else UNSEEN_BY_SMOCKER
        self.closes = closes(self.get.response.headers)


def closes(headers: Headers) -> bool:
    """Whether an answer of HTTP/1.1 ends its connection, as mitmproxy reads it."""
    tokens = [token.strip() for line in headers.get_all("connection") for token in line.split(",")]
    return "close" in tokens


def prepare(mock: Mock, kept: int) -> Prepared | None:
    """The mock's answer; None if it has to be made anew each time.

    `kept` is how many bytes of a body the history keeps.
    """
    fixed = mock.responder
    if (
        not isinstance(fixed, Fixed)
        or fixed.delay != NO_DELAY
        or mock.callbacks
        or mock.rate_limit
        or fixed.remember
        or mock.replayed
    ):
        return None
    response = fixed.response
    leaving = served(response, _NO_DATE, can_be_cut=mock.source is None)
    is_odd = leaving.interim is not None or leaving.cut_to is not None or bool(leaving.error)
    if is_odd or is_interim(response.status) or response.status == 101:
        return None
    own = frozenset(name.lower() for name, _ in response.headers.fields)
    if not all(response.headers.get_all("date")):
        return None
    return Prepared(mock, leaving, own, kept)


class PreparedAnswers:
    """Those of the mocks that were asked for."""

    def __init__(self, kept: int, make: Callable[[Mock, int], Prepared | None] = prepare) -> None:
        self._kept, self._make = kept, make
        self._known: dict[str, tuple[Mock, Prepared | None]] = {}

    def of(self, mock: Mock) -> Prepared | None:
        """A mock's answer, made the first time."""
        known = self._known.get(mock.id)
        if known is not None and known[0] is mock:
            return known[1]
        if len(self._known) >= MOST:
            self._known.clear()
        made = self._make(mock, self._kept)
        self._known[mock.id] = mock, made
        return made
