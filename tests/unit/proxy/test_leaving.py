"""What an answer leaves behind once it goes out."""

from mitmproxy import http

from smockproxy.core.counts import Counts
from smockproxy.core.decision import Answer, Reservation
from smockproxy.core.history import Outcome
from smockproxy.core.http import Headers, Response
from smockproxy.core.remembering import Remembering, ToRemember
from smockproxy.core.state import State
from smockproxy.proxy.leaving import leave_behind
from tests.unit.proxy.mocked_edge import START, mock
from tests.unit.proxy.test_exchange import exchange

WANTED = (ToRemember("token", "X-Token"), ToRemember("other", "X-Other"))
SENT = Response(200, Headers.of([("X-Token", "t")]))


def answered(sent=SENT, outcome=Outcome.MOCKED, *, counts=True, remembers=True):
    state = State()
    reservation = Reservation(mock("a"), Counts(START))
    remembering = Remembering(WANTED, state) if remembers else None
    one = exchange()
    one.decided(
        Answer(SENT, reservation, remembering=remembering), reservation.mock, reservation if counts else None
    )
    one.response, one.outcome = sent, outcome
    leave_behind(one)
    return state.snapshot().values, one.unremembered


def test_what_is_sent_is_remembered_and_what_is_missing_is_told():
    missing = ("remember other: the answer has no X-Other",)
    assert answered() == ({"remembered": {"token": "t"}}, missing)
    message = http.Response.make(200, b"", {"X-Token": "changed"})
    assert answered(message) == ({"remembered": {"token": "changed"}}, missing)


def test_what_came_to_nothing_leaves_nothing():
    for nothing in (
        answered(None),
        answered(outcome=Outcome.FAILED),
        answered(counts=False),
        answered(remembers=False),
    ):
        assert nothing == ({}, ())


def test_an_exchange_without_a_decision():
    one = exchange()
    leave_behind(one)
    assert one.unremembered == ()
