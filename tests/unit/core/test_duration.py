"""Delays, and durations as Go writes them."""

from dataclasses import dataclass, field
from datetime import timedelta

import durationpy
import pytest
from hypothesis import given
from hypothesis import strategies as st

from smockproxy.core.duration import NO_DELAY, Delay, format_duration


@dataclass
class Loaded:
    """A source of randomness that always gives one end of the range."""

    asked: list[tuple[float, float]] = field(default_factory=list)

    def uniform(self, a: float, b: float, /) -> float:
        self.asked.append((a, b))
        return b


def test_a_fixed_delay_is_not_drawn() -> None:
    random = Loaded()
    assert NO_DELAY.seconds(random) == 0
    assert Delay(50_000_000, 50_000_000).seconds(random) == 0.05
    assert random.asked == []


def test_a_range_is_drawn_from() -> None:
    random = Loaded()
    assert Delay(0, 1_500_000_000).seconds(random) == 1.5
    assert random.asked == [(0, 1_500_000_000)]


@pytest.mark.parametrize(
    ("nanoseconds", "written"),
    [
        (0, "0s"),
        (1, "1ns"),
        (999, "999ns"),
        (1_100, "1.1µs"),
        (2_200_000, "2.2ms"),
        (50_000_000, "50ms"),
        (53_281_591, "53.281591ms"),
        (999_999_999, "999.999999ms"),
        (1_000_000_000, "1s"),
        (1_500_000_000, "1.5s"),
        (60_000_000_000, "1m0s"),
        (3_660_000_000_000, "1h1m0s"),
        (3_600_000_000_000, "1h0m0s"),
        (86_400_000_000_001, "24h0m0.000000001s"),
        (-1_500_000_000, "-1.5s"),
    ],
)
def test_as_go_writes_it(nanoseconds: int, written: str) -> None:
    assert format_duration(nanoseconds) == written


@given(st.integers(-(10**16), 10**16))
def test_what_is_written_is_read_as_the_same_duration(microseconds: int) -> None:
    read = durationpy.from_str(format_duration(microseconds * 1_000))
    assert abs(read - timedelta(microseconds=microseconds)) <= timedelta(microseconds=2)
