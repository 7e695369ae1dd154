"""Conversations in which a real server answers: streaming, and what is unpacked on the way."""

import gzip
from dataclasses import dataclass

import h2.config
import h2.connection
import h2.events
import pytest
from mitmproxy import http
from mitmproxy.proxy.layers.http import HTTPMode

from smockproxy.app.settings.table import Settings
from smockproxy.core.history import Outcome
from smockproxy.core.responders import ForwardTo
from tests.unit.proxy.conversation import Conversation, answer, head
from tests.unit.proxy.mocked_edge import MockedEdge, mock

GET = head("GET http://a.test/x HTTP/1.1", "Host: a.test")
POST = head("POST http://a.test/x HTTP/1.1", "Host: a.test", "Content-Length: {}")
OK = head("HTTP/1.1 200 OK", "Content-Length: 2") + "hi"


def to_real(responder: ForwardTo | None = None) -> MockedEdge:
    """A mock that forwards /x to real.test, with a use count of its own."""
    return MockedEdge((mock("/x", responder or ForwardTo("http://real.test")),))


# -- streaming ----------------------------------------------------------------------------------------------


def test_an_upload_goes_on_while_it_comes() -> None:
    talk = Conversation(MockedEdge(settings=Settings(history_body_limit=3)))
    talk.says(POST.format(6))
    assert talk.upstream == head("POST /x HTTP/1.1", "Host: a.test", "Content-Length: 6").encode()
    talk.says(b"abcd")
    assert talk.upstream.endswith(b"\r\n\r\nabcd")
    talk.says(b"ef")
    assert talk.upstream.endswith(b"\r\n\r\nabcdef")
    assert answer(talk.server_says(OK)).body == b"hi"
    entry = talk.mocked.entry
    assert (entry.request.body, entry.request_size) == (b"abc", 6)
    assert entry.timing.request_read is not None


def test_an_upload_goes_on_in_chunks_as_it_came() -> None:
    talk = Conversation(MockedEdge())
    talk.says(head("POST http://a.test/x HTTP/1.1", "Host: a.test", "Transfer-Encoding: chunked"))
    talk.says(b"3\r\nabc\r\n")
    assert talk.upstream.endswith(b"\r\n\r\n3\r\nabc\r\n")
    talk.says(b"0\r\n\r\n")
    assert talk.upstream.endswith(b"3\r\nabc\r\n0\r\n\r\n")


def test_an_http2_upload_of_unknown_length_becomes_chunks() -> None:
    talk = Conversation(MockedEdge(), alpn=b"h2")
    talk.context.server.address = ("a.test", 80)
    client = h2.connection.H2Connection(h2.config.H2Configuration(header_encoding="utf-8"))
    client.initiate_connection()
    talk.says(client.data_to_send())
    fields = [(":method", "POST"), (":scheme", "http"), (":authority", "a.test"), (":path", "/x")]
    client.send_headers(1, fields)
    client.send_data(1, b"abc")
    talk.mode = talk.layer.mode = HTTPMode.transparent
    talk.says(client.data_to_send())
    client.end_stream(1)
    talk.says(client.data_to_send())
    assert b"\r\ntransfer-encoding: chunked\r\n" in talk.upstream
    assert talk.upstream.endswith(b"\r\n\r\n3\r\nabc\r\n0\r\n\r\n")


def test_a_body_that_is_too_large_for_matching_streams_on() -> None:
    mocks = (mock("/x", body="yes"),)
    talk = Conversation(MockedEdge(mocks, Settings(match_body_limit=3)))
    talk.says(POST.format(6))
    talk.says(b"abc")
    assert talk.servers == []
    talk.says(b"de")
    assert talk.upstream.endswith(b"\r\n\r\nabcde")
    talk.says(b"f")
    assert talk.upstream.endswith(b"\r\n\r\nabcdef")
    talk.server_says(OK)
    assert talk.mocked.entry.request.body == b"abcdef"
    assert talk.mocked.entry.request_size == 6


def test_a_response_goes_on_while_it_comes() -> None:
    talk = Conversation(MockedEdge(settings=Settings(history_body_limit=3)))
    talk.says(GET)
    said = talk.server_says(head("HTTP/1.1 200 OK", "Content-Length: 6"))
    assert said == head("HTTP/1.1 200 OK", "Content-Length: 6").encode()
    assert talk.server_says(b"abcd") == b"abcd"
    assert talk.mocked.history == []
    assert talk.server_says(b"ef") == b"ef"
    entry = talk.mocked.entry
    assert entry.response is not None
    assert (entry.response.body, entry.response_size, entry.response_is_cut) == (b"abc", 6, True)
    assert talk.flow.response is not None
    assert talk.flow.response.raw_content is None


def test_hooks_see_a_streamed_body_that_was_kept_whole() -> None:
    talk = Conversation(MockedEdge())
    seen = []
    talk.hooks = {"response": lambda flow: seen.append((flow.request.raw_content, flow.response.raw_content))}
    talk.says(POST.format(2) + "up")
    talk.server_says(OK)
    assert seen == [(b"up", b"hi")]


def test_a_script_can_change_whole_bodies() -> None:
    talk = Conversation(MockedEdge())
    talk.mocked.edge.keeps_whole_bodies = True

    def changes_request(flow: http.HTTPFlow) -> None:
        flow.request.content = b"other"

    def changes_response(flow: http.HTTPFlow) -> None:
        assert flow.response is not None
        flow.response.content = b"answer"

    talk.hooks = {"request": changes_request, "response": changes_response}
    talk.says(POST.format(2) + "up")
    assert talk.upstream.endswith(b"Content-Length: 5\r\n\r\nother")
    assert answer(talk.server_says(OK)).body == b"answer"
    assert talk.mocked.entry.response is not None
    assert talk.mocked.entry.response.body == b"answer"


def test_a_script_can_stream_through_a_function_of_its_own() -> None:
    talk = Conversation(MockedEdge())

    def streams_request(flow: http.HTTPFlow) -> None:
        flow.request.stream = bytes.upper

    def streams_response(flow: http.HTTPFlow) -> None:
        assert flow.response is not None
        flow.response.stream = lambda piece: [piece.upper(), b""]

    talk.hooks = {"requestheaders": streams_request, "responseheaders": streams_response}
    talk.says(POST.format(2) + "up")
    assert talk.upstream.endswith(b"\r\n\r\nUP")
    assert answer(talk.server_says(OK)).body == b"HI"
    entry = talk.mocked.entry
    assert entry.request.body == b"up"
    assert entry.response is not None
    assert (entry.response.body, entry.response_size) == (b"HI", 2)


def test_mitmproxys_own_option_to_stream_large_bodies_changes_nothing() -> None:
    talk = Conversation(MockedEdge())
    talk.options.update(stream_large_bodies="1")
    try:
        talk.says(POST.format(2) + "up")
        assert answer(talk.server_says(OK)).body == b"hi"
    finally:
        talk.options.update(stream_large_bodies=None)
    entry = talk.mocked.entry
    assert entry.response is not None
    assert (entry.request.body, entry.response.body) == (b"up", b"hi")


@pytest.mark.parametrize(
    ("method", "said", "expected"),
    [
        ("HEAD", head("HTTP/1.1 200 OK", "Content-Length: 9"), 9),
        ("GET", head("HTTP/1.1 204 No Content"), None),
        ("GET", head("HTTP/1.1 304 Not Modified", "ETag: x"), None),
    ],
)
def test_responses_without_a_body(method: str, said: str, expected: int | None) -> None:
    talk = Conversation(MockedEdge())
    for _ in range(2):
        talk.says(GET.replace("GET", method))
        found = answer(talk.server_says(said), method)
        assert found.headers.get("content-length") == (expected and str(expected))
    assert len(talk.servers) == 1
    assert [entry.response_size for entry in talk.mocked.history] == [0, 0]


def test_a_response_that_ends_with_its_connection() -> None:
    talk = Conversation(MockedEdge())
    talk.says(GET)
    talk.server_says(head("HTTP/1.1 200 OK") + "all")
    talk.server_leaves()
    assert talk.is_closed
    assert talk.mocked.entry.outcome is Outcome.FORWARDED
    assert talk.mocked.entry.response is not None
    assert talk.mocked.entry.response.body == b"all"


def test_trailers_of_a_response_are_left_out() -> None:
    talk = Conversation(MockedEdge())
    talk.says(GET)
    said = talk.server_says(
        head("HTTP/1.1 200 OK", "Transfer-Encoding: chunked") + "2\r\nhi\r\n0\r\nA: b\r\n\r\n"
    )
    assert said.endswith(b"\r\n\r\n2\r\nhi\r\n0\r\n\r\n")
    assert talk.mocked.entry.outcome is Outcome.FORWARDED


def test_another_protocol_takes_over_after_101() -> None:
    talk = Conversation(MockedEdge())
    talk.says(head("GET http://a.test/x HTTP/1.1", "Host: a.test", "Connection: Upgrade", "Upgrade: echo"))
    said = talk.server_says(head("HTTP/1.1 101 Switching Protocols", "Connection: Upgrade", "Upgrade: echo"))
    assert said.startswith(b"HTTP/1.1 101 ")
    talk.says(b"\0ping")
    assert talk.upstream.endswith(b"\0ping")
    assert talk.server_says(b"\0pong") == b"\0pong"
    talk.leaves()
    assert talk.mocked.entry.outcome is Outcome.FORWARDED
    assert talk.mocked.entry.response is not None
    assert talk.mocked.entry.response.status == 101


def test_websockets_go_through() -> None:
    talk = Conversation(MockedEdge())
    upgrade = ("Connection: Upgrade", "Upgrade: websocket")
    key = "Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ=="
    talk.says(head("GET http://a.test/x HTTP/1.1", *upgrade, key, "Sec-WebSocket-Version: 13"))
    accept = "Sec-WebSocket-Accept: s3pPLMBiTxaQ9kYGzzhZRbK+xOo="
    assert talk.server_says(head("HTTP/1.1 101 Switching Protocols", *upgrade, accept)).startswith(
        b"HTTP/1.1 101 "
    )
    assert talk.server_says(b"\x81\x02hi") == b"\x81\x02hi"
    before = len(talk.upstream)
    talk.says(b"\x81\x82\0\0\0\0ho")
    assert len(talk.upstream) == before + 8
    assert "websocket_message" in talk.hooks_seen
    assert talk.mocked.entry.outcome is Outcome.FORWARDED


@dataclass
class Http2Server:
    """The other end of a connection that a conversation has opened."""

    talk: Conversation

    def __post_init__(self) -> None:
        self.h2 = h2.connection.H2Connection(
            h2.config.H2Configuration(client_side=False, header_encoding="utf-8")
        )
        self.h2.initiate_connection()
        self.seen = self.h2.receive_data(self.talk.upstream)
        self.sends()

    def sends(self) -> bytes:
        return self.talk.server_says(self.h2.data_to_send())


def test_an_http2_response_of_unknown_length_becomes_chunks_without_trailers() -> None:
    talk = Conversation(MockedEdge(), server_alpn=b"h2")
    talk.says(GET)
    server = Http2Server(talk)
    server.h2.send_headers(1, [(":status", "200")])
    server.h2.send_data(1, b"abc")
    assert server.sends() == b"HTTP/1.1 200 OK\r\ntransfer-encoding: chunked\r\n\r\n3\r\nabc\r\n"
    server.h2.send_headers(1, [("grpc-status", "0")], end_stream=True)
    assert server.sends() == b"0\r\n\r\n"
    assert talk.mocked.entry.outcome is Outcome.FORWARDED


def test_an_http2_response_that_is_cut_can_be_told_from_one_that_ended() -> None:
    talk = Conversation(MockedEdge(), server_alpn=b"h2")
    talk.says(GET)
    server = Http2Server(talk)
    server.h2.send_headers(1, [(":status", "200")])
    server.h2.send_data(1, b"abc")
    server.sends()
    server.h2.reset_stream(1, error_code=2)
    assert server.sends() == b""
    assert talk.is_closed
    assert talk.mocked.entry.outcome is Outcome.FAILED


def test_an_upload_in_http_1_becomes_one_in_http2() -> None:
    talk = Conversation(MockedEdge(), server_alpn=b"h2")
    talk.says(head("POST http://a.test/x HTTP/1.1", "Host: a.test", "Transfer-Encoding: chunked"))
    talk.says(b"3\r\nabc\r\n0\r\n\r\n")
    seen = Http2Server(talk).seen
    (headers,) = [dict(event.headers) for event in seen if isinstance(event, h2.events.RequestReceived)]
    assert (headers[":method"], headers[":authority"], headers[":path"]) == ("POST", "a.test", "/x")
    assert "transfer-encoding" not in headers
    assert b"".join(event.data for event in seen if isinstance(event, h2.events.DataReceived)) == b"abc"


def test_a_client_of_http_1_0_gets_no_chunks() -> None:
    talk = Conversation(MockedEdge())
    talk.says(head("GET http://a.test/x HTTP/1.0"))
    said = talk.server_says(head("HTTP/1.1 200 OK", "Transfer-Encoding: chunked") + "2\r\nhi\r\n0\r\n\r\n")
    assert said == b"HTTP/1.1 200 OK\r\n\r\nhi"
    assert talk.is_closed


def test_an_early_answer_to_an_upload() -> None:
    talk = Conversation(MockedEdge())
    talk.says(POST.format(4) + "ab")
    assert answer(talk.server_says(head("HTTP/1.1 413 Too Large", "Content-Length: 2") + "no")).status == 413
    talk.says(b"cd")
    assert talk.mocked.entry.outcome is Outcome.FORWARDED
    assert talk.mocked.entry.request_size == 4


# -- as Smocker's client sends it ---------------------------------------------------------------------------

PACKED = gzip.compress(b"hello", mtime=0)
GZIPPED = (
    head("HTTP/1.1 200 OK", "content-encoding: gzip", f"Content-Length: {len(PACKED)}", "x-b: 1").encode()
    + PACKED
)


def test_gzip_that_the_client_did_not_ask_for_is_undone() -> None:
    talk = Conversation(to_real())
    talk.says(GET)
    said = talk.server_says(GZIPPED[:-3])
    assert said.startswith(b"HTTP/1.1 200 OK\r\nX-B: 1\r\nTransfer-Encoding: chunked\r\n\r\n")
    said += talk.server_says(GZIPPED[-3:])
    assert said.endswith(b"5\r\nhello\r\n0\r\n\r\n")
    entry = talk.mocked.entry
    assert entry.response is not None
    assert (entry.response.body, entry.response_size) == (b"hello", 5)
    assert "content-encoding" not in entry.response.headers
    talk.says(GET)
    assert answer(talk.server_says(OK)).body == b"hi"


def test_gzip_that_the_client_asked_for_is_not() -> None:
    talk = Conversation(to_real())
    talk.says(GET.replace("Host: a.test", "Host: a.test\r\naccept-encoding: gzip"))
    found = answer(talk.server_says(GZIPPED))
    assert (found.body, found.headers["content-encoding"]) == (PACKED, "gzip")
    went_where_it_was_going = Conversation(MockedEdge())
    went_where_it_was_going.says(GET)
    assert answer(went_where_it_was_going.server_says(GZIPPED)).body == PACKED


def test_gzip_is_undone_for_a_client_of_http_1_0_and_where_bodies_are_kept_whole() -> None:
    talk = Conversation(to_real())
    talk.says(head("GET http://a.test/x HTTP/1.0"))
    assert talk.server_says(GZIPPED) == b"HTTP/1.1 200 OK\r\nX-B: 1\r\n\r\nhello"
    talk = Conversation(to_real())
    talk.mocked.edge.keeps_whole_bodies = True
    talk.says(GET)
    found = answer(talk.server_says(GZIPPED))
    assert (found.body, found.headers["content-length"]) == (b"hello", "5")
    assert "content-encoding" not in found.headers


def test_what_is_no_gzip_ends_the_answer_and_gives_its_use_back() -> None:
    talk = Conversation(to_real())
    talk.says(GET)
    talk.server_says(GZIPPED[:-8])
    talk.server_says(b"\0" * 8)
    assert talk.is_closed
    assert not talk.servers[0].connected
    assert (talk.mocked.entry.outcome, talk.mocked.entry.error) == (Outcome.FAILED, "gzip: invalid checksum")
    assert talk.mocked.uses(talk.mocked.mocks[0]) == 0


def test_gzip_that_ends_too_early() -> None:
    talk = Conversation(to_real())
    talk.says(GET)
    talk.server_says(GZIPPED[:-3].replace(b"Content-Length: 25", b"Content-Length: 22"))
    assert talk.is_closed
    assert talk.mocked.entry.error == "unexpected EOF"


def test_what_is_no_gzip_is_a_602_where_bodies_are_kept_whole() -> None:
    talk = Conversation(to_real())
    talk.mocked.edge.keeps_whole_bodies = True
    talk.says(GET)
    assert answer(talk.server_says(GZIPPED[:-8] + b"\0" * 8)).status == 602
    assert talk.mocked.entry.error == 'Get "http://real.test/x": gzip: invalid checksum'


def test_header_names_of_a_response_are_gos() -> None:
    talk = Conversation(to_real())
    talk.says(GET)
    said = talk.server_says(head("HTTP/1.1 200 OK", "x-b: 1", "content-length: 0", "ETAG: 2"))
    assert said == b"HTTP/1.1 200 OK\r\nContent-Length: 0\r\nEtag: 2\r\nX-B: 1\r\n\r\n"


def test_to_a_server_of_http_2() -> None:
    talk = Conversation(to_real(), server_alpn=b"h2")
    talk.says(GET.replace("Host: a.test", "Host: a.test\r\nConnection: keep-alive"))
    seen = Http2Server(talk).seen
    (headers,) = [dict(event.headers) for event in seen if isinstance(event, h2.events.RequestReceived)]
    assert headers == {
        ":method": "GET",
        ":scheme": "http",
        ":path": "/x",
        ":authority": "real.test",
        "user-agent": "Go-http-client/1.1",
        "accept-encoding": "gzip",
    }
