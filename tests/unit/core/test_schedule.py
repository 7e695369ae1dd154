"""When, and how strongly, a rule is at work."""

import pytest

from smockproxy.core.schedule import ALWAYS, Measure, Ramp, Schedule, Then, Window


@pytest.mark.parametrize(("elapsed", "is_on"), [(0, True), (9.9, True), (10, False), (59, False), (60, True)])
def test_a_window_opens_at_the_beginning_of_each_period(elapsed, is_on):
    assert Schedule(Window(60, 10)).is_on(1_000.0, elapsed) is is_on


@pytest.mark.parametrize(("now", "is_on"), [(99, False), (100, True), (199, True), (200, False)])
def test_a_span_of_time(now, is_on):
    assert Schedule(begin=100, end=200).is_on(now, 0) is is_on


@pytest.mark.parametrize("schedule", [ALWAYS, Schedule(begin=0), Schedule(end=1e12)])
def test_otherwise_it_is_always_on(schedule):
    assert schedule.is_on(1_000.0, 0)


@pytest.mark.parametrize(
    ("then", "calls", "level"),
    [
        (Then.HOLD, 0, 0.0),
        (Then.HOLD, 50, 0.4),
        (Then.HOLD, 100, 0.8),
        (Then.HOLD, 500, 0.8),
        (Then.RECOVER, 50, 0.4),
        (Then.RECOVER, 100, 0.8),
        (Then.RECOVER, 150, 0.4),
        (Then.RECOVER, 500, 0.0),
        (Then.REPEAT, 50, 0.4),
        (Then.REPEAT, 150, 0.4),
        (Then.REPEAT, 200, 0.0),
    ],
)
def test_a_ramp_by_calls(then, calls, level):
    assert Ramp(0.0, 0.8, 100, Measure.CALLS, then).level(calls, 1e9) == pytest.approx(level)


@pytest.mark.parametrize(("elapsed", "level"), [(-5, 1.0), (0, 1.0), (150, 0.5), (300, 0.0), (900, 0.0)])
def test_a_ramp_by_time_may_go_down(elapsed, level):
    assert Ramp(1.0, 0.0, 300, Measure.SECONDS).level(10**9, elapsed) == pytest.approx(level)
