"""Slopes by least squares, and what counts as flat."""

import pytest

from benchmarks.load.paced import Reading
from benchmarks.soak import MEDIAN, MEMORY, Minute, line_of, slope, slopes, summed


def minute(number: int, held: float = 100.0, p50: float = 0.001, p99: float = 0.002) -> Minute:
    return Minute(Reading(60.0 * number, 120_000, p50, p99, 0.05, 3, {"static": p50}), held, 12.0)


def test_a_straight_line() -> None:
    found = slope(MEMORY, [(0.0, 100.0), (1800.0, 101.0), (3600.0, 102.0)])
    assert found.per_hour == pytest.approx(2.0)
    assert found.growth == pytest.approx(2.0)
    assert found.mean == 101.0
    assert found.allowed == pytest.approx(5.05)
    assert found.is_flat
    assert str(found) == (
        "✓ memory: +2.00 MiB an hour; +2.00 MiB over the run with a mean of 101.00, 5.05 allowed"
    )


@pytest.mark.parametrize(("last", "is_flat"), [(5.0, True), (5.4, False), (-50.0, True)])
def test_memory_may_grow_by_a_twentieth_over_the_run(last: float, *, is_flat: bool) -> None:
    assert slope(MEMORY, [(0.0, 100.0), (60.0, 100.0 + last)]).is_flat is is_flat


def test_small_figures_have_an_allowance() -> None:
    assert slope(MEDIAN, [(0.0, 0.2), (60.0, 0.45)]).is_flat
    assert not slope(MEDIAN, [(0.0, 0.2), (60.0, 0.6)]).is_flat


def test_what_happens_while_it_settles_is_left_out() -> None:
    minutes = [
        minute(1, held=20.0, p50=1.0),
        minute(2, held=60.0),
        *(minute(number) for number in range(3, 11)),
    ]
    memory, median, tail = slopes(minutes)
    assert memory.growth == median.growth == tail.growth == 0.0
    assert (memory.mean, median.mean, tail.mean) == (100.0, 1.0, 2.0)


def test_a_minute_in_a_line() -> None:
    assert line_of(minute(1)) == (
        "   1.0 min   120,000 answers    100.0 MiB  p50   1.00  p99    2.00  slowest    50.0 ms    "
        "100 µs CPU a request     3 under way"
    )


def test_what_the_minutes_come_to() -> None:
    assert list(summed([minute(1), minute(2, p50=0.004)], 0.998, 2000)) == [
        "Medians of the last reading, ms: static 4.00",
        "99.8% of 2,000 requests a second were answered in time.",
    ]
