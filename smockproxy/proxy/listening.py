"""Where mitmproxy's listeners hand a client over: to a connection handler of ours.

mitmproxy tells when it has made listeners and not yet started them (`Servers.changed`); each that takes
clients of a forward or reverse proxy then gets our way to serve one. The others stay as they are.
Source: mitmproxy 12.2, proxy/mode_servers.py and addons/proxyserver.py.
"""

import asyncio
from collections.abc import Callable
from typing import Any

from mitmproxy import ctx
from mitmproxy.addons.proxyserver import Proxyserver
from mitmproxy.proxy.mode_servers import ProxyConnectionHandler, ServerInstance

from smockproxy.proxy.hooking import HookingHandler

SERVED = frozenset({"regular", "upstream", "socks5", "reverse"})
"""Modes whose clients bring no address along that mitmproxy would have to look up."""

type Listener = ServerInstance[Any]
type Stream = asyncio.StreamReader | asyncio.StreamWriter | Any
"""A side of a client's connection; of UDP, both sides in one, mitmproxy's own."""
type Serve = Callable[[Listener, Stream, Stream], Any]
"""Serve a client to its end: reader and writer."""


def handler_of(listener: Listener, reader: Stream, writer: Stream) -> ProxyConnectionHandler:
    """The handler of a client, with the layer that its listener's mode begins with."""
    handler = HookingHandler(ctx.master, reader, writer, ctx.options, listener.mode)
    handler.layer = listener.make_top_layer(handler.layer.context)
    return handler


async def serve_client(listener: Listener, reader: Stream, writer: Stream) -> None:
    """Serve a client to its end."""
    handler = handler_of(listener, reader, writer)
    with listener.manager.register_connection(handler.client.id, handler):
        await handler.handle_client()


class Listening:
    """Sees to it that clients are served our way."""

    def __init__(self, proxyserver: Proxyserver, serve: Serve = serve_client) -> None:
        self._servers = proxyserver.servers
        self._serve = serve
        self._servers.changed.connect(self._take_over)

    def _take_over(self) -> None:
        for listener in self._servers:
            if listener.mode.type_name in SERVED and "handle_stream" not in vars(listener):
                self._take(listener)

    def _take(self, listener: Listener) -> None:
        async def serve(reader: Stream, writer: Stream | None = None) -> None:
            await self._serve(listener, reader, reader if writer is None else writer)

        listener.handle_stream = serve  # type: ignore[method-assign]
