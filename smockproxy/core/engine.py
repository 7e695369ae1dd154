"""The engine: a request goes in, a decision comes out. Synchronous; one call is one transaction."""

from collections.abc import Iterable
from typing import assert_never

from smockproxy.core.conditions import HOLDS
from smockproxy.core.decision import (
    Answer,
    Decision,
    Forward,
    NeedsBody,
    Reason,
    Refuse,
    Reservation,
    Unforwardable,
    Unmatched,
)
from smockproxy.core.forwarding import BadUpstreamError, target_of
from smockproxy.core.http import Form, Request
from smockproxy.core.index import MockSet
from smockproxy.core.mock import Mock
from smockproxy.core.responders import Fixed, ForwardTo
from smockproxy.core.session import Session


class Engine:
    """Decides by the mocks in force: the files' at the bottom, the session's above them."""

    def __init__(self, session: Session, unmatched: Unmatched = Unmatched.FORWARD) -> None:
        self.unmatched = unmatched
        self._session = session
        self._files: tuple[Mock, ...] = ()
        self._mocks = MockSet()

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
        return self._files

    def replace_files(self, mocks: Iterable[Mock]) -> None:
        """Take a new base layer in one step; a mock whose id stays keeps its count."""
        self._files = tuple(mocks)
        self._refresh()
        self._session.forget_counts_except(mock.id for mock in self._mocks.in_order)

    def add(self, mocks: Iterable[Mock]) -> None:
        """Put the API's mocks above all there are."""
        self._session.add(mocks)
        self._refresh()

    def begin(self, session: Session) -> None:
        """Put another session in force; the files stay, with counts of their own."""
        self._session = session
        self._refresh()

    def _refresh(self) -> None:
        self._mocks = MockSet.of((*self._files, *self._session.mocks))

    def decide_head(self, request: Request) -> Decision | NeedsBody:
        """Decide by the headers if they are enough; nothing is counted when they are not."""
        used_up = []
        for mock in self._mocks.candidates(request):
            if not mock.conditions.head_holds(request):
                continue
            if mock.conditions.need_body:
                return NeedsBody()
            if not self._session.is_used_up(mock):
                return self._chosen(mock, request)
            used_up.append(mock)
        return self._none_left(request, used_up)

    def decide(self, request: Request) -> Decision:
        """Choose the mock that answers, and count its use; a body of None fails every condition on it."""
        used_up = []
        for mock in self._mocks.candidates(request):
            if mock.conditions.first_failure(request) != HOLDS:
                continue
            if not self._session.is_used_up(mock):
                return self._chosen(mock, request)
            used_up.append(mock)
        return self._none_left(request, used_up)

    def _chosen(self, mock: Mock, request: Request) -> Decision:
        reservation = self._session.reserve(mock)
        try:
            return respond(mock, request, reservation)
        except BadUpstreamError as error:
            self.settle(reservation, succeeded=False)
            return Unforwardable(mock, str(error))

    def _none_left(self, request: Request, used_up: list[Mock]) -> Decision:
        if used_up:
            self._session.count_exceeded(used_up)
            return Refuse(Reason.EXCEEDED, tuple(used_up))
        if request.form is Form.ORIGIN or self.unmatched is Unmatched.REFUSE:
            return Refuse(Reason.NO_MOCK)
        return Forward()

    def settle(self, reservation: Reservation, *, succeeded: bool) -> None:
        """Close a reservation; one that came to nothing does not count."""
        if not succeeded:
            self._session.give_back(reservation)


def respond(mock: Mock, request: Request, reservation: Reservation) -> Decision:
    """Turn the chosen mock's responder into a decision."""
    match mock.responder:
        case Fixed(response, delay):
            return Answer(response, reservation, delay)
        case ForwardTo() as responder:
            return Forward(
                target_of(responder, request),
                responder.keep_host,
                responder.headers,
                responder.delay,
                reservation,
            )
        case _ as unknown:
            assert_never(unknown)
