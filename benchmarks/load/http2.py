"""How a client talks HTTP/2 (RFC 9113): prepared frames, so that the load costs less than the server.

The first answer is decoded and compared in full; of each later one the status, the body and its end are.
"""

import ssl
from collections.abc import Iterator
from itertools import cycle

from benchmarks.load.answers import WrongAnswerError
from benchmarks.load.orders import Ask, Order, fields_of, shortened
from benchmarks.load.talking import NOT_YET, Talk, Tally, Watch, clock, connected

PREFACE = b"PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n"
DATA, HEADERS, RESET, SETTINGS, PING, GOAWAY, WINDOW_UPDATE = 0, 1, 3, 4, 6, 7, 8
END_STREAM, ACK, END_HEADERS, PADDED, PRIORITY = 0x1, 0x1, 0x4, 0x8, 0x20
STATUS_200 = 0x88
"""The first octet of a field block that begins with `:status: 200` from the static table (RFC 7541 A)."""
WINDOW = 2**30
ENOUGH = 2**20
"""After how many octets of bodies the connection's window is opened again."""
PIECE = 65536

type Frame = tuple[int, int, int, bytes]
"""Type, flags, stream, payload."""


def frame(kind: int, flags: int, stream: int, payload: bytes = b"") -> bytes:
    """A frame as bytes (RFC 9113 4.1)."""
    return len(payload).to_bytes(3) + bytes((kind, flags)) + stream.to_bytes(4) + payload


def frames_of(received: bytearray) -> Iterator[Frame]:
    """Take all whole frames out of what was received."""
    at, length = 0, len(received)
    while at + 9 <= length:
        end = at + 9 + int.from_bytes(received[at : at + 3])
        if end > length:
            break
        stream = int.from_bytes(received[at + 5 : at + 9]) & 0x7FFFFFFF
        yield received[at + 3], received[at + 4], stream, bytes(received[at + 9 : end])
        at = end
    del received[:at]


def opening() -> bytes:
    """Preface, settings without push and with a wide window (RFC 9113 6.5.2), the connection's window."""
    settings = b"".join(name.to_bytes(2) + value.to_bytes(4) for name, value in ((2, 0), (4, WINDOW)))
    return PREFACE + frame(SETTINGS, 0, 0, settings) + frame(WINDOW_UPDATE, 0, 0, WINDOW.to_bytes(4))


def field_block(order: Order, ask: Ask) -> bytes:
    """All fields as literals that are not indexed (RFC 7541 6.2.2), the same bytes for each request."""
    pseudo = ((":method", ask.method), (":scheme", "https"), (":authority", order.host), (":path", ask.path))
    return b"".join(
        b"\x00" + _text(name.lower()) + _text(value) for name, value in (*pseudo, *fields_of(ask))
    )


def _text(text: str) -> bytes:
    octets = text.encode()
    if len(octets) > 126:
        raise ValueError(f"{text[:40]!r}… is longer than 126 octets")
    return bytes((len(octets),)) + octets


class Asker:
    """The streams of one connection: makes what is to be sent, takes what came."""

    def __init__(self, order: Order, tally: Tally) -> None:
        self._asked = cycle([(field_block(order, ask), ask.content.encode()) for ask in order.asks])
        self._body = order.body.encode()
        self._tally = tally
        self._stream = -1
        self._begun: dict[int, float] = {}
        self._bodies: dict[int, bytes] = {}
        self._consumed = 0
        self._is_first = True
        self._received = bytearray()

    def ask(self) -> bytes:
        """One more request."""
        block, content = next(self._asked)
        self._stream += 2
        self._begun[self._stream] = clock()
        ends = 0 if content else END_STREAM
        sent = frame(HEADERS, END_HEADERS | ends, self._stream, block)
        return sent + frame(DATA, END_STREAM, self._stream, content) if content else sent

    def take(self, piece: bytes) -> bytes:
        """Take what came; gives what is to be sent for it. Raises `WrongAnswerError`."""
        self._received += piece
        return b"".join([self._reply(each) for each in frames_of(self._received)])

    def _reply(self, got: Frame) -> bytes:
        kind, flags, stream, payload = got
        if kind == DATA:
            return self._data(flags, stream, payload)
        if kind == HEADERS:
            return self._headers(flags, stream, payload)
        if kind in (SETTINGS, PING) and not flags & ACK:
            return frame(kind, ACK, 0, payload if kind == PING else b"")
        if kind in (GOAWAY, RESET):
            raise WrongAnswerError(f"HTTP/2: frame {kind} on stream {stream}: {shortened(payload)}")
        return b""

    def _headers(self, flags: int, stream: int, payload: bytes) -> bytes:
        if flags & PADDED or flags & PRIORITY or not flags & END_HEADERS:
            raise WrongAnswerError(f"HTTP/2: headers with flags {flags:#x}, which this load does not read")
        if self._is_first:
            _look_into(payload, len(self._body))
            self._is_first = False
        elif payload[0] != STATUS_200:
            raise WrongAnswerError(f"HTTP/2: stream {stream} was not answered with 200: {payload!r}")
        return self._ended(stream, b"") if flags & END_STREAM else b""

    def _data(self, flags: int, stream: int, payload: bytes) -> bytes:
        if flags & PADDED:
            payload = payload[1 : len(payload) - payload[0]]
        if stream in self._bodies:
            payload = self._bodies.pop(stream) + payload
        if not flags & END_STREAM:
            self._bodies[stream] = payload
            return b""
        self._consumed += len(payload)
        sent = self._ended(stream, payload)
        if self._consumed > ENOUGH:
            sent += frame(WINDOW_UPDATE, 0, 0, self._consumed.to_bytes(4))
            self._consumed = 0
        return sent

    def _ended(self, stream: int, body: bytes) -> bytes:
        if body != self._body:
            raise WrongAnswerError(f"HTTP/2: stream {stream}: {shortened(body)}")
        self._tally.took.append(clock() - self._begun.pop(stream))
        if self._tally.waiting:
            self._tally.waiting -= 1
        return self.ask()


def _look_into(block: bytes, length: int) -> None:
    from hpack import Decoder  # noqa: PLC0415 - mitmproxy brings it; only this needs it

    fields = {bytes(name): bytes(value) for name, value in Decoder().decode(block, raw=True)}
    told = fields.get(b"content-length", str(length).encode())
    if fields.get(b":status") != b"200" or told != str(length).encode():
        raise WrongAnswerError(f"HTTP/2: {fields}")


def streams(order: Order, context: ssl.SSLContext, watch: Watch, tally: Tally) -> Talk:
    """Keep so many streams of one connection busy."""
    talker = yield from connected(order, context, watch)
    if not isinstance(talker, ssl.SSLSocket) or talker.selected_alpn_protocol() != "h2":
        raise WrongAnswerError("the server does not take HTTP/2")
    asker = Asker(order, tally)
    talker.send(opening() + b"".join(asker.ask() for _ in range(order.many)))
    while True:
        yield
        try:
            while piece := talker.recv(PIECE):
                if reply := asker.take(piece):
                    talker.send(reply)
        except NOT_YET:
            continue
        raise WrongAnswerError("the server closed an HTTP/2 connection")
