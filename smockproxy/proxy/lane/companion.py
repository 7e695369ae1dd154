"""mitmproxy's own handler of a client, beside the lane on the same connection.

It gets the bytes that the lane does not take, answers them as ever, and sleeps while the lane works.
"""

import asyncio
from collections.abc import Callable
from typing import Any, cast

from mitmproxy.proxy.layers.http._http1 import Http1Server
from mitmproxy.proxy.mode_servers import ProxyConnectionHandler
from mitmproxy.utils import asyncio_utils

from smockproxy.proxy.lane.wire import Wire
from smockproxy.proxy.layers import ExchangeLayer

type Serve = Callable[[asyncio.StreamReader, asyncio.StreamWriter], ProxyConnectionHandler]
"""Make the handler of a client from both sides of its connection."""


class Companion:
    """A speaker whose words mitmproxy finds."""

    def __init__(self, wire: Wire, make: Serve, register: Callable[[ProxyConnectionHandler], Any]) -> None:
        """`register` gives the context in which the handler is known to mitmproxy."""
        loop = asyncio.get_running_loop()
        self._reader = asyncio.StreamReader(loop=loop)
        self._protocol = asyncio.StreamReaderProtocol(self._reader, loop=loop)
        transport = cast("asyncio.Transport", wire)  # a wire is all of it that is needed
        self._protocol.connection_made(transport)
        writer = asyncio.StreamWriter(transport, self._protocol, self._reader, loop)
        self.handler = make(self._reader, writer)
        self._register = register
        self._work = asyncio_utils.create_task(
            self._serve(), name="companion of the lane", keep_ref=True, client=self.handler.client.peername
        )

    async def _serve(self) -> None:
        with self._register(self.handler):
            await self.handler.handle_client()

    @property
    def is_busy(self) -> bool:
        """mitmproxy has a watchdog of its own."""
        return True

    @property
    def is_idle(self) -> bool:
        """Whether it is between two requests, and has nothing left to read."""
        if getattr(self.handler, "is_behind", False):
            return False
        layer = self.handler.layer.context.layers[-1]
        if not isinstance(layer, ExchangeLayer) or layer.streams or self._reader._buffer:  # type: ignore[attr-defined]  # noqa: SLF001
            return False
        client = layer.connections.get(layer.context.client)
        return isinstance(client, Http1Server) and client.state == client.read_headers and not client.buf

    def feed(self, data: bytes) -> None:
        """Let mitmproxy read it."""
        self.handler.timeout_watchdog.register_activity()
        self._protocol.data_received(data)

    def ended(self) -> None:
        """The peer sends nothing more."""
        self._protocol.eof_received()

    def lost(self, error: Exception | None) -> None:
        """The connection is gone."""
        self._protocol.connection_lost(error)

    def pause(self) -> None:
        """Whoever drains must wait."""
        self._protocol.pause_writing()

    def resume(self) -> None:
        """Whoever drains can go on."""
        self._protocol.resume_writing()
