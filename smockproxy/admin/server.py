"""The admin API's server: uvicorn inside the running event loop, on a socket that was bound beforehand.

uvicorn's own server takes over signals and waits for open connections; here whoever runs us owns the signals,
and a stop is quick.
"""

import asyncio
import errno
import socket
from collections.abc import Collection, Iterator
from contextlib import contextmanager
from typing import TYPE_CHECKING

import uvicorn

if TYPE_CHECKING:
    import ssl

    from starlette.types import ASGIApp

GRACE = 0.5
"""Seconds that running answers have to finish after a stop; then their connections are cut."""
BACKLOG = 1024
"""Connections that may wait to be accepted."""


class PortInUseError(Exception):
    """Another program listens there already."""

    def __init__(self, host: str, port: int) -> None:
        super().__init__(f"Port {port} of {host} is in use.")
        self.host, self.port = host, port


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
        # referenced by us until it ends, so it cannot be garbage-collected
        loop = asyncio.get_running_loop()
        self._serving = loop.create_task(self._server.serve([listener]), name="admin API")
        await self._server.listening.wait()
        return address[0], address[1]

    async def stop(self) -> None:
        """Stop listening, let running answers finish for a moment, cut what is left."""
        if self._serving is None:
            return
        self._server.should_exit = True
        await self._serving
        self._serving = None


def bound(host: str, port: int) -> socket.socket:
    """A socket bound to the address, not yet listening. Raises `PortInUseError` and `OSError`."""
    found = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM, flags=socket.AI_PASSIVE)
    family, kind, protocol, _, address = found[0]
    listener = socket.socket(family, kind, protocol)
    try:
        # a port whose last connections linger is free; but on Windows that option would share a used one
        if hasattr(socket, "SO_EXCLUSIVEADDRUSE"):
            listener.setsockopt(socket.SOL_SOCKET, socket.SO_EXCLUSIVEADDRUSE, 1)
        else:
            listener.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        listener.bind(address)
        # binding alone would let a second listener through
        listener.listen(BACKLOG)
    except OSError as error:
        listener.close()
        if error.errno == errno.EADDRINUSE:
            raise PortInUseError(host, port) from error
        raise
    return listener
