"""mitmproxy's HTTP messages ⇄ the core's values."""

from dataclasses import dataclass
from functools import lru_cache
from ipaddress import ip_address
from typing import Protocol

from mitmproxy import http
from mitmproxy.connection import Client
from mitmproxy.net.http import status_codes, url
from mitmproxy.proxy.layers.http import HTTPMode

from smockproxy.core.decision import Forward
from smockproxy.core.http import Form, Headers, Request, Response

UNKNOWN_REASON = "status code {}"
"""The reason phrase of a status that has none, as Go's server writes it."""


class Flow(Protocol):
    """What is read of a mitmproxy flow here."""

    request: http.Request
    client_conn: Client


def form_of(mode: HTTPMode, request: http.Request) -> Form:
    """How the request came to us; to be asked before mitmproxy clears the authority of proxied ones."""
    if mode is not HTTPMode.regular:
        return Form.TUNNEL if mode is HTTPMode.transparent else Form.ABSOLUTE
    # HTTP/2 has no absolute form: without a tunnel we are its origin
    is_proxied = bool(request.data.authority) and not (request.is_http2 or request.is_http3)
    return Form.ABSOLUTE if is_proxied else Form.ORIGIN


def name_destination(request: http.Request, form: Form, client: Client) -> None:
    """Make the destination and the Host header of a request agree.

    A plain request gets the destination that its Host header names, else our own address; an absolute form
    wins over a Host header that differs from it (RFC 9112, 3.2.2).
    """
    if form is Form.ORIGIN:
        _take_host_header(request, client)
    elif form is Form.ABSOLUTE and request.data.authority and "host" in request.headers:
        request.headers[b"Host"] = request.data.authority


def _take_host_header(request: http.Request, client: Client) -> None:
    scheme = "https" if client.tls else "http"
    host, port = client.sockname[0], client.sockname[1]
    try:
        named, named_port = url.parse_authority(request.host_header or "", check=True)
    except ValueError:
        pass
    else:
        host, port = named, named_port or url.default_port(scheme) or port
    request.data.host, request.data.port, request.data.scheme = host, port, scheme.encode()


def _tunnelled_host(flow: Flow) -> str:
    """The name of a tunnel's destination: by SNI when the tunnel was opened to an address."""
    host = flow.request.host
    return (flow.client_conn.sni or host) if is_address(host) else host


@lru_cache(maxsize=1_024)
def is_address(host: str) -> bool:
    """Whether a host is no name."""
    try:
        ip_address(host)
    except ValueError:
        return False
    return True


def _headers(request: http.Request, form: Form, authority: str) -> Headers:
    """The headers, with a Host line: an absolute form overrides it, HTTP/2 has none of its own."""
    fields = Headers(request.headers.fields)
    if form is Form.ABSOLUTE:
        end_to_end = fields.without("host").without("proxy-authorization")
        return Headers(((b"Host", authority.encode()), *end_to_end.fields))
    if "host" not in fields and request.data.authority:
        return Headers(((b"Host", request.data.authority), *fields.fields))
    return fields


@dataclass(frozen=True, slots=True)
class Arrival:
    """What mitmproxy's flow does not say of a request."""

    form: Form
    authority: bytes = b""
    """What stood in an absolute form."""
    received_at: float = 0.0
    """Seconds since the epoch."""
    session: str = ""
    """The name of the session that it came to."""


def request_of(flow: Flow, arrival: Arrival, body: bytes | None) -> Request:
    """The core's value of a flow's request."""
    form = arrival.form
    raw = flow.request.data
    client = flow.client_conn.peername
    return Request(
        method=raw.method.decode("utf-8", "replace"),
        scheme=flow.request.scheme or "http",
        host=_tunnelled_host(flow) if form is Form.TUNNEL else flow.request.host,
        port=flow.request.port,
        target=raw.path.decode("utf-8", "surrogateescape") or "/",
        headers=_headers(flow.request, form, arrival.authority.decode("utf-8", "replace")),
        body=body,
        http_version=raw.http_version.decode("ascii", "replace"),
        form=form,
        client=client[0],
        received_at=arrival.received_at,
        session=arrival.session,
    )


def reason_of(response: Response) -> str:
    """The reason phrase: the response's own, else the status's."""
    return (
        response.reason
        or status_codes.RESPONSES.get(response.status)
        or UNKNOWN_REASON.format(response.status)
    )


def message_of(response: Response, now: float) -> http.Response:
    """A mitmproxy response with exactly these headers and this body."""
    return http.Response(
        http_version=response.http_version.encode(),
        status_code=response.status,
        reason=reason_of(response).encode("latin-1", "replace"),
        headers=http.Headers(response.headers.fields),
        content=response.body,
        trailers=None,
        timestamp_start=now,
        timestamp_end=now,
    )


def response_of(message: http.Response, body: bytes) -> Response:
    """The core's value of a mitmproxy response, with the part of its body that was kept."""
    return Response(
        status=message.status_code,
        headers=Headers(message.headers.fields),
        body=body,
        reason=message.reason,
        http_version=message.http_version,
    )


_NOT_REPLACED = frozenset({b"host", b"content-length", b"transfer-encoding", b"trailer"})
"""Headers that Go's client takes from nobody: a length that is wrong would break the server's connection."""


def redirect(message: http.Request, decision: Forward) -> None:
    """Point a request at the target of a forward decision, headers included."""
    if decision.to is None:
        if decision.target:
            message.data.path = decision.target.encode("utf-8", "surrogateescape")
        replace_headers(message, decision.headers)
        return
    kept_host = message.host_header
    message.scheme = decision.to.scheme
    message.host = decision.to.host
    message.port = decision.to.port
    message.data.path = decision.to.target.encode("utf-8", "surrogateescape")
    if decision.keep_host and kept_host is not None:
        message.host_header = kept_host
    replace_headers(message, decision.headers)


def replace_headers(message: http.Request, headers: Headers) -> None:
    """Put these headers in place of the request's headers of the same names, but for what frames it."""
    for name in {name for name, _ in headers.fields}:
        if name.lower() not in _NOT_REPLACED:
            values = [value for key, value in headers.fields if key == name]
            message.headers.set_all(name, values)


def frame_for_client(response: http.Response, request: http.Request, client: Client) -> None:
    """Give a streamed response a framing that the client's version of HTTP has.

    Without a length, HTTP/1.1 gets chunks, so that it can tell an end from a failure; HTTP/1.0 has none.
    """
    if client.alpn == b"h2":
        return
    if request.http_version == "HTTP/1.0":
        response.headers.pop("transfer-encoding", None)
    elif response.is_http2 and "content-length" not in response.headers:
        response.headers["transfer-encoding"] = "chunked"
