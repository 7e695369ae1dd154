"""One exchange that the lane forwards: streams both ways, failures as on mitmproxy's path, its record.

Rules of this file: no task and no timer for an exchange, but while a connection is opened for it.
"""

import asyncio
import logging

from smockproxy.core.account import CLIENT_GONE
from smockproxy.core.entry import Outcome
from smockproxy.proxy.lane.answerhead import (
    CHUNKED,
    UNTIL_CLOSE,
    BadHeadError,
    could_end,
    read_head,
    without_interim,
)
from smockproxy.proxy.lane.chunks import INCOMPLETE, LAST_CHUNK, ChunkedBody, chunk_of
from smockproxy.proxy.lane.ending import ForwardedExchange
from smockproxy.proxy.lane.upstreams import LoopError, NotOpenedError, Upstream

logger = logging.getLogger("smockproxy")

MOST_REPEATED = 64 * 1024
"""Bytes of a request that are kept to be sent again, should the connection turn out closed."""
CLOSED = "server closed connection"
CUT = "peer closed connection without sending complete message body (received {} bytes, expected {})"
BROKEN = "HTTP/1 protocol error: {}"
"""What mitmproxy and h11 say of bodies."""


class Forwarding(ForwardedExchange):
    """One exchange."""

    __slots__ = ()

    # -- from the client ----------------------------------------------------------------

    def begin(self) -> None:
        """Send the head, as soon as there is a connection; the body follows, and its end must be told."""
        self._request_body = self._kept_body()
        self._begin(self.outbound.head)

    def begin_whole(self, body: bytes) -> None:
        """Send a request that is all there."""
        self._is_request_over = True
        self._request_read = self.arrived.started_at
        head = self.outbound.head
        if not body:
            self._begin(head + LAST_CHUNK if self.outbound.is_chunked else head)
            return
        self._request_body = self._kept_body()
        self._request_body.feed(body)
        sent = chunk_of(body) + LAST_CHUNK if self.outbound.is_chunked else body
        if self._sent is not None and len(body) <= MOST_REPEATED:
            self._sent.append(sent)
        else:
            self._sent = None
        self._begin(head + sent)

    def _keep_answer(self, piece: bytes) -> None:
        """Take note of a piece of the answer's body."""
        if self._answer_body is None:
            self._answer_body = self._kept_body()
        self._answer_body.feed(piece)

    def _begin(self, data: bytes) -> None:
        shared, outbound = self._shared, self.outbound
        shared.under_way.add(self)
        shared.edge.open_exchanges.add(self.arrived.id)
        upstream = shared.upstreams.take(outbound.destination, is_repeatable=self._sent is not None)
        if upstream is None:
            self._unsent.append(data)
            self._open()
            return
        self._was_reused = True
        self._join(upstream)
        upstream.write(data)

    def _join(self, upstream: Upstream) -> None:
        self._upstream = upstream
        self._rest = upstream.rest
        upstream.reader = self

    def body(self, piece: bytes) -> None:
        """Send on a piece of the body, without its framing."""
        if self._is_over or not piece:
            return
        self._request_body.feed(piece)
        self._send(chunk_of(piece) if self.outbound.is_chunked else piece)

    def end(self) -> None:
        """The request has ended."""
        if self._is_request_over:
            return
        self._is_request_over = True
        if self._is_over:  # answered long ago; the rest of the request was read over
            self._shared.under_way.discard(self)
            self.taker.forwarded(closes=self.outbound.closes)
            return
        self._request_read = self._now()
        if self.outbound.is_chunked:
            self._send(LAST_CHUNK)
        if self._is_answer_over:
            self._finish()

    def client_gone(self, reason: str = CLIENT_GONE) -> None:
        """The client has left, or half of its connection is closed: nobody waits for the answer.

        Another reason is what is wrong with the rest of its request.
        """
        self._shared.under_way.discard(self)
        if not self._is_over:
            self._give_up_server()
            self._record(Outcome.FAILED, reason)

    def pause(self) -> None:
        """The client takes too slowly."""
        self._is_paused = True
        if self._upstream is not None:
            self._upstream.pause_reading()

    def resume(self) -> None:
        """The client has taken what there was."""
        self._is_paused = False
        if self._upstream is not None:
            self._upstream.resume_reading()

    # -- to the server ------------------------------------------------------------------

    def _send(self, data: bytes) -> None:
        if self._sent is not None:
            self._sent.append(data)
            if self._request_body.size > MOST_REPEATED:
                self._sent = None
        if self._upstream is not None:
            self._upstream.write(data)
        else:
            self._unsent.append(data)

    def _open(self) -> None:
        if not self._is_request_over:
            self.taker.pause_reading()
        # not eagerly: whoever begins an exchange does not expect its end before it has begun
        self._opening = asyncio.Task(self._connect())

    async def _connect(self) -> None:
        try:
            await self._try_to_connect()
        except Exception as error:  # noqa: BLE001 - fail closed: whatever it is, it ends as a 600
            self._break_down(error)

    async def _try_to_connect(self) -> None:
        try:
            upstream = await self._shared.upstreams.open(self.outbound.destination, self.arrived.decision)
        except LoopError:
            self._opening = None
            self._refuse_loop()
            return
        except NotOpenedError as error:
            self._opening = None
            self._fail(str(error))
            return
        self._opening = None
        if self._is_over:
            upstream.end()
            return
        self._was_reused = False
        self._join(upstream)
        unsent, self._unsent = self._unsent, []
        upstream.write(b"".join(unsent))
        if self._is_paused:
            upstream.pause_reading()
        if not self._is_request_over:
            self.taker.resume_reading()

    def server_is_slow(self) -> None:
        """Let the client wait with its body."""
        if not self._is_request_over:
            self.taker.pause_reading()

    def server_took(self) -> None:
        """Go on with the client's body."""
        if not self._is_request_over:
            self.taker.resume_reading()

    def _give_up_server(self) -> None:
        upstream, self._upstream = self._upstream, None
        if upstream is not None:
            upstream.end()
        if self._opening is not None:
            self._opening.cancel()
            self._opening = None
        self._unsent.clear()
        if not self._is_request_over:
            self.taker.resume_reading()

    # -- from the server ----------------------------------------------------------------

    def from_server(self, data: bytes) -> None:
        """Take bytes of the answer, and send them on."""
        try:
            if self._head is None:
                self._take_head(data)
            else:
                self._take_body(data, b"")
        except Exception as error:  # noqa: BLE001 - fail closed: whatever it is, it ends as a 600
            self._break_down(error)

    def _take_head(self, data: bytes) -> None:
        self._sent = None
        if (partial := self._partial) is not None:
            seen = len(partial)
            partial += data
            if not could_end(partial, seen) and len(partial) < 65_536:
                return
            data = bytes(partial)
        try:
            found = read_head(data, self.outbound.method)
        except BadHeadError as error:
            self._fail(str(error))
            return
        if found is None:
            if partial is None:
                self._partial = bytearray(data)
            return
        self._partial = None
        head, end = found
        self._head = head
        self._response_started = self._now()
        self._is_answering = True
        self._left = 0 if self.outbound.is_head else head.length
        if self._left == CHUNKED:
            self._chunks = ChunkedBody()
        self._take_body(data[end:], head.raw)

    def _take_body(self, data: bytes, before: bytes) -> None:
        """Send on what comes of the body, after what is to go out before it."""
        left = self._left
        if self._is_answer_over:
            return  # the request has not ended yet; what a server says now is no answer
        if left >= 0:
            piece = data if len(data) <= left else data[:left]
            self._left = left = left - len(piece)
            if piece:
                self._keep_answer(piece)
            self.taker.write(before + piece if before else piece)
            if not left:
                self._end_answer(is_clean=len(piece) == len(data))
        elif self._chunks is None:
            self._keep_answer(data)
            if before or data:
                self.taker.write(before + data)
        else:
            self._take_chunks(self._chunks, data, before)

    def _take_chunks(self, chunks: ChunkedBody, data: bytes, before: bytes) -> None:
        piece = chunks.feed(data)
        if piece:
            self._keep_answer(piece)
        out = before + chunk_of(piece) if piece else before
        if out:
            self.taker.write(out)
        if chunks.flaw:
            self._fail(BROKEN.format(chunks.flaw))
        elif chunks.is_over:
            self._end_answer(is_clean=not chunks.rest)

    def _end_answer(self, *, is_clean: bool) -> None:
        self._is_answer_over = True
        if not is_clean and self._upstream is not None:
            self._upstream.era = -1  # what came after the answer is nobody's: the connection can't go on
        if self._is_request_over:
            self._finish()

    def server_ended(self) -> None:
        """The connection is over: the end of the answer, a failure, or no news at all."""
        try:
            self._upstream = None
            self._take_end()
        except Exception as error:  # noqa: BLE001 - fail closed
            self._break_down(error)

    def _take_end(self) -> None:
        head = self._head
        if head is None:
            self._end_without_answer()
        elif self._left == UNTIL_CLOSE and self._chunks is None:
            if not self._is_answer_over:
                self._end_answer(is_clean=True)
        elif self._chunks is not None:
            self._fail(BROKEN.format(INCOMPLETE))
        else:
            size = self._answer_body.size if self._answer_body is not None else 0
            self._fail(BROKEN.format(CUT.format(size, size + self._left)))

    def _end_without_answer(self) -> None:
        partial = self._partial
        if partial is not None and (rest := without_interim(bytes(partial))):
            self._fail(f"unexpected server response: {rest!r}")
        elif partial is not None:
            self._fail(CLOSED)
        elif self._was_reused and self._sent is not None:
            self._was_reused = False
            self._unsent = [self.outbound.head, *self._sent]
            self._open()
        else:
            self._fail(CLOSED)

    # -- the end of both -----------------------------------------------------------------------

    def _finish(self) -> None:
        """Both sides are done."""
        head = self._head
        if head is None:
            raise RuntimeError("an answer ended that never began")
        closes = self.outbound.closes or head.closes or (self._left == UNTIL_CLOSE and self._chunks is None)
        if self._chunks is not None and not self.outbound.is_head:
            self.taker.write(LAST_CHUNK)
        if (upstream := self._upstream) is not None:
            self._upstream = None
            if self._is_paused:
                upstream.resume_reading()
            if closes:
                upstream.end()
            else:
                self._shared.upstreams.give_back(upstream)
        self._shared.under_way.discard(self)
        self._record(Outcome.FORWARDED)
        self.taker.forwarded(closes=closes)
