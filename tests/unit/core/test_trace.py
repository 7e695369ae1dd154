"""What a trace keeps of a decision."""

from smockproxy.core.conditions import Conditions, OnField
from smockproxy.core.http import Request, Response
from smockproxy.core.matchers import equal
from smockproxy.core.mock import Mock
from smockproxy.core.responders import Fixed
from smockproxy.core.trace import (
    MOST_TRIED,
    NO_TRACE,
    HeldBack,
    PassedOver,
    Trace,
    Traces,
    TracesOf,
    Tried,
    of_use,
    traced,
)

REQUEST = Request("GET", "http", "a.test", 80, "/x")
MOCK = Mock(
    "m", Fixed(Response()), Conditions((OnField("method", equal("GET")), OnField("path", equal("/m"))))
)


def test_the_values_of_a_failed_condition_are_looked_up_when_they_are_asked_for() -> None:
    mismatch = Tried(MOCK, 1).mismatch(REQUEST)
    assert mismatch is not None
    assert (mismatch.field, mismatch.actual) == ("path", "/x")


def test_what_was_held_back_failed_no_condition() -> None:
    assert Tried(MOCK, HeldBack.USED_UP).mismatch(REQUEST) is None


def test_it_keeps_the_first_candidates_and_counts_the_others() -> None:
    passed_over: list[PassedOver] = [(MOCK, number % 2) for number in range(MOST_TRIED + 3)]
    trace = traced(7, passed_over, MOCK, 4, 5)
    assert (trace.version, len(trace.tried), trace.more) == (7, MOST_TRIED, 3)
    assert trace.asked == MOST_TRIED + 3
    assert trace.tried[1] == Tried(MOCK, 1)
    assert trace.tried[1].obstacle == 1
    assert (trace.winner, trace.uses_before, trace.uses_after) == (MOCK, 4, 5)


def test_all_are_kept_when_they_are_few() -> None:
    trace = traced(7, [(MOCK, HeldBack.EXPIRED)])
    assert (trace.tried, trace.more, trace.winner) == ((Tried(MOCK, HeldBack.EXPIRED),), 0, None)


def test_nothing_tried() -> None:
    assert traced(0, []) == NO_TRACE
    assert isinstance(traced(0, []), Trace)
    assert traced(1, [], MOCK, 2, 3) == Trace(1, (), 0, MOCK, 2, 3)
    assert len(traced(0, [(MOCK, 0)])) == len(Trace._fields)


def test_the_newest_traces_are_kept() -> None:
    traces = Traces(most=2)
    for number in range(6):
        traces.keep(str(number), NO_TRACE)
    traces.keep("6", Trace(1, uses_after=1), 41)
    kept = [traces.get(str(number)) for number in range(7)]
    assert kept == [None] * 4 + [NO_TRACE] * 2 + [Trace(1, uses_before=41, uses_after=42)]


def test_the_trace_of_a_mock_that_is_asked_first_is_one_for_all_its_answers() -> None:
    of = TracesOf(MOCK)
    first, second = of.trace(0, [], 3), of.trace(0, [], 4)
    assert first is second
    assert of_use(second, 4) == Trace(0, (), 0, MOCK, 4, 5)
    assert of_use(of.trace(8, [], 5), 5) == Trace(8, (), 0, MOCK, 5, 6)


def test_who_was_asked_before_it_stands_in_its_trace() -> None:
    trace = TracesOf(MOCK).trace(7, [(MOCK, 1)], 3)
    assert trace == of_use(trace, 3) == Trace(7, ((MOCK, 1),), 0, MOCK, 3, 4)
