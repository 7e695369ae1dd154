"""Replay of exchanges on our own layers: it is decided anew what becomes of them.

mitmproxy's own replay would ask the real server, past the engine; what does not come through our streams is
refused.
Source: mitmproxy 12.2, addons/clientplayback.py.
"""

import asyncio
import logging
from dataclasses import dataclass

from mitmproxy import http
from mitmproxy.addons.clientplayback import ClientPlayback, MockServer, ReplayHandler
from mitmproxy.options import Options
from mitmproxy.proxy import events
from mitmproxy.proxy.layers.http import HTTPMode

from smockproxy.core.http import Form
from smockproxy.proxy.edge import Edge
from smockproxy.proxy.exchange import EXCHANGE_ID
from smockproxy.proxy.layers import ExchangeLayer

logger = logging.getLogger("smockproxy")


@dataclass(frozen=True, slots=True)
class Origin:
    """Where an exchange came from."""

    form: Form
    session_name: str = ""


def likely_origin(request: http.Request) -> Origin:
    """Where a request would have come from that the history has not."""
    return Origin(Form.TUNNEL if request.scheme == "https" else Form.ABSOLUTE)


class Replay(ReplayHandler):
    """One exchange, without a client."""

    def __init__(self, flow: http.HTTPFlow, options: Options, edge: Edge, origin: Origin) -> None:
        super().__init__(flow, options)
        theirs, context = self.layer, self.layer.context
        context.layers.remove(theirs)
        context.client.alpn = b"http/1.1"  # nobody speaks HTTP/2 here, whatever the client spoke
        flow.request.data.authority = b""
        mode = theirs.mode
        if mode is HTTPMode.transparent and origin.form is not Form.TUNNEL:
            mode = HTTPMode.regular
            if origin.form is Form.ABSOLUTE:
                flow.request.data.authority = _authority(flow.request)
        edge.names.bind(context.client, origin.session_name)
        self.layer = ExchangeLayer(context, mode, edge)
        self.layer.connections[context.client] = MockServer(flow, context.fork())

    async def server_event(self, event: events.Event) -> None:
        """Let the layers have an event; when no stream is left, it is done."""
        await super().server_event(event)
        if not self.layer.streams:
            self.done.set()

    async def replay(self) -> None:
        """Replay it to its end."""
        await super().replay()
        open_ones = [transport.handler for transport in self.transports.values() if transport.handler]
        for handler in open_ones:
            handler.cancel()
        if open_ones:
            await asyncio.wait(open_ones)


def _authority(request: http.Request) -> bytes:
    host = f"[{request.host}]" if ":" in request.host else request.host
    usual = {"http": 80, "https": 443}.get(request.scheme)
    return (host if request.port == usual else f"{host}:{request.port}").encode(
        "idna" if not host.isascii() else "ascii"
    )


class Replaying(ClientPlayback):
    """Replays what the page asks for, one after the other."""

    name = "clientplayback"

    def __init__(self, edge: Edge) -> None:
        super().__init__()
        self._edge = edge

    async def playback(self) -> None:
        """Work until cancelled."""
        while True:
            self.inflight = flow = await self.queue.get()
            try:
                origin = await asyncio.to_thread(self._origin_of, flow)
                await Replay(flow, self.options, self._edge, origin).replay()
            except Exception:
                logger.exception("a replay failed")
            self.queue.task_done()
            self.inflight = None

    def _origin_of(self, flow: http.HTTPFlow) -> Origin:
        entry = self._edge.instance.history.get(flow.metadata.get(EXCHANGE_ID, ""))
        if entry is None:
            return likely_origin(flow.request)
        return Origin(entry.request.form, entry.session_name)
