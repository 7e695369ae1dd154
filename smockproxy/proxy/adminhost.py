"""The admin API for clients of the proxy, at a host that exists nowhere else.

Source of the protocol: ASGI 3.0, HTTP. An answer is sent once it is whole, so there are no events here.
"""

import asyncio
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any
from urllib.parse import unquote

from mitmproxy import http
from mitmproxy.proxy.commands import StartHook

from smockproxy.app.hostnames import MAGIC_HOST
from smockproxy.app.settings.table import Settings
from smockproxy.core.http import Form, Headers, Response
from smockproxy.core.sessionname import HEADER

if TYPE_CHECKING:
    from starlette.types import ASGIApp, Message, Scope

LARGEST_BODY = 64 * 1024 * 1024
"""Bytes of a request's body that are held for it."""
LARGEST_ANSWER = 256 * 1024 * 1024
"""Bytes of an answer that are gathered before it is sent."""
STREAM = "/api/v1/events"
NO_STREAM = b'{"message":"Events come at the admin port only: through the proxy an answer is sent whole."}\n'
TOO_LARGE = b'{"message":"The answer is too large to go through the proxy: ask at the admin port."}\n'
NOT_YET = b'{"message":"The admin API does not listen yet."}\n'
AS_JSON = Headers.of([("Content-Type", "application/json")])


@dataclass
class AdminCall:
    """A request to the admin API, and its answer once there is one."""

    flow: http.HTTPFlow
    session: str
    """What the client calls its session."""
    response: Response | None = None


@dataclass
class SmockAdminHook(StartHook):
    """Have the admin API answer; mitmproxy awaits it, and the exchange stands still meanwhile."""

    call: AdminCall


def asks_admin(flow: http.HTTPFlow, form: Form, settings: Settings) -> bool:
    """Whether a request is one to the admin API; a plain one never is, whatever its Host says."""
    tunnelled_to = flow.server_conn.address if form is Form.TUNNEL else None
    host = tunnelled_to[0] if tunnelled_to else flow.request.host
    return settings.magic_host and form is not Form.ORIGIN and host.lower().rstrip(".") == MAGIC_HOST


async def answered(app: "ASGIApp | None", call: AdminCall) -> Response:
    """The application's answer."""
    if app is None:
        return Response(503, AS_JSON, NOT_YET)
    scope, gathered = scope_of(call), _Gathered(call.flow.request.raw_content or b"")
    if scope["path"] == STREAM:
        return Response(501, AS_JSON, NO_STREAM)
    try:
        await app(scope, gathered.receive, gathered.send)
    except TooLargeError:
        return Response(507, AS_JSON, TOO_LARGE)
    return Response(gathered.status, Headers(tuple(gathered.headers)), b"".join(gathered.pieces))


class TooLargeError(Exception):
    """An answer that nobody should hold in memory."""


class _Gathered:
    """Both ends of one call of the application."""

    def __init__(self, body: bytes) -> None:
        self._body: bytes | None = body
        self._size = 0
        self._is_whole = asyncio.Event()
        self.status = 500
        self.headers: list[tuple[bytes, bytes]] = []
        self.pieces: list[bytes] = []

    async def receive(self) -> "Message":
        body, self._body = self._body, None
        if body is not None:
            return {"type": "http.request", "body": body}
        await self._is_whole.wait()
        return {"type": "http.disconnect"}

    async def send(self, message: "Message") -> None:
        if message["type"] == "http.response.start":
            self.status, self.headers = (
                message["status"],
                [(bytes(n), bytes(v)) for n, v in message["headers"]],
            )
        else:
            self.pieces.append(message.get("body", b""))
            self._size += len(self.pieces[-1])
            if self._size > LARGEST_ANSWER:
                raise TooLargeError
            if not message.get("more_body"):
                self._is_whole.set()


def scope_of(call: AdminCall) -> "Scope":
    """A request as ASGI describes it."""
    request, client = call.flow.request, call.flow.client_conn.peername
    raw_path, _, query = request.data.path.partition(b"?")
    headers = [(name.lower(), value) for name, value in request.headers.fields]
    if not any(name == b"host" for name, _ in headers):
        headers.append((b"host", MAGIC_HOST.encode()))
    if call.session:
        headers.append((HEADER.lower().encode(), call.session.encode()))
    scope: dict[str, Any] = {
        "type": "http",
        "asgi": {"version": "3.0", "spec_version": "2.3"},
        "http_version": "2" if request.is_http2 else "1.1",
        "method": request.method,
        "scheme": request.scheme,
        "path": unquote(raw_path.decode("latin-1")),
        "raw_path": raw_path,
        "query_string": query,
        "root_path": "",
        "headers": headers,
        "client": (client[0], client[1]),
        "server": (MAGIC_HOST, request.port),
    }
    return scope
