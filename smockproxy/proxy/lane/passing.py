"""Which requests the lane passes on to real servers, and the client's side of those that it does.

Those that no mock touches; nothing of them is changed, delayed or damaged.
"""

from collections.abc import Sequence

from mitmproxy.options import Options

from smockproxy.app.sessions.instance import Instance
from smockproxy.core.choice import Choice
from smockproxy.core.decision import Forward, Unmatched
from smockproxy.core.disturbing import may_disturb
from smockproxy.core.http import Form, Request
from smockproxy.core.mock import Mock
from smockproxy.core.settled import are_settled
from smockproxy.core.trace import Trace
from smockproxy.proxy.edge import Edge
from smockproxy.proxy.lane.chunks import INCOMPLETE, ChunkedBody
from smockproxy.proxy.lane.forwarder import Arrived, Forwarder
from smockproxy.proxy.lane.forwarding import BROKEN, CUT, Forwarding
from smockproxy.proxy.lane.heads import Head, InDoubtError, absolute
from smockproxy.proxy.lane.http1 import Http1
from smockproxy.proxy.lane.origin import Origin
from smockproxy.proxy.lane.outbound import Destination, Outbound, outbound_of, stays_with_its_client
from smockproxy.proxy.lane.plans import Keeping, Standing
from smockproxy.proxy.lane.reading import Because
from smockproxy.proxy.lane.trust import Trust
from smockproxy.proxy.lane.upstreams import Upstreams


class Passing:
    """The client's side of an exchange that is forwarded."""

    __slots__ = ("_chunks", "_http1", "_left", "_size", "forwarding", "is_reading")

    forwarding: Forwarding

    def __init__(self, http1: Http1) -> None:
        self._http1 = http1
        self.is_reading = False
        """Whether the request is still coming."""
        self._size = self._left = 0
        self._chunks: ChunkedBody | None = None

    # -- what the exchange says ---------------------------------------------------------

    def write(self, data: bytes) -> None:
        """Send to the client."""
        self._http1.wire.write(data)

    def forwarded(self, *, closes: bool) -> None:
        """It is over."""
        self._http1.over(closes)

    def cut(self) -> None:
        """The answer can't be finished."""
        self._http1.over(ends=True)

    def pause_reading(self) -> None:
        """Let the client wait."""
        self._http1.reading.stop(Because.THE_SERVER_IS_SLOW)

    def resume_reading(self) -> None:
        """Go on with the client."""
        self._http1.reading.go_on(Because.THE_SERVER_IS_SLOW)

    # -- what the client does -----------------------------------------------------------

    def read(self, head: Head, begun: bytes) -> None:
        """Read a body that is still coming, which begins so."""
        self.is_reading = True
        self._size = self._left = head.length
        self._chunks = ChunkedBody() if head.is_chunked else None
        if begun:
            self.feed(begun)

    def feed(self, data: bytes) -> None:
        """Take more of the body."""
        chunks = self._chunks
        if chunks is None:
            piece = data[: self._left]
            self._left -= len(piece)
            self.forwarding.body(piece)
            if not self._left:
                self._end(data[len(piece) :])
            return
        self.forwarding.body(chunks.feed(data))
        if chunks.flaw:
            self.is_reading = False
            self._http1.over(ends=True)
            self.forwarding.client_gone(BROKEN.format(chunks.flaw))
        elif chunks.is_over:
            self._end(chunks.rest)

    def _end(self, rest: bytes) -> None:
        self.is_reading = False
        self._http1.keep(rest)
        self.forwarding.end()

    def leave(self) -> None:
        """The client has left."""
        if not self.is_reading:
            self.forwarding.client_gone()
            return
        missing = CUT.format(self._size - self._left, self._size) if self._chunks is None else INCOMPLETE
        self.forwarding.client_gone(BROKEN.format(missing))

    def pause(self) -> None:
        """The client takes too slowly."""
        self.forwarding.pause()

    def resume(self) -> None:
        """The client has taken what there was."""
        self.forwarding.resume()


class ForwardPlan(Standing):
    """What becomes of a request that came before, byte for byte, and was passed on."""

    __slots__ = ("forward", "outbound", "request")

    def __init__(self, instance: Instance, request: Request, outbound: Outbound, trace: Trace) -> None:
        super().__init__(instance)
        self.request = request
        self.outbound = outbound
        self.forward = Forward(trace=trace)

    @property
    def is_current(self) -> bool:
        """Whether the decision would be the same now."""
        return super().is_current and self.instance.engine.unmatched is Unmatched.FORWARD


class PassingOn:
    """Passes requests on."""

    def __init__(self, edge: Edge, options: Options) -> None:
        if edge.own is None:
            raise RuntimeError("nobody knows which addresses are our own")
        self._edge = edge
        self._trust = Trust(options, self._renew)
        self._upstreams = Upstreams(edge.own, self._trust)
        self.forwarder = Forwarder(edge, self._upstreams)
        self._keeping = Keeping[ForwardPlan]()

    def _renew(self) -> None:
        self._upstreams.renew()

    def follow(self, plan: ForwardPlan, http1: Http1) -> bool:
        """Pass a request on as before; False if things have changed since."""
        edge, instance = self._edge, plan.instance
        if http1.stays or not (edge.gate.is_open and plan.stands(edge.instances)):
            return False
        now = instance.clock()
        received_at = plan.session.clock.at(now)
        arrived = Arrived(
            instance,
            instance.next_exchange_id(),
            plan.request,
            received_at,
            plan.session.facts.id,
            now,
            plan.forward,
        )
        self._begin(http1, arrived, plan.outbound, b"")
        return True

    def take(
        self, http1: Http1, head: Head, instance: Instance, request: Request, choice: Choice, now: float
    ) -> None:
        """Pass a request on for which no mock was chosen; without a body, it is still coming.

        Raises `InDoubtError` if it is mitmproxy's; then nothing has changed.
        """
        engine = instance.engine
        rules = engine.mocks.rules_for(request)
        is_odd = engine.refuses(choice, request) or may_disturb(rules, request)
        if http1.stays or is_odd or self._edge.keeps_whole_bodies:
            raise InDoubtError
        if stays_with_its_client(head.fields):
            http1.stays = True
            raise InDoubtError
        outbound = self._outbound(http1.origin, head)
        decision = engine.take(choice, request)
        if not isinstance(decision, Forward):
            raise TypeError(f"nothing matched, and the decision is {decision!r}")
        if request.body == b"" and _can_be_planned(choice, rules, request):
            self._plan(http1, ForwardPlan(instance, request, outbound, decision.trace))
        arrived = Arrived(
            instance,
            instance.next_exchange_id(),
            request,
            request.received_at,
            engine.session.facts.id,
            now,
            decision,
        )
        if request.body is None:
            self._begin_upload(http1, arrived, outbound, head)
        else:
            self._begin(http1, arrived, outbound, request.body)

    def _begin_upload(self, http1: Http1, arrived: Arrived, outbound: Outbound, head: Head) -> None:
        begun = http1.body_bytes
        passing = Passing(http1)
        forwarding = passing.forwarding = Forwarding(self.forwarder, arrived, outbound, passing)
        http1.settled(passing)
        forwarding.begin()
        passing.read(head, begun)

    def _begin(self, http1: Http1, arrived: Arrived, outbound: Outbound, body: bytes) -> None:
        passing = Passing(http1)
        forwarding = passing.forwarding = Forwarding(self.forwarder, arrived, outbound, passing)
        http1.settled(passing)
        forwarding.begin_whole(body)

    def _outbound(self, origin: Origin, head: Head) -> Outbound:
        if origin.is_tunnel:
            form, authority, target = Form.TUNNEL, "", head.target
            host = origin.address or origin.host
            is_tls = origin.scheme == "https"
            name = (origin.sni or host) if is_tls else ""
            destination = Destination(host, origin.port, is_tls, name, origin.alpn if is_tls else b"")
        else:
            form = Form.ABSOLUTE
            authority, host, port, target = absolute(head.target)
            destination = Destination(host, port)
        if destination.is_tls and not self._trust.is_ours:
            raise InDoubtError
        made = outbound_of(
            head.method.encode(), target.encode(), head.fields, form, authority.encode(), destination
        )
        if made is None:
            raise InDoubtError
        return made

    def _plan(self, http1: Http1, plan: ForwardPlan) -> None:
        if self._keeping.is_wanted(http1.raw):
            self._keeping.keep(http1.origin.forwards, http1.raw, plan)


def _can_be_planned(choice: Choice, rules: Sequence[Mock], request: Request) -> bool:
    """Whether the same request will be passed on until something is changed."""
    by_conditions = all(isinstance(obstacle, int) for _, obstacle in choice.passed_over)
    asked = [*(tried for tried, _ in choice.passed_over), *rules]
    is_settled = all(are_settled(each.conditions) for each in asked)
    return by_conditions and is_settled and request.memory is None and not choice.matching
