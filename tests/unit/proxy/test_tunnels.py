"""Conversations in a tunnel that carries no HTTP."""

import json

import pytest
from mitmproxy.proxy.layers import ClientTLSLayer, ServerTLSLayer, modes

from smockproxy.app.settings.table import Settings
from smockproxy.core.decision import Unmatched
from smockproxy.core.history import Outcome
from smockproxy.core.http import Form
from smockproxy.proxy.tunnels import KEPT_MESSAGES, has_tls_inside
from tests.unit.proxy.conversation import Conversation, answer, head
from tests.unit.proxy.mocked_edge import MockedEdge

RAW = b"\0\1\2 raw"


def tunnel(to: str = "a.test:25", unmatched: Unmatched = Unmatched.FORWARD, **facts) -> Conversation:
    talk = Conversation(MockedEdge(settings=Settings(unmatched=unmatched)), **facts)
    assert talk.says(head(f"CONNECT {to} HTTP/1.1")).startswith(b"HTTP/1.1 200 ")
    return talk


def test_bytes_are_relayed_and_counted() -> None:
    talk = tunnel()
    assert talk.says(RAW) == b""
    assert talk.servers[0].address == ("a.test", 25)
    assert talk.upstream == RAW
    assert talk.server_says(b"220 hello") == b"220 hello"
    assert talk.mocked.history == []
    talk.server_leaves()
    talk.leaves()
    entry = talk.mocked.entry
    assert (entry.outcome, entry.protocol, entry.server) == (Outcome.FORWARDED, "tcp", "192.0.2.80:25")
    assert (entry.request_size, entry.response_size) == (len(RAW), 9)
    assert (entry.request.method, entry.request.form) == ("CONNECT", Form.TUNNEL)
    assert (entry.request.host, entry.request.port, entry.request.client) == ("a.test", 25, "192.0.2.7")


def test_a_long_relay_is_not_kept_in_memory() -> None:
    flows = []
    talk = tunnel(hooks={"tcp_start": flows.append})
    for _ in range(KEPT_MESSAGES + 50):
        talk.says(RAW)
    assert len(flows[0].messages) == KEPT_MESSAGES
    assert len(talk.upstream) == (KEPT_MESSAGES + 50) * len(RAW)


def test_a_relay_without_a_server() -> None:
    talk = tunnel(connect_errors={"a.test": "refused"})
    talk.says(RAW)
    assert talk.is_closed
    entry = talk.mocked.entry
    assert (entry.outcome, entry.request_size) == (Outcome.FAILED, 0)
    assert entry.error


@pytest.mark.parametrize(
    ("to", "unmatched", "reason"),
    [
        ("a.test:25", Unmatched.REFUSE, "the tunnel carries no HTTP, and unmatched requests are refused"),
        ("127.0.0.1:8080", Unmatched.FORWARD, "the tunnel leads back to this proxy"),
    ],
)
def test_a_refused_tunnel_says_why(to: str, unmatched: Unmatched, reason: str, caplog) -> None:
    talk = tunnel(to, unmatched)
    said = answer(talk.says(RAW))
    assert said.status == 600
    assert said.headers["connection"] == "close"
    told = json.loads(said.body)
    assert reason in told["message"]
    assert talk.is_closed
    assert talk.servers == []
    assert talk.refused == []
    entry = talk.mocked.entry
    assert (entry.outcome, entry.error, entry.id) == (Outcome.REFUSED, reason, told["id"])
    assert entry.request_size == len(RAW)
    assert f"exchange {entry.id} is refused: {reason}" in caplog.text


def test_a_refused_tunnel_whose_client_leaves_is_recorded_once() -> None:
    talk = tunnel(unmatched=Unmatched.REFUSE)
    talk.says(RAW)
    talk.leaves()
    assert len(talk.mocked.history) == 1


@pytest.mark.parametrize(
    ("above", "inside"),
    [
        ([modes.HttpProxy, ClientTLSLayer], False),
        ([modes.HttpProxy, ClientTLSLayer, ServerTLSLayer, ClientTLSLayer], True),
        ([modes.HttpProxy, ServerTLSLayer, ClientTLSLayer], True),
    ],
)
def test_tls_of_the_listener_is_not_that_of_the_tunnel(above, inside) -> None:
    context = Conversation(MockedEdge()).context.fork()
    context.layers.clear()
    for each in above:
        each(context)
    assert not has_tls_inside(context)
    context.client.timestamp_tls_setup = 1.0
    assert has_tls_inside(context) == inside
