"""Moments read: what may be missing, what may follow, and Go's words for what is wrong."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from smockproxy.engines.sprig.layouts import LONGEST
from smockproxy.engines.sprig.moments import GoTime
from smockproxy.engines.sprig.timereading import read_moment

RFC3339 = "2006-01-02T15:04:05.999999999Z07:00"
SPELT = "Monday, 02 January 2006 03:04:05.000000000 PM -07:00:00"
NEW_YEAR = 1_767_225_600


@given(
    seconds=st.integers(-(10**9), 10**10),
    nanoseconds=st.integers(0, 999_999_999),
    minutes=st.integers(-720, 840),
)
def test_what_is_written_is_read(seconds, nanoseconds, minutes):
    moment = GoTime(seconds, nanoseconds, minutes * 60, "" if minutes else "UTC")
    for layout in (RFC3339, SPELT):
        assert read_moment(layout, moment.Format(layout)) == moment


@pytest.mark.parametrize(
    ("layout", "text", "moment"),
    [
        ("", "", GoTime(-62_167_219_200)),
        ("2006", "0000", GoTime(-62_167_219_200)),
        ("06", "68", GoTime(3_092_601_600)),
        ("2006 Jan 2", "2024 FEB 29", GoTime(1_709_164_800)),
        ("2006 2 1", "2026  1   1", GoTime(NEW_YEAR)),
        ("2006 __2", "2026   1", GoTime(NEW_YEAR)),
        ("2006 3 pm", "2026 0 am", GoTime(NEW_YEAR)),
        ("2006 5", "2026 5.1234567899", GoTime(NEW_YEAR + 5, 123_456_789)),
        ("2006 05.999", "2026 05", GoTime(NEW_YEAR + 5)),
        ("2006 05", "2026 05,5", GoTime(NEW_YEAR + 5, 500_000_000)),
        ("2006 Z0700", "2026 Z", GoTime(NEW_YEAR)),
        ("2006 Z0700", "2026 +0000", GoTime(NEW_YEAR)),
        ("2006 -07", "2026 -05", GoTime(NEW_YEAR + 18_000, 0, -18_000, "")),
        ("2006 -070000", "2026 +000001", GoTime(NEW_YEAR - 1, 0, 1, "")),
    ],
)
def test_a_moment_may_be_written_loosely(layout, text, moment):
    assert read_moment(layout, text) == moment


@pytest.mark.parametrize(
    ("text", "zone", "offset"),
    [
        ("UTC", "UTC", 0),
        ("CET", "CET", 0),
        ("WITA", "WITA", 0),
        ("ChST", "ChST", 0),
        ("CHADT", "CHADT", 0),
        ("GMT", "GMT", 0),
        ("GMT+3", "GMT+3", 10_800),
        ("GMT-011", "GMT-011", -39_600),
        ("+03", "+03", 0),
        ("-023", "-023", 0),
    ],
)
def test_the_abbreviation_of_a_zone_is_kept(text, zone, offset):
    assert read_moment("2006 MST", f"2026 {text}") == GoTime(NEW_YEAR, 0, offset, zone)


def test_a_zone_may_have_both_a_name_and_an_offset():
    moment = GoTime(NEW_YEAR - 3_600, 0, 3_600, "CET")
    assert read_moment("2006 MST -0700", "2026 CET +0100") == moment
    assert read_moment("2006 -0700 MST", "2026 +0100 CET") == moment
    assert read_moment("2006 -0700 MST", "2026 +0100 +01") == GoTime(NEW_YEAR - 3_600, 0, 3_600, "+01")
    with pytest.raises(ValueError, match=r'extra text: "\+24"'):
        read_moment("2006 MST", "2026 GMT+24")


@pytest.mark.parametrize(
    "text", ["X", "EU", "cet", "ABCD", "ABCDE", "ABCDEF", "+3", "+24", "-0330", "+100", "+-1", ""]
)
def test_what_is_no_abbreviation(text):
    with pytest.raises(ValueError, match=f'cannot parse "{text}" as "MST"'.replace("+", "[+]")):
        read_moment("2006 MST", f"2026 {text}")


@pytest.mark.parametrize(
    ("layout", "text", "failure"),
    [
        ("2006", "", 'parsing time "" as "2006": cannot parse "" as "2006"'),
        ("2006", "202", 'parsing time "202" as "2006": cannot parse "202" as "2006"'),
        ("2006-01-02", "2023-02-29", 'parsing time "2023-02-29": day out of range'),
        ("2006-01-02", "2026-01-00", 'parsing time "2026-01-00": day out of range'),
        ("3PM", "13PM", 'parsing time "13PM": hour out of range'),
        ("04", "60", 'parsing time "60": minute out of range'),
        ("05", "60", 'parsing time "60": second out of range'),
        ("002", "000", 'parsing time "000": day-of-year out of range'),
        ("05.000", "01.25", 'parsing time "01.25" as "05.000": cannot parse ".25" as ".000"'),
        ("Z07:00", "07:00", 'parsing time "07:00" as "Z07:00": cannot parse "07:00" as "Z07:00"'),
        ("2006", "2026\n", 'parsing time "2026\\n": extra text: "\\n"'),
        ("2006 01", "2026x01", 'parsing time "2026x01" as "2006 01": cannot parse "x01" as " "'),
    ],
)
def test_what_is_wrong_is_said(layout, text, failure):
    with pytest.raises(ValueError, match="parsing time") as failed:
        read_moment(layout, text)
    assert str(failed.value) == failure


def test_texts_have_a_limited_length():
    for layout, text in (("2" * (LONGEST + 1), ""), ("", "2" * (LONGEST + 1))):
        with pytest.raises(ValueError, match=f"at most {LONGEST} characters"):
            read_moment(layout, text)
