"""What Smocker's server makes of a mock's answer, also of one that HTTP does not allow.

Source: Go's net/http server under Smocker (`response.WriteHeader`, `response.Write`) and its framework's
answer to a panic, observed through Smocker. Its history has no exchange whose answer it failed to write.
"""

from dataclasses import dataclass, replace

from smockproxy.core.blocks import AllOf, AnyOf
from smockproxy.core.conditions import OnField
from smockproxy.core.framing import framed, is_interim
from smockproxy.core.goheaders import as_go_writes
from smockproxy.core.http import Headers, Request, Response
from smockproxy.core.mock import Mock

STATUSES = range(100, 1000)
"""What its server can write."""
SERVER_ERROR = b'{"message":"Internal Server Error"}\n'
METHODS = frozenset(
    ["DELETE", "GET", "HEAD", "OPTIONS", "PATCH", "POST", "PROPFIND", "PUT", "REPORT", "TRACE"]
)
"""What its router knows."""
_ANYTHING = ("ShouldMatch", ".*")
"""What Smocker writes for a method that is not given."""


@dataclass(frozen=True, slots=True)
class Served:
    """An answer on its way out, and what else happens."""

    response: Response
    interim: Response | None = None
    """What goes out before it: an informational answer, which has no body."""
    cut_to: int | None = None
    """The length that is promised; then the connection ends without a body. None: all is well."""
    error: str = ""
    """Why the client does not get what the mock says."""
    seen_by_smocker: bool = True
    """Whether Smocker's history would have it."""

    def framed(self, method: str) -> Response:
        """The response as it may go out."""
        response = framed(self.response, method)
        if self.cut_to is None:
            return response
        fields = (
            (name, b"%d" % self.cut_to if name == b"Content-Length" else value)
            for name, value in response.headers.fields
        )
        return replace(response, headers=Headers(tuple(fields)), body=b"")


def served(response: Response, date: str, *, can_be_cut: bool) -> Served:
    """What goes out for a mock's answer; `date` is for its header.

    `can_be_cut`: whether a Content-Length of the mock's that is too small counts, as it does in Smocker;
    otherwise it is corrected.
    """
    if response.status and response.status not in STATUSES:
        return _panic(response, date)
    if is_interim(response.status):
        final = as_go_writes(replace(response, status=200), date)
        hints = as_go_writes(replace(response, body=b""), date).headers
        added = ("content-length", "transfer-encoding", *(() if "date" in response.headers else ("date",)))
        return Served(final, Response(response.status, hints.without(*added)))
    written = as_go_writes(replace(response, status=response.status or 200), date)
    if written.status in {101, 204, 304}:
        return Served(written, seen_by_smocker=not response.body)
    length = _own_length(response.headers)
    if can_be_cut and length is not None and length < len(response.body):
        error = f"the mock's Content-Length is {length}, its body has {len(response.body)} bytes"
        return Served(written, cut_to=length, error=error, seen_by_smocker=False)
    return Served(written)


def _panic(response: Response, date: str) -> Served:
    """The server's own answer, with the mock's headers: those were there before it failed."""
    failure = Response(500, response.headers.without("content-length"), SERVER_ERROR)
    if not any(name == b"Content-Type" for name, _ in response.headers.fields):
        failure = replace(failure, headers=failure.headers.adding("Content-Type", "application/json"))
    error = f"the mock's status {response.status} is none: expected 100 to 999"
    return Served(as_go_writes(failure, date), error=error, seen_by_smocker=False)


def _own_length(headers: Headers) -> int | None:
    """The length that Go takes from a header; it looks at the canonical spelling only."""
    written = next((value for name, value in headers.fields if name == b"Content-Length"), b"")
    return int(written) if written.isdigit() and len(written) < 19 else None


def is_routed(request: Request) -> bool:
    """Whether Smocker would ask its mocks at all."""
    return request.method in METHODS and not asks_the_server(request)


def asks_the_server(request: Request) -> bool:
    """`OPTIONS *`, which its server answers by itself."""
    return (request.method, request.target) == ("OPTIONS", "*")


def takes_any_method(mock: Mock, request: Request) -> bool:
    """Whether a mock, as those of Smocker do, leaves it to the router which methods there are."""
    if mock.source is not None:
        return False
    return asks_the_server(request) or not any(map(_names_a_method, mock.conditions.all_of))


def _names_a_method(condition: object) -> bool:
    if isinstance(condition, AllOf | AnyOf):
        return any(_names_a_method(each) for block in condition.blocks for each in block.all_of)
    if not isinstance(condition, OnField) or condition.field != "method":
        return False
    return (condition.matcher.name, condition.matcher.value) != _ANYTHING
