"""Tunnels of the lane's clients: opened here, and who speaks in them."""

from collections.abc import Callable
from functools import partial
from typing import TYPE_CHECKING, Protocol

from mitmproxy import ctx
from mitmproxy.certs import CertStore
from mitmproxy.connection import Client
from mitmproxy.proxy.context import Context

from smockproxy.app.usage import UsageError
from smockproxy.core.history import Outcome
from smockproxy.proxy.convert import is_address
from smockproxy.proxy.lane.companion import Companion
from smockproxy.proxy.lane.connection import LaneConnection
from smockproxy.proxy.lane.contexts import Contexts
from smockproxy.proxy.lane.handshakes import HTTP_2, TunnelOpening
from smockproxy.proxy.lane.heads import Head, InDoubtError, authority_of
from smockproxy.proxy.lane.http1 import Http1
from smockproxy.proxy.lane.http2 import LaneStreams
from smockproxy.proxy.lane.muted import Muted
from smockproxy.proxy.lane.origin import Origin
from smockproxy.proxy.lane.secured import ESTABLISHED, Secured, Tunnel
from smockproxy.proxy.lane.terms import Terms
from smockproxy.proxy.lane.wire import Speaker, Wire
from smockproxy.proxy.tunnels import TunnelRecord

if TYPE_CHECKING:
    from smockproxy.proxy.lane.lane import Lane

type Inside = tuple[Tunnel, Secured]
"""What mitmproxy is told when it speaks behind TLS of the lane's."""


MOST_ORIGINS = 1_000
"""How many different tunnels are known at once."""


class MakeCompanion(Protocol):
    """Makes mitmproxy's handler of the client of a wire."""

    def __call__(self, wire: Wire, inside: Inside | None = None) -> Companion:
        """Behind the lane's TLS if something is inside."""
        ...


class Tunnelling:
    """Opens the tunnels of a listener's clients."""

    def __init__(self, lane: "Lane", make: MakeCompanion, terms: Terms) -> None:
        self._lane = lane
        self._make = make
        self._terms = terms
        self._contexts = Contexts()
        self._origins: dict[tuple[str, str, str, int, str, bytes], Origin] = {}

    def open(self, connection: LaneConnection, origin: Origin, head: Head, raw: bytes) -> None:
        """Answer CONNECT; nothing is connected to. Raises `InDoubtError` if that is mitmproxy's."""
        host, port = authority_of(head.target)
        if not port or head.has_body or not self._terms.may_shake_hands:
            raise InDoubtError
        name = origin.session_name(head)
        try:
            self._lane.edge.instances.of(name)
        except UsageError as error:
            raise InDoubtError from error
        wire = connection.wire
        wire.write(ESTABLISHED)
        connection.speaker = TunnelOpening(wire, Tunnel(host, port, name, raw), self, self._contexts)

    # -- who speaks ---------------------------------------------------------------------

    def in_tunnel(self, wire: Wire, tunnel: Tunnel, secured: Secured) -> Speaker:
        """The lane's own, for HTTP/1."""
        origin = self._origin(wire.get_extra_info("peername")[0], tunnel, secured)
        return Http1(self._lane, wire, origin, partial(self._make, inside=(tunnel, secured)))

    def _origin(self, client: str, tunnel: Tunnel, secured: Secured) -> Origin:
        """Where requests in a tunnel come from; tunnels that are alike share it."""
        sni, alpn = secured.name or "", secured.protocol or b""
        key = client, tunnel.session, tunnel.host, tunnel.port, sni, alpn
        found = self._origins.get(key)
        if found is None:
            if len(self._origins) >= MOST_ORIGINS:
                self._origins.clear()
            host = sni if sni and is_address(tunnel.host) else tunnel.host
            found = self._origins[key] = Origin(
                client, tunnel.session, "https", host, tunnel.port, address=tunnel.host, sni=sni, alpn=alpn
            )
            if alpn == HTTP_2:
                found.http_version = "HTTP/2.0"
        return found

    def beside(self, wire: Wire, tunnel: Tunnel, secured: Secured | None) -> Speaker:
        """mitmproxy's: behind the lane's TLS, or from the CONNECT on."""
        if secured is not None and secured.protocol == HTTP_2:
            return self._in_front_of(self._make(wire, (tunnel, secured)), wire, tunnel, secured)
        self._lane.handed_over += 1
        if secured is not None:
            return self._make(wire, (tunnel, secured))
        companion = self._make(Muted(wire, ESTABLISHED))
        companion.feed(tunnel.head)
        return companion

    def _in_front_of(self, companion: Companion, wire: Wire, tunnel: Tunnel, secured: Secured) -> Companion:
        """Let the lane see the streams of HTTP/2 before mitmproxy does."""
        lane, handler = self._lane, companion.handler
        origin = self._origin(wire.get_extra_info("peername")[0], tunnel, secured)
        lane.http2.add(handler.client, LaneStreams(lane, origin, wire, handler.timeout_watchdog.disarm))
        return companion

    def handshake_failed(self, wire: Wire, tunnel: Tunnel, reason: str) -> None:
        """Put a handshake that came to nothing into history."""
        edge = self._lane.edge
        client = Client(peername=wire.get_extra_info("peername"), sockname=wire.get_extra_info("sockname"))
        edge.names.bind(client, tunnel.session)
        context = Context(client, ctx.options)
        context.server.address = (tunnel.host, tunnel.port)
        record = TunnelRecord(edge, context, "tls")
        record.complete(Outcome.FAILED, f"TLS with the client failed: {reason}")

    # -- what handshakes need -----------------------------------------------------------

    @property
    def authority(self) -> CertStore:
        """mitmproxy's store of certificates."""
        return self._terms.authority

    @property
    def may_shake_hands(self) -> bool:
        """Whether the lane's TLS is as the options want it."""
        return self._terms.may_shake_hands and self._lane.gate.is_open

    @property
    def takes_http_2(self) -> bool:
        """Whether HTTP/2 is offered."""
        return self._terms.takes_http_2

    @property
    def clock(self) -> Callable[[], float]:
        """Seconds since the epoch."""
        return self._lane.edge.instance.clock
