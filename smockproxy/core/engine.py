"""The engine: a request goes in, a decision comes out. Synchronous; one call is one transaction."""

from collections.abc import Iterable
from dataclasses import replace
from typing import assert_never, cast

from smockproxy.core.chance import Chance
from smockproxy.core.chaos import Chaos
from smockproxy.core.choice import Choice
from smockproxy.core.conditions import HOLDS
from smockproxy.core.decision import (
    Answer,
    Decision,
    Disturb,
    Forward,
    NeedsBody,
    Reason,
    Refuse,
    Reservation,
    Script,
    Unforwardable,
    Unmatched,
)
from smockproxy.core.disturbing import injected, needs_body, taker_of
from smockproxy.core.fixtures import Fixtures
from smockproxy.core.forwarding import BadUpstreamError, redirection, rewritten_target, target_of
from smockproxy.core.http import NO_HEADERS, Form, Request
from smockproxy.core.index import Layer
from smockproxy.core.mock import Mock, Responder
from smockproxy.core.mockset import MockSet, stacked
from smockproxy.core.narrowing import NO_PATTERNS, PatternIndex
from smockproxy.core.nearmiss import EXAMINED
from smockproxy.core.remembering import remembering
from smockproxy.core.resource import Resource
from smockproxy.core.responders import Fixed, ForwardTo, Scripted
from smockproxy.core.sequence import InTurn
from smockproxy.core.session import Session
from smockproxy.core.trace import HeldBack, PassedOver, Trace, traced


class Engine:
    """Decides by the mocks in force: the files' at the bottom, the session's above them."""

    def __init__(
        self,
        session: Session,
        unmatched: Unmatched = Unmatched.FORWARD,
        patterns: PatternIndex = NO_PATTERNS,
        *,
        is_offline: bool = False,
    ) -> None:
        self._unmatched = unmatched
        self.is_offline = is_offline
        """Whether nothing is sent to a real server, whatever a mock or the unmatched policy says."""
        self._patterns = patterns
        self._session = session
        self._mocks = MockSet((Layer(),))

    @property
    def unmatched(self) -> Unmatched:
        """What happens to a request that no mock answers; offline it is refused."""
        return Unmatched.REFUSE if self.is_offline else self._unmatched

    @unmatched.setter
    def unmatched(self, policy: Unmatched) -> None:
        self._unmatched = policy

    @property
    def session(self) -> Session:
        """The session in force."""
        return self._session

    @property
    def mocks(self) -> MockSet:
        """The mocks in force."""
        return self._mocks

    @property
    def file_mocks(self) -> tuple[Mock, ...]:
        """The files' mocks in the order of their declaration."""
        return self._mocks.layers[0].declared

    def layer(self, declared: Iterable[Mock]) -> Layer:
        """Index mocks for `replace_files`: slow for many, but it touches nothing, so any thread may."""
        layer = Layer(declared, self._patterns)
        layer.compile()
        if len(layer.in_order) > EXAMINED:
            _ = layer.neighbours, layer.is_settled  # made now, so that the first refusal need not wait for it
        return layer

    def replace_files(self, files: Layer | Iterable[Mock]) -> None:
        """Take a new base layer in one step; a mock whose id stays keeps its count."""
        base = files if isinstance(files, Layer) else self.layer(files)
        self._put_in_force((base, *self._mocks.layers[1:]))
        self._session.forget_counts_of_others([layer.ids for layer in self._mocks.layers])

    def add(self, mocks: Iterable[Mock]) -> None:
        """Put the API's mocks above all there are."""
        added = tuple(mocks)
        self._session.add(added)
        base, *above = self._mocks.layers
        self._put_in_force((base, *stacked(above, added, self._patterns)))

    def begin(self, session: Session) -> None:
        """Put another session in force; the files stay, with counts of their own."""
        self._session = session
        self.take_edits()

    def take_edits(self) -> None:
        """Ask the session's mocks as they are now, after some of them were edited or removed."""
        self._put_in_force((self._mocks.layers[0], *stacked((), self._session.mocks, self._patterns)))

    def _put_in_force(self, layers: tuple[Layer, ...]) -> None:
        self._mocks = MockSet(layers, self._mocks.version + 1)

    def beside(self, session: Session) -> "Engine":
        """An engine over the same files, with the mocks of another session above them."""
        another = Engine(session, self._unmatched, self._patterns, is_offline=self.is_offline)
        another._mocks = MockSet((self._mocks.layers[0], *stacked((), session.mocks, self._patterns)))
        return another

    def rehearsal(self, mocks: MockSet | None = None, session: Session | None = None) -> "Engine":
        """An engine with the same mocks and a copy of the counts: what it decides changes nothing here."""
        twin = Engine(
            session or self._session.copy(), self._unmatched, self._patterns, is_offline=self.is_offline
        )
        twin._mocks = mocks or self._mocks
        return twin

    def recalling(self, request: Request) -> Request:
        """The request with what the session remembers now, if any mock asks for it.

        One that is from history remembers what was known then.
        """
        if request.memory is not None or not self._mocks.asks_memory:
            return request
        return replace(request, memory=self._session.remembered(self._mocks.state_keys, self._mocks.kept))

    def decide_head(self, request: Request) -> Decision | NeedsBody:
        """Decide by the headers if they are enough; nothing is counted when they are not."""
        request = self.recalling(request)
        if needs_body(self._mocks.rules_for(request), request):
            return NeedsBody()
        choice = self.choose(request, has_body=False)
        return choice if isinstance(choice, NeedsBody) else self.take(choice, request)

    def decide(self, request: Request) -> Decision:
        """Choose the mock that answers, and count its use.

        A body of None, which is too large, fails every condition on it and holds scripts back.
        """
        request = self.recalling(request)
        choice = cast("Choice", self.choose(request, has_body=True))  # with a body, nothing needs it
        return self.take(choice, request)

    def choose(self, request: Request, *, has_body: bool) -> Choice | NeedsBody:
        """Find the mock that answers a request that recalls what it must; nothing is counted or changed."""
        passed_over: list[PassedOver] = []
        matching: list[Mock] = []
        used_up: list[Mock] = []
        for mock in self._mocks.candidates(request):
            conditions = mock.conditions
            if not has_body and conditions.need_body:
                if (place := conditions.first_head_failure(request)) == HOLDS:
                    return NeedsBody()
                passed_over.append((mock, place))
                continue
            if (place := conditions.first_failure(request)) != HOLDS:
                passed_over.append((mock, place))
                continue
            matching.append(mock)
            if (held_back := self._held_back(mock, request, has_body=has_body)) is None:
                if not has_body and mock.responder.needs_body:
                    return NeedsBody()
                return Choice(mock, passed_over, matching, used_up)
            passed_over.append((mock, held_back))
            if held_back is HeldBack.USED_UP:
                used_up.append(mock)
        return Choice(None, passed_over, matching, used_up)

    def take(self, choice: Choice, request: Request) -> Decision:
        """Decide by a choice that was made just now, for the same request; its use is counted."""
        self._session.count_calls(choice.matching)
        if choice.mock is None:
            return self._none_left(request, choice.used_up, choice.passed_over)
        return self._chosen(choice.mock, request, choice.passed_over)

    def refuses(self, choice: Choice, request: Request) -> bool:
        """Whether `take` will refuse: nothing is left that answers, and the request must not go on."""
        if choice.mock is not None:
            return False
        return bool(choice.used_up) or request.form is Form.ORIGIN or self.unmatched is not Unmatched.FORWARD

    def _held_back(self, mock: Mock, request: Request, *, has_body: bool) -> HeldBack | None:
        held_back = self._session.holds_back(mock, request.received_at)
        if held_back is not None or request.body is not None or not has_body:
            return held_back
        answers_that = isinstance(mock.responder, Resource | Fixtures)
        return HeldBack.TOO_LARGE if mock.responder.needs_body and not answers_that else None

    def _chosen(self, mock: Mock, request: Request, passed_over: list[PassedOver]) -> Decision:
        version, uses = self._mocks.version, self._session.uses(mock)
        faults = injected(self._mocks.rules_for(request), request, self._session)
        if (taker := taker_of(faults)) is not None:
            return Disturb(taker, traced(version, passed_over, mock, uses, uses, faults))
        allowance = self._session.allowance(mock, request)
        if allowance is not None and allowance.response is not None:
            trace = traced(version, passed_over, mock, uses, uses, faults)._replace(is_beyond_limit=True)
            return Answer(allowance.response, self._session.unaccounted(mock), trace=trace)
        reservation = self._session.reserve(mock, allowance.headers if allowance else NO_HEADERS)
        try:
            trace = traced(version, passed_over, mock, uses, uses + 1, faults)
            decision = respond(mock, request, reservation, trace, self._session)
        except BadUpstreamError as error:
            self.settle(reservation, succeeded=False)
            return Unforwardable(mock, str(error), traced(version, passed_over, mock, uses, uses))
        if self.is_offline and isinstance(decision, Forward):
            self.settle(reservation, succeeded=False)
            return Refuse(Reason.OFFLINE, trace=traced(version, passed_over, mock, uses, uses))
        return decision

    def _none_left(self, request: Request, used_up: list[Mock], passed_over: list[PassedOver]) -> Decision:
        version, session = self._mocks.version, self._session
        if used_up:
            session.count_exceeded(used_up)
            return Refuse(Reason.EXCEEDED, tuple(used_up), traced(version, passed_over))
        if request.form is Form.ORIGIN or self.unmatched is not Unmatched.FORWARD:
            return Refuse(Reason.NO_MOCK, trace=traced(version, passed_over))
        faults = injected(self._mocks.rules_for(request), request, session)
        trace = traced(version, passed_over, injected=faults)
        taker = taker_of(faults)
        return Forward(trace=trace) if taker is None else Disturb(taker, trace)

    def settle(self, reservation: Reservation, *, succeeded: bool) -> None:
        """Close a reservation; one that came to nothing does not count."""
        if not succeeded:
            reservation.give_back()


def _settled(
    responder: Responder, request: Request, chance: Chance
) -> Fixed | ForwardTo | Scripted | Resource | Chaos:
    """Which of its answers a responder gives in one use."""
    match responder:
        case InTurn():
            return responder.answer(chance)
        case Fixtures():
            made = responder.answer(request, chance)
            return made if isinstance(made, Scripted) else Fixed(made)
        case _:
            return responder


def _forwarded(
    forward: ForwardTo, request: Request, reservation: Reservation, trace: Trace, session: Session
) -> Forward | Answer:
    """Send the request on, or tell the client where to go itself."""
    if forward.redirect:
        return Answer(redirection(forward, request), reservation, forward.delay, trace)
    return Forward(
        target_of(forward, request),
        forward.keep_host,
        forward.headers,
        forward.delay,
        reservation,
        trace,
        rewritten_target(forward, request),
        session.state,
        session.clock,
    )


def respond(
    mock: Mock, request: Request, reservation: Reservation, trace: Trace, session: Session
) -> Decision:
    """Turn the chosen mock's responder into a decision."""
    responder = _settled(mock.responder, request, reservation.chance)
    if isinstance(mock.responder, InTurn):
        trace = trace._replace(turn=mock.responder.place(reservation.chance) + 1)
    match responder:
        case Fixed(response, delay, wanted):
            return Answer(response, reservation, delay, trace, remembering(wanted, session.state))
        case Resource():
            response = session.resources.answer(responder, request, reservation.chance)
            return Answer(response, reservation, responder.delay, trace)
        case Chaos():
            raise ValueError("a rule of chaos answers nothing")
        case ForwardTo():
            return _forwarded(responder, request, reservation, trace, session)
        case Scripted():
            return Script(responder, reservation, session.state, session.clock, trace)
        case _ as unknown:
            assert_never(unknown)
