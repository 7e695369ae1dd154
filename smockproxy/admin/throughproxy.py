"""The admin application for clients of the proxy: one of their requests, answered whole and without a socket.

Who asks, and by which name, is in the request: the guard in front of the application looks at both. Source:
the ASGI specification (HTTP, 2.5).
"""

import asyncio
from typing import TYPE_CHECKING, Any
from urllib.parse import unquote_to_bytes

from smockproxy.admin.answers import message_answer
from smockproxy.core.http import Headers, Request, Response
from smockproxy.core.sessionname import HEADER
from smockproxy.core.url import as_sent

if TYPE_CHECKING:
    from starlette.types import ASGIApp, Message, Scope

LONGEST = 60.0
"""Seconds that an answer may take."""
LARGEST = 64 * 1024 * 1024
"""Bytes of an answer: it is held whole."""
ENDLESS = b"text/event-stream"
_OF_A_CONNECTION = (
    "connection",
    "content-length",
    "proxy-authorization",
    "proxy-connection",
    "transfer-encoding",
)


class _Exchange:
    """One request, as an ASGI application sees it, and what it answers."""

    def __init__(self, request: Request, limit: asyncio.Timeout) -> None:
        self._request = request
        self._limit = limit
        self._is_read = False
        self._is_over = asyncio.Event()
        self._start: Message = {"status": 500, "headers": []}
        self._body = bytearray()

    async def receive(self) -> dict[str, Any]:
        """The body, then, when there is an answer, that the client is gone."""
        if self._is_read:
            await self._is_over.wait()
            return {"type": "http.disconnect"}
        self._is_read = True
        return {"type": "http.request", "body": self._request.body or b"", "more_body": False}

    async def send(self, message: "Message") -> None:
        """Take a part of the answer; for one that cannot be held whole, time is over."""
        if message["type"] == "http.response.start":
            self._start = message
        self._body += message.get("body", b"")
        if self._is_endless() or len(self._body) > LARGEST:
            self._limit.reschedule(0)
            await asyncio.Event().wait()
        if message["type"] == "http.response.body" and not message.get("more_body", False):
            self._is_over.set()

    def _is_endless(self) -> bool:
        kinds = (value for name, value in self._start["headers"] if name.lower() == b"content-type")
        return any(kind.startswith(ENDLESS) for kind in kinds)

    @property
    def answer(self) -> Response:
        """What was answered."""
        lines = Headers(tuple(self._start["headers"])).without(*_OF_A_CONNECTION)
        return Response(self._start["status"], lines, bytes(self._body))


class ThroughProxy:
    """Answers requests that came through the proxy with an application."""

    def __init__(self, app: "ASGIApp") -> None:
        self._app = app

    async def __call__(self, request: Request) -> Response:
        """The answer; one that has no end, or is too large to be held, is a 501 that says where to ask."""
        try:
            async with asyncio.timeout(LONGEST) as limit:
                exchange = _Exchange(request, limit)
                await self._app(scope_of(request), exchange.receive, exchange.send)
        except TimeoutError:
            return _elsewhere()
        return exchange.answer


def scope_of(request: Request) -> "Scope":
    """A request of the proxy's as ASGI has it; the session that it was given is named in a header."""
    path, _, query = request.target.partition("?")
    lines = [
        (name.lower(), value) for name, value in request.headers.without(HEADER, *_OF_A_CONNECTION).fields
    ]
    named = [(HEADER.lower().encode(), request.session.encode())] if request.session else []
    return {
        "type": "http",
        "asgi": {"version": "3.0", "spec_version": "2.3"},
        "http_version": "1.1",
        "method": request.method,
        "scheme": request.scheme,
        "path": unquote_to_bytes(as_sent(path)).decode("utf-8", "replace"),
        "raw_path": as_sent(path),
        "query_string": as_sent(query),
        "root_path": "",
        "headers": lines + named,
        "client": (request.client, 0),
        "server": (request.host, request.port),
    }


def _elsewhere() -> Response:
    told = message_answer(
        "This answer has no end, takes too long, or is too large to go through the proxy: ask the admin port "
        "itself, which the banner names.",
        501,
    )
    return Response(told.status_code, Headers.of([("Content-Type", "application/json")]), bytes(told.body))
