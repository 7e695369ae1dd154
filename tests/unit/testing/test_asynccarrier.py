"""Questions over asyncio's streams, with streams of the test's own."""

import asyncio
from contextlib import aclosing

import pytest

from smockproxy.testing import asynccarrier
from smockproxy.testing.address import address_of
from smockproxy.testing.ask import Sent
from smockproxy.testing.asynccarrier import carried, written
from smockproxy.testing.errors import ClientError, NotReachableError, RefusedError, StrangerError

ADMIN = address_of("http://127.0.0.1:8081", None, {})
SENT = Sent("PUT", "/x?a=1", {"Content-Type": "text/x"}, b"body")
CHUNKED = b"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n"
MEASURED = b"HTTP/1.1 200 OK\r\nContent-Length: 6\r\n\r\n"
UNTIL_THE_END = b"HTTP/1.0 200 OK\r\n\r\n"


class Writer:
    """Takes the place of a stream to the server."""

    def __init__(self) -> None:
        self.sent, self.closed, self.has_sent = b"", False, asyncio.Event()

    def write(self, data):
        self.sent += data
        self.has_sent.set()

    def close(self):
        self.closed = True


class Server:
    """Answers every connection with these bytes, and then with silence or with its end."""

    def __init__(
        self, monkeypatch, answer: bytes, *, ends: bool = True, refuses: OSError | None = None
    ) -> None:
        self.writer, self.reader, self.asked = Writer(), asyncio.StreamReader(limit=100), {}
        self._refuses = refuses
        self.reader.feed_data(answer)
        if ends:
            self.reader.feed_eof()
        monkeypatch.setattr(asynccarrier.asyncio, "open_connection", self.open)

    async def open(self, host, port, **given):
        if self._refuses:
            raise self._refuses
        self.asked = {"host": host, "port": port, **given}
        return self.reader, self.writer


async def body(patience: float = 5.0, address=ADMIN) -> bytes:
    return b"".join([piece async for piece in carried(address, SENT, patience)])


async def refused(kind: type[ClientError], patience: float = 5.0) -> str:
    with pytest.raises(kind) as caught:
        await body(patience)
    assert type(caught.value) is kind
    return str(caught.value)


@pytest.mark.parametrize(
    "answer",
    [
        CHUNKED + b"3\r\nabc\r\n3;x=y\r\ndef\r\n0\r\n\r\n",
        MEASURED + b"abcdef, and what is not of it",
        UNTIL_THE_END + b"abcdef",
    ],
)
async def test_each_way_to_say_where_a_body_ends(monkeypatch, answer):
    server = Server(monkeypatch, answer)
    assert await body() == b"abcdef"
    assert server.writer.closed
    assert server.asked == {"host": "127.0.0.1", "port": 8081, "ssl": None, "limit": asynccarrier.PIECE}
    assert server.writer.sent == written(ADMIN, SENT)


def test_a_request_in_bytes():
    assert written(ADMIN, SENT) == (
        b"PUT /x?a=1 HTTP/1.1\r\nHost: 127.0.0.1:8081\r\nConnection: close\r\nContent-Length: 4\r\n"
        b"Content-Type: text/x\r\n\r\nbody"
    )
    assert b"Content-Length" not in written(ADMIN, Sent("GET", "/", {}, None))


async def test_pieces_are_given_as_they_come(monkeypatch):
    server = Server(monkeypatch, CHUNKED + b"3\r\nabc\r\n3\r\nd", ends=False)
    async with aclosing(carried(ADMIN, SENT, 5.0)) as pieces:
        assert [await anext(pieces), await anext(pieces)] == [b"abc", b"d"]
        assert not server.writer.closed
    assert server.writer.closed


async def test_whoever_is_cancelled_lets_go(monkeypatch):
    server = Server(monkeypatch, CHUNKED, ends=False)
    waiting = asyncio.ensure_future(body())
    await server.writer.has_sent.wait()
    waiting.cancel()
    with pytest.raises(asyncio.CancelledError):
        await waiting
    assert server.writer.closed


async def test_silence_has_a_limit(monkeypatch):
    server = Server(monkeypatch, b"", ends=False)
    assert "broke off in the middle of its answer: TimeoutError" in await refused(NotReachableError, 0.001)
    assert server.writer.closed


async def test_nothing_listens(monkeypatch):
    Server(monkeypatch, b"", refuses=ConnectionRefusedError(111, "Connection refused"))
    assert (await refused(NotReachableError)).startswith(
        "Nothing answers at http://127.0.0.1:8081 (Connection"
    )


async def test_a_refusal_is_told(monkeypatch):
    message = b'{"message": "There is no exchange."}'
    Server(monkeypatch, b"HTTP/1.1 404 Not Found\r\nContent-Length: %d\r\n\r\n%s" % (len(message), message))
    assert await refused(RefusedError) == "There is no exchange."


@pytest.mark.parametrize(
    "answer",
    [b"SSH-2.0-x\r\n\r\n", b"SSH-2.0-x\r\n", b"x" * 300, b"HTTP/1.1 abc\r\n\r\n", b"SSH-2.0 200 OK\r\n\r\n"],
)
async def test_what_speaks_no_http(monkeypatch, answer):
    Server(monkeypatch, answer)
    assert (
        await refused(StrangerError) == "What answers at http://127.0.0.1:8081 is not smockproxy's admin API."
    )


@pytest.mark.parametrize(
    ("answer", "reason"),
    [
        (b"", "0 bytes read on a total of undefined expected bytes"),
        (CHUNKED + b"3\r\nab", "1 bytes are missing"),
        (CHUNKED + b"3\r\nabc", "0 bytes read on"),
        (CHUNKED + b"zz\r\n", "b'zz\\r\\n' is no size of a chunk"),
        (CHUNKED + b"1" * 300, "Separator is not found"),
        (MEASURED + b"abc", "3 bytes are missing"),
    ],
)
async def test_an_answer_that_breaks_off(monkeypatch, answer, reason):
    server = Server(monkeypatch, answer)
    message = await refused(NotReachableError)
    assert message.startswith(f"http://127.0.0.1:8081 broke off in the middle of its answer: {reason}")
    assert server.writer.closed


async def test_tls_is_checked(monkeypatch):
    server = Server(monkeypatch, UNTIL_THE_END)
    monkeypatch.setattr(asynccarrier, "secure_context", lambda: "context")
    await body(address=address_of("https://a.test", None, {}))
    assert (server.asked["host"], server.asked["port"], server.asked["ssl"]) == ("a.test", 443, "context")
