"""Moments written: offsets, fractions, and years before the first."""

import pytest

from smockproxy.engines.gotemplate.errors import FunctionError
from smockproxy.engines.sprig.layouts import LONGEST
from smockproxy.engines.sprig.moments import GoTime, in_zone
from smockproxy.engines.sprig.timetext import offset_text, write

JANUARY = 1_767_225_600


@pytest.mark.parametrize(
    ("offset", "part", "text"),
    [
        (0, "-07", "+00"),
        (-12_600, "-0700", "-0330"),
        (20_700, "Z07:00", "+05:45"),
        (-1, "-07:00:00", "-00:00:01"),
        (50_400, "Z070000", "+140000"),
    ],
)
def test_an_offset_has_the_form_of_its_part(offset, part, text):
    assert offset_text(offset, part) == text


@pytest.mark.parametrize(
    ("layout", "text"),
    [
        ("Z07 Z0700 Z07:00", "Z Z Z"),
        ("-07:00 MST", "+00:00 UTC"),
        ("3 03 15 PM pm", "12 12 00 AM am"),
        ("_2|__2|2|002", " 1|  1|1|001"),
        (".000 .999 ,000000000 ,999999999", ".000  ,000000000 "),
        ("Q1", "Q1"),
        ("", ""),
    ],
)
def test_midnight_of_the_first_of_january(layout, text):
    assert write(GoTime(JANUARY), layout) == text


def test_a_fraction_is_cut_not_rounded():
    moment = GoTime(JANUARY, 129_999_000)
    assert write(moment, "05.0 05.00 05.000 05.000000000") == "00.1 00.12 00.129 00.129999000"
    assert write(moment, "05.9 05.99 05.999 05.999999999") == "00.1 00.12 00.129 00.129999"
    assert write(moment, "05.0000000000") == "00.1299990000"


@pytest.mark.parametrize(
    ("years", "text"), [(-2026, "0000 00"), (-2027, "-0001 00"), (-12_026, "-10000 00"), (10_000, "12026 26")]
)
def test_years_have_four_digits_and_a_sign(years, text):
    assert write(GoTime(JANUARY).AddDate(years, 0, 0), "2006 06") == text


def test_an_offset_without_a_name_stands_for_one():
    assert write(GoTime(JANUARY, 0, 7_200, ""), "MST") == "+0200"
    assert write(GoTime(JANUARY, 0, -12_600, ""), "MST") == "-0330"


@pytest.mark.parametrize(
    ("zone", "text"),
    [
        ("Europe/Istanbul", "+0300 +03"),
        ("Asia/Kathmandu", "+0545 +0545"),
        ("America/Sao_Paulo", "-0300 -03"),
        ("Asia/Kolkata", "+0530 IST"),
    ],
)
def test_a_zone_is_called_as_in_the_database(zone, text):
    assert write(in_zone(GoTime(JANUARY), zone), "-0700 MST") == text


def test_a_layout_has_a_limited_length():
    assert write(GoTime(JANUARY), "x" * LONGEST) == "x" * LONGEST
    with pytest.raises(FunctionError, match=f"the layout has {LONGEST + 1} characters"):
        write(GoTime(JANUARY), "x" * (LONGEST + 1))
