"""What the lane knows of a tunnel and of TLS in it, and how mitmproxy's layers are told."""

from dataclasses import dataclass

from mitmproxy.proxy import layer
from mitmproxy.proxy.context import Context
from mitmproxy.proxy.layers import ClientTLSLayer, HttpLayer, ServerTLSLayer
from mitmproxy.proxy.layers.http import HTTPMode

ESTABLISHED = b"HTTP/1.1 200 Connection established\r\n\r\n"
"""mitmproxy's answer to CONNECT in HTTP/1.1."""


@dataclass(frozen=True, slots=True)
class Tunnel:
    """A tunnel that CONNECT has opened."""

    host: str
    port: int
    session: str = ""
    """The name of the session that all in it belongs to; empty if each request may say its own."""
    head: bytes = b""
    """CONNECT, as the client sent it."""


@dataclass(frozen=True, slots=True)
class Secured:
    """What came of a handshake in a tunnel."""

    name: str | None
    """The host that the client asked for (SNI)."""
    offered: tuple[bytes, ...]
    """The protocols that it would speak."""
    protocol: bytes | None
    """The one that it speaks; none if nothing was settled."""
    cipher: str
    version: str
    established_at: float
    """Seconds since the epoch."""


def behind_tls(context: Context, tunnel: Tunnel, secured: Secured) -> layer.Layer:
    """The layer that goes on where mitmproxy's own TLS would hand on what is in it.

    `context` has the layer of the proxy's mode only, and is told everything that the layers below would
    have told it; they stand in it, but no event comes to them. Only if the protocol is not known, TLS with
    a server has its place: who relays needs it, HTTP makes its own.
    """
    HttpLayer(context, HTTPMode.regular)
    context.server.address = (tunnel.host, tunnel.port)
    to_server = ServerTLSLayer(context)
    ClientTLSLayer(context)
    client = context.client
    client.sni = secured.name
    client.alpn_offers = secured.offered
    client.alpn = secured.protocol
    client.cipher = secured.cipher
    client.tls_version = secured.version  # type: ignore[assignment]
    client.certificate_list = []
    client.timestamp_tls_setup = secured.established_at
    inside = layer.NextLayer(context)
    if secured.protocol:
        return inside
    to_server.child_layer = inside
    return to_server
