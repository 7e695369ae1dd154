"""Exchanges for the tests of recording."""

from urllib.parse import urlsplit

from smockproxy.core.http import DEFAULT_PORTS, Headers, Request, Response
from smockproxy.record.exchange import Exchange

JSON = "application/json"


def request(method="GET", url="https://api.shop.test/orders", body=b"", headers=()):
    parts = urlsplit(url)
    target = (parts.path or "/") + (f"?{parts.query}" if parts.query else "")
    port = parts.port or DEFAULT_PORTS[parts.scheme]
    lines = Headers.of([("Host", parts.netloc), *headers])
    return Request(method, parts.scheme, parts.hostname or "", port, target, lines, body)


def response(body=b"{}", kind=JSON, status=200, headers=()):
    typed = [("Content-Type", kind)] if kind else []
    return Response(status, Headers.of([*typed, *headers]), body)


def exchange(asked=None, answer=None, at=1_795_000_000.0, entry="17"):
    return Exchange(asked or request(), answer or response(), at, 0.0123, entry)
