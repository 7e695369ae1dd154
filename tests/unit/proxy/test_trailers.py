from mitmproxy.proxy.layers import TCPLayer
from mitmproxy.proxy.layers.http._http1 import Http1Server

from smockproxy.proxy.trailers import leave_out_trailers
from tests.unit.proxy.conversation import Conversation, answer, answers, head
from tests.unit.proxy.mocked_edge import MockedEdge, mock

CHUNKED = head("POST http://a.test/hello HTTP/1.1", "Host: a.test", "Transfer-Encoding: chunked")


def test_trailers_are_read_over_however_they_come() -> None:
    talk = Conversation(MockedEdge((mock("/hello"),)))
    text = CHUNKED + "2\r\nhi\r\n0\r\nDigest: abc\r\nX: y\r\n\r\n"
    said = b"".join(talk.says(bytes([byte])) for byte in text.encode())
    assert answer(said).body == b"mocked"
    assert talk.mocked.entry.request.body == b"hi"


def test_bodies_without_trailers_are_read_as_ever() -> None:
    talk = Conversation(MockedEdge((mock("/hello"),)))
    lengthy = head("POST http://a.test/hello HTTP/1.1", "Host: a.test", "Content-Length: 2")
    said = talk.says(CHUNKED + "2\r\nhi\r\n0\r\n\r\n" + lengthy + "ho")
    assert len(answers(said, "POST", "POST")) == 2
    assert [entry.request.body for entry in talk.mocked.history] == [b"hi", b"ho"]


def test_only_http_1_connections_are_touched() -> None:
    context = Conversation(MockedEdge()).context
    for layer, is_touched in ((Http1Server(context.fork()), True), (TCPLayer(context.fork()), False)):
        leave_out_trailers(layer)
        assert ("read_body" in vars(layer)) is is_touched
