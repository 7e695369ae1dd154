"""The edge's side of an exchange: ask the core, carry what it says over to mitmproxy's flow, remember it.

One object for all streams. Everything here is synchronous, so each call is one step of the event loop.
"""

import logging
from collections.abc import Callable
from dataclasses import replace
from email.utils import formatdate
from functools import lru_cache
from math import floor
from typing import TYPE_CHECKING, Protocol
from weakref import WeakSet

from mitmproxy import http
from mitmproxy.connection import Client, Server

from smockproxy.app.gatheredlog import log_exchange
from smockproxy.app.replaying.answers import Answers
from smockproxy.app.scripts.scripting import FailedScriptError
from smockproxy.app.sessions.instance import Instance
from smockproxy.app.sessions.instances import Instances
from smockproxy.app.why.refusals import Refusals
from smockproxy.core.chance import NO_CHANCE
from smockproxy.core.chaos import damaged, does_damage
from smockproxy.core.decision import (
    Answer,
    Decision,
    Disturb,
    Forward,
    NeedsBody,
    Reason,
    Refuse,
    Script,
    Unforwardable,
)
from smockproxy.core.duration import AnyDelay
from smockproxy.core.history import HistoryEntry, Outcome
from smockproxy.core.http import Form, Headers, Request, Response
from smockproxy.core.records import Record
from smockproxy.core.serving import SERVER_ERROR, Served, is_routed, served, takes_any_method
from smockproxy.core.session import SessionFacts
from smockproxy.core.statuses import in_style
from smockproxy.core.trace import NO_TRACE
from smockproxy.interop import smocker
from smockproxy.proxy.adminhost import asks_admin
from smockproxy.proxy.bodies import KeptBody
from smockproxy.proxy.callbackclient import Sender
from smockproxy.proxy.callbacks import Callbacks
from smockproxy.proxy.callbacktarget import Targets
from smockproxy.proxy.convert import Arrival, request_of
from smockproxy.proxy.exchange import EXCHANGE_ID, Exchange
from smockproxy.proxy.flowcontrol import PacedHttp2Server
from smockproxy.proxy.lane.gate import Gate
from smockproxy.proxy.leaving import leave_behind
from smockproxy.proxy.ownflows import OwnFlows
from smockproxy.proxy.refusing import JSON_TYPE, echoed, refused, unrouted
from smockproxy.proxy.sessionnames import SessionNames

if TYPE_CHECKING:
    from mitmproxy.proxy.context import Context

    from smockproxy.proxy.ownaddress import OwnAddresses

logger = logging.getLogger("smockproxy")

NOT_ASKED_FOR = "smockproxy: no decision asked for this connection"
"""The error on a server connection that no exchange of ours has asked for."""
LOOP = "smockproxy: the request would come back to this proxy"
"""The error on a server connection that would lead to one of our own ports."""

type IsOwnAddress = Callable[[str, int], bool]
"""Whether a host, as written, and a port are an address that this proxy listens on."""


class Marked(Protocol):
    """What mitmproxy's tools show of an exchange beside its messages; a flow has it."""

    marked: str
    comment: str


LARGEST_REMEMBERED = 16_384
"""Bytes of a body whose answer is remembered as it goes out, for the second that it is of."""


@lru_cache(maxsize=64)
def http_date(second: int) -> str:
    """The Date header's value (RFC 9110, 5.6.7)."""
    return formatdate(second, usegmt=True)


@lru_cache(maxsize=256)
def _leaving(response: Response, date: str, can_be_cut: bool) -> tuple[Served, tuple[str, ...]]:  # noqa: FBT001
    """A mock's response as it goes out, and the names of the headers that it did not have itself."""
    leaving = served(response, date, can_be_cut=can_be_cut)
    own = {name.lower() for name, _ in response.headers.fields}
    added = [name.lower() for name, _ in leaving.response.headers.fields if name.lower() not in own]
    return leaving, tuple(name.decode("latin-1") for name in added)


class Edge:
    """What the streams of all connections share."""

    def __init__(self, instances: Instances, is_own: IsOwnAddress) -> None:
        self.instances = instances
        self.instance = instances.unnamed
        """Of the clients that name no session; settings and clock are the same for all."""
        self.names = SessionNames()
        self.is_own = is_own
        self.own: OwnAddresses | None = None
        """Knows our listeners by name, too; the lane, which connects by itself, asks it."""
        targets = Targets(
            self.instance.settings.callback_hosts, is_own, is_offline=self.instance.settings.offline
        )
        self.callbacks = Callbacks(targets, Sender().send, self._remember_callback)
        self.keeps_whole_bodies = False
        """Whether bodies must not be streamed, because a script wants to see or to change them."""
        self.replayed_answers = Answers()
        """Those of recorded mocks, as of today."""
        self.flows = OwnFlows()
        """The flows that came through our own streams."""
        self.gate = Gate()
        self.gate.keep("settings", closed=not self.instance.settings.lane)
        self.http2_server: Callable[[Context], PacedHttp2Server] = PacedHttp2Server
        """Makes the layer that speaks HTTP/2 with a client; with the lane it is another."""
        self.open_exchanges: set[str] = set()
        """The ids of exchanges that have begun and are not in history yet."""
        self.unverified: WeakSet[Server] = WeakSet()
        """The connections whose certificate may be anything, because a mock says so."""
        self._permits: set[str] = set()
        self._refusals = Refusals()

    # -- connections --------------------------------------------------------------------

    def permit(self, server: Server) -> None:
        """Allow one connection to be opened: a decision asked for it. Offline there are none."""
        if not self.instance.settings.offline:
            self._permits.add(server.id)

    def take_permit(self, server: Server) -> bool:
        """Whether a connection was asked for; each permit is good for one connection."""
        is_permitted = server.id in self._permits
        self._permits.discard(server.id)
        return is_permitted

    # -- exchanges ----------------------------------------------------------------------

    def instance_of(self, client: Client) -> Instance:
        """The instance of all that comes through a client's connection."""
        return self.instances.of(self.names.of_client(client))

    def begin(self, flow: http.HTTPFlow, arrival: Arrival, instance: Instance) -> Exchange:
        """A new exchange, from the head of its request."""
        now = instance.clock()
        exchange_id = instance.next_exchange_id()
        self.open_exchanges.add(exchange_id)
        flow.metadata[EXCHANGE_ID] = exchange_id
        is_for_admin = asks_admin(flow, arrival.form, instance.settings)
        session = instance.engine.session.facts if is_for_admin else instance.sessions.current().facts
        clock = instance.engine.session.clock
        arrival = Arrival(arrival.form, arrival.authority, clock.at(now), session.name)
        return Exchange(
            id=exchange_id,
            instance=instance,
            session=session.id,
            started_at=now,
            arrival=arrival,
            request=request_of(flow, arrival, None),
            asks_admin=is_for_admin,
            request_body=KeptBody(instance.settings.history_body_limit),
            response_body=KeptBody(instance.settings.history_body_limit),
        )

    def decide_head(self, exchange: Exchange) -> Decision | NeedsBody:
        """Decide by the headers, if they are enough."""
        exchange.session = exchange.instance.sessions.current().facts.id
        engine = exchange.instance.engine
        exchange.request = engine.recalling(exchange.request)
        decision = engine.decide_head(exchange.request)
        return decision if isinstance(decision, NeedsBody) else self._note(exchange, decision)

    def decide(self, exchange: Exchange, request: Request) -> Decision:
        """Decide by all that there is."""
        engine = exchange.instance.engine
        exchange.request = request = engine.recalling(request)
        if exchange.asks_admin:  # its body is too large
            return self._note(exchange, Refuse(Reason.NO_MOCK))
        exchange.session = exchange.instance.sessions.current().facts.id
        return self._note(exchange, engine.decide(request))

    def _note(self, exchange: Exchange, decision: Decision) -> Decision:
        if not is_routed(exchange.request):
            decision = self._routed(exchange, decision)
        match decision:
            case Answer() | Forward() | Script():
                exchange.decided(decision, decision.mock, decision.reservation)
            case Refuse() | Disturb():
                exchange.decided(decision, None, None)
            case Unforwardable():
                exchange.decided(decision, decision.mock, None)
        return decision

    def _routed(self, exchange: Exchange, decision: Decision) -> Decision:
        """A decision on what Smocker's mocks are not asked for: refused, unless the mock is meant for it."""
        if isinstance(decision, Refuse):
            mocks, is_closed = decision.exceeded, exchange.request.form is Form.ORIGIN
        else:
            mock = decision.trace.winner if isinstance(decision, Disturb) else decision.mock
            mocks, is_closed = tuple(filter(None, [mock])), mock is not None
        if not is_closed or not all(takes_any_method(mock, exchange.request) for mock in mocks):
            return decision
        if isinstance(decision, Answer | Forward | Script) and decision.reservation is not None:
            exchange.instance.engine.settle(decision.reservation, succeeded=False)
        exchange.is_routed = exchange.seen_by_smocker = False
        return Refuse(Reason.NO_MOCK, trace=decision.trace._replace(injected=()))

    def loops_back(self, host: str, port: int) -> bool:
        """Whether a connection to an address would come back to one of our own ports."""
        return self.is_own(host, port)

    def refuse_loop(self, exchange: Exchange) -> Refuse:
        """Take back a forward decision that leads to ourselves."""
        self.give_back(exchange)
        exchange.forget_faults()
        refusal = Refuse(Reason.LOOP, trace=exchange.trace or NO_TRACE)
        exchange.decided(refusal, exchange.mock, None)
        return refusal

    def give_back(self, exchange: Exchange) -> None:
        """Undo the use that was counted for an exchange that came to nothing."""
        if exchange.reservation is not None:
            exchange.instance.engine.settle(exchange.reservation, succeeded=False)
            exchange.reservation = None

    def leave_to_another(self, exchange: Exchange) -> None:
        """Take back a decision by the head alone: another addon has answered meanwhile."""
        self.give_back(exchange)
        exchange.decision = exchange.mock = None

    def held_back(self, exchange: Exchange, delay: AnyDelay) -> float:
        """For how many seconds an answer waits: as its mock says, and as rules of chaos add."""
        chance = exchange.reservation.chance if exchange.reservation else NO_CHANCE
        if exchange.mock is not None and (replayed := exchange.mock.replayed) is not None:
            delay = delay if replayed.pace is None else replayed.pace
        seconds = delay.seconds(chance.draw("delay"))
        seconds += sum(injected.seconds for injected in exchange.injected)
        return seconds * exchange.instance.delay_factor

    # -- answers ------------------------------------------------------------------------

    def mocked(self, flow: Marked, exchange: Exchange, response: Response) -> Served:
        """A mock's response as it goes out: with the headers that a server adds."""
        if exchange.mock is not None and (replayed := exchange.mock.replayed) is not None:
            clock = exchange.instance.engine.session.clock
            response = self.replayed_answers.aged(response, replayed, clock)
        if exchange.reservation is not None and exchange.reservation.headers.fields:
            response = replace(response, headers=response.headers.joined(exchange.reservation.headers))
        if does_damage(exchange.injected):
            body = damaged(exchange.injected, response.body)
            response = replace(response, headers=response.headers.without("content-length"), body=body)
        is_http1 = exchange.request.http_version.startswith("HTTP/1")
        if response.status == 101 and not is_http1:
            response = replace(response, status=200)  # RFC 9113, 8.6: HTTP/2 has no 101
        is_from_file = exchange.mock is not None and exchange.mock.source is not None
        date = http_date(floor(exchange.instance.shown_time))
        make = _leaving if len(response.body) <= LARGEST_REMEMBERED else _leaving.__wrapped__
        leaving, exchange.added_headers = make(response, date, is_http1 and not is_from_file)
        exchange.seen_by_smocker = leaving.seen_by_smocker
        if leaving.error:
            self.note_failure(flow, exchange, leaving.error)
        return leaving

    def refusal(self, exchange: Exchange, refuse: Refuse) -> Response:
        """The 666 of a request that nothing may answer; Smocker's own answer to what it does not route."""
        told = refused(exchange, refuse, self._refusals) if exchange.is_routed else unrouted(exchange)
        return self._dated(self._error(told.status, told.headers, told.body))

    def upstream_failure(self, exchange: Exchange, error: str) -> Response:
        """What a client gets when the real server failed: 602 if a mock sent it there, else 502.

        A route makes a host as real as it is without mocks.
        """
        exchange.error = error
        if exchange.response is None:
            exchange.forget_faults()
        request = exchange.request
        if exchange.mock is None or exchange.mock.is_route:
            self.give_back(exchange)
            message = f"smockproxy got no answer from {request.url}: {error}"
            return self._dated(Response(502, JSON_TYPE, smocker.answer_bytes({"message": message}, request)))
        self.give_back(exchange)
        body = smocker.redirection_error_body(echoed(request), exchange.started_at, error)
        return self._dated(self._error(602, JSON_TYPE, body))

    async def run_script(self, exchange: Exchange, script: Script) -> None:
        """Run the script of a mock; what comes of it is noted on the exchange."""
        session = SessionFacts(exchange.session, exchange.arrival.session, exchange.started_at)
        try:
            exchange.scripted = await exchange.instance.scripts.answer(script, exchange.request, session)
        except FailedScriptError as error:
            exchange.scripted = error

    def script_failure(self, exchange: Exchange, error: FailedScriptError) -> Response:
        """The 601 of a script that failed; its author finds the reason in the history.

        One that gave back what is no response is a 500, which Smocker's history does not have.
        """
        self.give_back(exchange)
        exchange.error = str(error)
        if error.is_bad_return:
            exchange.seen_by_smocker = False
            return self._dated(Response(500, JSON_TYPE, SERVER_ERROR))
        body = smocker.script_error_body(echoed(exchange.request), exchange.started_at, error.told)
        return self._dated(self._error(601, JSON_TYPE, body))

    def internal_failure(self, exchange_id: str, error: BaseException) -> Response:
        """The 600 of a defect in smockproxy itself; its id is in the log, with the traceback."""
        logger.error("exchange %s failed inside smockproxy: %r", exchange_id, error, exc_info=error)
        body = smocker.internal_error_body(f"see exchange {exchange_id} in smockproxy's log", exchange_id)
        return self._error(600, JSON_TYPE, body)

    def _error(self, status: int, kind: Headers, body: bytes) -> Response:
        """An error of ours, in the style of statuses that the settings ask for."""
        return Response(in_style(status, self.instance.settings.status_style), kind, body)

    def _dated(self, response: Response) -> Response:
        """The response with a Date."""
        if "date" in response.headers:
            return response
        return replace(response, headers=response.headers.adding("Date", self._date()))

    def _date(self) -> str:
        return http_date(floor(self.instance.clock()))

    # -- memory -------------------------------------------------------------------------

    def mark(self, flow: Marked, exchange: Exchange, outcome: Outcome) -> None:
        """Say on the flow what became of it, for mitmweb's list and filters."""
        exchange.outcome = outcome
        flow.marked = outcome.value
        flow.comment = exchange.remark or flow.comment

    def note_failure(self, flow: Marked, exchange: Exchange, reason: str) -> None:
        """Take note of why an exchange failed, before mitmproxy's own hooks see the end of it."""
        exchange.error = exchange.error or reason
        self.mark(flow, exchange, Outcome.FAILED)

    def complete(self, exchange: Exchange) -> None:
        """Put an exchange into history, once."""
        if not exchange.is_complete:
            exchange.is_complete = True
            self.open_exchanges.discard(exchange.id)
            if exchange.asks_admin:
                return
            leave_behind(exchange)
            self.record(exchange.record(self.instance.clock()), exchange.instance)
            self.callbacks.follow(exchange)

    def remember_defect(self, flow: Marked, exchange: Exchange, error: BaseException) -> None:
        """Record an exchange that a defect of ours ended; a defect in recording itself is only logged."""
        try:
            self.give_back(exchange)
            exchange.is_complete = exchange.seen_by_smocker = False
            self.note_failure(flow, exchange, f"smockproxy failed: {error!r}")
            self.complete(exchange)
        except Exception:
            logger.exception("exchange %s could not be recorded", exchange.id)

    def _remember_callback(self, entry: HistoryEntry, exchange: Exchange) -> None:
        self.remember(entry, exchange.instance)

    def record(self, record: Record, instance: Instance) -> None:
        """Append to history what the lane has answered, and say so in the log."""
        instance.record(record)
        log_exchange(record)

    def remember(self, entry: HistoryEntry, instance: Instance) -> None:
        """Append to history and say so in the log."""
        self.record(Record.of(entry), instance)
