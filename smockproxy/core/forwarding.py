"""Where a `proxy:` mock sends a request.

Source: Smocker glues host and path together as text, and sends the query re-encoded and sorted by name.
"""

from urllib.parse import urlsplit

from smockproxy.core.decision import Target
from smockproxy.core.http import DEFAULT_PORTS, Request
from smockproxy.core.responders import ForwardTo
from smockproxy.core.url import sorted_query


class BadUpstreamError(ValueError):
    """A `proxy: host` that is no URL of http or https."""


def upstream_of(host: str) -> tuple[str, str, int, str]:
    """Scheme, host, port and path prefix of a `proxy: host`. Raises `BadUpstreamError`."""
    try:
        parts = urlsplit(host)
        port = parts.port or DEFAULT_PORTS.get(parts.scheme)
    except ValueError as error:
        raise BadUpstreamError(f"{host!r}: {error}") from error
    if port is None or not parts.hostname:
        raise BadUpstreamError(f"{host!r}: expected http://HOST or https://HOST")
    return parts.scheme, parts.hostname, port, parts.path


def target_of(responder: ForwardTo, request: Request) -> Target | None:
    """The target, or None when the request goes where it was going. Raises `BadUpstreamError`."""
    if not responder.host:
        return None
    scheme, host, port, prefix = upstream_of(responder.host)
    query = sorted_query(request.query)
    path = prefix + request.path
    return Target(scheme, host, port, f"{path}?{query}" if query else path)
