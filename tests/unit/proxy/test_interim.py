from mitmproxy.proxy.layers.http._http1 import Http1Client, Http1Server

from smockproxy.core.history import Outcome
from smockproxy.proxy.interim import leave_out_interim_answers
from tests.unit.proxy.conversation import Conversation, answer, head
from tests.unit.proxy.mocked_edge import MockedEdge

GET = head("GET http://a.test/x HTTP/1.1", "Host: a.test")
EARLY = head("HTTP/1.1 103 Early Hints", "Link: </a>") + head("HTTP/1.1 100 Continue")
FINAL = head("HTTP/1.1 200 OK", "Content-Length: 2") + "hi"


def test_the_answer_is_the_one_after_them() -> None:
    talk = Conversation(MockedEdge())
    talk.says(GET)
    said = answer(talk.server_says(EARLY + FINAL))
    assert (said.status, said.body) == (200, b"hi")
    assert talk.mocked.entry.outcome is Outcome.FORWARDED
    talk.says(GET)
    assert answer(talk.server_says(EARLY + FINAL)).status == 200, "also the second answer of a connection"


def test_they_may_come_in_pieces() -> None:
    talk = Conversation(MockedEdge())
    talk.says(GET)
    said = b"".join(talk.server_says(bytes([byte])) for byte in (EARLY + FINAL).encode())
    assert answer(said).body == b"hi"


def test_a_change_of_protocols_is_final() -> None:
    talk = Conversation(MockedEdge())
    talk.says(GET)
    said = talk.server_says(head("HTTP/1.1 101 Switching Protocols", "Connection: Upgrade", "Upgrade: x"))
    assert said.startswith(b"HTTP/1.1 101 ")


def test_a_server_that_leaves_after_one_has_failed() -> None:
    talk = Conversation(MockedEdge())
    talk.says(GET)
    talk.server_says(EARLY)
    assert answer(talk.server_leaves()).status == 502


def test_only_connections_to_servers_are_touched() -> None:
    context = Conversation(MockedEdge()).context
    server, client = Http1Client(context.fork()), Http1Server(context.fork())
    for layer, is_touched in ((server, True), (client, False)):
        leave_out_interim_answers(layer)
        assert ("read_headers" in vars(layer)) is is_touched
