"""Conversations about what goes to a real server, and over which connection."""

import pytest

from smockproxy.app.settings.table import Settings
from smockproxy.core.history import Outcome
from smockproxy.core.http import Headers
from smockproxy.core.responders import ForwardTo
from tests.unit.proxy.conversation import Conversation, PlainTls, answer, head
from tests.unit.proxy.mocked_edge import MockedEdge, mock

GET = head("GET http://a.test/x HTTP/1.1", "Host: a.test")
POST = head("POST http://a.test/x HTTP/1.1", "Host: a.test", "Content-Length: {}")
OK = head("HTTP/1.1 200 OK", "Content-Length: 2") + "hi"


def to_real(responder: ForwardTo | None = None) -> MockedEdge:
    """A mock that forwards /x to real.test, with a use count of its own."""
    return MockedEdge((mock("/x", responder or ForwardTo("http://real.test")),))


# -- what is sent on ----------------------------------------------------------------------------------------


def test_what_no_mock_matches_goes_where_it_was_going() -> None:
    talk = Conversation(MockedEdge())
    talk.says(head("GET http://a.test:81/x?b=1&a HTTP/1.1", "Host: a.test:81", "X-oDD: 1"))
    assert talk.servers[0].address == ("a.test", 81)
    assert talk.upstream == head("GET /x?b=1&a HTTP/1.1", "Host: a.test:81", "X-oDD: 1").encode()
    assert answer(talk.server_says(OK)).body == b"hi"
    entry = talk.mocked.entry
    assert (entry.outcome, entry.mock, entry.server) == (Outcome.FORWARDED, None, "192.0.2.80:81")
    assert (talk.flow.marked, talk.flow.comment) == ("forwarded", "no mock matched")
    assert talk.hooks_seen == ["requestheaders", "request", "responseheaders", "response"]


def test_the_target_of_an_absolute_form_wins_over_a_host_header_that_differs() -> None:
    talk = Conversation(MockedEdge())
    talk.says(head("GET http://a.test/x HTTP/1.1", "Accept: */*", "Host: evil.test"))
    assert talk.servers[0].address == ("a.test", 80)
    assert talk.upstream == head("GET /x HTTP/1.1", "Accept: */*", "Host: a.test").encode()


def test_a_forwarding_mock_points_the_request_elsewhere() -> None:
    talk = Conversation(to_real(ForwardTo("http://real.test:82/base", headers=Headers.of([("X-New", "1")]))))
    talk.says(head("GET http://a.test/x?b=2&a=1 HTTP/1.1", "Host: a.test", "x-new: 0"))
    assert talk.servers[0].address == ("real.test", 82)
    first, *lines = talk.upstream.decode().strip().split("\r\n")
    assert first == "GET /base/x?a=1&b=2 HTTP/1.1"
    assert lines == [
        "Host: real.test:82",
        "User-Agent: Go-http-client/1.1",
        "X-New: 1",
        "Accept-Encoding: gzip",
    ]
    talk.server_says(OK)
    assert talk.mocked.entry.mock is not None
    assert talk.mocked.entry.mock.kind == "proxy"
    assert talk.mocked.entry.request.host == "a.test"
    assert talk.flow.comment == "mock: mocks/hello.yml:3"


def test_a_forwarding_mock_can_keep_the_host() -> None:
    talk = Conversation(to_real(ForwardTo("http://real.test", keep_host=True)))
    talk.says(GET)
    assert b"\r\nHost: a.test\r\n" in talk.upstream


def test_connections_are_used_again() -> None:
    talk = Conversation(MockedEdge())
    for _ in range(3):
        talk.says(GET)
        assert answer(talk.server_says(OK)).body == b"hi"
    assert len(talk.servers) == 1
    assert len(talk.mocked.history) == 3


def test_a_mock_leads_back_to_ourselves() -> None:
    mocked = to_real(ForwardTo("http://127.0.0.1:8080"))
    talk = Conversation(mocked)
    assert answer(talk.says(GET)).status == 666
    assert talk.servers == []
    assert mocked.entry.outcome is Outcome.REFUSED
    assert mocked.uses(mocked.mocks[0]) == 0


def test_a_mock_names_no_url() -> None:
    mocked = to_real(ForwardTo("real.test"))
    talk = Conversation(mocked)
    assert answer(talk.says(GET)).status == 602
    assert mocked.entry.outcome is Outcome.FAILED
    assert mocked.uses(mocked.mocks[0]) == 0


# -- as Smocker's client sends it ---------------------------------------------------------------------------


def test_a_chunked_upload_gets_a_length() -> None:
    talk = Conversation(to_real())
    talk.says(head("POST http://a.test/x HTTP/1.1", "Host: a.test", "Transfer-Encoding: chunked"))
    talk.says(b"3\r\nabc\r\n")
    assert talk.servers == []
    talk.says(b"2\r\nde\r\n0\r\n\r\n")
    assert b"\r\nContent-Length: 5\r\n" in talk.upstream
    assert talk.upstream.endswith(b"\r\n\r\nabcde")
    assert answer(talk.server_says(OK)).body == b"hi"
    assert talk.mocked.entry.request.body == b"abcde"


def test_a_chunked_upload_that_is_too_large_to_be_held_stays_chunked() -> None:
    mocked = MockedEdge((mock("/x", ForwardTo("http://real.test")),), Settings(match_body_limit=3))
    talk = Conversation(mocked)
    talk.says(head("POST http://a.test/x HTTP/1.1", "Host: a.test", "Transfer-Encoding: chunked"))
    talk.says(b"4\r\nabcd\r\n")
    assert b"\r\nTransfer-Encoding: chunked\r\n" in talk.upstream
    talk.says(b"1\r\ne\r\n0\r\n\r\n")
    assert talk.upstream.endswith(b"4\r\nabcd\r\n1\r\ne\r\n0\r\n\r\n")
    assert answer(talk.server_says(OK)).body == b"hi"
    assert mocked.entry.request.body == b"abcde"
    assert mocked.uses(mocked.mocks[0]) == 1


def test_an_upload_with_a_length_streams() -> None:
    talk = Conversation(to_real())
    talk.says(POST.format(4) + "ab")
    assert talk.upstream.endswith(b"\r\nContent-Length: 4\r\nAccept-Encoding: gzip\r\n\r\nab")
    talk.says("cd")
    assert talk.upstream.endswith(b"abcd")


@pytest.mark.parametrize("host", ["http://real.test", ""])
@pytest.mark.parametrize("framing", [("Content-Length", "99"), ("Transfer-Encoding", "chunked")])
def test_a_mock_does_not_frame_the_body(host: str, framing: tuple[str, str]) -> None:
    talk = Conversation(to_real(ForwardTo(host, headers=Headers.of([framing, ("X-A", "1")]))))
    talk.says(POST.format(4) + "ab")
    talk.says("cd")
    assert b"\r\nContent-Length: 4\r\n" in talk.upstream
    assert b"X-A: 1" in talk.upstream
    assert b"99" not in talk.upstream
    assert b"ransfer-" not in talk.upstream
    assert talk.upstream.endswith(b"\r\n\r\nabcd")


# -- trust --------------------------------------------------------------------------------------------------


def secure(skips: tuple[bool, ...]) -> Conversation:
    """Mocks on /0, /1 … that go to the same host, some of which accept any certificate."""
    mocks = (
        mock(f"/{number}", ForwardTo("https://real.test", skip_verify_tls=skip), line=number + 1)
        for number, skip in enumerate(skips)
    )
    return Conversation(MockedEdge(tuple(mocks)), hooks={"tls_start_server": PlainTls.begin})


@pytest.mark.parametrize("order", [(True, False, True, False), (False, True, False, True)])
def test_an_unverified_connection_is_not_shared(order: tuple[bool, ...]) -> None:
    talk = secure(order)
    for number, skips in enumerate(order):
        talk.says(GET.replace("/x", f"/{number}"))
        server = next(each for each in talk.servers if (each in talk.mocked.edge.unverified) is skips)
        assert answer(talk.server_says(OK, talk.servers.index(server))).body == b"hi"
    assert len(talk.servers) == 2
    assert [server in talk.mocked.edge.unverified for server in talk.servers] == list(order[:2])


def test_a_forward_without_a_mock_verifies() -> None:
    talk = secure((True,))
    talk.says(GET.replace("/x", "/0"))
    talk.server_says(OK)
    talk.says(GET.replace("http://a.test/x", "https://real.test/free"))
    assert [server in talk.mocked.edge.unverified for server in talk.servers] == [True, False]


def test_without_tls_there_is_nothing_to_skip() -> None:
    talk = Conversation(to_real(ForwardTo("http://real.test", skip_verify_tls=True)))
    talk.says(GET)
    assert talk.servers[0] not in talk.mocked.edge.unverified
