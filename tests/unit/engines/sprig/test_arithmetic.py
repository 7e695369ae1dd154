"""Where numbers end: overflow, division, not-a-number, decimals, and steps that lead nowhere."""

from math import inf, isnan, nan

import pytest
from hypothesis import given
from hypothesis import strategies as st

from smockproxy.engines.gotemplate.errors import FunctionError
from smockproxy.engines.sprig import arithmetic
from smockproxy.engines.sprig.gotypes import Int64
from smockproxy.engines.sprig.limits import MOST_MEMBERS, LimitError

LEAST, MOST = -(2**63), 2**63 - 1
WHOLE = st.integers(LEAST, MOST)


@given(WHOLE, WHOLE)
def test_what_is_divided_is_quotient_times_divisor_and_remainder(one, other):
    if other:
        quotient, remainder = arithmetic.div(one, other), arithmetic.mod(one, other)
        assert arithmetic.add(arithmetic.mul(quotient, other), remainder) == one
        assert abs(remainder) < abs(other)


@given(WHOLE, WHOLE)
def test_whole_numbers_stay_in_64_bits(one, other):
    for made in (arithmetic.add(one, other), arithmetic.sub(one, other), arithmetic.mul(one, other)):
        assert type(made) is Int64
        assert LEAST <= made <= MOST
    assert (arithmetic.add(one, other) - one - other) % 2**64 == 0


def test_the_least_number_has_no_opposite():
    assert arithmetic.div(LEAST, -1) == arithmetic.mul(LEAST, -1) == LEAST
    assert arithmetic.mod(LEAST, -1) == 0


def test_what_is_not_a_number_is_neither_largest_nor_smallest():
    assert isnan(arithmetic.maxf(1, nan, inf))
    assert isnan(arithmetic.minf(nan, -inf))
    assert arithmetic.maxf(1, inf) == inf


def test_infinity_has_no_fraction():
    assert arithmetic.floor(-inf) == -inf
    assert arithmetic.ceil(inf) == inf
    assert isnan(arithmetic.floor(nan))


def test_rounding_to_tens_and_beyond_what_a_float_holds():
    assert arithmetic.round_to(1250, -2) == 1300.0
    assert arithmetic.round_to(1234.5, -3) == 1000.0
    assert isnan(arithmetic.round_to(1.5, 10**6))
    assert isnan(arithmetic.round_to(1.5, -(10**6)))


@given(st.integers(-(10**6), 10**6), st.integers(-(10**6), 10**6))
def test_hundredths_are_added_without_an_error(one, other):
    assert arithmetic.addf(one / 100, other / 100) == (one + other) / 100
    assert arithmetic.subf(one / 100, other / 100) == (one - other) / 100


def test_a_division_has_16_places():
    assert arithmetic.divf(2, 3) == 0.6666666666666667
    assert arithmetic.divf(1, "3e16") == 0.0
    assert arithmetic.divf(-5) == -5.0


@pytest.mark.parametrize(("number", "called"), [(nan, "NaN"), (inf, "Inf"), (-inf, "Inf")])
def test_what_is_no_decimal_is_refused(number, called):
    with pytest.raises(FunctionError, match=f"Cannot create a Decimal from {called}"):
        arithmetic.add1f(number)


def test_decimals_have_a_limited_length():
    with pytest.raises(FunctionError, match="too many digits"):
        arithmetic.mulf(*["1.2345678901234567e-300"] * 400)


def test_a_list_of_numbers_is_as_long_as_may_be():
    assert arithmetic.until_step(0, MOST_MEMBERS, 1)[-1] == MOST_MEMBERS - 1
    assert arithmetic.until_step(9, 0, -3) == [9, 6, 3]
    with pytest.raises(LimitError):
        arithmetic.until_step(0, MOST_MEMBERS + 1, 1)


def test_octal_digits_may_come_as_a_number():
    assert arithmetic.to_decimal(755) == arithmetic.to_decimal("755") == 493
    assert arithmetic.to_decimal("-10") == -8
    assert arithmetic.to_decimal("0o10") == 0
