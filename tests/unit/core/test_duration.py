"""Delays, and durations as Go writes them."""

from datetime import timedelta

import durationpy
import pytest
from hypothesis import given
from hypothesis import strategies as st

from smockproxy.core.duration import LONGEST, NO_DELAY, Delay, format_duration, parse_duration


def test_a_fixed_delay_is_the_same_whatever_is_drawn() -> None:
    assert [NO_DELAY.seconds(0.9), Delay(50_000_000, 50_000_000).seconds(0.9)] == [0, 0.05]


def test_a_range_is_drawn_from() -> None:
    delay = Delay(500_000_000, 1_500_000_000)
    assert [delay.seconds(drawn) for drawn in (0.0, 0.5)] == [0.5, 1.0]


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


@pytest.mark.parametrize(
    ("text", "nanoseconds"),
    [
        ("0", 0),
        ("-0", 0),
        ("+0", 0),
        ("0s", 0),
        ("300ms", 300_000_000),
        ("1.5s", 1_500_000_000),
        (".5s", 500_000_000),
        ("1.s", 1_000_000_000),
        ("1h1m", 3_660_000_000_000),
        ("1m1h", 3_660_000_000_000),
        ("-1.5h", -5_400_000_000_000),
        ("+5ms", 5_000_000),
        ("1us", 1_000),
        ("1µs", 1_000),
        ("1\u03bcs", 1_000),
        ("1ns", 1),
        ("0.3ns", 0),
        ("53.281591ms", 53_281_591),
        ("9223372036854775807ns", LONGEST),
    ],
)
def test_what_go_takes(text: str, nanoseconds: int) -> None:
    assert parse_duration(text) == nanoseconds


NO_DURATIONS = (
    "",
    "1",
    "50",
    "1.5",
    "1d",
    "2w",
    "1y",
    "1mm",
    "s",
    ".s",
    "1 s",
    " 1s",
    "1s ",
    "1h,1m",
    "1e3s",
    "--1s",
)
TOO_LONG = ("9223372036854775808ns", "3000000h", "1" * 300 + "s")


@pytest.mark.parametrize("text", [*NO_DURATIONS, "00", "abc", "-", *TOO_LONG])
def test_what_go_does_not_take(text: str) -> None:
    with pytest.raises(ValueError, match=r"no duration|too long"):
        parse_duration(text)


@given(st.integers(-LONGEST, LONGEST))
def test_what_go_writes_can_be_read(nanoseconds: int) -> None:
    assert parse_duration(format_duration(nanoseconds)) == nanoseconds


@given(
    st.lists(
        st.tuples(st.integers(0, 10**6), st.sampled_from(["us", "ms", "s", "m"])), min_size=1, max_size=3
    )
)
def test_another_reader_says_the_same(parts: list[tuple[int, str]]) -> None:
    text = "".join(f"{number}{unit}" for number, unit in parts)
    assert parse_duration(text) // 1000 == durationpy.from_str(text) / durationpy.from_str("1us")
