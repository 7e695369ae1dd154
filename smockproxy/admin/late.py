"""The admin API, whose port is there at once and whose application is imported after that.

Importing the frameworks and all operations takes as long as a third of a start. Connections that come
meanwhile wait in the port's queue, and requests that come through the proxy wait for the application.
"""

import asyncio
import ssl
from typing import TYPE_CHECKING

from smockproxy.admin.listening import bound

if TYPE_CHECKING:
    import socket
    from collections.abc import Callable

    from starlette.types import ASGIApp, Receive, Scope, Send

    from smockproxy.admin.server import AdminServer


class LateAdmin:
    """An application and its server, both made by `open`, or for the first who asks the application.

    `make` imports and makes the application, in a thread.
    """

    def __init__(
        self, make: "Callable[[], ASGIApp]", host: str, port: int, tls: ssl.SSLContext | None
    ) -> None:
        self._make = make
        self._host, self._port, self._tls = host, port, tls
        self._making: asyncio.Task[ASGIApp] | None = None
        self._listener: socket.socket | None = None
        self._server: AdminServer | None = None

    async def __call__(self, scope: "Scope", receive: "Receive", send: "Send") -> None:
        """Answer as the application does (ASGI)."""
        application = await self._made()
        await application(scope, receive, send)

    async def _made(self) -> "ASGIApp":
        if self._making is None:
            loop = asyncio.get_running_loop()
            self._making = loop.create_task(asyncio.to_thread(self._make), name="admin API, imported")
        return await asyncio.shield(self._making)

    def listen(self) -> tuple[str, int]:
        """Take the port; gives the address. Raises `PortInUseError`, or `OSError` if it is not ours."""
        self._listener = bound(self._host, self._port)
        address = self._listener.getsockname()
        return address[0], address[1]

    async def open(self) -> None:
        """Begin to answer at the port."""
        application, listener = await self._made(), self._listener
        if listener is not None:
            self._server = await asyncio.to_thread(self._server_of, application)
            self._listener = None
            await self._server.serve(listener)

    def _server_of(self, application: "ASGIApp") -> "AdminServer":
        from smockproxy.admin.server import AdminServer  # noqa: PLC0415 - imports uvicorn

        return AdminServer(application, self._host, self._port, self._tls)

    async def stop(self) -> None:
        """Stop listening, let running answers finish for a moment, cut what is left."""
        if self._listener is not None:
            self._listener.close()
        if self._server is not None:
            await self._server.stop()
