"""Where the lane's clients come in: the listeners of mitmproxy's regular mode, with our protocol on them.

mitmproxy tells when it has made listeners and not yet started them (`Servers.changed`); each of that mode
then listens our way. Source: mitmproxy 12.2, proxy/mode_servers.py.
"""

import asyncio
from functools import partial
from typing import Any

from mitmproxy import ctx
from mitmproxy.addons.proxyserver import Proxyserver
from mitmproxy.net.free_port import get_free_port
from mitmproxy.proxy.mode_servers import ProxyConnectionHandler, RegularInstance

from smockproxy.proxy.lane.admission import only_admitted
from smockproxy.proxy.lane.companion import Companion
from smockproxy.proxy.lane.connection import LaneConnection
from smockproxy.proxy.lane.idle import IdleClients
from smockproxy.proxy.lane.lane import Lane
from smockproxy.proxy.lane.passing import PassingOn
from smockproxy.proxy.lane.secured import behind_tls
from smockproxy.proxy.lane.terms import Terms
from smockproxy.proxy.lane.tunnelling import Inside
from smockproxy.proxy.lane.wire import Wire
from smockproxy.proxy.listening import handler_of

BACKLOG = 1024
"""Clients that may wait to be accepted."""


class LaneListening:
    """Sees to it that clients come to the lane first."""

    def __init__(self, proxyserver: Proxyserver, lane: Lane) -> None:
        self._servers = proxyserver.servers
        self._proxyserver = proxyserver
        self._lane = lane
        self._terms = Terms(ctx.options, ctx.master.addons)
        if not lane.edge.instance.settings.offline:
            lane.passing = PassingOn(lane.edge, ctx.options)
        lane.idle = self._idle = IdleClients(lane.connections, lambda: ctx.options.tcp_timeout)
        self._servers.changed.connect(self._take_over)

    def _take_over(self) -> None:
        for listener in self._servers:
            if isinstance(listener, RegularInstance) and "listen" not in vars(listener):
                listener.listen = partial(self._listen, listener)  # type: ignore[method-assign, assignment]

    async def _listen(self, listener: RegularInstance, host: str, port: int) -> list[asyncio.Server]:
        everybody = self._lane.greet(partial(self._companion, listener), self._terms)
        greet = only_admitted(everybody, listener.mode)
        loop = asyncio.get_running_loop()
        self._idle.begin()

        def connection() -> LaneConnection:
            return LaneConnection(greet, self._lane.leave)

        chosen = port or get_free_port()
        return [await loop.create_server(connection, host or None, chosen, backlog=BACKLOG)]

    def _companion(self, listener: Any, wire: Wire, inside: Inside | None = None) -> Companion:
        manager = self._proxyserver
        return Companion(
            wire,
            partial(self._handler, listener, inside),
            lambda handler: manager.register_connection(handler.client.id, handler),
        )

    def _handler(
        self, listener: Any, inside: Inside | None, reader: asyncio.StreamReader, writer: asyncio.StreamWriter
    ) -> ProxyConnectionHandler:
        handler = handler_of(listener, reader, writer)
        if inside is not None:
            tunnel, secured = inside
            self._lane.edge.names.bind(handler.client, tunnel.session)
            handler.layer = behind_tls(handler.layer.context, tunnel, secured)
        return handler
