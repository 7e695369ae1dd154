"""Rules of chaos and the decisions that they change."""

from dataclasses import replace

import pytest

from smockproxy.core.chaos import Chaos, Disturbance, Fault
from smockproxy.core.conditions import Conditions, OnBody, OnField
from smockproxy.core.decision import Answer, Disturb, Forward, NeedsBody, Refuse, Unmatched
from smockproxy.core.duration import Delay
from smockproxy.core.engine import Engine
from smockproxy.core.http import Request, Response
from smockproxy.core.matchers import equal
from smockproxy.core.mock import Mock
from smockproxy.core.responders import Fixed
from smockproxy.core.session import Session, SessionFacts

REQUEST = Request("GET", "http", "a.test", 80, "/x")
HELLO = Mock("hello", Fixed(Response(200)), Conditions((OnField("path", equal("/x")),)), times=3)
ERROR = Mock("error", Chaos((Fault(Disturbance.ANSWER, Response(503)),)))
DROP = Mock("drop", Chaos((Fault(Disturbance.DROP),)))
SLOW = Mock("slow", Chaos((Fault(Disturbance.DELAY, delay=Delay(5, 5)),)))


def engine(*mocks: Mock, unmatched: Unmatched = Unmatched.FORWARD) -> Engine:
    made = Engine(Session(SessionFacts("s", "s", 0.0)), unmatched)
    made.replace_files(mocks)
    return made


@pytest.mark.parametrize("rule", [ERROR, DROP])
def test_it_takes_the_exchange_and_gives_the_mocks_use_back(rule):
    under = engine(HELLO, rule)
    decision = under.decide(REQUEST)
    assert isinstance(decision, Disturb)
    assert decision.trace.winner is HELLO
    assert (under.session.uses(HELLO), under.session.uses(rule)) == (0, 1)
    assert decision.trace.uses_after == decision.trace.uses_before == 0


def test_a_delay_lets_the_mock_answer():
    under = engine(HELLO, SLOW)
    decision = under.decide(REQUEST)
    assert isinstance(decision, Answer)
    assert decision.trace.injected.rule_id == "slow"
    assert under.session.uses(HELLO) == 1


def test_what_is_forwarded_is_disturbed_too():
    assert isinstance(engine(ERROR).decide(REQUEST), Disturb)


def test_what_is_refused_is_not():
    assert isinstance(engine(ERROR, unmatched=Unmatched.REFUSE).decide(REQUEST), Refuse)


def test_a_rule_that_does_not_hold_or_is_held_back_does_nothing():
    elsewhere = replace(ERROR, conditions=Conditions((OnField("path", equal("/y")),)))
    late = replace(DROP, after=1)
    under = engine(elsewhere, late)
    assert isinstance(under.decide(REQUEST), Forward)
    assert isinstance(under.decide(REQUEST), Disturb)


def test_a_rule_on_the_body_waits_for_it():
    on_body = replace(ERROR, conditions=Conditions((OnBody(equal("x")),)))
    under = engine(HELLO, on_body)
    assert isinstance(under.decide_head(REQUEST), NeedsBody)
    assert isinstance(under.decide(replace(REQUEST, body=b"x")), Disturb)
    assert isinstance(under.decide(replace(REQUEST, body=b"y")), Answer)
