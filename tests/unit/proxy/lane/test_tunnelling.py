import asyncio
from types import SimpleNamespace

import pytest
from mitmproxy import ctx
from mitmproxy.options import Options

from smockproxy.core.history import Outcome
from smockproxy.proxy.lane.connection import LaneConnection
from smockproxy.proxy.lane.heads import InDoubtError, read_head
from smockproxy.proxy.lane.http1 import Http1
from smockproxy.proxy.lane.lane import Lane
from smockproxy.proxy.lane.muted import Muted
from smockproxy.proxy.lane.origin import Origin
from smockproxy.proxy.lane.secured import ESTABLISHED, Secured, Tunnel
from smockproxy.proxy.lane.tunnelling import Tunnelling
from tests.unit.proxy.lane.talking import PEER, Beside, Socket, Terms, hello

TUNNEL = Tunnel("a.test", 443, "", b"CONNECT a.test:443 HTTP/1.1\r\n\r\n")
SECURED = Secured("b.test", (b"http/1.1",), b"http/1.1", "", "TLSv1.3", 1.0)


class Making:
    """Makes what stands for mitmproxy's handlers."""

    def __init__(self):
        self.made = []

    def __call__(self, wire, inside=None):
        beside = Beside()
        self.made.append((wire, inside, beside))
        return beside


def tunnelling(**terms):
    make, lane = Making(), Lane(hello().edge)
    return Tunnelling(lane, make, Terms(may_shake_hands=True, **terms)), make, lane


def connection():
    made = LaneConnection(lambda *_: Beside(), lambda _: None)
    made.connection_made(Socket())
    return made


def connect(target="a.test:443", *lines):
    raw = "\r\n".join((f"CONNECT {target} HTTP/1.1", *lines, "", "")).encode()
    return read_head(raw), raw


def test_a_tunnel_is_opened_without_mitmproxy():
    opener, make, _ = tunnelling()
    client = connection()
    before = client.speaker

    opener.open(client, Origin(PEER), *connect())

    assert client.wire.written == ESTABLISHED
    assert client.speaker is not before
    assert make.made == []


@pytest.mark.parametrize(
    "asked",
    [
        connect("a.test"),
        connect("a.test:443", "Content-Length: 3"),
        connect("[::1]:443"),
        connect("A.test:443"),
    ],
    ids=["no port", "a body", "IPv6", "capitals"],
)
def test_what_is_in_doubt_is_mitmproxys(asked):
    opener, _, _ = tunnelling()
    client = connection()

    with pytest.raises(InDoubtError):
        opener.open(client, Origin(PEER), *asked)

    assert client.wire.written == b""


def test_what_is_no_tls_is_mitmproxys_from_the_connect_on():
    opener, make, lane = tunnelling()
    client = connection()
    head, raw = connect()
    opener.open(client, Origin(PEER), head, raw)

    client.speaker.feed(b"SSH-2.0-x\r\n")

    ((wire, inside, beside),) = make.made
    assert isinstance(wire, Muted)
    assert inside is None
    assert beside.got == raw + b"SSH-2.0-x\r\n"
    assert lane.handed_over == 1


def test_http_1_in_tls_is_the_lanes_and_mitmproxy_is_told_what_is_known():
    opener, make, lane = tunnelling()

    speaker = opener.in_tunnel(Socket(), TUNNEL, SECURED)
    speaker.feed(b"GET /none HTTP/1.1\r\nHost: a.test\r\nUpgrade: x\r\n\r\n")

    assert isinstance(speaker, Http1)
    assert (speaker.origin.scheme, speaker.origin.host, speaker.origin.port) == ("https", "a.test", 443)
    assert (speaker.origin.sni, speaker.origin.alpn) == ("b.test", b"http/1.1")
    assert make.made[0][1] == (TUNNEL, SECURED)
    assert lane.handed_over == 1


def test_a_tunnel_to_an_address_is_called_as_the_client_calls_it():
    opener, _, _ = tunnelling()

    speaker = opener.in_tunnel(Socket(), Tunnel("127.0.0.1", 443), SECURED)

    assert (speaker.origin.host, speaker.origin.address) == ("b.test", "127.0.0.1")


def test_tunnels_that_are_alike_share_their_origin():
    opener, _, _ = tunnelling()

    first, second = (opener.in_tunnel(Socket(), TUNNEL, SECURED) for _ in range(2))

    assert first.origin is second.origin


def test_http_2_is_mitmproxys_behind_our_tls():
    opener, make, _ = tunnelling()

    assert opener.beside(Socket(), TUNNEL, SECURED) is make.made[0][2]
    assert make.made[0][1] == (TUNNEL, SECURED)


def test_a_closed_gate_leaves_handshakes_to_mitmproxy():
    opener, _, lane = tunnelling()
    assert opener.may_shake_hands

    lane.gate.close("a test")

    assert not opener.may_shake_hands


def test_handshakes_that_fail_are_remembered(monkeypatch):
    monkeypatch.setattr(ctx, "options", Options(), raising=False)
    opener, _, lane = tunnelling()

    opener.handshake_failed(Socket(), TUNNEL, "no trust")

    (entry,), _ = lane.edge.instance.history.page()
    assert (entry.outcome, entry.protocol) == (Outcome.FAILED, "tls")
    assert entry.error == "TLS with the client failed: no trust"
    assert entry.request.url == "http://a.test:443"
    assert entry.request.client == PEER


def test_what_handshakes_need_comes_from_elsewhere():
    opener, _, lane = tunnelling()
    opener._terms = SimpleNamespace(authority="the store", takes_http_2=False)

    assert opener.authority == "the store"
    assert not opener.takes_http_2
    assert opener.clock is lane.edge.instance.clock


@pytest.fixture(autouse=True)
def loop():
    made = asyncio.new_event_loop()
    asyncio._set_running_loop(made)
    yield
    asyncio._set_running_loop(None)
    made.close()
