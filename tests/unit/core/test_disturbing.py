"""Rules of chaos and the decisions that they change."""

from dataclasses import replace

import pytest

from smockproxy.core.chaos import Chaos, Disturbance, Fault
from smockproxy.core.conditions import Conditions, OnBody, OnField
from smockproxy.core.decision import Answer, Disturb, Forward, NeedsBody, Refuse, Unforwardable, Unmatched
from smockproxy.core.disturbing import injected, may_disturb
from smockproxy.core.duration import Delay
from smockproxy.core.engine import Engine
from smockproxy.core.http import Request, Response
from smockproxy.core.matchers import equal
from smockproxy.core.mock import Mock
from smockproxy.core.ratelimit import RateLimit
from smockproxy.core.responders import Fixed, ForwardTo
from smockproxy.core.scenarios import Scenario
from smockproxy.core.schedule import Measure, Ramp, Schedule, Window
from smockproxy.core.session import Session, SessionFacts
from tests.unit.core.rowresources import resource_of

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
def test_it_takes_the_exchange_and_counts_no_use_of_the_mock(rule):
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
    assert [each.rule_id for each in decision.trace.injected] == ["slow"]
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


def test_delays_add_up_and_the_first_error_wins():
    slower = replace(SLOW, id="slower", priority=-1)
    under = engine(HELLO, slower, replace(DROP, priority=-2), ERROR, SLOW)
    decision = under.decide(REQUEST)
    assert isinstance(decision, Disturb)
    assert decision.injected.rule_id == "error"
    assert [each.rule_id for each in decision.trace.injected] == ["slow", "error", "slower"]
    assert under.session.uses(DROP) == 0
    assert under.session.counts.calls("drop") == 1


def test_a_probability_leaves_some_to_whoever_answers():
    under = engine(replace(ERROR, probability=0.3))
    decisions = [under.decide(REQUEST) for _ in range(1_000)]
    errors = [each for each in decisions if isinstance(each, Disturb)]
    assert 250 < len(errors) < 350
    assert all(each.injected.drawn < each.injected.likelihood == 0.3 for each in errors)
    calls = [number for number, each in enumerate(decisions, 1) if isinstance(each, Disturb)]
    assert [each.injected.call for each in errors] == calls
    again = engine(replace(ERROR, probability=0.3))
    assert [again.decide(REQUEST) for _ in range(1_000)] == decisions


def test_a_ramp_by_calls_makes_it_worse_and_worse():
    ramp = Ramp(0.0, 1.0, 500, Measure.CALLS)
    under = engine(replace(ERROR, responder=replace(ERROR.responder, likelihood=ramp)))
    errors = [isinstance(under.decide(REQUEST), Disturb) for _ in range(600)]
    assert sum(errors[:100]) < 30
    assert sum(errors[300:400]) > 60
    assert all(errors[500:])


def test_a_ramp_of_the_delay():
    ramp = Ramp(0.0, 2.0, 10, Measure.SECONDS)
    under = engine(replace(SLOW, responder=replace(SLOW.responder, added=ramp)))
    added = [under.decide(replace(REQUEST, received_at=at)).trace.injected[0].added for at in (0, 5, 20)]
    assert added == [0.0, 1.0, 2.0]


def test_a_window_by_the_clock():
    outage = replace(ERROR, responder=replace(ERROR.responder, schedule=Schedule(Window(60, 10))))
    under = engine(outage)
    times = (0, 9, 10, 59, 60, 69, 70)
    assert [isinstance(under.decide(replace(REQUEST, received_at=at)), Disturb) for at in times] == [
        True, True, False, False, True, True, False
    ]  # fmt: skip


def test_only_rules_of_chaos_disturb():
    assert injected([HELLO], REQUEST, engine().session) == ()


@pytest.mark.parametrize("rule", [ERROR, DROP])
def test_whoever_would_have_answered_is_left_as_it_was(rule):
    limited = replace(HELLO, rate_limit=RateLimit(2, 60.0), scenario=Scenario("order", then="paid"))
    under = engine(limited, replace(rule, times=1))
    under.decide(REQUEST)
    session = under.session
    assert not session.was_served(limited)
    assert session.scenarios.states == {}
    decision = under.decide(REQUEST)
    assert decision.reservation.headers.get("ratelimit-remaining") == "1"
    assert decision.reservation.chance.use == 0


def test_a_resource_changes_no_row_when_it_does_not_answer():
    resource = resource_of()
    rows = Mock("rows", resource, Conditions((OnField("method", equal("DELETE")),)))
    under = engine(rows, replace(ERROR, times=1))
    gone = replace(REQUEST, method="DELETE", target="/pets/1", body=b"")
    assert isinstance(under.decide(gone), Disturb)
    assert not under.session.resources.is_changed(resource)
    assert under.decide(gone).response.status == 204


def test_what_cannot_be_sent_on_is_not_held_back():
    under = engine(replace(HELLO, responder=ForwardTo("ftp://b.test")), SLOW)
    decision = under.decide(REQUEST)
    assert isinstance(decision, Unforwardable)
    assert decision.trace.injected == ()


def test_a_call_beyond_a_limit_is_disturbed_too():
    under = engine(replace(HELLO, rate_limit=RateLimit(1, 60.0)), SLOW)
    under.decide(REQUEST)
    decision = under.decide(REQUEST)
    assert decision.trace.is_beyond_limit
    assert [each.rule_id for each in decision.trace.injected] == ["slow"]


def test_whether_rules_may_disturb_is_asked_without_counting():
    other = replace(ERROR, id="other", conditions=Conditions((OnField("path", equal("/other")),)))
    under = engine(HELLO, ERROR, other)
    assert may_disturb(under.mocks.rules_for(REQUEST), REQUEST)
    assert not may_disturb((other,), REQUEST)
    assert not may_disturb((), REQUEST)
    assert under.session.counts.calls("error") == 0
