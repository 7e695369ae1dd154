"""Tunnels that carry no HTTP: relayed or refused by the unmatched policy, and in history either way."""

import logging

from mitmproxy import tcp
from mitmproxy.connection import ConnectionState
from mitmproxy.proxy import commands, events, layer
from mitmproxy.proxy.context import Context
from mitmproxy.proxy.layers import ClientTLSLayer
from mitmproxy.proxy.layers.tcp import TCPLayer

from smockproxy.core.history import HistoryEntry, Outcome, Timing
from smockproxy.core.http import Form, Request, Response
from smockproxy.interop.smocker import internal_error_body
from smockproxy.proxy.convert import reason_of
from smockproxy.proxy.edge import Edge
from smockproxy.proxy.exchange import EXCHANGE_ID

logger = logging.getLogger("smockproxy")

LISTENERS_LAYERS = 2
"""The proxy mode's layer, and TLS of the listener if it speaks that."""
KEPT_MESSAGES = 100
"""How many of a relayed tunnel's pieces mitmproxy's flow keeps; each has at most 64 KiB."""


def has_tls_inside(context: Context) -> bool:
    """Whether TLS with the client was established in a tunnel, and not just with the proxy's own listener."""
    in_tunnel = context.layers[LISTENERS_LAYERS:]
    return context.client.tls_established and any(isinstance(each, ClientTLSLayer) for each in in_tunnel)


def tunnel_request(context: Context) -> Request:
    """The request that opened a tunnel, as history shows it."""
    host, port = context.server.address[:2] if context.server.address else ("", 0)
    client = context.client.peername
    scheme = "https" if has_tls_inside(context) else "http"
    return Request("CONNECT", scheme, host, port, "", form=Form.TUNNEL, client=client[0])


class TunnelRecord:
    """What is gathered of a tunnel until it ends."""

    def __init__(self, edge: Edge, context: Context, protocol: str = "") -> None:
        self._edge = edge
        self._context = context
        self._protocol = protocol
        self.id = edge.instance.next_exchange_id()
        self.started_at = edge.instance.clock()
        self.sent = 0
        """Bytes from the client."""
        self.received = 0
        """Bytes from the server."""
        self._is_complete = False

    def complete(self, outcome: Outcome, error: str = "") -> None:
        """Put the tunnel into history, once."""
        if self._is_complete:
            return
        self._is_complete = True
        instance, server = self._edge.instance_of(self._context.client), self._context.server
        entry = HistoryEntry(
            id=self.id,
            session=instance.engine.session.facts.id,
            session_name=instance.name,
            outcome=outcome,
            request=tunnel_request(self._context),
            request_size=self.sent,
            response_size=self.received,
            error=error,
            protocol=self._protocol or ("tls" if has_tls_inside(self._context) else "tcp"),
            server="{}:{}".format(*server.peername[:2]) if server.peername else "",
            timing=Timing(started_at=self.started_at, ended=max(0.0, instance.clock() - self.started_at)),
        )
        self._edge.remember(entry, instance)


class RelayedTunnel(TCPLayer):
    """Bytes both ways, to where the tunnel was opened to."""

    def __init__(self, context: Context, edge: Edge) -> None:
        super().__init__(context)
        self.edge = edge
        self.record = TunnelRecord(edge, context)
        if self.flow is not None:
            self.flow.metadata[EXCHANGE_ID] = self.record.id

    def start(self, event: events.Start) -> layer.CommandGenerator[None]:
        """Connect, which the unmatched policy allows here."""
        self.edge.permit(self.context.server)
        yield from super().start(event)
        if self._handle_event == self.done:
            self.record.complete(Outcome.FAILED, self.context.server.error or "the server did not answer")

    _handle_event = start

    def relay_messages(self, event: events.Event) -> layer.CommandGenerator[None]:
        """Relay, and count."""
        if isinstance(event, events.DataReceived):
            if event.connection == self.context.client:
                self.record.sent += len(event.data)
            else:
                self.record.received += len(event.data)
        yield from super().relay_messages(event)
        if isinstance(self.flow, tcp.TCPFlow):
            del self.flow.messages[:-KEPT_MESSAGES]
        if self._handle_event == self.done:
            self.record.complete(Outcome.FORWARDED)


class RefusedTunnel(layer.Layer):
    """Nothing goes on: whoever speaks in this tunnel reads why, and it is closed."""

    def __init__(self, context: Context, edge: Edge, reason: str, outcome: Outcome = Outcome.REFUSED) -> None:
        super().__init__(context)
        self.record = TunnelRecord(edge, context)
        self.reason = reason
        self.outcome = outcome

    def _handle_event(self, event: events.Event) -> layer.CommandGenerator[None]:
        if isinstance(event, events.DataReceived) and event.connection == self.context.client:
            self.record.sent += len(event.data)
            logger.warning("exchange %s is refused: %s", self.record.id, self.reason)
            self.record.complete(self.outcome, self.reason)
            if self.context.client.state & ConnectionState.CAN_WRITE:
                yield commands.SendData(self.context.client, self._last_words())
            yield commands.CloseConnection(self.context.client)
        elif isinstance(event, events.ConnectionClosed) and event.connection == self.context.client:
            yield commands.CloseConnection(self.context.client)

    def _last_words(self) -> bytes:
        """A 600 in HTTP/1.1: the one text that most who look at the bytes will understand."""
        body = internal_error_body(self.reason, self.record.id)
        head = (
            f"HTTP/1.1 600 {reason_of(Response(600))}\r\nContent-Type: application/json\r\n"
            f"Content-Length: {len(body)}\r\nConnection: close\r\n\r\n"
        )
        return head.encode() + body
