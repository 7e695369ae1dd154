"""How often something is to happen."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from smockproxy.core.bounds import Bounds, VerdictOutcome, bounds_of
from smockproxy.core.http import Response
from smockproxy.core.mock import Expected, Mock
from smockproxy.core.responders import Fixed

PASSED, FAILED, INCOMPLETE = VerdictOutcome.PASSED, VerdictOutcome.FAILED, VerdictOutcome.INCOMPLETE


@pytest.mark.parametrize(
    ("times", "expected", "bounds"),
    [
        (0, None, Bounds()),
        (3, None, Bounds(3, 3)),
        (3, Expected(at_least=1), Bounds(1, 3)),
        (3, Expected(at_most=2), Bounds(0, 2)),
        (3, Expected(at_least=2, at_most=5), Bounds(2, 5)),
        (3, Expected(rank=1), Bounds(3, 3)),
        (0, Expected(at_least=0), Bounds()),
        (0, Expected(at_most=0), Bounds(0, 0)),
        (0, Expected(rank=1), Bounds(1)),
        (0, Expected(rank=0, at_most=4), Bounds(1, 4)),
        (0, Expected(rank=1, at_most=0), Bounds(0, 0)),
        (0, Expected(rank=1, at_least=0), Bounds()),
    ],
)
def test_the_bounds_of_a_mock(times: int, expected: Expected | None, bounds: Bounds) -> None:
    assert bounds_of(Mock("m", Fixed(Response()), times=times, expected=expected)) == bounds


@pytest.mark.parametrize(
    ("bounds", "count", "unknown", "outcome"),
    [
        (Bounds(), 0, 0, PASSED),
        (Bounds(), 7, 100, PASSED),
        (Bounds(2), 1, 0, FAILED),
        (Bounds(2), 2, 0, PASSED),
        (Bounds(2), 2, 100, PASSED),
        (Bounds(2), 1, 1, INCOMPLETE),
        (Bounds(4), 1, 2, FAILED),
        (Bounds(0, 2), 2, 0, PASSED),
        (Bounds(0, 2), 3, 0, FAILED),
        (Bounds(0, 2), 2, 1, INCOMPLETE),
        (Bounds(0, 0), 0, 0, PASSED),
        (Bounds(0, 0), 0, 1, INCOMPLETE),
        (Bounds(2, 2), 3, 5, FAILED),
    ],
)
def test_a_count_is_judged_by_what_is_known(
    bounds: Bounds, count: int, unknown: int, outcome: VerdictOutcome
) -> None:
    assert bounds.judge(count, unknown) is outcome


@pytest.mark.parametrize(
    ("bounds", "text"),
    [
        (Bounds(), "any number"),
        (Bounds(1), "at least 1"),
        (Bounds(0, 0), "none"),
        (Bounds(0, 5), "at most 5"),
        (Bounds(1, 5), "1 to 5"),
        (Bounds(3, 3), "exactly 3"),
    ],
)
def test_bounds_in_words(bounds: Bounds, text: str) -> None:
    assert str(bounds) == text
    assert bounds.expect_something is (bounds != Bounds())


@given(st.integers(0, 6), st.none() | st.integers(0, 6), st.integers(0, 8), st.integers(0, 6))
def test_a_judgement_is_what_holds_however_many_the_unknown_are(
    at_least: int, at_most: int | None, count: int, unknown: int
) -> None:
    possible = range(count, count + unknown + 1)
    good = [at_least <= number and (at_most is None or number <= at_most) for number in possible]
    outcome = Bounds(at_least, at_most).judge(count, unknown)
    if at_most is not None and at_least > at_most:
        assert outcome is not PASSED
    else:
        assert outcome is (PASSED if all(good) else INCOMPLETE if any(good) else FAILED)
