"""Conversations in which a forward has a delay."""

import pytest

from smockproxy.core.duration import Delay
from smockproxy.core.history import Outcome
from smockproxy.core.responders import ForwardTo
from tests.unit.proxy.conversation import Conversation, answer, head
from tests.unit.proxy.mocked_edge import MockedEdge, mock

SECOND = 1_000_000_000
GET = head("GET http://a.test/x HTTP/1.1", "Host: a.test")
POST = head("POST http://a.test/x HTTP/1.1", "Host: a.test", "Content-Length: {}")
OK = head("HTTP/1.1 200 OK", "Content-Length: 2") + "hi"


def to_real(responder: ForwardTo | None = None) -> MockedEdge:
    """A mock that forwards /x to real.test, with a use count of its own."""
    return MockedEdge((mock("/x", responder or ForwardTo("http://real.test")),))


def delayed(seconds: int = 2) -> MockedEdge:
    return to_real(ForwardTo("http://real.test", delay=Delay(seconds * SECOND, seconds * SECOND)))


@pytest.mark.parametrize("keeps_whole", [False, True])
def test_a_delayed_response_is_held_back(*, keeps_whole: bool) -> None:
    talk = Conversation(delayed())
    talk.mocked.edge.keeps_whole_bodies = keeps_whole
    talk.says(GET)
    assert talk.timers == []
    assert talk.server_says(head("HTTP/1.1 200 OK", "Content-Length: 2") + "h") == b""
    assert talk.server_says(b"i") == b""
    assert answer(talk.wakes()).body == b"hi"
    assert talk.mocked.entry.timing.delay == 2


def test_a_client_that_leaves_while_a_response_is_held_back() -> None:
    talk = Conversation(delayed())
    talk.says(GET)
    talk.server_says(OK)
    talk.leaves()
    assert (talk.mocked.entry.outcome, talk.mocked.entry.error) == (Outcome.FAILED, "client gone")
    assert talk.wakes() == b""
    assert talk.hooks_seen == ["requestheaders", "request", "error"]
    assert len(talk.mocked.history) == 1
    assert not talk.servers[0].connected


def test_a_server_that_fails_while_its_response_is_held_back() -> None:
    talk = Conversation(delayed())
    talk.says(GET)
    talk.server_says(head("HTTP/1.1 200 OK", "Content-Length: 9") + "h")
    talk.server_leaves()
    assert talk.wakes() == head("HTTP/1.1 200 OK", "Content-Length: 9").encode() + b"h"
    assert talk.is_closed
    assert talk.mocked.entry.outcome is Outcome.FAILED
    assert "without sending complete message body" in talk.mocked.entry.error
