"""Chunked bodies: the same comes out however they are cut."""

import h11
import pytest
from h11._readers import ChunkedReader
from h11._receivebuffer import ReceiveBuffer

from smockproxy.proxy.lane.chunks import ChunkedBody, chunk_of

BODIES = {
    "two chunks": b"4\r\nabcd\r\nA\r\n0123456789\r\n0\r\n\r\n",
    "nothing": b"0\r\n\r\n",
    "extension": b"4;a=b\r\nabcd\r\n0;x\r\n\r\n",
    "trailers": b"4\r\nabcd\r\n0\r\nA: b\r\n\r\n",
    "zeros": b"0004\r\nabcd\r\n000\r\n\r\n",
    "no size": b"x\r\nabcd\r\n",
    "no end of a chunk": b"4\r\nabcdXX0\r\n\r\n",
    "after a chunk": b"4\r\nabcd\r\n4\r\nabcd\nX",
    "huge size": b"fffffffffffffffffffff\r\n",
    "bad trailer": b"0\r\n a\r\n\r\n",
}


def as_h11(data: bytes) -> tuple[bytes, bool, str]:
    reader, buffer, body = ChunkedReader(), ReceiveBuffer(), b""
    buffer += data
    while True:
        try:
            event = reader(buffer)
        except h11.ProtocolError as error:
            return body, False, str(error)
        if event is None or isinstance(event, h11.EndOfMessage):
            return body, event is not None, ""
        body += event.data


@pytest.mark.parametrize("name", BODIES)
def test_the_same_as_h11_at_every_cut(name: str) -> None:
    data = BODIES[name]
    expected = as_h11(data)
    for cut in range(len(data) + 1):
        chunks, body = ChunkedBody(), b""
        for piece in (data[:cut], data[cut:]):
            if piece and not chunks.is_over and not chunks.flaw:
                body += chunks.feed(piece)
        seen = body, chunks.is_over, chunks.flaw.partition("bytearray")[0]  # h11 says what it had got by then
        assert seen == (expected[0], expected[1], expected[2].partition("bytearray")[0]), cut


@pytest.mark.parametrize("name", ["two chunks", "trailers"])
def test_byte_by_byte(name: str) -> None:
    chunks = ChunkedBody()
    body = b"".join(chunks.feed(bytes([byte])) for byte in BODIES[name])
    assert body == as_h11(BODIES[name])[0]
    assert chunks.is_over
    assert chunks.rest == b""


@pytest.mark.parametrize("name", ["two chunks", "extension"])
def test_what_follows_is_left(name: str) -> None:
    chunks = ChunkedBody()
    chunks.feed(BODIES[name] + b"rest")
    assert chunks.rest == b"rest"


def test_a_piece_becomes_a_chunk() -> None:
    assert chunk_of(b"0123456789abcdef") == b"10\r\n0123456789abcdef\r\n"
