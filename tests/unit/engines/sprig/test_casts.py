"""Numbers from values."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from smockproxy.engines.sprig.casts import Parsed, parse_int, to_float64, to_int64


@given(st.integers(-(2**63), 2**63 - 1))
def test_whole_numbers_are_read_in_every_base(number):
    sign, size = "-" * (number < 0), abs(number)
    for text in (str(number), f"{sign}{size:#x}", f"{sign}{size:#b}", f"{sign}{size:#o}", f"{number}.000"):
        assert to_int64(text) == number
    assert parse_int(f"{sign}{size:o}", 8) == Parsed(number)


@pytest.mark.parametrize(
    "text", ["", "-", "+", "0x", "1_", "_1", "1__0", "--1", "1e3", "½", "٣", "1.", "0b2", "9" * 2000]
)
def test_what_is_no_whole_number_is_zero(text):
    assert to_int64(text) == 0


@pytest.mark.parametrize(
    ("value", "number"),
    [
        ("0x_1F", 31),
        ("017", 15),
        ("0_7", 7),
        ("+5", 5),
        (1e300, -(2**63)),
        (float("nan"), -(2**63)),
        (-1.9, -1),
        ({}, 0),
    ],
)
def test_values_become_int64(value, number):
    assert to_int64(value) == number


@given(st.floats(allow_nan=False))
def test_floats_are_read(number):
    assert to_float64(repr(number)) == number


@pytest.mark.parametrize(
    ("value", "number"),
    [
        ("+Inf", float("inf")),
        ("1e400", 0.0),
        (" 1", 0.0),
        ("0x1p-2", 0.25),
        ("", 0.0),
        (None, 0.0),
        ([], 0.0),
        (".5", 0.5),
    ],
)
def test_values_become_float64(value, number):
    assert to_float64(value) == number
