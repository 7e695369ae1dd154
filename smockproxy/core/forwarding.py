"""Where a `proxy:` mock sends a request, and what a forward decision asks of the edge.

Source: Smocker glues host and path together as text, and sends the query re-encoded and sorted by name.
"""

from dataclasses import replace

from smockproxy.core.decision import Forward, Target
from smockproxy.core.goclient import Hop, failure_text, headers_flaw
from smockproxy.core.gourl import BadUrlError, GoUrl, parse_url
from smockproxy.core.http import Headers, Request, Response
from smockproxy.core.responders import ForwardTo
from smockproxy.core.rewriting import BadRewriteError, rewritten
from smockproxy.core.url import as_sent, sorted_query

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
    return place_of(_sound_hop(responder, request).url) if responder.host else None


def _sound_hop(responder: ForwardTo, request: Request) -> Hop:
    try:
        hop = first_hop(responder, request)
    except (BadUrlError, BadRewriteError) as error:
        raise BadUpstreamError(str(error)) from error
    if flaw := flaw_of(hop.url) or headers_flaw(responder.headers):
        raise BadUpstreamError(failure_text([hop], flaw))
    return hop


def rewritten_target(responder: ForwardTo, request: Request) -> str:
    """Path and query of a request that goes where it was going, on another path; empty if it stays.

    Raises `BadUpstreamError`.
    """
    if responder.host or responder.rewrite is None:
        return ""
    try:
        path, query = rewritten(responder.rewrite, request.path)
    except BadRewriteError as error:
        raise BadUpstreamError(str(error)) from error
    if path == request.path and not query:
        return ""
    query = _joined(query, request.query)
    return f"{path}?{query}" if query else path


def _joined(*queries: str) -> str:
    return "&".join(filter(None, queries))


def redirection(responder: ForwardTo, request: Request) -> Response:
    """The answer that sends a client where the request would have gone, its query as it was sent.

    Raises `BadUpstreamError`.
    """
    url = _sound_hop(replace(responder, headers=Headers()), request).url
    added = rewritten(responder.rewrite, request.path)[1] if responder.rewrite else ""
    query = _joined(added, request.query)
    written = as_sent(str(replace(url.without_user, query=query)))
    location = b"".join(b"%c" % byte if 0x20 < byte < 0x7F else b"%%%02X" % byte for byte in written)
    return Response(responder.redirect, Headers(((b"Location", location),)))


def place_of(url: GoUrl) -> Target:
    """A URL as a target."""
    return Target(url.scheme, url.host.lower(), url.port, url.target)


def first_hop(responder: ForwardTo, request: Request) -> Hop:
    """The request that goes out for a request that came in. Raises `BadUrlError` and `BadRewriteError`."""
    host = request.headers.get("host")
    path, added = request.path, ""
    if responder.rewrite is not None:
        path, added = rewritten(responder.rewrite, path)
    query = _joined(added, request.query)
    if responder.host:
        url = replace(parse_url(responder.host + path), query=sorted_query(query))
        host = host if responder.keep_host else ""
    else:
        url = GoUrl(request.scheme, authority=request.authority, path=path, query=query)
    sent = {name.lower() for name, _ in responder.headers.fields}
    kept = [field for field in request.headers.without("host").fields if field[0].lower() not in sent]
    headers = Headers((*kept, *responder.headers.without("host").fields))
    headers = headers.without(*not_sent(responder))
    return Hop(request.method, url, "" if host == url.authority else host, headers)


OF_A_PART = ("range", "if-range")
"""Headers that ask for a part of a body."""


def not_sent(responder: ForwardTo) -> tuple[str, ...]:
    """Headers of the request that do not go on: what changes a body needs all of it."""
    return OF_A_PART if responder.patch is not None and responder.patch.changes_body else ()


def asked_by(forward: Forward) -> ForwardTo:
    """What the mock says that asked for a forward; the defaults when none did."""
    mock = forward.mock
    return mock.responder if mock and isinstance(mock.responder, ForwardTo) else ForwardTo()
