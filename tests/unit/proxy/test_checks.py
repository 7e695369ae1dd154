"""How a stream knows why it ended; that each end is in history is told in the tests of the streams."""

import pytest
from mitmproxy import http
from mitmproxy.proxy.layers.http import ErrorCode, RequestProtocolError, ResponseProtocolError

from smockproxy.core.history import Outcome
from smockproxy.proxy.checks import says_gone
from tests.unit.proxy.conversation import Conversation, head
from tests.unit.proxy.mocked_edge import MockedEdge, mock

HELLO = head("GET http://a.test/hello HTTP/1.1", "Host: a.test")


@pytest.mark.parametrize(
    ("event", "is_gone"),
    [
        (RequestProtocolError(1, "Client disconnected.", ErrorCode.CLIENT_DISCONNECTED), True),
        (RequestProtocolError(1, "stream reset", ErrorCode.CANCEL), True),
        (RequestProtocolError(1, "EOF", ErrorCode.PASSTHROUGH_CLOSE), True),
        (RequestProtocolError(1, "peer closed connection", ErrorCode.GENERIC_CLIENT_ERROR), True),
        (
            RequestProtocolError(1, "HTTP/1 protocol error: peer closed", ErrorCode.GENERIC_CLIENT_ERROR),
            False,
        ),
        (ResponseProtocolError(1, "peer closed connection", ErrorCode.CANCEL), False),
        (None, False),
    ],
)
def test_what_says_that_the_client_has_left(event: object, *, is_gone: bool) -> None:
    assert says_gone(event) is is_gone


@pytest.mark.parametrize(
    ("request_text", "error"),
    [
        (head("GET http://a.test/hello HTTP/1.1", "Bad name: 1"), "invalid header name"),
        (head("G(T http://a.test/hello HTTP/1.1"), "the method b'G(T' is not valid"),
    ],
)
def test_an_invalid_request_is_answered_and_recorded(request_text: str, error: str) -> None:
    talk = Conversation(MockedEdge((mock("/hello"),)))
    assert talk.says(request_text).startswith(b"HTTP/1.1 400 ")
    assert talk.mocked.entry.outcome is Outcome.FAILED
    assert error in talk.mocked.entry.error
    assert talk.servers == []


def test_the_error_hook_sees_the_marker() -> None:
    seen = []
    hooks = {"error": lambda flow: seen.append((flow.marked, flow.comment))}
    for ends in ("killed", "left"):
        talk = Conversation(MockedEdge(), hooks=dict(hooks), held_hook="request" if ends == "left" else "")
        if ends == "killed":
            talk.hooks["request"] = http.HTTPFlow.kill
        talk.says(HELLO)
        if ends == "left":
            talk.leaves()
            talk.resume()
    assert seen == [("failed", "killed"), ("failed", "client gone")]


def test_a_killed_tunnel_is_closed_and_nothing_else() -> None:
    talk = Conversation(MockedEdge(), hooks={"http_connect": http.HTTPFlow.kill})
    assert talk.says(head("CONNECT a.test:80 HTTP/1.1")) == b""
    assert talk.is_closed
    assert talk.mocked.history == []
