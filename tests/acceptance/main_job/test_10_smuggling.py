"""The limits: requests whose end two readers would see in different places never reach a real server."""

import pytest

from tests.acceptance.conftest import Start
from tests.acceptance.harness.authority import client_context
from tests.acceptance.harness.clients import run_curl
from tests.acceptance.harness.process import Smockproxy
from tests.acceptance.harness.raw import RawConnection
from tests.acceptance.harness.raw_http2 import ask_unchecked
from tests.acceptance.harness.servers import LoopbackServer
from tests.acceptance.harness.upstream_http1 import HttpUpstream

MOCKS = "- {request: {path: /hello}, response: {body: hi}}\n"
SMUGGLED = "GET /smuggled HTTP/1.1\r\nHost: AUTHORITY\r\n\r\n"

AMBIGUOUS = {
    "length and chunked": "Content-Length: 6\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\nX",
    "chunked and length": "Transfer-Encoding: chunked\r\nContent-Length: 4\r\n\r\n0\r\n\r\n",
    "two lengths": "Content-Length: 0\r\nContent-Length: 60\r\n\r\n",
    "a list of lengths": "Content-Length: 0, 60\r\n\r\n",
    "a signed length": "Content-Length: +0\r\n\r\n",
    "a negative length": "Content-Length: -1\r\n\r\n",
    "a hexadecimal length": "Content-Length: 0x0\r\n\r\n",
    "no number": "Content-Length: zero\r\n\r\n",
    "an empty length": "Content-Length:\r\n\r\n",
    "a space before the colon": "Transfer-Encoding : chunked\r\nContent-Length: 5\r\n\r\n0\r\n\r\n",
    "a tab before the colon": "Content-Length\t: 60\r\n\r\n",
    "an unknown coding": "Transfer-Encoding: xchunked\r\n\r\n0\r\n\r\n",
    "chunked is not last": "Transfer-Encoding: chunked, identity\r\n\r\n0\r\n\r\n",
    "chunked twice": "Transfer-Encoding: chunked\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n",
    "a vertical tab": "Transfer-Encoding: \x0bchunked\r\nContent-Length: 5\r\n\r\n0\r\n\r\n",
    "a folded line": "Transfer-Encoding:\r\n chunked\r\nContent-Length: 5\r\n\r\n0\r\n\r\n",
    "a folded length": "X-Folded: a\r\n Content-Length: 60\r\n\r\n",
    "a lone CR in a value": "X-Value: a\rContent-Length: 60\r\n\r\n",
    "a NUL in a value": "X-Value: a\0b\r\n\r\n",
    "a line without a colon": "Content-Length 60\r\n\r\n",
    "an empty name": ": value\r\n\r\n",
    "a bad chunk size": "Transfer-Encoding: chunked\r\n\r\n0x5\r\nhello\r\n0\r\n\r\n",
    "a negative chunk size": "Transfer-Encoding: chunked\r\n\r\n-1\r\nhello\r\n0\r\n\r\n",
}


@pytest.fixture(scope="module")
def smockproxy(start_for_module: Start) -> Smockproxy:
    return start_for_module(MOCKS)


def seen_paths(server: LoopbackServer) -> list[str]:
    return [request["request_line"].split(" ")[1] for request in server.seen.requests]


@pytest.mark.parametrize("name", AMBIGUOUS)
@pytest.mark.parametrize("is_tunnelled", [False, True])
def test_an_ambiguous_request_reaches_no_server(
    smockproxy: Smockproxy, upstream: HttpUpstream, name: str, *, is_tunnelled: bool
) -> None:
    rest = AMBIGUOUS[name] + SMUGGLED.replace("AUTHORITY", upstream.authority)
    target = "/visible" if is_tunnelled else f"{upstream.url}/visible"
    with RawConnection(smockproxy.proxy) as connection:
        if is_tunnelled:
            connection.connect(upstream.authority)
        connection.send(f"POST {target} HTTP/1.1\r\nHost: {upstream.authority}\r\n{rest}")
        received = connection.rest(1.0)

    # what breaks in the middle of a chunked body may have begun to be forwarded; it never gets to its end
    allowed = ["/visible"] if "chunk size" in name else []
    assert seen_paths(upstream) in ([], allowed)
    assert received.count(b"HTTP/1.1 2") == 0
    assert run_curl(f"{smockproxy.proxy}/hello").text == "hi"


@pytest.mark.parametrize("name", AMBIGUOUS)
def test_an_ambiguous_request_hides_none_from_a_mock(smockproxy: Smockproxy, name: str) -> None:
    """The same in front of a mock: whatever follows is not taken for a second request."""
    rest = AMBIGUOUS[name] + "GET /hello HTTP/1.1\r\nHost: a.test\r\n\r\n"
    with RawConnection(smockproxy.proxy) as connection:
        connection.send(f"POST /hello HTTP/1.1\r\nHost: a.test\r\n{rest}")
        received = connection.rest(0.6)

    assert received.count(b"HTTP/1.1 200") == 0, received


def test_bare_line_feeds_mean_the_same_to_everyone(smockproxy: Smockproxy, upstream: HttpUpstream) -> None:
    """Taken or refused; if taken, the server sees one request, written properly."""
    with RawConnection(smockproxy.proxy) as connection:
        connection.send(f"GET {upstream.url}/visible HTTP/1.1\nHost: {upstream.authority}\n\n")
        connection.rest(0.5)

    assert seen_paths(upstream) in (["/visible"], [])
    assert len(smockproxy.entries(f"{upstream.url}/visible")) <= 1


HTTP2 = {
    "a transfer-encoding": [("transfer-encoding", "chunked")],
    "a length that is too small": [("content-length", "0")],
    "a length that is too large": [("content-length", "500")],
    "two lengths": [("content-length", "0"), ("content-length", "60")],
    "a line break in a value": [("x-value", "a\r\nGET /smuggled HTTP/1.1\r\n")],
    "a line feed in a value": [("x-value", "a\nTransfer-Encoding: chunked")],
    "a line break in a name": [("x-name: a\r\nx", "b")],
    "a colon in a name": [("x:name", "b")],
    "a space in a name": [("x name", "b")],
    "an upper-case name": [("X-Name", "b")],
    "a connection header": [("connection", "keep-alive")],
    "a second path": [(":path", "/smuggled")],
}


@pytest.mark.parametrize("name", HTTP2)
def test_an_http2_request_that_would_be_ambiguous_in_http1(
    smockproxy: Smockproxy, tls_upstream: HttpUpstream, name: str
) -> None:
    body = f"GET /smuggled HTTP/1.1\r\nHost: {tls_upstream.authority}\r\n\r\n".encode()
    status = send_over_http2(smockproxy, tls_upstream, HTTP2[name], body=body)

    assert status is None or status >= 400
    assert "/smuggled" not in seen_paths(tls_upstream)


@pytest.mark.parametrize(
    "path", ["/a b", "/a\r\nX-Injected: yes", "/a HTTP/1.1\r\nHost: x\r\n\r\nGET /smuggled", "", "a", "/a\0b"]
)
def test_an_http2_path_that_is_none(smockproxy: Smockproxy, tls_upstream: HttpUpstream, path: str) -> None:
    send_over_http2(smockproxy, tls_upstream, [], path=path)

    assert "/smuggled" not in seen_paths(tls_upstream)
    assert all(len(request["request_line"].split(" ")) == 3 for request in tls_upstream.seen.requests)
    names = [name for request in tls_upstream.seen.requests for name, *_ in request["headers"]]
    assert "X-Injected" not in names


@pytest.mark.parametrize("method", ["GE T", "GET / HTTP/1.1\r\nX-Injected: yes\r\n\r\n", "", "GET\r\n"])
def test_an_http2_method_that_is_none(
    smockproxy: Smockproxy, tls_upstream: HttpUpstream, method: str
) -> None:
    send_over_http2(smockproxy, tls_upstream, [], method=method)

    assert len(tls_upstream.seen.requests) == 0


def send_over_http2(
    smockproxy: Smockproxy,
    server: LoopbackServer,
    more: list[tuple[str, str]],
    *,
    path: str = "/visible",
    method: str = "POST",
    body: bytes = b"x",
) -> int | None:
    with RawConnection(smockproxy.proxy) as connection:
        connection.connect(server.authority)
        connection.start_tls(client_context(smockproxy.ca, "h2"), server.host)
        pseudo = [
            (":method", method),
            (":scheme", "https"),
            (":authority", server.authority),
            (":path", path),
        ]
        return ask_unchecked(connection, pseudo + more, body, seconds=1.5)
