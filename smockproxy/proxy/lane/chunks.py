"""A chunked body on its way: what is in the chunks; extensions and trailers are left out.

Source: RFC 9112, 7.1. What is usual is read here, anything else by h11, which mitmproxy reads it with, so
that what is let through and what is said of the rest is the same.
"""

import re  # noqa: TID251 - the pattern is ours

import h11
from h11._readers import ChunkedReader
from h11._receivebuffer import ReceiveBuffer

_SIZE = re.compile(rb"([0-9a-fA-F]{1,15})\r\n")
_LAST = b"0\r\n\r\n"
INCOMPLETE = "peer closed connection without sending complete message body (incomplete chunked read)"


class ChunkedBody:
    """Reads one body."""

    __slots__ = ("_left", "_odd", "flaw", "is_over", "rest")

    def __init__(self) -> None:
        self.is_over = False
        self.flaw = ""
        """Why it is no chunked body, in h11's words; what came before is given all the same."""
        self.rest = b""
        """What came after its end."""
        self._left = 0
        """Bytes of the chunk at hand that are still to come."""
        self._odd: tuple[ChunkedReader, ReceiveBuffer] | None = None

    def feed(self, data: bytes) -> bytes:
        """What of the body is in the bytes that came."""
        if self._odd is not None:
            return self._feed_odd(*self._odd, data)
        if self._left > len(data):
            self._left -= len(data)
            return data
        return self._feed_usual(data)

    def _feed_usual(self, data: bytes) -> bytes:
        parts, at = [], 0
        if self._left:
            parts.append(data[: self._left])
            at, self._left = self._left, 0
            if data[at : at + 2] != b"\r\n":
                return b"".join(parts) + self._go_odd(data[at:], is_after_chunk=True)
            at += 2
        while True:
            if data.startswith(_LAST, at):
                self.is_over, self.rest = True, data[at + 5 :]
                return b"".join(parts)
            size = _SIZE.match(data, at)
            length = int(size[1], 16) if size else 0
            if size is None or not length:
                return b"".join(parts) + self._go_odd(data[at:])
            begin = size.end()
            parts.append(data[begin : begin + length])
            if (left := begin + length - len(data)) > 0:
                self._left = left
                return b"".join(parts)
            at = begin + length
            if data[at : at + 2] != b"\r\n":
                return b"".join(parts) + self._go_odd(data[at:], is_after_chunk=True)
            at += 2

    def _go_odd(self, data: bytes, *, is_after_chunk: bool = False) -> bytes:
        """Leave the rest to h11: it has extensions or trailers, is cut between two reads, or is not valid."""
        reader = ChunkedReader()
        if is_after_chunk:
            reader._bytes_to_discard = b"\r\n"  # noqa: SLF001 - it is in the middle of a body
        self._odd = reader, ReceiveBuffer()
        return self._feed_odd(*self._odd, data)

    def _feed_odd(self, reader: ChunkedReader, buffer: ReceiveBuffer, data: bytes) -> bytes:
        buffer += data
        parts: list[bytes] = []
        while True:
            try:
                event = reader(buffer)
            except h11.ProtocolError as error:
                self.flaw = str(error)
                return b"".join(parts)
            if event is None:
                return b"".join(parts)
            if isinstance(event, h11.EndOfMessage):
                self.is_over, self.rest = True, bytes(buffer)
                return b"".join(parts)
            parts.append(bytes(event.data))


def chunk_of(piece: bytes) -> bytes:
    """A piece of a body as one chunk."""
    return b"%x\r\n%b\r\n" % (len(piece), piece)


LAST_CHUNK = _LAST
"""The end of a chunked body."""
