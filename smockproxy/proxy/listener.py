"""TLS between clients and the proxy's own port, with the certificate of the settings.

Hosts in tunnels keep certificates of our authority: that is another TLS, inside this one. mitmproxy would
take TLS on its port anyway, but with a certificate that it makes, and plain requests beside it.
"""

import logging
from collections.abc import Sequence
from typing import Any

from mitmproxy import tls
from mitmproxy.connection import ConnectionState
from mitmproxy.net.tls import starts_like_tls_record
from mitmproxy.proxy import commands, events, layer
from mitmproxy.proxy.context import Context
from mitmproxy.proxy.layers import ClientTLSLayer
from mitmproxy.proxy.layers.modes import HttpProxy, HttpUpstreamProxy
from OpenSSL import SSL

from smockproxy.app.settings.table import Settings

logger = logging.getLogger("smockproxy")

EXPLICIT = (HttpProxy, HttpUpstreamProxy)
"""The lowest layers of modes in which clients know that they speak to a proxy."""
HANDSHAKE = b"\x16"
"""The first byte of TLS (RFC 8446, 5.1)."""
RECORD_START = 3
"""Bytes by which mitmproxy tells TLS from all else."""
PLAIN_REQUEST = b"HTTP/1.0 400 Bad Request\r\n\r\nClient sent an HTTP request to an HTTPS server.\n"
"""As Go's server answers."""


class PlainRequest(layer.Layer):
    """A client that does not speak TLS where it must: it reads why, and is left."""

    def _handle_event(self, event: events.Event) -> layer.CommandGenerator[None]:
        if isinstance(event, events.DataReceived) and self.context.client.state & ConnectionState.CAN_WRITE:
            logger.info("refused a plain request: this port speaks TLS (--tls-enable)")
            yield commands.SendData(self.context.client, PLAIN_REQUEST)
        if isinstance(event, events.DataReceived | events.ConnectionClosed):
            yield commands.CloseConnection(self.context.client)


class TlsListener:
    """What a listener does that speaks TLS only, and HTTP/1.1."""

    def __init__(self, settings: Settings) -> None:
        """Load the pair, which `app.keypair` has tried before. Raises `SSL.Error`."""
        self._context = SSL.Context(SSL.TLS_SERVER_METHOD)
        self._context.set_min_proto_version(SSL.TLS1_2_VERSION)
        self._context.use_certificate_chain_file(settings.tls_cert_file)
        self._context.use_privatekey_file(settings.tls_private_key_file)
        self._context.set_alpn_select_callback(_http_1)

    def show_certificate(self, start: tls.TlsData) -> None:
        """Let a client that comes to the listener see its certificate; in a tunnel, nothing changes."""
        if is_outermost(start.context):
            start.ssl_conn = SSL.Connection(self._context)
            start.ssl_conn.set_accept_state()

    def choose_layer(self, nextlayer: layer.NextLayer) -> bool:
        """Turn a plain client away, or wait until it is known to be one; gives whether that settles it."""
        data = nextlayer.data_client()
        if not is_first_choice(nextlayer) or starts_like_tls_record(data):
            return False
        del nextlayer.context.layers[1:]
        may_be_tls = data[:1] in HANDSHAKE and len(data) < RECORD_START
        nextlayer.layer = None if may_be_tls else PlainRequest(nextlayer.context)
        return True


def is_first_choice(nextlayer: layer.NextLayer) -> bool:
    """Whether it is what speaks to the proxy's own listener that is chosen, by mitmproxy or yet to be."""
    first, *chosen = nextlayer.context.layers
    return isinstance(first, EXPLICIT) and (not chosen or chosen[0] is nextlayer.layer)


def is_outermost(context: Context) -> bool:
    """Whether a handshake is that with the listener, and not one in a tunnel."""
    below = [layer for layer in context.layers if isinstance(layer, ClientTLSLayer)]
    return isinstance(context.layers[0], EXPLICIT) and below == context.layers[1:2]


def _http_1(_: SSL.Connection, offered: Sequence[bytes]) -> Any:
    return b"http/1.1" if b"http/1.1" in offered else SSL.NO_OVERLAPPING_PROTOCOLS
