"""Conversations in which a mock follows redirects."""

import json
from dataclasses import replace

import h2.config
import h2.connection
import h2.events
import pytest

from smockproxy.app.settings.table import Settings
from smockproxy.core.duration import Delay
from smockproxy.core.history import Outcome
from smockproxy.core.http import Headers
from smockproxy.core.responders import ForwardTo
from smockproxy.proxy.following import MOST_PASSED_OVER
from tests.unit.proxy.conversation import Conversation, answer, head
from tests.unit.proxy.mocked_edge import MockedEdge, mock

GET = head("GET http://a.test/x HTTP/1.1", "Host: a.test")
POST = head("POST http://a.test/x HTTP/1.1", "Host: a.test", "Content-Type: a/b", "Content-Length: 2") + "up"
OK = head("HTTP/1.1 200 OK", "Content-Length: 2") + "hi"
FOLLOWS = ForwardTo("http://real.test", follow_redirect=True)


def moved(location: str, status: int = 302, body: str = "gone") -> str:
    return head(f"HTTP/1.1 {status} Moved", f"Location: {location}", f"Content-Length: {len(body)}") + body


def following(responder: ForwardTo = FOLLOWS, **facts) -> Conversation:
    return Conversation(
        MockedEdge((mock("/x", responder, times=1),), facts.pop("settings", Settings())), **facts
    )


def follows(talk: Conversation, said: str) -> None:
    """The server says where to go; after the pause that mitmproxy's connection needs, it is asked there."""
    assert talk.server_says(said) == b""
    assert talk.wakes() == b""


def requests(talk: Conversation, number: int = -1) -> list[str]:
    """The request lines that a server was sent."""
    sent = talk.sent_to(talk.servers[number]).decode()
    return [line for line in sent.split("\r\n") if line.endswith(" HTTP/1.1")]


def test_the_client_gets_what_the_redirect_leads_to() -> None:
    talk = following()
    talk.says(GET)
    follows(talk, moved("/y?b=1&a=2"))
    assert requests(talk) == ["GET /x HTTP/1.1", "GET /y?b=1&a=2 HTTP/1.1"]
    assert b"\r\nReferer: http://real.test/x\r\n" in talk.upstream
    assert answer(talk.server_says(OK)).body == b"hi"
    assert len(talk.servers) == 1
    assert talk.hooks_seen == ["requestheaders", "request", "responseheaders", "response"]
    entry = talk.mocked.entry
    assert (entry.outcome, entry.request.target, entry.response and entry.response.status) == (
        Outcome.FORWARDED,
        "/x",
        200,
    )


def test_without_the_switch_the_redirect_is_the_answer() -> None:
    talk = following(ForwardTo("http://real.test"))
    talk.says(GET)
    assert answer(talk.server_says(moved("/y"))).status == 302
    assert talk.timers == []


def test_the_next_exchange_works_as_well() -> None:
    talk = following(replace(FOLLOWS))
    talk.mocked.instance.engine.replace_files((mock("/x", FOLLOWS),))
    for _ in range(2):
        talk.says(GET)
        follows(talk, moved("/y"))
        assert answer(talk.server_says(OK)).body == b"hi"
    assert len(talk.servers) == 1
    assert len(requests(talk)) == 4


def test_to_another_server_without_secrets() -> None:
    talk = following()
    talk.says(GET.replace("Host: a.test", "Host: a.test\r\nCookie: a=b\r\nAuthorization: Basic eA=="))
    assert b"Cookie" in talk.upstream
    follows(talk, moved("http://other.test:81/"))
    assert talk.servers[1].address == ("other.test", 81)
    assert b"Host: other.test:81\r\n" in talk.upstream
    assert b"Cookie" not in talk.upstream
    assert b"Authorization" not in talk.upstream
    assert answer(talk.server_says(OK)).body == b"hi"
    assert talk.refused == []
    assert talk.mocked.entry.server == "192.0.2.80:81"


def test_when_the_server_closes_after_its_redirect() -> None:
    talk = following()
    talk.says(GET)
    follows(talk, moved("/y").replace("Content-Length", "Connection: close\r\nContent-Length"))
    assert len(talk.servers) == 2
    assert answer(talk.server_says(OK)).body == b"hi"


def test_a_post_becomes_a_get_or_is_repeated() -> None:
    for status, first, body in ((303, "GET /y HTTP/1.1", False), (307, "POST /y HTTP/1.1", True)):
        talk = following()
        talk.says(POST)
        sent = len(talk.upstream)
        follows(talk, moved("/y", status))
        again = talk.upstream[sent:].decode()
        assert again.startswith(first)
        assert again.endswith("\r\n\r\nup" if body else "\r\n\r\n")
        assert ("Content-Length: 2" in again, "Content-Type: a/b" in again) == (body, body)
        assert answer(talk.server_says(OK)).body == b"hi"


def test_a_body_that_is_too_large_to_be_held_is_not_repeated() -> None:
    talk = following(settings=Settings(match_body_limit=1))
    talk.says(POST)
    assert talk.upstream.endswith(b"\r\n\r\nup")
    assert answer(talk.server_says(moved("/y", 307))).status == 307
    talk = following(settings=Settings(match_body_limit=1))
    talk.says(POST)
    follows(talk, moved("/y", 302))
    assert answer(talk.server_says(OK)).body == b"hi"


def test_a_redirect_that_comes_before_the_request_is_all_there_is_the_answer() -> None:
    talk = following(settings=Settings(match_body_limit=1))
    talk.says(POST.replace("Content-Length: 2", "Content-Length: 9"))
    assert answer(talk.server_says(moved("/y", 302))).status == 302


def test_a_loop_ends_after_ten_requests() -> None:
    talk = following()
    talk.says(GET)
    for _ in range(9):
        follows(talk, moved("/x"))
    assert talk.server_says(moved("/x")) == b""
    said = answer(talk.wakes())
    assert said.status == 602
    reason = 'Get "/x": stopped after 10 redirects'
    assert json.loads(said.body)["message"] == f"Error during request redirection: {reason}"
    assert len(requests(talk)) == 10
    assert talk.mocked.entry.error == reason
    assert talk.mocked.uses(talk.mocked.mocks[0]) == 0
    talk.says(GET)
    assert answer(talk.server_says(OK)).body == b"hi"


@pytest.mark.parametrize(
    ("location", "reason"),
    [
        ("ftp://real.test/", 'Get "ftp://real.test/": unsupported protocol scheme "ftp"'),
        ("http://", 'Get "http://": http: no Host in request URL'),
        ("http://x:99999/", 'Get "http://x:99999/": dial tcp: address 99999: invalid port'),
    ],
)
def test_a_redirect_to_nowhere(location: str, reason: str) -> None:
    talk = following()
    talk.says(GET)
    talk.server_says(moved(location))
    said = answer(talk.wakes())
    assert said.status == 602
    assert talk.mocked.entry.error == reason


def test_a_location_that_is_no_url() -> None:
    talk = following()
    talk.says(GET)
    talk.server_says(moved("http://[::1/"))
    assert answer(talk.wakes()).status == 602
    assert "failed to parse Location header" in talk.mocked.entry.error


def test_a_server_that_cannot_be_reached_later() -> None:
    talk = following(connect_errors={"other.test": "[Errno -2] Name or service not known"})
    talk.says(GET)
    talk.server_says(moved("http://other.test/y"))
    assert answer(talk.wakes()).status == 602
    assert talk.mocked.entry.error == 'Get "http://other.test/y": dial tcp: lookup other.test: no such host'


def test_a_redirect_to_ourselves_is_a_loop() -> None:
    talk = following()
    talk.says(GET)
    talk.server_says(moved("http://127.0.0.1:8080/y"))
    said = answer(talk.wakes())
    assert said.status == 666
    assert talk.mocked.entry.outcome is Outcome.REFUSED
    assert len(talk.servers) == 1
    assert talk.refused == []


def test_a_redirect_with_too_much_of_a_body() -> None:
    talk = following()
    talk.says(GET)
    talk.server_says(head("HTTP/1.1 302 Found", "Location: /y", "Content-Length: 99999999"))
    assert talk.server_says(b"x" * MOST_PASSED_OVER) == b""
    assert answer(talk.server_says(b"x")).status == 602
    assert not talk.servers[0].connected
    assert talk.mocked.entry.error == 'Get "http://real.test/x": the body of a redirect is too large'


def test_a_server_that_stops_in_its_redirect() -> None:
    talk = following()
    talk.says(GET)
    talk.server_says(head("HTTP/1.1 302 Found", "Location: /y", "Content-Length: 9") + "some")
    assert answer(talk.server_leaves()).status == 602
    assert talk.mocked.entry.error == 'Get "http://real.test/x": unexpected EOF'


def test_a_client_that_leaves_before_the_next_request() -> None:
    talk = following()
    talk.says(GET)
    talk.server_says(moved("/y"))
    talk.leaves()
    assert talk.wakes() == b""
    assert len(requests(talk)) == 1
    assert (talk.mocked.entry.outcome, talk.mocked.entry.error) == (Outcome.FAILED, "client gone")


def test_a_delay_comes_after_all_of_it() -> None:
    talk = following(replace(FOLLOWS, delay=Delay(1_000_000_000, 1_000_000_000)))
    talk.says(GET)
    follows(talk, moved("/y"))
    assert talk.server_says(OK) == b""
    assert [timer.delay for timer in talk.timers] == [1]
    assert answer(talk.wakes()).body == b"hi"


def test_where_it_was_going_is_a_start_as_well() -> None:
    talk = following(ForwardTo(follow_redirect=True, headers=Headers.of([("X-A", "1")])))
    talk.says(GET)
    assert talk.servers[0].address == ("a.test", 80)
    follows(talk, moved("/y"))
    assert b"GET /y HTTP/1.1\r\nHost: a.test\r\n" in talk.upstream
    assert talk.upstream.count(b"X-A: 1\r\n") == 2
    assert answer(talk.server_says(OK)).body == b"hi"


def test_over_http_2() -> None:
    talk = following(server_alpn=b"h2")
    talk.says(GET)
    server = h2.connection.H2Connection(h2.config.H2Configuration(client_side=False, header_encoding="utf-8"))
    server.initiate_connection()
    seen = server.receive_data(talk.upstream)
    talk.server_says(server.data_to_send())
    read = len(talk.upstream)
    server.send_headers(1, [(":status", "302"), ("location", "/y")], end_stream=True)
    talk.server_says(server.data_to_send())
    del talk.timers[0]  # mitmproxy's own, for a ping
    talk.wakes()
    seen += server.receive_data(talk.upstream[read:])
    paths = [dict(event.headers)[":path"] for event in seen if isinstance(event, h2.events.RequestReceived)]
    assert paths == ["/x", "/y"]
    server.send_headers(3, [(":status", "200"), ("content-length", "2")])
    server.send_data(3, b"hi", end_stream=True)
    assert answer(talk.server_says(server.data_to_send())).body == b"hi"
    assert len(talk.servers) == 1
