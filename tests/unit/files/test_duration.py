"""Durations, as Go reads them."""

import durationpy
import pytest
from hypothesis import given
from hypothesis import strategies as st

from smockproxy.core.duration import format_duration
from smockproxy.files.duration import LONGEST, parse_duration


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
def test_what_go_takes(text, nanoseconds):
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
def test_what_go_does_not_take(text):
    with pytest.raises(ValueError, match=r"no duration|too long"):
        parse_duration(text)


@given(st.integers(-LONGEST, LONGEST))
def test_what_go_writes_can_be_read(nanoseconds):
    assert parse_duration(format_duration(nanoseconds)) == nanoseconds


@given(
    st.lists(
        st.tuples(st.integers(0, 10**6), st.sampled_from(["us", "ms", "s", "m"])), min_size=1, max_size=3
    )
)
def test_another_reader_says_the_same(parts):
    text = "".join(f"{number}{unit}" for number, unit in parts)
    assert parse_duration(text) // 1000 == durationpy.from_str(text) / durationpy.from_str("1us")
