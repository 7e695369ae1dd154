"""Which heads the lane is sure of. What is in doubt is mitmproxy's."""

import pytest

from smockproxy.proxy.lane.heads import Head, InDoubtError, absolute, authority_of, read_head

HOST = (b"Host", b"a.test")


def read(*lines: str, first: str = "GET http://a.test/x HTTP/1.1") -> Head:
    return read_head("\r\n".join((first, *lines, "", "")).encode("latin-1"))


def test_a_plain_head() -> None:
    head = read("Host: a.test", "aCCept:*/*", "X-A: b,\tc  d", "Empty:")
    assert (head.method, head.target, head.host) == ("GET", "http://a.test/x", b"a.test")
    assert head.fields == (HOST, (b"aCCept", b"*/*"), (b"X-A", b"b,\tc  d"), (b"Empty", b""))
    assert (head.has_body, head.closes, head.is_chunked) == (False, False, False)
    assert head.length == 0


@pytest.mark.parametrize("method", ["GET", "HEAD", "POST", "PUT", "PATCH", "DELETE", "OPTIONS", "TRACE"])
def test_methods(method: str) -> None:
    assert read(first=f"{method} /x HTTP/1.1").method == method


def test_a_request_for_a_tunnel() -> None:
    head = read("Host: a.test:443", first="CONNECT a.test:443 HTTP/1.1")
    assert (head.method, head.target) == ("CONNECT", "a.test:443")


@pytest.mark.parametrize(
    ("line", "length", "is_chunked"),
    [
        ("Content-Length: 0", 0, False),
        ("content-length: 12", 12, False),
        ("Content-Length: 999999999999999", 999_999_999_999_999, False),
        ("Transfer-Encoding: chunked", 0, True),
    ],
)
def test_framing(line: str, length: int, *, is_chunked: bool) -> None:
    head = read("Host: a.test", line, first="POST / HTTP/1.1")
    assert (head.length, head.is_chunked) == (length, is_chunked)
    assert head.has_body is (length > 0 or is_chunked)


@pytest.mark.parametrize(
    ("line", "closes"),
    [
        ("Connection: close", True),
        ("connection: keep-alive", False),
        ("Connection: Keep-Alive", False),
        ("Proxy-Connection: close", False),
    ],
)
def test_whether_the_connection_stays(line: str, *, closes: bool) -> None:
    assert read("Host: a.test", line).closes is closes


def test_what_names_a_session() -> None:
    head = read("Proxy-Authorization: Basic eDp5", "X-Smockproxy-Session: alice")
    assert (head.credentials, head.session) == ("Basic eDp5", "alice")


@pytest.mark.parametrize(
    "line",
    [
        # which body follows
        "Content-Length: +5",
        "Content-Length: 05",
        "Content-Length: -1",
        "Content-Length: 5,5",
        "Content-Length: 0x5",
        "Content-Length: 5 5",
        "Content-Length: 9999999999999999",
        "Content-Length:",
        "Content-Length: 5\r\nContent-Length: 5",
        "Content-Length: 5\r\ncontent-length: 6",
        "Content-Length: 5\r\nTransfer-Encoding: chunked",
        "Transfer-Encoding: chunked\r\nTransfer-Encoding: chunked",
        "Transfer-Encoding: chunked, identity",
        "Transfer-Encoding: identity",
        "Transfer-Encoding: gzip, chunked",
        "Transfer-Encoding: Chunked",
        "Transfer-Encoding: xchunked",
        "Transfer-Encoding: ",
        # the form of a line
        "Host : a.test",
        " Host: a.test",
        "Host: a.test\r\n folded",
        "Host: a.test\r\n\tfolded",
        "Host: a.test\nX: y",
        "Host: a.test\rX: y",
        "no colon",
        ": no name",
        "na me: x",
        "n\xe4me: x",
        "X: \x00",
        "X: a\x0bb",
        "X: \x7f",
        "X(): y",
        # who it is for
        "Host: a.test\r\nHost: b.test",
        "Host:",
        # what mitmproxy does
        "Expect: 100-continue",
        "Upgrade: websocket",
        "Connection: Upgrade",
        "Connection: close, foo",
        "Connection: CLOSE",
        "Connection: keep-alive\r\nConnection: close",
        "TE: trailers",
        "Trailer: X",
        "HTTP2-Settings: x",
        "X-Smockproxy-Session:",
        "X-Smockproxy-Session: a\r\nX-Smockproxy-Session: b",
        "Proxy-Authorization: Basic eDp5\r\nProxy-Authorization: Basic eDp5",
    ],
)
def test_lines_in_doubt(line: str) -> None:
    with pytest.raises(InDoubtError):
        read(line, first="POST http://a.test/x HTTP/1.1")


@pytest.mark.parametrize(
    "first",
    [
        "GET http://a.test/x HTTP/1.0",
        "GET http://a.test/x HTTP/1.2",
        "GET http://a.test/x HTTP/2.0",
        "GET http://a.test/x HTTP/0.9",
        "GET http://a.test/x",
        "GET  http://a.test/x HTTP/1.1",
        "GET http://a.test/x  HTTP/1.1",
        "GET http://a.test/x HTTP/1.1 ",
        " GET http://a.test/x HTTP/1.1",
        "GET\thttp://a.test/x HTTP/1.1",
        "GET http://a.test/a b HTTP/1.1",
        "GET http://a.test/\xe4 HTTP/1.1",
        "GET http://a.test/\x00 HTTP/1.1",
        "get http://a.test/x HTTP/1.1",
        "G=T http://a.test/x HTTP/1.1",
        "NOSUCHMETHOD http://a.test/x HTTP/1.1",
        "PRI * HTTP/2.0",
        "",
    ],
)
def test_first_lines_in_doubt(first: str) -> None:
    with pytest.raises(InDoubtError):
        read("Host: a.test", first=first)


@pytest.mark.parametrize("raw", [b"", b"\r\n\r\n", b"GET / HTTP/1.1\r\n", b"GET / HTTP/1.1\r\n\r\nx"])
def test_what_is_no_whole_head(raw: bytes) -> None:
    with pytest.raises(InDoubtError):
        read_head(raw)


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("a.test", ("a.test", 0)),
        ("a.test:8080", ("a.test", 8080)),
        ("127.0.0.1:1", ("127.0.0.1", 1)),
        ("a_b-c.test", ("a_b-c.test", 0)),
        ("localhost:65535", ("localhost", 65535)),
    ],
)
def test_authorities(text: str, expected: tuple[str, int]) -> None:
    assert authority_of(text) == expected


@pytest.mark.parametrize(
    "text",
    [
        "",
        ":80",
        "a.test:",
        "a.test:0",
        "a.test:080",
        "a.test:65536",
        "a.test:8o",
        "A.test",
        "user@a.test",
        "user:x@a.test",
        "[::1]",
        "[::1]:80",
        "a..test",
        ".a.test",
        "a.test.",
        "a test",
        "a/b",
        "xn--bcher-kva.test",
        "b\xfccher.test",
        "a%41.test",
        "a" * 64,
    ],
)
def test_authorities_in_doubt(text: str) -> None:
    with pytest.raises(InDoubtError):
        authority_of(text)


def test_absolute_targets() -> None:
    assert absolute("http://a.test/x?y=/z") == ("a.test", "a.test", 80, "/x?y=/z")
    assert absolute("http://a.test:81/") == ("a.test:81", "a.test", 81, "/")


@pytest.mark.parametrize(
    "target",
    [
        "http://a.test",
        "http://a.test?x",
        "https://a.test/",
        "HTTP://a.test/",
        "a.test/x",
        "*",
        "http:///x",
        "http://a.test/x#y",
        "ftp://a.test/",
        "http://u@a.test/",
        "http:/a.test/",
    ],
)
def test_absolute_targets_in_doubt(target: str) -> None:
    with pytest.raises(InDoubtError):
        absolute(target)
