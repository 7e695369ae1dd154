from collections.abc import Callable

import pytest
from mitmproxy.connection import Server
from mitmproxy.proxy import layer, layers
from mitmproxy.proxy.context import Context
from mitmproxy.proxy.layers.http import HTTPMode

from smockproxy.app.settings.table import Settings
from smockproxy.core.decision import Unmatched
from smockproxy.core.history import Outcome
from smockproxy.proxy.edge import NOT_ASKED_FOR
from smockproxy.proxy.layers import ExchangeLayer, choose_layer, raw_tunnel
from smockproxy.proxy.tunnels import RefusedTunnel, RelayedTunnel
from tests.unit.proxy.conversation import Conversation, answer, head
from tests.unit.proxy.mocked_edge import MockedEdge, mock

GET = head("GET http://a.test/x HTTP/1.1", "Host: a.test")
OK = head("HTTP/1.1 200 OK", "Content-Length: 2") + "hi"


def context(address: tuple[str, int] | None = ("a.test", 443)) -> Context:
    made = Conversation(MockedEdge()).context.fork()
    made.server.address = address
    return made


def edge(unmatched: Unmatched = Unmatched.FORWARD):
    return MockedEdge(settings=Settings(unmatched=unmatched)).edge


@pytest.mark.parametrize("mode", [HTTPMode.regular, HTTPMode.transparent, HTTPMode.upstream])
def test_ours_takes_the_place_of_http(mode: HTTPMode) -> None:
    around, ours = context(), edge()
    chosen = choose_layer(layers.HttpLayer(around, mode), around, ours)
    assert type(chosen) is ExchangeLayer
    assert (chosen.mode, chosen.edge) == (mode, ours)
    assert [type(one) for one in around.layers[-1:]] == [ExchangeLayer]
    assert not any(type(one) is layers.HttpLayer for one in around.layers)


@pytest.mark.parametrize("tls", [layers.ClientTLSLayer, layers.ServerTLSLayer])
def test_tls_stays_and_what_is_below_it_is_ours(tls: Callable[[Context], layer.Layer]) -> None:
    around, ours = context(), edge()
    outer = tls(around)
    open_end = outer.child_layer
    assert choose_layer(outer, around, ours) is outer
    assert outer.child_layer is open_end
    outer.child_layer = layers.HttpLayer(around, HTTPMode.transparent)
    choose_layer(outer, around, ours)
    assert type(outer.child_layer) is ExchangeLayer


@pytest.mark.parametrize("raw", [layers.TCPLayer, layers.UDPLayer, layers.DNSLayer])
def test_what_is_not_http_is_a_tunnel_by_the_policy(raw: Callable[[Context], layer.Layer]) -> None:
    for unmatched, expected in ((Unmatched.FORWARD, RelayedTunnel), (Unmatched.REFUSE, RefusedTunnel)):
        around = context()
        assert type(choose_layer(raw(around), around, edge(unmatched))) is expected
        assert not any(
            type(one) in {layers.TCPLayer, layers.UDPLayer, layers.DNSLayer} for one in around.layers
        )


@pytest.mark.parametrize("address", [("127.0.0.1", 8080), None])
def test_a_tunnel_to_ourselves_or_to_nowhere_is_refused(address: tuple[str, int] | None) -> None:
    assert type(raw_tunnel(context(address), edge())) is RefusedTunnel


def test_ours_are_not_replaced() -> None:
    around, ours = context(), edge()
    for chosen in (
        ExchangeLayer(around, HTTPMode.regular, ours),
        RelayedTunnel(around, ours),
        RefusedTunnel(around, ours, "why"),
    ):
        assert choose_layer(chosen, around, ours) is chosen


def test_an_early_attempt_that_was_refused_does_not_stand_in_the_way() -> None:
    talk = Conversation(MockedEdge())
    talk.context.server = Server(address=("a.test", 80))
    talk.context.server.error = NOT_ASKED_FOR
    talk.says(GET)
    assert answer(talk.server_says(OK)).body == b"hi"


def test_connections_are_permitted_one_by_one() -> None:
    talk = Conversation(MockedEdge())
    for host in ("a.test", "b.test", "a.test"):
        talk.says(GET.replace("a.test", host))
        assert answer(talk.server_says(OK, 1 if host == "b.test" else 0)).body == b"hi"
    assert [server.address for server in talk.servers] == [("a.test", 80), ("b.test", 80)]
    assert talk.refused == []


def test_after_a_defect_around_the_streams_nothing_more_happens(monkeypatch, caplog) -> None:
    talk = Conversation(MockedEdge((mock("/hello"),)))
    talk.says(GET)

    def breaks(*_: object) -> None:
        raise LookupError("a defect")

    monkeypatch.setattr(talk.layer.connections[talk.client], "send", breaks)
    assert talk.server_says(OK) == b""
    assert talk.is_closed
    assert talk.mocked.entry.outcome is Outcome.FAILED
    assert talk.mocked.entry.error == "smockproxy failed: LookupError('a defect')"
    assert "exchange 2 failed inside smockproxy" in caplog.text
    assert talk.says(GET) == b""
    assert len(talk.mocked.history) == 1
