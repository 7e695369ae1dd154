"""Which layer comes next: mitmproxy's own choice, with our layers in place of those that could forward."""

import logging
from typing import Any

from mitmproxy.connection import Server
from mitmproxy.proxy import commands, events, layer
from mitmproxy.proxy.context import Context
from mitmproxy.proxy.layers import ClientTLSLayer, HttpLayer, ServerTLSLayer
from mitmproxy.proxy.layers.http import (
    DropStream,
    GetHttpConnection,
    HttpEvent,
    HTTPMode,
    RegisterHttpConnection,
    RequestHeaders,
    SendHttp,
    is_h3_alpn,
)
from mitmproxy.proxy.layers.http._base import ReceiveHttp
from mitmproxy.proxy.layers.http._http2 import Http2Client

from smockproxy.core.decision import Unmatched
from smockproxy.proxy.connecting import GetConnection
from smockproxy.proxy.edge import NOT_ASKED_FOR, Edge
from smockproxy.proxy.flowcontrol import PacedHttp2Server
from smockproxy.proxy.heads import LARGEST_HEAD, TOO_LARGE, holds_too_large_a_head
from smockproxy.proxy.http1server import PlainHttp1Server
from smockproxy.proxy.interim import leave_out_interim_answers
from smockproxy.proxy.rawtargets import escape_raw_targets
from smockproxy.proxy.streams import ExchangeStream
from smockproxy.proxy.trailers import leave_out_trailers
from smockproxy.proxy.tunnels import RefusedTunnel, RelayedTunnel

logger = logging.getLogger("smockproxy")

NOT_HTTP = "the tunnel carries no HTTP, and unmatched requests are refused"
LOOPS_BACK = "the tunnel leads back to this proxy"


class ExchangeLayer(HttpLayer):
    """mitmproxy's HTTP layer with our streams; it permits the connections that their decisions ask for."""

    def __init__(self, context: Context, mode: HTTPMode, edge: Edge) -> None:
        super().__init__(context, mode)
        self.edge = edge

    def _handle_event(self, event: events.Event) -> layer.CommandGenerator[None]:
        try:
            if isinstance(event, events.Start):
                self._meet_client()
            yield from super()._handle_event(event)
            yield from self._look_after(event)
        except Exception as error:  # noqa: BLE001 - fail closed: a defect around the streams ends all of them
            yield from self._break_down(error)

    def _meet_client(self) -> None:
        """Speak with the client our way, where we have one."""
        client = self.context.client
        if client.alpn == b"h2":
            self.connections[client] = self.edge.http2_server(self.context.fork())
        elif client not in self.connections and not is_h3_alpn(client.alpn):
            self.connections[client] = PlainHttp1Server(self.context.fork())

    def event_to_child(self, child: layer.Layer, event: events.Event) -> layer.CommandGenerator[None]:
        """Let a layer below have an event, and others what comes of it: first what comes most often."""
        command: Any
        for command in child.handle_event(event):
            kind = type(command)
            if kind is SendHttp:
                yield from self.event_to_child(self.connections[command.connection], command.event)
            elif kind is ReceiveHttp:
                yield from self._receive(command.event)
            elif kind is commands.SendData:
                yield command
            else:
                yield from self._pass_on(child, command)

    def _receive(self, event: HttpEvent) -> layer.CommandGenerator[None]:
        """Let a stream have what its client or its server says; there may be none any more."""
        if isinstance(event, RequestHeaders):
            yield from self.make_stream(event.stream_id)
        stream = self.streams.get(event.stream_id)
        if stream is not None:
            yield from self.event_to_child(stream, event)

    def _pass_on(self, child: layer.Layer, command: commands.Command) -> layer.CommandGenerator[None]:
        """Carry out what a layer below asks of this one; the rest is for those above."""
        if command.blocking or isinstance(command, commands.RequestWakeup):
            self.command_sources[command] = child
        match command:
            case DropStream():
                self.streams.pop(command.stream_id, None)
            case GetHttpConnection():
                yield from self.get_connection(command)
            case RegisterHttpConnection():
                yield from self.register_connection(command)
            case commands.OpenConnection():
                self.connections[command.connection] = child
                yield command
            case _:
                yield command

    def _look_after(self, event: events.Event) -> layer.CommandGenerator[None]:
        """What mitmproxy's layer leaves undone."""
        client = self.connections.get(self.context.client)
        if isinstance(event, events.Start) and client is not None:
            leave_out_trailers(client)
            escape_raw_targets(client)
        elif isinstance(event, events.DataReceived) and holds_too_large_a_head(client):
            logger.warning("refused a request whose head has more than %d bytes", LARGEST_HEAD)
            yield commands.SendData(self.context.client, TOO_LARGE)
            yield from self._close()
        elif isinstance(client, PacedHttp2Server):
            yield from client.catch_up()

    def _break_down(self, error: Exception) -> layer.CommandGenerator[None]:
        """Record what was on its way, and close every connection."""
        exchange_id = self.edge.instance.next_exchange_id()
        logger.error("exchange %s failed inside smockproxy: %r", exchange_id, error, exc_info=error)
        for stream in self.streams.values():
            if isinstance(stream, ExchangeStream):
                stream.fail(f"smockproxy failed: {error!r}")
        try:
            if isinstance(client := self.connections.get(self.context.client), PacedHttp2Server):
                client.fail(f"smockproxy failed: {error!r}")
        finally:
            yield from self._close()

    def _close(self) -> layer.CommandGenerator[None]:
        self.streams.clear()
        self._handle_event = self._over  # type: ignore[method-assign, assignment]
        for connection in self.connections:
            yield commands.CloseConnection(connection)

    def _over(self, _: events.Event) -> layer.CommandGenerator[None]:
        yield from ()

    def register_connection(self, command: RegisterHttpConnection) -> layer.CommandGenerator[None]:
        """Give a new connection to the streams that wait for it."""
        if command.err is None:
            connection = self.connections[command.connection].context.layers[-1]
            leave_out_trailers(connection)
            leave_out_interim_answers(connection)
            if isinstance(client := self.connections.get(self.context.client), PacedHttp2Server):
                client.goes_on_to(connection)
        yield from super().register_connection(command)

    def make_stream(self, stream_id: int) -> layer.CommandGenerator[None]:
        """One stream for each exchange."""
        stream = self.streams[stream_id] = ExchangeStream(_forked(self.context), stream_id, self.edge)
        stream.writes_whole = type(self.connections.get(self.context.client)) is PlainHttp1Server
        yield from self.event_to_child(stream, events.Start())

    def get_connection(self, event: GetHttpConnection, *, reuse: bool = True) -> layer.CommandGenerator[None]:
        """Open the connection that a stream asked for, or use one that is open."""
        if self.context.server.error == NOT_ASKED_FOR:
            self.context.server.error = None  # an early attempt of mitmproxy's; now there is a decision
        if isinstance(event, GetConnection) and event.stream_id:
            self._forget_stream(event.stream_id)
        for command in super().get_connection(event, reuse=reuse):
            if isinstance(command, commands.OpenConnection):
                self.edge.permit(command.connection)
                self._take_trust(event)
            yield command

    def _take_trust(self, event: GetHttpConnection) -> None:
        """Note of the connection that is made for an event whether any certificate will do."""
        if isinstance(event, GetConnection) and event.is_unverified:
            for server, waiting in self.waiting_for_establishment.items():
                if any(each is event for each in waiting) and isinstance(server, Server):
                    self.edge.unverified.add(server)

    def _forget_stream(self, stream_id: int) -> None:
        """A stream asks anew: in HTTP/2 that must be another stream of the server's connection."""
        for connection in self.connections.values():
            layers = connection.context.layers
            if layers and isinstance(layers[-1], Http2Client):
                layers[-1].our_stream_id.pop(stream_id, None)


def _forked(context: Context) -> Context:
    """As `Context.fork` does it, but without a server that nobody gets to see."""
    forked = Context.__new__(Context)
    forked.__dict__ = vars(context) | {"layers": context.layers.copy()}
    return forked


def _in_place_of(chosen: layer.Layer, context: Context, edge: Edge) -> layer.Layer:
    """Our layer for mitmproxy's; a TLS layer stays, with ours below it."""
    match chosen:
        case ExchangeLayer() | RelayedTunnel() | RefusedTunnel():
            return chosen
        case HttpLayer():
            context.layers.remove(chosen)
            return ExchangeLayer(context, chosen.mode, edge)
        case ClientTLSLayer() | ServerTLSLayer():
            if not isinstance(chosen.child_layer, layer.NextLayer):
                chosen.child_layer = _in_place_of(chosen.child_layer, context, edge)
            return chosen
        case _:
            context.layers.remove(chosen)
            return raw_tunnel(context, edge)


def raw_tunnel(context: Context, edge: Edge) -> layer.Layer:
    """What follows on a connection that does not speak HTTP."""
    address = context.server.address
    if address is None or edge.is_own(address[0], address[1]):
        return RefusedTunnel(context, edge, LOOPS_BACK)
    if edge.instance_of(context.client).engine.unmatched is Unmatched.REFUSE:
        return RefusedTunnel(context, edge, NOT_HTTP)
    return RelayedTunnel(context, edge)


def choose_layer(chosen: layer.Layer, context: Context, edge: Edge) -> layer.Layer:
    """The layer to use where mitmproxy would use `chosen`."""
    return _in_place_of(chosen, context, edge)
