"""Numbers in text."""

from decimal import Decimal

import pytest

from smockproxy.core.numbers import distance, number_of


@pytest.mark.parametrize("text", ["1", "-1.50", "1e3", "12345678901234567890", "+0.1", ".5"])
def test_a_number(text):
    assert number_of(text) == Decimal(text)


@pytest.mark.parametrize(
    "text", ["", " 1", "nan", "inf", "1e999", "1_000", "0x1", "1e", "--1", "٣", "1" * 401, "1.2.3"]
)
def test_no_number(text):
    assert number_of(text) is None


def test_distances_are_exact():
    assert distance(Decimal("1.1"), Decimal("1.0")) == Decimal("0.1")
    assert distance(Decimal("1e308"), Decimal("-1e-308")) > 0
