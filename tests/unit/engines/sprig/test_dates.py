"""Times: reading, writing, zones and the functions on them."""

from random import Random

import pytest

from smockproxy.engines.gotemplate.errors import FunctionError
from smockproxy.engines.sprig.gotypes import Int64
from smockproxy.engines.sprig.moments import GoTime, in_zone, moment_at
from smockproxy.engines.sprig.table import functions
from smockproxy.engines.sprig.timereading import read_moment

NOW = 1_769_860_800.0
TABLE = functions(NOW, Random(7))
LATER = GoTime(1_769_864_400)
PARIS = in_zone(GoTime(1_784_116_800, 120_000_000), "Europe/Paris")


def call(name, *arguments):
    return TABLE[name](*arguments)


def test_now_is_the_clock_that_is_given():
    assert call("now") == GoTime(1_769_860_800)
    assert functions(1.5, Random(7))["now"]() == GoTime(1, 500_000_000)


@pytest.mark.parametrize("name", ["dateModify", "date_modify", "mustDateModify", "must_date_modify"])
def test_a_date_is_moved_by_a_duration(name):
    assert call(name, "1h", moment_at(NOW)) == LATER
    assert call(name, "-1h30m", moment_at(NOW)) == GoTime(1_769_855_400)


def test_what_is_no_duration_moves_nothing_or_fails():
    for name in ("dateModify", "date_modify"):
        assert call(name, "soon", LATER) == LATER
    for name in ("mustDateModify", "must_date_modify"):
        with pytest.raises(FunctionError, match='time: invalid duration "soon"'):
            call(name, "soon", LATER)


@pytest.mark.parametrize(
    ("duration", "failure"),
    [
        ("1d", 'time: unknown unit "d" in duration "1d"'),
        ("1h5", 'time: missing unit in duration "1h5"'),
        ("", 'time: invalid duration ""'),
        ("-h", 'time: invalid duration "-h"'),
        ("1 h", 'time: invalid duration "1 h"'),
        ("9999999h", 'time: invalid duration "9999999h"'),
    ],
)
def test_what_is_no_duration_is_said_as_go_says_it(duration, failure):
    with pytest.raises(FunctionError) as failed:
        call("mustDateModify", duration, LATER)
    assert failed.value.message == failure


def test_a_date_is_read_in_a_layout():
    assert call("toDate", "2006-01-02", "2026-01-31") == GoTime(1_769_817_600)
    assert call("toDate", "2006-01-02", "no").IsZero()
    assert call("mustToDate", "2006-01-02 15:04", "2026-01-31 12:00") == GoTime(1_769_860_800)
    with pytest.raises(FunctionError, match='parsing time "no" as "2006": cannot parse "no" as "2006"'):
        call("mustToDate", "2006", "no")


def test_seconds_since_the_epoch_are_a_text():
    assert call("unixEpoch", LATER) == "1769864400"
    with pytest.raises(FunctionError, match=r"wrong type for value; expected time.Time; got int"):
        call("unixEpoch", 5)


def test_times_are_rounded_as_durations_and_ages():
    assert call("ago", GoTime(1_769_857_199, 400_000_000)) == "1h0m1s"
    assert call("ago", LATER) == "-1h0m0s"
    assert call("durationRound", GoTime(1_769_800_000)) == "16h"
    assert call("durationRound", Int64(7_200_000_000_001)) == "2h"
    assert call("duration", Int64(95)) == "1m35s"
    assert call("date", "2006", LATER) == "2026"


@pytest.mark.parametrize(
    ("layout", "written"),
    [
        ("Mon Jan _2 15:04:05 2006", "Wed Jul 15 14:00:00 2026"),
        ("Monday, 02-January-06 3:4:5 pm", "Wednesday, 15-July-26 2:0:0 pm"),
        ("2006-01-02T15:04:05.999999999Z07:00", "2026-07-15T14:00:00.12+02:00"),
        ("05.000 05,00 .999x .9990", "00.120 00,12 .12x .9990"),
        ("002 __2 1/2 03PM", "196 196 7/15 02PM"),
        ("-07 -0700 -07:00:00 Z070000 MST", "+02 +0200 +02:00:00 +020000 CEST"),
        ("_2006 Janus Month", "_2026 Janus Month"),
    ],
)
def test_a_moment_is_written_in_a_layout(layout, written):
    assert PARIS.Format(layout) == written


def test_a_moment_has_the_parts_that_go_gives_it():
    parts = (PARIS.Year(), PARIS.Month(), PARIS.Day(), PARIS.Hour(), PARIS.Minute(), PARIS.Second())
    assert parts == (2026, 7, 15, 14, 0, 0)
    assert (PARIS.Month().String(), PARIS.Weekday().String(), PARIS.YearDay()) == ("July", "Wednesday", 196)
    assert (PARIS.Unix(), PARIS.UnixMilli(), PARIS.UnixMicro()) == (
        1784116800,
        1784116800120,
        1784116800120000,
    )
    assert PARIS.UnixNano() == 1784116800120000000
    assert PARIS.String() == "2026-07-15 14:00:00.12 +0200 CEST"
    assert GoTime(-1).String() == "1969-12-31 23:59:59 +0000 UTC"
    assert (PARIS.UTC().Hour(), PARIS.Local().Hour(), PARIS.Nanosecond()) == (12, 12, 120_000_000)


def test_moments_are_moved_and_compared():
    assert GoTime(0).AddDate(1, 1, 1).Format("2006-01-02") == "1971-02-02"
    assert GoTime(1_769_817_600).AddDate(0, 1, 0).Format("2006-01-02") == "2026-03-03"
    difference = LATER.Sub(GoTime(1_769_860_799))
    assert (difference.String(), difference.Hours()) == ("1h0m1s", 3601 / 3600)
    assert (difference.Minutes(), difference.Seconds(), difference.Milliseconds()) == (
        3601 / 60,
        3601,
        3_601_000,
    )
    assert LATER.After(GoTime(0))
    assert GoTime(0).Before(LATER)
    assert GoTime(0).Equal(GoTime(0, 0, 3600, ""))
    assert not GoTime(0).Equal(GoTime(0, 1))


def test_a_date_out_of_reach_is_an_error():
    for move in (
        lambda: LATER.Add(10**30),
        lambda: LATER.AddDate(10**9, 0, 0),
        lambda: call("date", "2006", 10**14),
    ):
        with pytest.raises(FunctionError, match="out of reach"):
            move()


@pytest.mark.parametrize(
    ("layout", "text", "moment"),
    [
        ("2006-01-02T15:04:05Z07:00", "2026-01-31T12:00:00+02:00", GoTime(1_769_853_600, 0, 7_200, "")),
        ("2006-01-02T15:04:05Z07:00", "2026-01-31T12:00:00Z", GoTime(1_769_860_800)),
        ("2006-01-02 15:04:05", "2026-01-31 12:00:00.25", GoTime(1_769_860_800, 250_000_000)),
        ("2 Jan 06 3:04pm", "31 jan 26 12:00pm", GoTime(1_769_860_800)),
        ("2 Jan 06 3PM", "31 Jan 26 12AM", GoTime(1_769_817_600)),
        ("January _2  2006", "January  1 1999", GoTime(915_148_800)),
        ("Mon 2006 002 MST", "Tue 1999 001 UTC", GoTime(915_148_800)),
        ("05.000 2006", "01.250 1970", GoTime(1, 250_000_000)),
        ("06 -0700 15", "69 -0130 00", GoTime(-31_530_600, 0, -5_400, "")),
        ("2006-01-02 MST", "2026-01-31 CET", GoTime(1_769_817_600, 0, 0, "CET")),
    ],
)
def test_a_moment_is_read(layout, text, moment):
    assert read_moment(layout, text) == moment


@pytest.mark.parametrize(
    ("layout", "text", "failure"),
    [
        ("2006-01-02", "2026-02-30", 'parsing time "2026-02-30": day out of range'),
        ("2006-01-02", "2026-13-01", 'parsing time "2026-13-01": month out of range'),
        ("15:04", "25:00", 'parsing time "25:00": hour out of range'),
        ("2006", "2026x", 'parsing time "2026x": extra text: "x"'),
        ("2006-01", "2026/01", 'parsing time "2026/01" as "2006-01": cannot parse "/01" as "-"'),
        ("3PM", "3XM", 'parsing time "3XM" as "3PM": cannot parse "XM" as "PM"'),
        ("Jan", "Foo", 'parsing time "Foo" as "Jan": cannot parse "Foo" as "Jan"'),
        ("2006 002", "2026 366", 'parsing time "2026 366": day-of-year out of range'),
        ("-07:00", "+0200", 'parsing time "+0200" as "-07:00": cannot parse "+0200" as "-07:00"'),
    ],
)
def test_what_is_no_moment_is_said_as_go_says_it(layout, text, failure):
    with pytest.raises(ValueError, match=r".") as failed:
        read_moment(layout, text)
    assert str(failed.value) == failure


def test_a_layout_is_bounded():
    with pytest.raises(FunctionError, match="at most 10000"):
        LATER.Format("2006" * 10_000)
    with pytest.raises(ValueError, match="at most 10000"):
        read_moment("2006", "1" * 20_000)
