"""Counting work."""

import pytest

from smockproxy.matching.allowance import ALLOWANCE, Allowance, TooMuchWorkError, cost, spend, spend_on_search


def test_work_beyond_the_allowance_is_refused():
    before = ALLOWANCE.set(Allowance(3))
    try:
        spend(2)
        spend_on_search(10)
        with pytest.raises(TooMuchWorkError):
            spend()
    finally:
        ALLOWANCE.reset(before)
    spend(1_000_000)


def test_the_cost_of_a_value():
    assert cost({"a": [1, "x" * 2_048], "b": (None,)}) == 8
    assert cost(list(range(100)), most=10) <= 11
