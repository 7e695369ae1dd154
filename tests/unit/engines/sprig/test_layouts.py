"""How a layout falls into parts."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from smockproxy.engines.sprig.layouts import LONGEST, ZONES, is_fraction, pieces


def parts(layout):
    return [part for _, part in pieces(layout)[:-1]]


@given(st.text(alphabet="Jan0123456789_.,-Z:MonSTPpm x", max_size=30))
def test_nothing_of_a_layout_is_lost(layout):
    assert "".join(before + part for before, part in pieces(layout)) == layout
    assert pieces(layout)[-1][1] == ""


@pytest.mark.parametrize(
    ("layout", "expected"),
    [
        ("2006-01-02T15:04:05Z07:00", ["2006", "01", "02", "15", "04", "05", "Z07:00"]),
        ("20060102150405", ["2006", "01", "02", "15", "04", "05"]),
        ("January Jan Janus", ["January", "Jan"]),
        ("Monday Mon Month MST", ["Monday", "Mon", "MST"]),
        ("_2 __2 _2006 002", ["_2", "__2", "2006", "002"]),
        ("3:4:5pm 03:04:05PM", ["3", "4", "5", "pm", "03", "04", "05", "PM"]),
        ("-07 -0700 -07:00 -070000 -07:00:00", ["-07", "-0700", "-07:00", "-070000", "-07:00:00"]),
        ("Z07 Z0700 Z07:00 Z070000 Z07:00:00", ["Z07", "Z0700", "Z07:00", "Z070000", "Z07:00:00"]),
        ("nothing at all", []),
    ],
)
def test_the_longest_part_is_taken(layout, expected):
    assert parts(layout) == expected


@pytest.mark.parametrize(
    ("layout", "expected"),
    [
        ("05.000", ["05", ".000"]),
        ("05,999999", ["05", ",999999"]),
        (".00x", [".00"]),
        (".0001", ["01"]),
        (".009", []),
        (".", []),
        (".7", []),
    ],
)
def test_a_fraction_ends_where_no_digit_follows(layout, expected):
    assert parts(layout) == expected


def test_fractions_and_zones_are_told_from_other_parts():
    assert [is_fraction(part) for part in (".000", ",9", "05", "")] == [True, True, False, False]
    assert {part for part in parts("-0700 Z07:00 MST 15") if part in ZONES} == {"-0700", "Z07:00"}


def test_a_layout_is_read_up_to_its_limit():
    assert len(pieces("x" * LONGEST + "2006")) == 1
