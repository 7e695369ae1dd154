"""TLS of the proxy's own port: whose certificate is seen, and what plain clients read."""

import ssl
from collections.abc import Sequence
from contextlib import suppress

import pytest
import trustme
from mitmproxy.proxy import commands, events, layer, layers
from mitmproxy.proxy.context import Context
from mitmproxy.proxy.layers import modes
from mitmproxy.proxy.layers.http import HTTPMode
from mitmproxy.tls import TlsData
from OpenSSL import SSL

from smockproxy.app.settings.table import Settings
from smockproxy.proxy.listener import PLAIN_REQUEST, PlainRequest, TlsListener
from tests.unit.proxy.conversation import Conversation
from tests.unit.proxy.mocked_edge import MockedEdge

HELLO = b"\x16\x03\x01\x02\x00\x01"


@pytest.fixture(scope="module")
def authority() -> trustme.CA:
    return trustme.CA(key_type=trustme.KeyType.ECDSA)


@pytest.fixture(scope="module")
def listener(authority, tmp_path_factory) -> TlsListener:
    folder = tmp_path_factory.mktemp("pair")
    leaf = authority.issue_cert("proxy.test", key_type=trustme.KeyType.ECDSA)
    leaf.cert_chain_pems[0].write_to_path(folder / "cert.pem")
    leaf.private_key_pem.write_to_path(folder / "key.pem")
    return TlsListener(
        Settings(tls_cert_file=str(folder / "cert.pem"), tls_private_key_file=str(folder / "key.pem"))
    )


def context(lowest: type[layer.Layer] = modes.HttpProxy) -> Context:
    """A client that has just connected."""
    made = Conversation(MockedEdge()).context.fork()
    made.layers.clear()
    lowest(made)
    return made


def asked(around: Context, data: bytes) -> layer.NextLayer:
    """What is asked when a client has said something."""
    nextlayer = layer.NextLayer(around)
    nextlayer.events.append(events.DataReceived(around.client, data))
    return nextlayer


def shaken_hands(server: SSL.Connection, offered: Sequence[str], authority: trustme.CA) -> ssl.SSLObject:
    """A client that has shaken hands with a connection of pyOpenSSL."""
    trusting = ssl.create_default_context()
    authority.configure_trust(trusting)
    if offered:
        trusting.set_alpn_protocols(list(offered))
    incoming, outgoing = ssl.MemoryBIO(), ssl.MemoryBIO()
    client = trusting.wrap_bio(incoming, outgoing, server_hostname="proxy.test")
    for _ in range(4):
        try:
            client.do_handshake()
        except ssl.SSLWantReadError:
            server.bio_write(outgoing.read())
            incoming.write(_handshake(server))
        else:
            return client
    raise AssertionError("no handshake")


def _handshake(server: SSL.Connection) -> bytes:
    with suppress(SSL.WantReadError):
        server.do_handshake()
    return server.bio_read(65536)


@pytest.mark.parametrize(
    ("offered", "chosen"), [((), None), (("h2", "http/1.1"), "http/1.1"), (("h2",), None)]
)
def test_clients_of_the_port_see_its_certificate_and_speak_http_1(listener, authority, offered, chosen):
    around = context()
    layers.ClientTLSLayer(around)
    layers.HttpLayer(around, HTTPMode.regular)
    start = TlsData(around.client, around)
    listener.show_certificate(start)
    client = shaken_hands(start.ssl_conn, offered, authority)
    assert client.selected_alpn_protocol() == chosen
    assert client.getpeercert()["subjectAltName"] == (("DNS", "proxy.test"),)


@pytest.mark.parametrize("outer", [(), (layers.ClientTLSLayer,)])
def test_in_a_tunnel_nothing_changes(listener, outer):
    around = context()
    for each in outer:
        each(around)
    layers.HttpLayer(around, HTTPMode.regular)
    layers.ServerTLSLayer(around)
    layers.ClientTLSLayer(around)
    start = TlsData(around.client, around)
    listener.show_certificate(start)
    assert start.ssl_conn is None


def test_in_other_modes_nothing_changes(listener):
    around = context(modes.ReverseProxy)
    layers.ClientTLSLayer(around)
    start = TlsData(around.client, around)
    listener.show_certificate(start)
    assert start.ssl_conn is None
    assert not listener.choose_layer(asked(context(modes.ReverseProxy), b"GET"))


@pytest.mark.parametrize("data", [b"G", b"GET / HTTP/1.1\r\n", b"\x05\x01\x00", b"\x16\x09\x01"])
@pytest.mark.parametrize("is_chosen", [False, True])
def test_plain_clients_are_turned_away(listener, data, is_chosen):
    around = context()
    nextlayer = asked(around, data)
    if is_chosen:
        nextlayer.layer = layers.HttpLayer(around, HTTPMode.regular)
    assert listener.choose_layer(nextlayer)
    assert type(nextlayer.layer) is PlainRequest
    assert [type(each) for each in around.layers] == [modes.HttpProxy, PlainRequest]


@pytest.mark.parametrize("data", [b"\x16", b"\x16\x03"])
@pytest.mark.parametrize("is_chosen", [False, True])
def test_what_may_be_tls_is_waited_for(listener, data, is_chosen):
    around = context()
    nextlayer = asked(around, data)
    if is_chosen:
        nextlayer.layer = layers.HttpLayer(around, HTTPMode.regular)
    assert listener.choose_layer(nextlayer)
    assert nextlayer.layer is None
    assert [type(each) for each in around.layers] == [modes.HttpProxy]


def test_tls_is_left_to_mitmproxy(listener):
    assert not listener.choose_layer(asked(context(), HELLO))


def test_what_comes_in_a_tunnel_is_left_to_mitmproxy(listener):
    around = context()
    layers.HttpLayer(around, HTTPMode.regular)
    assert not listener.choose_layer(asked(around, b"GET / HTTP/1.1\r\n"))


def test_a_plain_client_reads_why_and_is_left():
    around = context()
    refused = PlainRequest(around)
    assert list(refused.handle_event(events.Start())) == []
    sent, closed = refused.handle_event(events.DataReceived(around.client, b"GET"))
    assert isinstance(sent, commands.SendData)
    assert sent.data == PLAIN_REQUEST
    assert isinstance(closed, commands.CloseConnection)


def test_a_plain_client_that_leaves_first():
    around = context()
    (closed,) = PlainRequest(around).handle_event(events.ConnectionClosed(around.client))
    assert isinstance(closed, commands.CloseConnection)
