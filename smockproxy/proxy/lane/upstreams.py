"""Connections to real servers, shared between clients; each serves one exchange at a time.

One is opened only for an exchange that was decided to be forwarded, and never to our own ports.
"""

import asyncio
from typing import Protocol, cast

from smockproxy.core.decision import Decision, Forward
from smockproxy.core.records import NO_REST
from smockproxy.proxy.edge import LOOP
from smockproxy.proxy.lane.outbound import Destination
from smockproxy.proxy.lane.trust import Trust, failure_text
from smockproxy.proxy.ownaddress import OwnAddresses
from smockproxy.proxy.sending import ForwardingNotDecidedError

IDLE_SECONDS = 30.0
"""How long a connection is kept that nobody needs."""
FRESH_SECONDS = 1.0
"""How long a connection may have been idle for a request that can't be sent again if it turns out closed."""
SWEEP_SECONDS = 5.0
MOST_IDLE = 1024
"""Connections that are kept in all."""


class NotOpenedError(Exception):
    """No connection could be opened; the text is that of mitmproxy's path."""


class LoopError(NotOpenedError):
    """The connection would have come back to one of our own ports."""


class Reader(Protocol):
    """Who takes what a server sends."""

    def from_server(self, data: bytes) -> None:
        """Take bytes of the answer."""
        ...

    def server_ended(self) -> None:
        """The server's connection is over; told once."""
        ...

    def server_is_slow(self) -> None:
        """It does not take what is sent: let the client wait."""
        ...

    def server_took(self) -> None:
        """It has taken what there was."""
        ...


class Upstream(asyncio.Protocol):
    """A connection to a real server."""

    def __init__(self, pool: "Upstreams", destination: Destination) -> None:
        self._pool = pool
        self.destination = destination
        self.transport: asyncio.Transport | None = None
        self.reader: Reader | None = None
        """The exchange that it serves now; None while it is idle."""
        self.address = ""
        """Of the server, with its port."""
        self.rest = NO_REST
        """What records of exchanges say of it."""
        self.idle_since = 0.0
        self.is_over = False
        self.is_opening_tls = False
        self.era = pool.era

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        """It is open."""
        self.take_transport(transport)
        host, port, *_ = transport.get_extra_info("peername") or self.destination
        self.address = f"{host}:{port}"
        self.rest = NO_REST._replace(server=self.address)

    def take_transport(self, transport: asyncio.BaseTransport) -> None:
        """Send by this one from now on: the socket's, or TLS over it."""
        self.transport = cast("asyncio.Transport", transport)  # uvloop's are no subclass of it

    def data_received(self, data: bytes) -> None:
        """Hand on; what nobody asked for is no answer, and ends the connection."""
        if self.reader is not None:
            self.reader.from_server(data)
        elif not self.is_opening_tls:
            self.end()

    def eof_received(self) -> None:
        """A server that sends nothing more has ended the connection."""
        self._tell_end()

    def connection_lost(self, _exc: Exception | None) -> None:
        """It is over, in order or not."""
        self._tell_end()

    def _tell_end(self) -> None:
        self.is_over = True
        self._pool.forget(self)
        reader, self.reader = self.reader, None
        if reader is not None:
            reader.server_ended()

    def pause_writing(self) -> None:
        """The server takes too slowly."""
        if self.reader is not None:
            self.reader.server_is_slow()

    def resume_writing(self) -> None:
        """The server has taken enough."""
        if self.reader is not None:
            self.reader.server_took()

    def write(self, data: bytes) -> None:
        """Send to the server; into a connection that is over, nothing."""
        if self.transport is not None and not self.is_over:
            self.transport.write(data)

    def pause_reading(self) -> None:
        """Let the server wait."""
        if self.transport is not None and not self.is_over:
            self.transport.pause_reading()

    def resume_reading(self) -> None:
        """Go on with what it sends."""
        if self.transport is not None and not self.is_over:
            self.transport.resume_reading()

    def end(self) -> None:
        """End the connection; nobody is told."""
        self.reader = None
        self.is_over = True
        self._pool.forget(self)
        if self.transport is not None:
            self.transport.abort()


class Upstreams:
    """The connections of all clients."""

    def __init__(self, own: OwnAddresses, trust: Trust) -> None:
        self._own = own
        self._trust = trust
        self._idle: dict[Destination, list[Upstream]] = {}
        """The one that was used last stands last."""
        self._open: set[Upstream] = set()
        self._count = 0
        self.era = 0
        """Grows when connections that are open are for nobody else any more."""
        self._sweep: asyncio.TimerHandle | None = None

    def take(self, destination: Destination, *, is_repeatable: bool) -> Upstream | None:
        """An idle connection, if there is one that will do."""
        idle = self._idle.get(destination)
        if not idle:
            return None
        if not is_repeatable:
            age = asyncio.get_running_loop().time() - idle[-1].idle_since
            if age > FRESH_SECONDS:
                return None
        self._count -= 1
        return idle.pop()

    def give_back(self, upstream: Upstream) -> None:
        """Keep a connection for whoever needs it next."""
        upstream.reader = None
        if self._count >= MOST_IDLE or upstream.is_over or upstream.era != self.era:
            upstream.end()
            return
        loop = asyncio.get_running_loop()
        upstream.idle_since = loop.time()
        self._idle.setdefault(upstream.destination, []).append(upstream)
        self._count += 1
        if self._sweep is None:
            self._sweep = loop.call_later(SWEEP_SECONDS, self._let_go)

    def _let_go(self) -> None:
        """Close those that nobody needed for long."""
        loop = asyncio.get_running_loop()
        oldest = loop.time() - IDLE_SECONDS
        for upstream in [each for idle in self._idle.values() for each in idle if each.idle_since <= oldest]:
            upstream.end()
        self._sweep = loop.call_later(SWEEP_SECONDS, self._let_go) if self._count else None

    def forget(self, upstream: Upstream) -> None:
        """It is over."""
        self._open.discard(upstream)
        idle = self._idle.get(upstream.destination)
        if idle and upstream in idle:
            idle.remove(upstream)
            self._count -= 1
        if idle is not None and not idle:
            del self._idle[upstream.destination]

    async def open(self, destination: Destination, decision: Decision | None) -> Upstream:
        """Open a connection: the only way to a server, and only a Forward decision opens it.

        Raises `NotOpenedError`, `ForwardingNotDecidedError`.
        """
        if not isinstance(decision, Forward):
            raise ForwardingNotDecidedError("no forward decision on this exchange")
        host, port = destination.host, destination.port
        if self._own.is_own(host, port) or await self._own.resolves_to_own(host, port):
            raise LoopError(LOOP)
        upstream = Upstream(self, destination)
        upstream.is_opening_tls = destination.is_tls
        try:
            await asyncio.get_running_loop().create_connection(lambda: upstream, host, port)
        except OSError as error:
            raise NotOpenedError(str(error)) from error
        self._open.add(upstream)
        try:
            if destination.is_tls:
                await self._start_tls(upstream)
        except BaseException:
            upstream.end()
            raise
        return upstream

    async def _start_tls(self, upstream: Upstream) -> None:
        destination, transport = upstream.destination, upstream.transport
        if transport is None:
            raise NotOpenedError("connection closed")
        try:
            secured = await asyncio.get_running_loop().start_tls(
                transport,
                upstream,
                self._trust.context(destination.alpn),
                server_hostname=destination.name or destination.host,
                ssl_handshake_timeout=600.0,
                ssl_shutdown_timeout=2.0,
            )
        except (OSError, TimeoutError) as error:
            raise NotOpenedError(failure_text(error)) from error
        if secured is None:
            raise NotOpenedError("connection closed")
        upstream.take_transport(secured)
        upstream.is_opening_tls = False

    def renew(self) -> None:
        """Let no connection that is open now serve another exchange: they follow options of before."""
        self.era += 1
        for upstream in [each for idle in self._idle.values() for each in idle]:
            upstream.end()

    def close(self) -> None:
        """End all connections."""
        for upstream in tuple(self._open):
            upstream.end()
        if self._sweep is not None:
            self._sweep.cancel()
            self._sweep = None
