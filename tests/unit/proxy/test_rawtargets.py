"""Targets that hold more than ASCII."""

import pytest
from mitmproxy.proxy.layers import TCPLayer

from smockproxy.proxy.rawtargets import escape_raw_targets, with_escaped_target
from tests.unit.proxy.conversation import Conversation, head
from tests.unit.proxy.mocked_edge import MockedEdge, mock


@pytest.mark.parametrize(
    ("line", "escaped"),
    [
        ("GET http://a.test/café HTTP/1.1", b"GET http://a.test/caf%C3%A9 HTTP/1.1"),
        ("GET http://a.test/é%2Fx/%7Eu HTTP/1.1", b"GET http://a.test/%C3%A9/x/~u HTTP/1.1"),
        (
            "GET http://a.test/a%2Fb?é=%2F&x=ü HTTP/1.1",
            b"GET http://a.test/a%2Fb?%C3%A9=%2F&x=%C3%BC HTTP/1.1",
        ),
        ("GET http://a.test/é%zz HTTP/1.1", b"GET http://a.test/%C3%A9%zz HTTP/1.1"),
        ("GET /café HTTP/1.1", "GET /café HTTP/1.1".encode()),
        ("GET /?u=http://b.test/é HTTP/1.1", "GET /?u=http://b.test/é HTTP/1.1".encode()),
        ("GET http://é HTTP/1.1", "GET http://é HTTP/1.1".encode()),
        ("é", "é".encode()),
        ("X-T: é", "X-T: é".encode()),
    ],
)
def test_request_lines(line: str, escaped: bytes) -> None:
    assert with_escaped_target(line.encode()) == escaped


@pytest.mark.parametrize("target", ["/café", "http://a.test/café"])
def test_both_forms_of_a_target_are_the_same_path(target: str) -> None:
    mocked = MockedEdge((mock("/caf%C3%A9"),))
    talk = Conversation(mocked)
    text = head(f"GET {target} HTTP/1.1", "Host: a.test").encode()
    said = b"".join(talk.says(bytes([byte])) for byte in text)
    assert b"201 Created" in said
    assert mocked.entry.request.path == "/caf%C3%A9"


def test_only_http_1_connections_are_touched() -> None:
    layer = TCPLayer(Conversation(MockedEdge()).context.fork())
    before = dict(vars(layer))
    escape_raw_targets(layer)
    assert vars(layer) == before
