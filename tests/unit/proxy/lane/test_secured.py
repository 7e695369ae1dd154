from dataclasses import replace

from mitmproxy.connection import Client, ConnectionState
from mitmproxy.options import Options
from mitmproxy.proxy import layer
from mitmproxy.proxy.context import Context
from mitmproxy.proxy.layers import ServerTLSLayer
from mitmproxy.proxy.layers.modes import HttpProxy

from smockproxy.proxy.lane.secured import Secured, Tunnel, behind_tls
from smockproxy.proxy.listener import is_outermost
from smockproxy.proxy.tunnels import has_tls_inside, tunnel_request

SECURED = Secured("b.test", (b"h2",), b"h2", "TLS_AES_128_GCM_SHA256", "TLSv1.3", 1000.0)


def test_mitmproxys_layers_know_what_they_would_know_behind_its_own_tls():
    client = Client(
        peername=("127.0.0.1", 1), sockname=("127.0.0.1", 2), state=ConnectionState.OPEN, timestamp_start=1.0
    )
    context = Context(client, Options())
    HttpProxy(context)

    top = behind_tls(context, Tunnel("a.test", 443), SECURED)

    assert isinstance(top, layer.NextLayer)
    assert context.server.address == ("a.test", 443)
    assert context.server.tls
    assert client.tls
    assert client.tls_established
    assert (client.sni, client.alpn, client.alpn_offers) == ("b.test", b"h2", (b"h2",))
    assert (client.cipher, client.tls_version) == ("TLS_AES_128_GCM_SHA256", "TLSv1.3")
    assert has_tls_inside(context)
    assert not is_outermost(context)
    assert tunnel_request(context).url == "https://a.test"


def test_without_a_protocol_there_may_be_tls_with_the_server():
    client = Client(peername=("127.0.0.1", 1), sockname=("127.0.0.1", 2), timestamp_start=1.0)
    context = Context(client, Options())

    top = behind_tls(context, Tunnel("a.test", 443), replace(SECURED, protocol=None))

    assert isinstance(top, ServerTLSLayer)
    assert isinstance(top.child_layer, layer.NextLayer)
    assert top.child_layer.context is context
