"""Heads of answers: usual ones are taken as they are, all others as mitmproxy takes them."""

import pytest

from smockproxy.proxy.lane.answerhead import (
    CHUNKED,
    LARGEST_HEAD,
    UNTIL_CLOSE,
    BadHeadError,
    could_end,
    read_head,
    without_interim,
)

START = b"HTTP/1.1 200 OK\r\n"


def head(raw: bytes, method: str = "GET"):
    found = read_head(raw, method)
    assert found is not None
    return found[0]


@pytest.mark.parametrize(
    ("lines", "length"),
    [
        (b"Content-Length: 12\r\n", 12),
        (b"content-length: 0\r\n", 0),
        (b"Transfer-Encoding: chunked\r\n", CHUNKED),
        (b"Transfer-Encoding: gzip, chunked\r\n", CHUNKED),
        (b"Transfer-Encoding: gzip\r\n", UNTIL_CLOSE),
        (b"A: b\r\n", UNTIL_CLOSE),
        (b"", UNTIL_CLOSE),
    ],
)
def test_a_head_says_how_long_the_body_is(lines: bytes, length: int) -> None:
    assert head(START + lines + b"\r\n").length == length


@pytest.mark.parametrize("status", [b"204 No Content", b"304 Not Modified"])
@pytest.mark.parametrize("lines", [b"", b"Content-Length: 5\r\n"])
def test_some_statuses_have_no_body(status: bytes, lines: bytes) -> None:
    assert head(b"HTTP/1.1 " + status + b"\r\n" + lines + b"\r\n").length == 0


def test_a_usual_head_goes_out_as_it_came_and_is_known_again() -> None:
    raw = START + b"Set-Cookie: a\r\nset-cookie: b\r\nEmpty: \r\nContent-Length: 2\r\n\r\n"
    first = head(raw + b"ok")
    assert first.raw == raw
    assert first.headers.fields == (
        (b"Set-Cookie", b"a"),
        (b"set-cookie", b"b"),
        (b"Empty", b""),
        (b"Content-Length", b"2"),
    )
    assert (first.status, first.reason, first.http_version) == (200, "OK", "HTTP/1.1")
    assert head(raw) is first


@pytest.mark.parametrize(
    ("raw", "written"),
    [
        (b"HTTP/1.1 200 OK\nA:b\n\n", b"HTTP/1.1 200 OK\r\nA: b\r\n\r\n"),
        (b"\r\nHTTP/1.1 200\r\n\r\n", b"HTTP/1.1 200 \r\n\r\n"),
        (b"HTTP/1.0 200 OK\r\nA:  b \r\n\r\n", b"HTTP/1.0 200 OK\r\nA: b\r\n\r\n"),
        (b"HTTP/1.1 200 OK\r\nA: b\r\n c\r\n\r\n", b"HTTP/1.1 200 OK\r\nA: b\r\n c\r\n\r\n"),
    ],
)
def test_an_unusual_head_is_written_as_mitmproxy_does(raw: bytes, written: bytes) -> None:
    assert head(raw).raw == written


@pytest.mark.parametrize(
    ("lines", "closes"),
    [
        (b"", False),
        (b"Connection: close\r\n", True),
        (b"Connection: keep-alive\r\n", False),
        (b"Connection: keep-alive, close\r\n", True),
        (b"Connection: Close\r\n", False),
    ],
)
def test_a_head_says_whether_the_connection_ends(lines: bytes, *, closes: bool) -> None:
    assert head(START + lines + b"Content-Length: 0\r\n\r\n").closes is closes


def test_http_1_0_ends_it_unless_it_says_otherwise() -> None:
    assert head(b"HTTP/1.0 200 OK\r\nContent-Length: 0\r\n\r\n").closes
    assert not head(b"HTTP/1.0 200 OK\r\nConnection: keep-alive\r\nContent-Length: 0\r\n\r\n").closes


def test_interim_answers_are_read_over() -> None:
    interim = b"HTTP/1.1 100 Continue\r\n\r\nHTTP/1.1 103 Early Hints\r\nLink: a\r\n\r\n"
    final = START + b"Content-Length: 2\r\n\r\n"
    assert read_head(interim, "GET") is None
    found = read_head(interim + final + b"ok", "GET")
    assert found is not None
    assert found[0].raw == final
    assert found[1] == len(interim + final)
    assert without_interim(interim + b"HTTP") == b"HTTP"
    assert without_interim(interim[:-1]) == interim[25:-1]


@pytest.mark.parametrize(
    ("raw", "text"),
    [
        (b"what\r\n\r\n", "Cannot parse HTTP response: Bad HTTP response line: b'what'"),
        (START + b"abc\r\n\r\n", "Cannot parse HTTP response: Invalid header line: b'abc'"),
        (START + b"Content-Length: +1\r\n\r\n", "Cannot parse HTTP response: invalid content-length header"),
        (START + b"a b: c\r\n\r\n", "the server's answer is not valid: invalid header name: b'a b'"),
        (
            START + b"Content-Length: 1\r\nTransfer-Encoding: chunked\r\n\r\n",
            "the server's answer is not valid: message with both",
        ),
        (b"HTTP/1.1 101 Switching\r\n\r\n", "101"),
    ],
)
def test_what_is_no_answer_is_refused(raw: bytes, text: str) -> None:
    with pytest.raises(BadHeadError, match=r".") as raised:
        read_head(raw, "GET")
    assert text in str(raised.value)


def test_a_head_that_is_not_complete_is_waited_for_but_not_for_ever() -> None:
    assert read_head(START + b"A: b\r\n", "GET") is None
    with pytest.raises(BadHeadError, match="more than"):
        read_head(START + b"A" * LARGEST_HEAD, "GET")


def test_the_end_is_looked_for_in_what_is_new() -> None:
    whole = START + b"\r\n"
    assert could_end(whole, len(whole) - 1)
    assert not could_end(START, 3)


def test_answers_to_head_may_say_any_length() -> None:
    assert head(START + b"Content-Length: 5\r\n\r\n", "HEAD").length in {0, 5}
