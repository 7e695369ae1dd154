"""Where a `proxy:` mock sends a request, and what a forward decision asks of the edge.

Source: Smocker glues host and path together as text, and sends the query re-encoded and sorted by name.
"""

from dataclasses import replace

from smockproxy.core.decision import Forward, Target
from smockproxy.core.goclient import Hop, failure_text, headers_flaw
from smockproxy.core.gourl import BadUrlError, GoUrl, parse_url
from smockproxy.core.http import Headers, Request
from smockproxy.core.responders import ForwardTo
from smockproxy.core.url import sorted_query

LARGEST_PORT = 65535


class BadUpstreamError(ValueError):
    """A `proxy:` that no request can be sent by; its text is what Go says of it."""


def upstream_of(host: str) -> GoUrl:
    """The URL of a `proxy: host`. Raises `BadUpstreamError`."""
    try:
        url = parse_url(host)
    except BadUrlError as error:
        raise BadUpstreamError(str(error)) from error
    if flaw := flaw_of(url):
        raise BadUpstreamError(f"{host}: {flaw}")
    return url


def flaw_of(url: GoUrl) -> str:
    """Why no request can be sent to a URL, as Go says it; empty if one can."""
    if url.scheme not in {"http", "https"}:
        return f'unsupported protocol scheme "{url.scheme}"'
    if not url.authority:
        return "http: no Host in request URL"
    return f"dial tcp: address {url.port}: invalid port" if url.port > LARGEST_PORT else ""


def target_of(responder: ForwardTo, request: Request) -> Target | None:
    """The target, or None when the request goes where it was going. Raises `BadUpstreamError`."""
    if not responder.host:
        return None
    try:
        hop = first_hop(responder, request)
    except BadUrlError as error:
        raise BadUpstreamError(str(error)) from error
    if flaw := flaw_of(hop.url) or headers_flaw(responder.headers):
        raise BadUpstreamError(failure_text([hop], flaw))
    return place_of(hop.url)


def place_of(url: GoUrl) -> Target:
    """A URL as a target."""
    return Target(url.scheme, url.host.lower(), url.port, url.target)


def first_hop(responder: ForwardTo, request: Request) -> Hop:
    """The request that goes out for a request that came in. Raises `BadUrlError`."""
    host = request.headers.get("host")
    if responder.host:
        url = replace(parse_url(responder.host + request.path), query=sorted_query(request.query))
        host = host if responder.keep_host else ""
    else:
        url = GoUrl(request.scheme, authority=request.authority, path=request.path, query=request.query)
    sent = {name.lower() for name, _ in responder.headers.fields}
    kept = [field for field in request.headers.without("host").fields if field[0].lower() not in sent]
    headers = Headers((*kept, *responder.headers.without("host").fields))
    return Hop(request.method, url, "" if host == url.authority else host, headers)


def asked_by(forward: Forward) -> ForwardTo:
    """What the mock says that asked for a forward; the defaults when none did."""
    mock = forward.mock
    return mock.responder if mock and isinstance(mock.responder, ForwardTo) else ForwardTo()
