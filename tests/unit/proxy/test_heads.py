from smockproxy.proxy.heads import LARGEST_HEAD, TOO_LARGE, holds_too_large_a_head
from tests.unit.proxy.conversation import Conversation, head
from tests.unit.proxy.mocked_edge import MockedEdge, mock

GET = head("GET http://a.test/x HTTP/1.1", "Host: a.test")


def test_a_head_without_an_end_is_refused_once_it_is_too_large() -> None:
    mocked = MockedEdge((mock("/x"),))
    talk = Conversation(mocked)
    talk.says("GET http://a.test/x HTTP/1.1\r\n")
    line = f"X-Filler: {'a' * 8000}\r\n"
    for _ in range(LARGEST_HEAD // len(line) - 1):
        assert talk.says(line) == b""
    assert talk.says(line * 3) == TOO_LARGE
    assert talk.says(GET) == b""
    assert mocked.history == []


def test_a_long_body_is_no_head() -> None:
    talk = Conversation(MockedEdge((mock("/x"),)))
    length = LARGEST_HEAD * 2
    talk.says(head("POST http://a.test/x HTTP/1.1", "Host: a.test", f"Content-Length: {length}"))
    assert b"201 Created" in talk.says(b"b" * length)


def test_only_http_1_connections_are_looked_at() -> None:
    assert not holds_too_large_a_head(None)
