"""How a forwarded exchange ends: with its record, or with an answer of our own, as on mitmproxy's path."""

import logging
from typing import TYPE_CHECKING

from mitmproxy.net.http import http1

from smockproxy.core.entry import Outcome
from smockproxy.core.framing import framed
from smockproxy.core.http import Response
from smockproxy.core.records import NO_REST, UNCHANGED, Record
from smockproxy.proxy.bodies import KeptBody
from smockproxy.proxy.convert import Arrival, message_of
from smockproxy.proxy.exchange import Exchange
from smockproxy.proxy.lane.forwarder import Arrived, Forwarder, Taker
from smockproxy.proxy.lane.outbound import Outbound

if TYPE_CHECKING:
    import asyncio

    from smockproxy.proxy.lane.answerhead import AnswerHead
    from smockproxy.proxy.lane.chunks import ChunkedBody
    from smockproxy.proxy.lane.upstreams import Upstream

logger = logging.getLogger("smockproxy")

NO_BODY = KeptBody(0)
"""That of requests without one; never fed."""


class ForwardedExchange:
    """What is known of one, and how it ends."""

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

    def _kept_body(self) -> KeptBody:
        return KeptBody(self.arrived.instance.settings.history_body_limit)

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

    def client_gone(self) -> None:
        """Nobody waits for the answer any more."""
        raise NotImplementedError

    def _give_up_server(self) -> None:
        """The server is not needed any more."""
        raise NotImplementedError


def _since(started: float, moment: float | None) -> float | None:
    if moment is None:
        return None
    return moment - started if moment > started else 0.0
