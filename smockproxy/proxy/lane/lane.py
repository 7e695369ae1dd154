"""The lane: what the connections of all clients share, and how it decides.

It answers what needs nothing of mitmproxy, with the same engine, sessions, history and counts.
"""

import logging
from collections.abc import Callable
from functools import partial
from typing import TYPE_CHECKING

from smockproxy.app.sessions.instance import Instance
from smockproxy.app.usage import UsageError
from smockproxy.core.decision import NeedsBody
from smockproxy.core.disturbing import may_disturb, needs_body
from smockproxy.core.history import Outcome
from smockproxy.core.records import Record
from smockproxy.core.responders import ForwardTo
from smockproxy.core.serving import is_routed
from smockproxy.proxy.bodies import KeptBody
from smockproxy.proxy.convert import Arrival
from smockproxy.proxy.edge import Edge
from smockproxy.proxy.exchange import Exchange
from smockproxy.proxy.lane.anew import Made, MadeAtOnce
from smockproxy.proxy.lane.asking import Asked, Asking
from smockproxy.proxy.lane.connection import LaneConnection
from smockproxy.proxy.lane.heads import Head, InDoubtError
from smockproxy.proxy.lane.http1 import Http1
from smockproxy.proxy.lane.http2server import Http2Clients
from smockproxy.proxy.lane.origin import Origin
from smockproxy.proxy.lane.passing import ForwardPlan, PassingOn
from smockproxy.proxy.lane.plans import Keeping, Plan, can_be_planned
from smockproxy.proxy.lane.prepared import Dates, Form, Prepared, PreparedAnswers
from smockproxy.proxy.lane.repeats import Repeat
from smockproxy.proxy.lane.terms import Terms
from smockproxy.proxy.lane.tunnelling import MakeCompanion, Tunnelling
from smockproxy.proxy.lane.wire import Wire

if TYPE_CHECKING:
    from smockproxy.proxy.lane.idle import IdleClients

logger = logging.getLogger("smockproxy")

MOST_ORIGINS = 1_000


class Lane:
    """Decides for each request whether it is the lane's, and answers it then."""

    def __init__(self, edge: Edge) -> None:
        self.edge = edge
        self.gate = edge.gate
        self.answered = 0
        """Requests that were answered here."""
        self.handed_over = 0
        """How often mitmproxy was given what came."""
        self.connections: set[LaneConnection] = set()
        edge.instances.lane = self
        self.http2 = Http2Clients()
        """Those whose streams come here first."""
        edge.http2_server = self.http2.server
        settings = edge.instance.settings
        self._kept = settings.history_body_limit
        self._match_limit = settings.match_body_limit
        self._dates = Dates()
        self._prepared = PreparedAnswers(self._kept)
        self._made = MadeAtOnce(self._kept)
        self._keeping = Keeping[Plan]()
        self._repeats = Keeping[Repeat]()
        self._origins: dict[tuple[str, str, str, int], Origin] = {}
        self.passing: PassingOn | None = None
        """Passes requests on to real servers; without it mitmproxy does."""
        self.idle: IdleClients | None = None
        """Lets silent clients go; without it nobody does."""

    @property
    def closed_for(self) -> frozenset[str]:
        """Why everything goes through mitmproxy at the moment."""
        return self.gate.reasons

    # -- connections --------------------------------------------------------------------

    def origin(self, client: str, name: str, host: str = "", port: int = 0, scheme: str = "") -> Origin:
        """Where requests come from: the client's address, its session's name, and the end of its tunnel."""
        key = client, name, f"{scheme}://{host}", port
        found = self._origins.get(key)
        if found is None:
            if len(self._origins) >= MOST_ORIGINS:
                self._origins.clear()
            found = self._origins[key] = Origin(client, name, scheme, host, port)
        return found

    def greet(self, make: MakeCompanion, terms: Terms) -> Callable[[LaneConnection, Wire], Http1]:
        """Who speaks with clients that come to a listener; `make` is mitmproxy's part."""
        tunnelling = Tunnelling(self, make, terms)

        def greet(connection: LaneConnection, wire: Wire) -> Http1:
            self.connections.add(connection)
            name = self.edge.names.ports.get(wire.get_extra_info("sockname")[1], "")
            origin = self.origin(wire.get_extra_info("peername")[0], name)
            return Http1(self, wire, origin, make, partial(tunnelling.open, connection, origin))

        return greet

    def leave(self, connection: LaneConnection) -> None:
        """A client has left."""
        self.connections.discard(connection)

    def end(self) -> None:
        """Let go of all clients; what is still open ends in the history."""
        if self.idle is not None:
            self.idle.end()
        for connection in tuple(self.connections):
            connection.wire.abort()
            connection.connection_lost(None)
        if self.passing is not None:
            self.passing.forwarder.stop()

    # -- requests that came before ------------------------------------------------------

    def follow(self, plan: Plan, by: Asking) -> bool:
        """Answer as before; False if things have changed since."""
        instance = plan.instance
        if not (self.gate.is_open and plan.stands(self.edge.instances)):
            return False
        now = instance.clock()
        session, mock_id = plan.session, plan.mock.id
        received_at = session.clock.at(now)
        counts = session.counts
        uses = counts.uses(mock_id)
        counts.count_use(mock_id)
        date = self._dates.at(received_at)
        form = plan.form
        by.send(form, date)
        passed = instance.clock() - now
        prepared = plan.prepared
        self.answered += 1
        self.edge.record(
            Record(
                instance.next_exchange_id(),
                plan.key,
                Outcome.MOCKED,
                plan.request,
                received_at,
                plan.body,
                plan.size,
                form.response,
                form.size,
                prepared.reference,
                now,
                0.0,
                passed,
                passed,
                0.0,
                plan.trace,
                uses,
                prepared.added_headers,
                None if form.after is None else date,
                prepared.rest,
            ),
            instance,
        )
        return True

    def pass_on(self, plan: ForwardPlan, http1: Http1) -> bool:
        """Pass on as before; False if things have changed since."""
        return self.passing is not None and self.passing.follow(plan, http1)

    def repeat(self, known: Repeat, http1: Http1, raw: bytes) -> bool:
        """Let the mock answer that answered before; False if things have changed since."""
        if not (self.gate.is_open and known.stands(self.edge.instances)):
            return False
        http1.keep(raw)
        now = known.instance.clock()
        received_at = known.session.clock.at(now)
        request = known.request_at(received_at) if known.is_dated else known.request
        asked = Asked(http1, known.head, known.instance, request, known.choice, now, received_at)
        made = self._made.of(asked)
        if made is None:
            self._carry(asked if known.is_dated else asked._replace(request=known.request_at(received_at)))
        else:
            self._answer(asked, made, made)
        return True

    # -- any request --------------------------------------------------------------------

    def answer(self, by: Asking, head: Head, body: bytes) -> None:
        """Answer a request. Raises `InDoubtError` if it is mitmproxy's; then nothing has changed."""
        if len(body) > self._match_limit:
            raise InDoubtError
        instance = self._instance_of(by.origin, head)
        session = instance.sessions.current()
        now = by.began_at or instance.clock()
        engine = instance.engine
        request = by.origin.request(head, session.clock.at(now), session.facts.name, body)
        if not is_routed(request):
            raise InDoubtError
        request = engine.recalling(request)
        choice = engine.choose(request, has_body=True)
        if isinstance(choice, NeedsBody):
            raise InDoubtError
        asked = Asked(by, head, instance, request, choice, now, request.received_at)
        if choice.mock is None:
            self._leave_unmatched(asked)
            return
        is_disturbed = engine.mocks.rules and may_disturb(engine.mocks.rules_for(request), request)
        if is_disturbed or isinstance(choice.mock.responder, ForwardTo):
            raise InDoubtError
        prepared = self._prepared.of(choice.mock)
        if prepared is not None:
            self._plan(asked, prepared)
            self._answer(asked, prepared, prepared.head if request.method == "HEAD" else prepared.get)
            return
        self._remember(asked)
        made = self._made.of(asked)
        if made is None:
            self._carry(asked)
        else:
            self._answer(asked, made, made)

    def _leave_unmatched(self, asked: Asked) -> None:
        """Refuse a request that no mock answers, or pass it on."""
        by, head, instance, request, choice, now, _ = asked
        if instance.engine.refuses(choice, request):
            if len(request.body or b"") > self._kept:
                raise InDoubtError  # mitmproxy's path shows as much of it as history keeps
            self._carry(asked)
        elif self.passing is not None and isinstance(by, Http1):
            self.passing.take(by, head, instance, request, choice, now)
        else:
            raise InDoubtError

    def upload(self, by: Asking, head: Head) -> bool:
        """Pass a request on whose body is still coming, if the decision does not need it; whether it was.

        What goes on to a real server, whatever comes, is not held up. Raises `InDoubtError` if it is
        mitmproxy's.
        """
        instance = self._instance_of(by.origin, head)
        session, engine = instance.sessions.current(), instance.engine
        now = instance.clock()
        received_at = session.clock.at(now)
        request = engine.recalling(by.origin.request(head, received_at, session.facts.name, None))
        choice = engine.choose(request, has_body=False)
        if isinstance(choice, NeedsBody) or needs_body(engine.mocks.rules_for(request), request):
            return False
        if not is_routed(request):
            raise InDoubtError
        if choice.mock is None:
            if engine.refuses(choice, request):
                return False
            if self.passing is None or not isinstance(by, Http1):
                raise InDoubtError
            self.passing.take(by, head, instance, request, choice, now)
            return True
        if isinstance(choice.mock.responder, ForwardTo):
            raise InDoubtError
        return False

    def note_defect(self, error: Exception) -> None:
        """Say in the log what failed inside."""
        exchange_id = self.edge.instance.next_exchange_id()
        logger.error("exchange %s failed in the lane: %r", exchange_id, error, exc_info=error)

    def _instance_of(self, origin: Origin, head: Head) -> Instance:
        if origin.is_for_admin(head):
            raise InDoubtError
        try:
            return self.edge.instances.of(origin.session_name(head))
        except UsageError as error:
            raise InDoubtError from error

    def _plan(self, asked: Asked, prepared: Prepared) -> None:
        """Keep the answer, if the request has come before and will always get the same."""
        by, head, instance, request, choice, *_ = asked
        raw = by.raw
        if self._keeping.is_wanted(raw) and can_be_planned(choice, request, instance):
            closes = head.closes or prepared.closes
            plan = Plan(instance, request, prepared, choice, self._kept, closes=closes)
            self._keeping.keep(by.origin.plans, raw, plan)

    def _answer(self, asked: Asked, ready: Prepared | Made, form: Form | Made) -> None:
        """Answer with what is ready."""
        by, head, instance, request, choice, now, received_at = asked
        engine, mock = instance.engine, ready.mock
        session = engine.session
        closes = head.closes or ready.closes
        read = 0.0 if by.began_at is None else instance.clock() - now
        uses = session.uses(mock)
        by.settled()
        session.count_calls(choice.matching)
        session.count_use(mock)
        date = self._dates.at(received_at)
        by.send(form, date)
        passed = instance.clock() - now
        body = request.body or b""
        self.edge.record(
            Record(
                instance.next_exchange_id(),
                (instance.name, session.facts.id),
                Outcome.MOCKED,
                request,
                received_at,
                body if len(body) <= self._kept else body[: self._kept],
                len(body),
                form.response,
                form.size,
                ready.reference,
                now,
                read,
                passed,
                passed,
                0.0,
                ready.traces.trace(engine.mocks.version, choice.passed_over, uses),
                uses,
                ready.added_headers,
                date if form.has_date else None,
                ready.rest,
            ),
            instance,
        )
        by.over(closes)

    def _remember(self, asked: Asked) -> None:
        """Keep what was chosen, if the request has come before and will always find the same mock."""
        by, head, instance, request, choice, *_ = asked
        if not isinstance(by, Http1) or not self._repeats.is_wanted(by.raw):
            return
        if can_be_planned(choice, request, instance):
            self._repeats.keep(by.origin.repeats, by.raw, Repeat(instance, head, request, choice))

    def _carry(self, asked: Asked) -> None:
        """Answer by what has to be done first: a script, a delay, a resource."""
        by, head, instance, request, choice, now, _ = asked
        exchange = Exchange(
            id=instance.next_exchange_id(),
            instance=instance,
            session=instance.engine.session.facts.id,
            started_at=now,
            arrival=Arrival(request.form, b"", request.received_at, request.session),
            request=request,
            request_body=KeptBody(self._kept),
            response_body=KeptBody(self._kept),
            request_read_at=now if by.began_at is None else instance.clock(),
        )
        exchange.request_body.feed(request.body or b"")
        carrying = by.carrying(self.edge, exchange, lambda ends: by.over(ends or head.closes))
        decision = instance.engine.take(choice, request)
        by.settled(carrying)
        carrying.begin(decision)
