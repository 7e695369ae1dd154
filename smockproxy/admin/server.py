"""The admin API's server: uvicorn inside the running event loop, on a socket that was bound beforehand.

uvicorn's own server takes over signals and waits for open connections; here whoever runs us owns the signals,
and a stop is quick.
"""

import asyncio
import socket
from collections.abc import Collection, Iterator
from contextlib import contextmanager
from typing import TYPE_CHECKING

import uvicorn

from smockproxy.admin.listening import BACKLOG, bound

if TYPE_CHECKING:
    import ssl

    from starlette.types import ASGIApp

GRACE = 0.5
"""Seconds that running answers have to finish after a stop; then their connections are cut."""


class _QuietServer(uvicorn.Server):
    """uvicorn's server without signal handlers, and with a stop that does not wait for clients."""

    def __init__(self, config: uvicorn.Config) -> None:
        super().__init__(config)
        self.listening = asyncio.Event()

    async def startup(self, sockets: list[socket.socket] | None = None) -> None:
        await super().startup(sockets)
        self.listening.set()

    @contextmanager
    def capture_signals(self) -> Iterator[None]:
        yield

    async def shutdown(self, sockets: list[socket.socket] | None = None) -> None:  # noqa: ARG002 - the servers own them
        for server in self.servers:
            server.close()
        connections = self.server_state.connections
        for connection in tuple(connections):
            connection.shutdown()
        await _emptied(connections)
        for connection in tuple(connections):
            connection.transport.abort()
        await _emptied(self.server_state.tasks)


async def _emptied(waited_for: Collection[object]) -> None:
    """Wait until nothing is left, at most for the time of grace."""
    loop = asyncio.get_running_loop()
    deadline = loop.time() + GRACE
    while waited_for and loop.time() < deadline:  # noqa: ASYNC110 - uvicorn tells nobody when one ends
        await asyncio.sleep(0.01)


class AdminServer:
    """Serves an application on a host and port, under TLS if there is a context; port 0 takes a free one."""

    def __init__(self, app: "ASGIApp", host: str, port: int, tls: "ssl.SSLContext | None" = None) -> None:
        self._host, self._port = host, port
        config = uvicorn.Config(
            app,
            http="h11",
            ws="none",
            lifespan="off",
            log_config=None,
            log_level="warning",
            access_log=False,
            proxy_headers=False,  # a client's address is no matter of headers: the guard goes by it
            server_header=False,
            backlog=BACKLOG,
        )
        config.load()
        config.ssl = tls  # uvicorn's own contexts choose no protocol and have nothing for plain clients
        self._server = _QuietServer(config)
        self._serving: asyncio.Task[None] | None = None

    async def start(self) -> tuple[str, int]:
        """Listen; gives the address. Raises `PortInUseError`, or `OSError` if the address is not ours."""
        listener = bound(self._host, self._port)
        address = listener.getsockname()
        await self.serve(listener)
        return address[0], address[1]

    async def serve(self, listener: socket.socket) -> None:
        """Take the connections of a port that is ours already."""
        # referenced by us until it ends, so it cannot be garbage-collected
        loop = asyncio.get_running_loop()
        self._serving = loop.create_task(self._server.serve([listener]), name="admin API")
        await self._server.listening.wait()

    async def stop(self) -> None:
        """Stop listening, let running answers finish for a moment, cut what is left."""
        if self._serving is None:
            return
        self._server.should_exit = True
        await self._serving
        self._serving = None
