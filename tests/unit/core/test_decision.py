"""Decisions know which mock asked for them."""

from smockproxy.core.counts import Counts
from smockproxy.core.decision import Answer, Forward, Reason, Refuse, Reservation, Script, Unforwardable
from smockproxy.core.http import Response
from smockproxy.core.mock import Mock
from smockproxy.core.remembering import Remembering, ToRemember
from smockproxy.core.responders import Fixed, Scripted

MOCK = Mock("m", Fixed(Response()))
RESERVATION = Reservation(MOCK, Counts(0.0))


def test_an_answer_is_of_a_mock() -> None:
    assert Answer(Response(), RESERVATION).mock is MOCK


def test_a_script_is_of_a_mock() -> None:
    assert Script(Scripted("lua", "return {}"), RESERVATION).mock is MOCK


def test_a_forward_is_of_a_mock_or_of_the_unmatched_policy() -> None:
    assert Forward(reservation=RESERVATION).mock is MOCK
    assert Forward().mock is None


def test_a_forward_of_the_unmatched_policy_changes_nothing() -> None:
    untouched = Forward()
    assert (untouched.to, untouched.keep_host, len(untouched.headers)) == (None, True, 0)


def test_a_refusal_and_a_failure_say_why() -> None:
    assert Refuse(Reason.NO_MOCK).exceeded == ()
    assert Unforwardable(MOCK, "no URL").reason == "no URL"


def test_what_a_session_is_to_remember_of_a_script() -> None:
    wanted = (ToRemember("a", "X-A"),)
    script = Script(Scripted("lua", "return {}", remember=wanted), RESERVATION)
    assert script.remembering == Remembering(wanted, script.state)
    assert Script(Scripted("lua", "return {}"), RESERVATION).remembering is None
