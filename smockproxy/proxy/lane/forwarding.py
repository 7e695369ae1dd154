"""One exchange that the lane forwards: streams both ways, failures as on mitmproxy's path, its record.

Rules of this file: no task and no timer for an exchange, but while a connection is opened for it.
"""

import asyncio
import logging
from typing import NamedTuple, Protocol

from mitmproxy.net.http import http1

from smockproxy.app.sessions.instance import Instance
from smockproxy.core.account import CLIENT_GONE
from smockproxy.core.decision import Forward
from smockproxy.core.entry import Outcome
from smockproxy.core.framing import framed
from smockproxy.core.http import Request, Response
from smockproxy.core.records import NO_REST, UNCHANGED, Record
from smockproxy.proxy.bodies import KeptBody
from smockproxy.proxy.convert import Arrival, message_of
from smockproxy.proxy.edge import Edge
from smockproxy.proxy.exchange import Exchange
from smockproxy.proxy.lane.answerhead import (
    CHUNKED,
    UNTIL_CLOSE,
    AnswerHead,
    BadHeadError,
    could_end,
    read_head,
    without_interim,
)
from smockproxy.proxy.lane.chunks import INCOMPLETE, LAST_CHUNK, ChunkedBody, chunk_of
from smockproxy.proxy.lane.outbound import Outbound
from smockproxy.proxy.lane.upstreams import LoopError, NotOpenedError, Upstream, Upstreams

logger = logging.getLogger("smockproxy")

NO_BODY = KeptBody(0)
"""That of requests without one; never fed."""
MOST_REPEATED = 64 * 1024
"""Bytes of a request that are kept to be sent again, should the connection turn out closed."""
CLOSED = "server closed connection"
CUT = "peer closed connection without sending complete message body (received {} bytes, expected {})"
BROKEN = "HTTP/1 protocol error: {}"
"""What mitmproxy and h11 say of bodies."""


class Taker(Protocol):
    """The client's side of an exchange."""

    def write(self, data: bytes) -> None:
        """Send to the client."""
        ...

    def forwarded(self, *, closes: bool) -> None:
        """The exchange is over on both sides; told once. `closes`: so is the connection."""
        ...

    def cut(self) -> None:
        """End the connection: the answer can't be finished. The exchange is over, and it is told once."""
        ...

    def pause_reading(self) -> None:
        """Let the client wait with its request."""
        ...

    def resume_reading(self) -> None:
        """Go on with the request."""
        ...


class Arrived(NamedTuple):
    """What is known of an exchange when it was decided to forward it."""

    instance: Instance
    id: str
    """Of the exchange."""
    request: Request
    """As history shows it; its body is taken from what comes."""
    received_at: float
    """What the clock of the session showed, in seconds since the epoch."""
    session: str
    """The id of the session."""
    started_at: float
    """Seconds since the epoch."""
    decision: Forward


class Forwarder:
    """What all forwarded exchanges share."""

    def __init__(self, edge: Edge, upstreams: Upstreams) -> None:
        self.edge = edge
        self.upstreams = upstreams
        self.under_way: set[Forwarding] = set()

    def stop(self) -> None:
        """End what is under way, and every connection to a server."""
        for forwarding in tuple(self.under_way):
            forwarding.client_gone()
            forwarding.taker.cut()
        self.upstreams.close()


class Forwarding:
    """One exchange."""

    __slots__ = (
        "_answer_body",
        "_chunks",
        "_head",
        "_is_answer_over",
        "_is_answering",
        "_is_over",
        "_is_paused",
        "_is_request_over",
        "_left",
        "_opening",
        "_partial",
        "_request_body",
        "_request_read",
        "_response_started",
        "_rest",
        "_sent",
        "_shared",
        "_unsent",
        "_upstream",
        "_was_reused",
        "arrived",
        "outbound",
        "taker",
    )

    def __init__(self, shared: Forwarder, arrived: Arrived, outbound: Outbound, taker: Taker) -> None:
        self._shared = shared
        self.arrived = arrived
        self.outbound = outbound
        self.taker = taker
        self._request_body = NO_BODY
        self._answer_body: KeptBody | None = None
        self._request_read: float | None = None
        self._response_started: float | None = None
        self._upstream: Upstream | None = None
        self._rest = NO_REST
        """What the record says of the server, once there is a connection."""
        self._was_reused = False
        self._opening: asyncio.Task[None] | None = None
        self._unsent: list[bytes] = []
        """What waits for the connection."""
        self._sent: list[bytes] | None = [] if outbound.is_repeatable else None
        """What may have to be sent again; None when it can't be."""
        self._partial: bytearray | None = None
        """Of the answer's head."""
        self._head: AnswerHead | None = None
        self._left = 0
        """Bytes of the answer's body that are still to come; or how it ends."""
        self._chunks: ChunkedBody | None = None
        self._is_request_over = self._is_answer_over = self._is_answering = False
        self._is_over = False
        """Whether it is in history."""
        self._is_paused = False

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

    def _kept_body(self) -> KeptBody:
        return KeptBody(self.arrived.instance.settings.history_body_limit)

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

    # -- ends ---------------------------------------------------------------------------

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

    def _record(self, outcome: Outcome, error: str = "") -> None:
        """Put it into history, once."""
        self._is_over = True
        arrived, head = self.arrived, self._head
        instance, request = arrived.instance, arrived.request
        sent, answered = self._request_body, self._answer_body or NO_BODY
        response = None
        if head is not None:
            response = head.response(answered.content)
        started = arrived.started_at
        edge = self._shared.edge
        edge.open_exchanges.discard(arrived.id)
        record = Record(
            arrived.id,
            (instance.name, arrived.session),
            outcome,
            request,
            arrived.received_at,
            sent.content,
            sent.size,
            response,
            answered.size,
            None,
            started,
            _since(started, self._request_read),
            _since(started, self._response_started),
            _since(started, self._now()) or 0.0,
            0.0,
            arrived.decision.trace,
            UNCHANGED,
            (),
            None,
            self._rest._replace(error=error) if error else self._rest,
        )
        edge.record(record, instance)

    def _now(self) -> float:
        return self._shared.edge.instance.clock()

    # -- answers of our own -------------------------------------------------------------

    def _fail(self, reason: str) -> None:
        """There is no answer, or it can't be finished."""
        if self._is_over:
            return
        self._give_up_server()
        if self._is_answering:
            self._shared.under_way.discard(self)
            self._record(Outcome.FAILED, reason)
            self.taker.cut()
            return
        exchange = self._exchange()
        exchange.outcome = Outcome.FAILED
        self._answer(exchange, self._shared.edge.upstream_failure(exchange, reason))

    def _refuse_loop(self) -> None:
        edge, exchange = self._shared.edge, self._exchange()
        self._give_up_server()
        response = edge.refusal(exchange, edge.refuse_loop(exchange))
        exchange.outcome = Outcome.REFUSED
        self._answer(exchange, response)

    def _break_down(self, error: Exception) -> None:
        """A defect of ours ends it as a 600; nothing goes on."""
        edge = self._shared.edge
        if self._is_over:
            logger.error("exchange %s failed inside smockproxy: %r", self.arrived.id, error, exc_info=error)
            return
        response = edge.internal_failure(self.arrived.id, error)
        exchange = self._exchange()
        exchange.outcome, exchange.error = Outcome.FAILED, f"smockproxy failed: {error!r}"
        exchange.seen_by_smocker = False
        is_answering = self._is_answering
        self._give_up_server()
        if is_answering:
            self._is_over = True
            self._shared.under_way.discard(self)
            edge.complete(exchange)
            self.taker.cut()
        else:
            self._answer(exchange, response)

    def _exchange(self) -> Exchange:
        """What mitmproxy's path knows of an exchange, for what is the same on both."""
        arrived = self.arrived
        return Exchange(
            id=arrived.id,
            instance=arrived.instance,
            session=arrived.session,
            started_at=arrived.started_at,
            request=arrived.request,
            request_body=self._request_body,
            response_body=self._kept_body(),
            arrival=Arrival(arrived.request.form, b"", arrived.received_at, arrived.request.session),
            decision=arrived.decision,
            request_read_at=self._request_read,
            server=self._rest.server,
        )

    def _answer(self, exchange: Exchange, response: Response) -> None:
        """Answer in place of the server; what is left of the request is read over."""
        self._is_over = True
        edge = self._shared.edge
        now = edge.instance.clock()
        message = message_of(framed(response, self.outbound.method), now)
        content = message.raw_content or b""
        exchange.response_started_at, exchange.response = now, message
        exchange.response_body.feed(content)
        edge.complete(exchange)
        self.taker.write(http1.assemble_response_head(message) + content)
        if self._is_request_over:
            self._shared.under_way.discard(self)
            self.taker.forwarded(closes=self.outbound.closes)


def _since(started: float, moment: float | None) -> float | None:
    if moment is None:
        return None
    return moment - started if moment > started else 0.0
