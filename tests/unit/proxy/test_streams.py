"""Conversations in which mocks answer: forms of requests, bodies, delays, framing, other addons."""

import json

import h2.config
import h2.connection
import h2.events
import pytest

from smockproxy.app.settings.table import Settings
from smockproxy.core.decision import Unmatched
from smockproxy.core.duration import Delay
from smockproxy.core.history import Outcome
from smockproxy.core.http import Form
from smockproxy.core.responders import Fixed
from tests.unit.proxy.conversation import Conversation, answer, answers, head
from tests.unit.proxy.mocked_edge import MockedEdge, mock, response

SECOND = 1_000_000_000
HELLO = head("GET http://a.test/hello HTTP/1.1", "Host: a.test")
UPLOAD = head("POST http://a.test/hello HTTP/1.1", "Host: a.test", "Content-Length: {}")


def hello(**facts) -> MockedEdge:
    return MockedEdge((mock("/hello"),), **facts)


def slow(seconds: float) -> MockedEdge:
    held = Delay(int(seconds * SECOND), int(seconds * SECOND))
    return MockedEdge((mock("/hello", Fixed(response(201, b"late"), held)),))


def assert_nothing_went_out(talk: Conversation) -> None:
    assert talk.servers == []
    assert talk.refused == []


# -- forms of a request -------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("request_head", "form", "url"),
    [
        (HELLO, Form.ABSOLUTE, "http://a.test/hello"),
        (head("GET http://a.test:81/hello HTTP/1.1"), Form.ABSOLUTE, "http://a.test:81/hello"),
        (head("GET http://a.test/hello HTTP/1.0"), Form.ABSOLUTE, "http://a.test/hello"),
        (head("GET /hello HTTP/1.1", "Host: a.test"), Form.ORIGIN, "http://a.test/hello"),
        (head("GET /hello HTTP/1.1", "Host: a.test:81"), Form.ORIGIN, "http://a.test:81/hello"),
        (head("GET /hello HTTP/1.1", "Host: [::1]:81"), Form.ORIGIN, "http://[::1]:81/hello"),
        (head("GET /hello HTTP/1.1", "Host: no host"), Form.ORIGIN, "http://127.0.0.1:8080/hello"),
        (head("GET /hello HTTP/1.1", "Host: "), Form.ORIGIN, "http://127.0.0.1:8080/hello"),
        (head("GET /hello HTTP/1.1"), Form.ORIGIN, "http://127.0.0.1:8080/hello"),
        (head("GET /hello HTTP/1.0"), Form.ORIGIN, "http://127.0.0.1:8080/hello"),
    ],
)
def test_each_form_of_a_request_is_mocked(request_head: str, form: Form, url: str) -> None:
    talk = Conversation(hello())
    assert answer(talk.says(request_head)).body == b"mocked"
    assert talk.mocked.entry.outcome is Outcome.MOCKED
    assert talk.mocked.entry.request.form is form
    assert talk.mocked.entry.request.url == url
    assert_nothing_went_out(talk)


@pytest.mark.parametrize("host", ["a.test", "127.0.0.1:8080", "no host", ""])
def test_a_plain_request_that_nothing_matches_is_refused(host: str) -> None:
    talk = Conversation(hello())
    said = answer(talk.says(head("GET /nothing HTTP/1.1", f"Host: {host}")))
    assert said.status == 666
    assert json.loads(said.body)["message"] == "No mock found matching the request"
    assert talk.mocked.entry.outcome is Outcome.REFUSED
    assert talk.flow.marked == "refused"
    assert talk.flow.comment == "no mock matched (nearest: mocks/hello.yml:3 path)"
    assert_nothing_went_out(talk)


def test_a_proxied_request_that_nothing_matches_is_refused_under_refuse() -> None:
    talk = Conversation(hello(settings=Settings(unmatched=Unmatched.REFUSE)))
    assert answer(talk.says(head("GET http://a.test/x HTTP/1.1"))).status == 666
    assert talk.mocked.entry.outcome is Outcome.REFUSED
    assert_nothing_went_out(talk)


def test_a_request_in_a_tunnel() -> None:
    talk = Conversation(hello())
    assert talk.says(head("CONNECT a.test:80 HTTP/1.1", "Host: a.test:80")) == (
        b"HTTP/1.1 200 Connection established\r\n\r\n"
    )
    assert answer(talk.says(head("GET /hello HTTP/1.1", "Host: b.test"))).body == b"mocked"
    assert talk.mocked.entry.request.form is Form.TUNNEL
    assert talk.mocked.entry.request.host == "a.test"
    assert_nothing_went_out(talk)


def test_bytes_right_behind_connect_belong_to_the_tunnel() -> None:
    talk = Conversation(hello())
    said = talk.says(head("CONNECT a.test:80 HTTP/1.1") + head("GET /hello HTTP/1.1", "Host: a.test"))
    established, _, rest = said.partition(b"\r\n\r\n")
    assert established.endswith(b"200 Connection established")
    assert answer(rest).body == b"mocked"


def test_a_tunnel_that_its_client_closes_without_a_word() -> None:
    talk = Conversation(hello())
    talk.says(head("CONNECT a.test:80 HTTP/1.1"))
    talk.leaves()
    assert talk.is_closed
    assert_nothing_went_out(talk)


def test_an_address_of_ours_is_not_forwarded_to() -> None:
    talk = Conversation(hello())
    said = answer(talk.says(head("GET http://127.0.0.1:8080/nothing HTTP/1.1")))
    assert said.status == 666
    assert talk.mocked.entry.error == "it would come back to this proxy"
    assert_nothing_went_out(talk)


def http2_client(talk: Conversation) -> h2.connection.H2Connection:
    client = h2.connection.H2Connection(h2.config.H2Configuration(header_encoding="utf-8"))
    client.initiate_connection()
    client.receive_data(talk.sent_to(talk.client) + talk.says(client.data_to_send()))
    return client


FIELDS = [(":method", "GET"), (":scheme", "https"), (":authority", "a.test"), (":path", "/hello")]


def test_http2_streams_are_answered_each_on_its_own() -> None:
    talk = Conversation(hello(), alpn=b"h2")
    client = http2_client(talk)
    for number in (1, 3):
        client.send_headers(number, FIELDS, end_stream=True)
    seen = client.receive_data(talk.says(client.data_to_send()))
    bodies = [(event.stream_id, event.data) for event in seen if isinstance(event, h2.events.DataReceived)]
    assert [found for found in bodies if found[1]] == [(1, b"mocked"), (3, b"mocked")]
    assert [entry.request.http_version for entry in talk.mocked.history] == ["HTTP/2.0", "HTTP/2.0"]
    assert talk.mocked.history[0].request.headers.get("host") == "a.test"
    assert_nothing_went_out(talk)


def test_http2_without_a_tunnel_is_a_plain_request() -> None:
    talk = Conversation(hello(), alpn=b"h2")
    client = http2_client(talk)
    client.send_headers(1, [*FIELDS[:3], (":path", "/nothing")], end_stream=True)
    seen = client.receive_data(talk.says(client.data_to_send()))
    (headers,) = [event.headers for event in seen if isinstance(event, h2.events.ResponseReceived)]
    assert dict(headers)[":status"] == "666"
    assert_nothing_went_out(talk)


def test_an_http2_stream_that_is_reset_in_the_delay() -> None:
    talk = Conversation(slow(1), alpn=b"h2")
    client = http2_client(talk)
    client.send_headers(1, FIELDS, end_stream=True)
    talk.says(client.data_to_send())
    client.reset_stream(1, error_code=8)
    talk.says(client.data_to_send())
    assert talk.mocked.entry.outcome is Outcome.FAILED
    assert talk.mocked.entry.error == "client gone"
    assert talk.wakes() == b""
    assert len(talk.mocked.history) == 1


# -- bodies of requests -------------------------------------------------------------------------------------


def test_an_upload_to_a_mock_is_drained_and_only_its_beginning_kept() -> None:
    talk = Conversation(hello(settings=Settings(history_body_limit=4)))
    assert talk.says(UPLOAD.format(9)) == b""
    assert talk.says(b"abc") == b""
    assert talk.says(b"defg") == b""
    assert answer(talk.says(b"hi")).body == b"mocked"
    entry = talk.mocked.entry
    assert (entry.request.body, entry.request_size, entry.request_is_cut) == (b"abcd", 9, True)
    assert_nothing_went_out(talk)


def test_a_body_that_matching_needs_is_waited_for() -> None:
    talk = Conversation(MockedEdge((mock("/hello", body="yes"),)))
    assert talk.says(UPLOAD.format(3)) == b""
    assert answer(talk.says(b"yes")).body == b"mocked"
    assert talk.mocked.entry.request.body == b"yes"
    assert_nothing_went_out(talk)


def test_a_body_up_to_the_limit_can_be_matched_and_not_beyond() -> None:
    for limit, outcome in ((3, Outcome.MOCKED), (2, Outcome.REFUSED)):
        settings = Settings(match_body_limit=limit, unmatched=Unmatched.REFUSE)
        talk = Conversation(MockedEdge((mock("/hello", body="yes"),), settings))
        talk.says(UPLOAD.format(3))
        answer(talk.says(b"yes"))
        assert talk.mocked.entry.outcome is outcome
        assert talk.mocked.entry.request.body == b"yes"
        assert_nothing_went_out(talk)


def test_a_body_too_large_for_matching_leaves_the_other_mocks() -> None:
    settings = Settings(match_body_limit=2)
    talk = Conversation(MockedEdge((mock("/hello", line=1), mock("/hello", body="yes", line=2)), settings))
    talk.says(UPLOAD.format(3))
    assert answer(talk.says(b"yes")).body == b"mocked"
    assert talk.mocked.entry.mock is not None
    assert talk.mocked.entry.mock.label == "mocks/hello.yml:1"


def test_the_limit_holds_when_a_script_wants_whole_bodies() -> None:
    settings = Settings(match_body_limit=2, history_body_limit=1, unmatched=Unmatched.REFUSE)
    talk = Conversation(MockedEdge((mock("/hello", body="yes"),), settings))
    talk.mocked.edge.keeps_whole_bodies = True
    seen = []
    talk.hooks["request"] = lambda flow: seen.append(flow.request.raw_content)
    talk.says(UPLOAD.format(3) + "yes")
    assert seen == [b"yes"]
    assert talk.mocked.entry.outcome is Outcome.REFUSED
    assert (talk.mocked.entry.request.body, talk.mocked.entry.request_size) == (b"y", 3)


def test_a_chunked_upload() -> None:
    talk = Conversation(MockedEdge((mock("/hello", body="hello"),)))
    talk.says(head("POST http://a.test/hello HTTP/1.1", "Host: a.test", "Transfer-Encoding: chunked"))
    assert answer(talk.says(b"2\r\nhe\r\n3\r\nllo\r\n0\r\n\r\n")).body == b"mocked"


def test_requests_that_do_not_wait_for_answers() -> None:
    talk = Conversation(hello())
    said = talk.says(HELLO + UPLOAD.format(2) + "hi" + HELLO)
    assert [found.body for found in answers(said, "GET", "POST", "GET")] == [b"mocked"] * 3
    assert [entry.request.method for entry in talk.mocked.history] == ["GET", "POST", "GET"]


def test_a_client_that_waits_to_be_told_to_continue() -> None:
    talk = Conversation(hello())
    expecting = UPLOAD.format(2).replace("\r\n\r\n", "\r\nExpect: 100-continue\r\n\r\n")
    assert talk.says(expecting) == b"HTTP/1.1 100 Continue\r\n\r\n"
    assert answer(talk.says(b"hi")).body == b"mocked"
    assert talk.mocked.entry.outcome is Outcome.MOCKED


def test_a_body_that_ends_early() -> None:
    talk = Conversation(MockedEdge((mock("/hello", body="yes"),)))
    talk.says(UPLOAD.format(3) + "ye")
    talk.leaves()
    entry = talk.mocked.entry
    assert entry.outcome is Outcome.FAILED
    assert "without sending complete message body" in entry.error
    assert (entry.request.body, entry.request_size) == (b"ye", 2)
    assert talk.hooks_seen.count("error") == 1
    assert_nothing_went_out(talk)


@pytest.mark.parametrize(
    "lines",
    [
        ("Content-Length: 5", "Transfer-Encoding: chunked"),
        ("Content-Length: 5", "Content-Length: 6"),
        ("Content-Length: five",),
        ("Transfer-Encoding: gzip",),
    ],
)
def test_a_request_that_is_framed_in_two_ways(lines: tuple[str, ...]) -> None:
    talk = Conversation(MockedEdge())
    said = talk.says(head("POST http://a.test/x HTTP/1.1", "Host: a.test", *lines) + "0\r\n\r\n")
    assert said.startswith(b"HTTP/1.1 400 ")
    assert talk.is_closed
    assert talk.mocked.entry.outcome is Outcome.FAILED
    assert talk.mocked.entry.error not in {"", "client gone", "killed"}
    assert_nothing_went_out(talk)


def test_a_body_beyond_mitmproxys_own_limit() -> None:
    talk = Conversation(hello())
    talk.options.update(body_size_limit="1k")
    try:
        said = talk.says(UPLOAD.format(2000))
    finally:
        talk.options.update(body_size_limit=None)
    assert said.startswith(b"HTTP/1.1 413 ")
    assert talk.mocked.entry.outcome is Outcome.FAILED
    assert "body_size_limit" in talk.mocked.entry.error


def test_trailers_of_a_request() -> None:
    talk = Conversation(hello())
    talk.says(head("POST http://a.test/hello HTTP/1.1", "Host: a.test", "Transfer-Encoding: chunked"))
    assert answer(talk.says(b"2\r\nhe\r\n0\r\nDigest: abc\r\n\r\n")).body == b"mocked"
    assert talk.mocked.entry.request.body == b"he"
    assert answer(talk.says(HELLO)).body == b"mocked"
