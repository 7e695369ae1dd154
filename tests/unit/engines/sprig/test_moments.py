"""Moments, held against Python's, and read back from what was written."""

from datetime import UTC, datetime, timedelta, timezone
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from smockproxy.engines.gotemplate.errors import FunctionError
from smockproxy.engines.sprig.moments import Duration, GoTime, in_zone, moment_at
from smockproxy.engines.sprig.timereading import read_moment

SECONDS = st.integers(-60_000_000_000, 200_000_000_000)
LAYOUTS = (
    "2006-01-02T15:04:05.999999999Z07:00",
    "Jan 2, 2006 at 3:04:05.000000000pm (-0700)",
    "06-002 15h04m05s,000000000 -07:00:00",
)


@given(SECONDS, st.integers(0, 999_999_999), st.integers(-50_000, 50_000))
def test_the_parts_are_python_s(seconds, nanoseconds, offset):
    moment = GoTime(seconds, nanoseconds, offset, "")
    there = datetime.fromtimestamp(seconds, timezone(timedelta(seconds=offset)))
    assert (moment.Year(), moment.Month(), moment.Day()) == (there.year, there.month, there.day)
    assert (moment.Hour(), moment.Minute(), moment.Second()) == (there.hour, there.minute, there.second)
    assert (moment.YearDay(), moment.Weekday()) == (there.timetuple().tm_yday, (there.weekday() + 1) % 7)


@pytest.mark.parametrize("layout", LAYOUTS[:2])
@given(seconds=SECONDS, nanoseconds=st.integers(0, 999_999_999), offset=st.integers(-840, 840))
def test_what_is_written_is_read_back(layout, seconds, nanoseconds, offset):
    moment = GoTime(seconds, nanoseconds, offset * 60, "" if offset else "UTC")
    assert read_moment(layout, moment.Format(layout)).Equal(moment)


@given(seconds=st.integers(0, 3_000_000_000), nanoseconds=st.integers(0, 999_999_999))
def test_a_year_of_two_digits_is_read_back(seconds, nanoseconds):
    moment = GoTime(seconds, nanoseconds)
    assert read_moment(LAYOUTS[2], moment.Format(LAYOUTS[2])) == moment


@given(
    seconds=st.integers(0, 4_000_000_000),
    zone=st.sampled_from(["Europe/Berlin", "Asia/Kolkata", "Africa/Cairo"]),
)
def test_zones_are_those_of_the_database(seconds, zone):
    there = datetime.fromtimestamp(seconds, ZoneInfo(zone))
    assert in_zone(GoTime(seconds), zone).Format("2006-01-02 15:04:05-07:00") == str(there)


def test_an_unknown_zone_is_utc():
    for zone in ("Nowhere", "../../etc/passwd", "/etc/localtime", "x" * 500, "\0", "Local", ""):
        assert in_zone(GoTime(5, 0, 3600, "CET"), zone) == GoTime(5)


def test_a_moment_of_seconds():
    assert moment_at(1.25) == GoTime(1, 250_000_000)
    assert moment_at(-0.5) == GoTime(-1, 500_000_000)
    assert moment_at(datetime(2026, 1, 31, 12, tzinfo=UTC).timestamp()).Unix() == 1_769_860_800


def test_a_template_reaches_only_the_methods_that_are_listed():
    for name in GoTime.go_methods:
        assert callable(getattr(GoTime, name))
    assert not any(name.startswith("_") for name in GoTime.go_methods)


def test_durations_are_counted_and_printed():
    assert (Duration(-1_500_000_000).String(), Duration(-1_500_000_000).Milliseconds()) == ("-1.5s", -1500)
    assert (Duration(1_500_000_000).Nanoseconds(), Duration(0).String()) == (1_500_000_000, "0s")
    with pytest.raises(FunctionError, match="out of reach"):
        GoTime(0).Add(Duration(2**63 - 1)).Add(10**30)
