"""What is forwarded by the lane is, byte for byte both ways and in history, what mitmproxy forwards."""

import socket
import time
from collections.abc import Callable

import pytest

from tests.acceptance.lane_forwarding.both import Both, Seen
from tests.acceptance.lane_forwarding.told import Script, Served, exactly

OK = b"HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nok"


def get(more: bytes = b"", method: bytes = b"GET", body: bytes = b"") -> Callable[[socket.socket, int], None]:
    """A client that asks once."""

    def ask(peer: socket.socket, port: int) -> None:
        authority = b"127.0.0.1:%d" % port
        head = b"%b http://%b/a?b=c HTTP/1.1\r\nHost: %b\r\n%b\r\n" % (method, authority, authority, more)
        peer.sendall(head + body)

    return ask


def says(*pieces: bytes, ends: bool = False) -> Script:
    """A server that answers every request so."""

    def script(served: Served) -> None:
        while served.hear_request():
            served.say(*pieces)
            if ends:
                return

    return script


def same(
    both: Both,
    script: Script,
    client: Callable[[socket.socket, int], None],
    seconds: float = 0.4,
    *,
    is_sent: bool = True,
) -> Seen:
    """The same was seen on both paths; gives it. `is_sent`: by the server, too."""
    lane, plain = both.play(script, client, seconds)
    assert lane.to_client == plain.to_client
    assert lane.to_server == plain.to_server or not is_sent
    for ours, theirs in zip(lane.entries, plain.entries, strict=True):
        compared = ours.keys() if is_sent else ours.keys() - {"server"}
        differing = {name for name in compared if ours[name] != theirs[name]}
        assert not differing, [(ours[name], theirs[name]) for name in differing]
    assert lane.is_closed == plain.is_closed
    return lane


ANSWERS = {
    "length": (OK,),
    "no body": (b"HTTP/1.1 200 OK\r\nContent-Length: 0\r\n\r\n",),
    "in pieces": tuple(bytes([byte]) for byte in b"HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nok"),
    "body later": (
        b"HTTP/1.1 200 OK\r\nContent-Length: 4\r\n\r\n",
        b"o",
        b"k..",
    ),
    "chunked": (b"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n4\r\nabcd\r\n0\r\n\r\n",),
    "chunked in capitals": (b"HTTP/1.1 200 OK\r\nTRANSFER-ENCODING: Chunked\r\n\r\n4\r\nabcd\r\n0\r\n\r\n",),
    "chunk with extension": (
        b"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n4;a=b\r\nabcd\r\n0\r\n\r\n",
    ),
    "trailers": (b"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n4\r\nabcd\r\n0\r\nA: b\r\n\r\n",),
    "204": (b"HTTP/1.1 204 No Content\r\nX: y\r\n\r\n",),
    "204 with length": (b"HTTP/1.1 204 No Content\r\nContent-Length: 5\r\n\r\n",),
    "304": (b'HTTP/1.1 304 Not Modified\r\nETag: "a"\r\n\r\n',),
    "304 with length": (b'HTTP/1.1 304 Not Modified\r\nContent-Length: 50\r\nETag: "a"\r\n\r\n',),
    "interim": (b"HTTP/1.1 103 Early Hints\r\nLink: x\r\n\r\n" + OK,),
    "two interims": (b"HTTP/1.1 100 Continue\r\n\r\n", b"HTTP/1.1 102 Processing\r\n\r\n" + OK),
    "no reason": (b"HTTP/1.1 200\r\nContent-Length: 2\r\n\r\nok",),
    "blank reason": (b"HTTP/1.1 200 \r\nContent-Length: 2\r\n\r\nok",),
    "odd status": (b"HTTP/1.1 799 Odd  reason \r\nContent-Length: 2\r\n\r\nok",),
    "600": (b"HTTP/1.1 600 What\r\nContent-Length: 2\r\n\r\nok",),
    "bare LF": (b"HTTP/1.1 200 OK\nContent-Length: 2\nA: b\n\nok",),
    "no blank": (b"HTTP/1.1 200 OK\r\ncontent-length:2\r\nA:b\r\nB:   c  \r\n\r\nok",),
    "empty value": (b"HTTP/1.1 200 OK\r\nA:\r\nB: \r\nContent-Length: 2\r\n\r\nok",),
    "folded": (b"HTTP/1.1 200 OK\r\nA: b\r\n  c\r\nContent-Length: 2\r\n\r\nok",),
    "high bytes": (b"HTTP/1.1 200 OK\r\nA: \xff\xfe\xc3\xa4\r\nContent-Length: 2\r\n\r\nok",),
    "duplicates": (
        b"HTTP/1.1 200 OK\r\nSet-Cookie: a\r\nSet-Cookie: b\r\nset-cookie: c\r\nContent-Length: 2\r\n\r\nok",
    ),
    "leading blank line": (b"\r\nHTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\n", b"ok"),
    "keep-alive": (b"HTTP/1.1 200 OK\r\nConnection: keep-alive\r\nContent-Length: 2\r\n\r\nok",),
    "connection tokens": (
        b"HTTP/1.1 200 OK\r\nConnection: Keep-Alive, close\r\nContent-Length: 2\r\n\r\nok",
    ),
    "Close in capitals": (b"HTTP/1.1 200 OK\r\nConnection: Close\r\nContent-Length: 2\r\n\r\nok",),
    "more than a history keeps": (b"HTTP/1.1 200 OK\r\nContent-Length: 5000\r\n\r\n" + b"x" * 5000,),
    # -- not valid ----------------------------------------------------------------------
    "rubbish": (b"what?\r\n\r\n",),
    "version": (b"HTTP/x 200 OK\r\n\r\n",),
    "status": (b"HTTP/1.1 abc OK\r\n\r\n",),
    "no colon": (b"HTTP/1.1 200 OK\r\nabc\r\n\r\n",),
    "bad name": (b"HTTP/1.1 200 OK\r\na b: c\r\nContent-Length: 2\r\n\r\nok",),
    "bad length": (b"HTTP/1.1 200 OK\r\nContent-Length: +2\r\n\r\nok",),
    "leading zeros": (b"HTTP/1.1 200 OK\r\nContent-Length: 02\r\n\r\nok",),
    "two lengths": (b"HTTP/1.1 200 OK\r\nContent-Length: 2\r\nContent-Length: 2\r\n\r\nok",),
    "length and chunked": (
        b"HTTP/1.1 200 OK\r\nContent-Length: 2\r\nTransfer-Encoding: chunked\r\n\r\n2\r\nok\r\n0\r\n\r\n",
    ),
    "unknown coding": (b"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunky\r\n\r\nok",),
    "chunked in HTTP/1.0": (b"HTTP/1.0 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n2\r\nok\r\n0\r\n\r\n",),
    "chunked 204": (b"HTTP/1.1 204 OK\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n",),
    "bad chunk size": (b"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n2\r\nok\r\nxx\r\n\r\n",),
    "bad chunk end": (b"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n2\r\nokXX0\r\n\r\n",),
    "more than its length": (OK + b"more",),
    "one chunk in pieces": (
        b"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n1",
        b"0\r\nabcdefgh",
        b"abcdefgh",
        b"\r",
        b"\n0\r\n",
        b"\r\n",
    ),
}
ENDING = {
    "until close": (b"HTTP/1.1 200 OK\r\nA: b\r\n\r\n", b"until", b" the end"),
    "until close, nothing": (b"HTTP/1.1 200 OK\r\nA: b\r\n\r\n",),
    "gzip coding until close": (b"HTTP/1.1 200 OK\r\nTransfer-Encoding: gzip\r\n\r\nabc",),
    "close": (b"HTTP/1.1 200 OK\r\nConnection: close\r\nContent-Length: 2\r\n\r\nok",),
    "HTTP/1.0": (b"HTTP/1.0 200 OK\r\nContent-Length: 2\r\n\r\nok",),
    "HTTP/1.0 kept": (b"HTTP/1.0 200 OK\r\nConnection: keep-alive\r\nContent-Length: 2\r\n\r\nok",),
    "HTTP/1.0 until close": (b"HTTP/1.0 200 OK\r\n\r\nok",),
    "cut length": (b"HTTP/1.1 200 OK\r\nContent-Length: 20\r\n\r\nok",),
    "cut chunk": (b"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n20\r\nok",),
    "cut between chunks": (b"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n2\r\nok\r\n",),
    "cut head": (b"HTTP/1.1 200 OK\r\nConte",),
    "nothing": (),
    "interim only": (b"HTTP/1.1 100 Continue\r\n\r\n",),
}


@pytest.mark.parametrize("name", ANSWERS)
def test_an_answer_is_the_same(both: Both, name: str) -> None:
    seen = same(both, says(*ANSWERS[name]), get(), 0.3 + 0.06 * len(ANSWERS[name]))
    assert seen.to_client.startswith(b"HTTP/1."), "there is an answer"
    assert len(seen.entries) == 1


@pytest.mark.parametrize("name", ENDING)
def test_an_answer_of_a_server_that_then_closes_is_the_same(both: Both, name: str) -> None:
    seen = same(both, says(*ENDING[name], ends=True), get())
    assert len(seen.entries) == 1


@pytest.mark.parametrize(
    "name", ["length", "chunked", "304", "no body", "more than its length", "bad length"]
)
def test_an_answer_to_head_is_the_same(both: Both, name: str) -> None:
    head = ANSWERS[name][0].partition(b"\r\n\r\n")[0] + b"\r\n\r\n"
    same(both, says(head), get(method=b"HEAD"))


REQUESTS = {
    "plain": (b"", b"GET", b""),
    "proxy lines": (
        b"Proxy-Connection: Keep-Alive\r\nProxy-Authorization: Basic bmFtZTp3b3Jk\r\nA: b\r\n",
        b"GET",
        b"",
    ),
    "hop by hop": (b"Connection: keep-alive\r\nKeep-Alive: 5\r\nA: b\r\n", b"GET", b""),
    "close": (b"Connection: close\r\n", b"GET", b""),
    "blanks": (b"A:b\r\nC:    d   \r\nE:\r\n", b"GET", b""),
    "session": (b"X-Smockproxy-Session: one\r\nA: b\r\n", b"GET", b""),
    "length": (b"Content-Length: 5\r\n", b"POST", b"abcde"),
    "length 0": (b"Content-Length: 0\r\n", b"POST", b""),
    "chunked": (b"Transfer-Encoding: chunked\r\n", b"POST", b"5\r\nabcde\r\n0\r\n\r\n"),
    "chunked, empty": (b"Transfer-Encoding: chunked\r\n", b"POST", b"0\r\n\r\n"),
    "get with body": (b"Content-Length: 5\r\n", b"GET", b"abcde"),
    "put": (b"Content-Length: 5\r\nContent-Type: text/plain\r\n", b"PUT", b"abcde"),
    "options": (b"", b"OPTIONS", b""),
    "delete": (b"", b"DELETE", b""),
    "patch": (b"Content-Length: 5\r\n", b"PATCH", b"abcde"),
    "odd method": (b"", b"PURGE", b""),
    "expect": (b"Expect: 100-continue\r\nContent-Length: 5\r\n", b"PUT", b"abcde"),
    "te": (b"TE: trailers\r\n", b"GET", b""),
    "much": (b"Content-Length: 5000\r\n", b"POST", b"x" * 5000),
    "ntlm": (b"Authorization: NTLM abc\r\n", b"GET", b""),
    "basic": (b"Authorization: Basic abc\r\n", b"GET", b""),
}


@pytest.mark.parametrize("name", REQUESTS)
def test_a_request_is_the_same(both: Both, name: str) -> None:
    more, method, body = REQUESTS[name]
    seen = same(both, says(OK), get(more, method, body))
    assert seen.to_client.endswith(OK)
    assert len(seen.to_server) == 1


def test_another_host_line_gives_way(both: Both) -> None:
    def ask(peer: socket.socket, port: int) -> None:
        peer.sendall(b"GET http://127.0.0.1:%d/ HTTP/1.1\r\nA: b\r\nhOST: other.test\r\nC: d\r\n\r\n" % port)

    seen = same(both, says(OK), ask)
    assert b"hOST: 127.0.0.1" in seen.to_server[0]


def test_two_requests_of_one_client_are_the_same(both: Both) -> None:
    def ask(peer: socket.socket, port: int) -> None:
        for number in range(3):
            get(b"N: %d\r\n" % number)(peer, port)
            assert exactly(peer, len(OK)) == OK

    seen = same(both, says(OK), ask)
    assert len(seen.to_server) == 1, "one connection for all"
    assert len(seen.entries) == 3


def test_a_tunnel_without_tls_is_the_same(both: Both) -> None:
    def ask(peer: socket.socket, port: int) -> None:
        peer.sendall(b"CONNECT 127.0.0.1:%d HTTP/1.1\r\nHost: x\r\n\r\n" % port)
        assert peer.recv(1000).startswith(b"HTTP/1.1 200")
        peer.sendall(
            b"GET /a HTTP/1.1\r\nHost: other.test\r\nProxy-Authorization: Basic bmFtZTp3b3Jk\r\n\r\n"
        )

    seen = same(both, says(OK), ask)
    assert b"Host: other.test" in seen.to_server[0]


def test_a_server_that_resets_is_the_same(both: Both) -> None:
    def resets(served: Served) -> None:
        served.hear_request()
        served.reset()

    seen = same(both, resets, get())
    assert b"server closed connection" in seen.to_client


def test_nobody_there_is_the_same(both: Both) -> None:
    with socket.create_server(("127.0.0.1", 0)) as taken:
        port = taken.getsockname()[1]

    def ask(peer: socket.socket, _port: int) -> None:
        get()(peer, port)

    seen = same(both, says(OK), ask)
    assert b" 502 " in seen.to_client


def test_a_client_that_leaves_is_the_same(both: Both) -> None:
    def leaves(peer: socket.socket, port: int) -> None:
        get()(peer, port)
        assert peer.recv(7) == b"HTTP/1."
        peer.close()

    seen = same(both, says(b"HTTP/1.1 200 OK\r\nContent-Length: 20\r\n\r\nhalf"), leaves)
    assert seen.entries[0]["error"] == "client gone"


def test_a_client_that_leaves_before_any_answer_is_the_same(both: Both) -> None:
    def leaves(peer: socket.socket, port: int) -> None:
        get()(peer, port)
        peer.settimeout(0.3)
        with pytest.raises(TimeoutError):
            peer.recv(7)
        peer.close()

    def silent(served: Served) -> None:
        served.hear_request()
        served.hear(1)

    seen = same(both, silent, leaves)
    assert seen.entries[0]["error"] == "client gone"


def test_half_a_client_is_the_same(both: Both) -> None:
    def half(peer: socket.socket, port: int) -> None:
        get()(peer, port)
        peer.shutdown(socket.SHUT_WR)

    def slow(served: Served) -> None:
        served.hear_request()
        served.hear(1)

    same(both, slow, half, is_sent=False)  # the lane may see that it has left before it is connected


# -- bodies that come in pieces -----------------------------------------------------------


def uploads(*pieces: bytes, more: bytes) -> Callable[[socket.socket, int], None]:
    """A client whose body comes in pieces."""

    def ask(peer: socket.socket, port: int) -> None:
        get(more, b"POST")(peer, port)
        for piece in pieces:
            time.sleep(0.1)
            peer.sendall(piece)

    return ask


UPLOADS = {
    "length": ((b"abc", b"de"), b"Content-Length: 5\r\n"),
    "too much": ((b"abc", b"defg"), b"Content-Length: 5\r\n"),
    "chunks": ((b"3\r\nabc\r\n", b"2\r\nde\r\n0\r\n\r\n"), b"Transfer-Encoding: chunked\r\n"),
    "extensions": ((b"3;a=b\r\nabc\r\n", b"0;c\r\n\r\n"), b"Transfer-Encoding: chunked\r\n"),
    "trailers": ((b"3\r\nabc\r\n", b"0\r\nA: b\r\n\r\n"), b"Transfer-Encoding: chunked\r\n"),
    "bad chunk": ((b"3\r\nabc\r\n", b"x\r\n"), b"Transfer-Encoding: chunked\r\n"),
    "large": ((b"x" * 300_000, b"y" * 300_000), b"Content-Length: 600000\r\n"),
}


@pytest.mark.parametrize("name", UPLOADS)
def test_an_upload_is_the_same(both: Both, name: str) -> None:
    pieces, more = UPLOADS[name]
    seen = same(both, says(OK), uploads(*pieces, more=more))
    assert len(seen.entries) == 1


def test_an_answer_before_the_body_is_through_is_the_same(both: Both) -> None:
    def early(served: Served) -> None:
        served.hear_head()
        served.say(OK)
        served.hear(5)
        served.hear_head()

    same(both, early, uploads(b"abc", b"de", more=b"Content-Length: 5\r\n"))


def test_an_answer_before_the_body_after_which_the_server_leaves_is_the_same(both: Both) -> None:
    def early(served: Served) -> None:
        served.hear_head()
        served.say(b"HTTP/1.1 413 Too Large\r\nConnection: close\r\nContent-Length: 2\r\n\r\nno")

    same(both, early, uploads(b"", b"", b"", more=b"Content-Length: 5\r\n"), is_sent=False)


def test_a_client_that_leaves_in_its_body_is_the_same(both: Both) -> None:
    def leaves(peer: socket.socket, port: int) -> None:
        uploads(b"abc", more=b"Content-Length: 5\r\n")(peer, port)
        time.sleep(0.1)
        peer.close()

    seen = same(both, says(OK), leaves)
    assert "received 3 bytes, expected 5" in seen.entries[0]["error"]


def test_a_server_that_leaves_in_the_body_is_the_same(both: Both) -> None:
    def leaves(served: Served) -> None:
        served.hear_head()

    same(both, leaves, uploads(b"", b"abc", b"de", more=b"Content-Length: 5\r\n"), is_sent=False)
