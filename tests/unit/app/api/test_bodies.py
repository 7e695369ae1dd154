"""The types of bodies say what those who read them take."""

import pytest

from smockproxy.app.api.bodies import BOUNDS, CalledQuestion, Question, WaitQuestion
from smockproxy.app.operations.sessions import LARGEST_SEED
from smockproxy.app.verdicts import called, waiting
from smockproxy.app.why import question


@pytest.mark.parametrize(
    ("shape", "keys"),
    [(Question, question.KEYS), (CalledQuestion, called.KEYS), (WaitQuestion, waiting.KEYS)],
)
def test_keys(shape, keys):
    assert set(shape.__annotations__) == set(keys)


def test_bounds_are_those_that_are_held():
    assert BOUNDS["SessionChange", "seed"]["maximum"] == LARGEST_SEED
    assert BOUNDS["CalledQuestion", "limit"]["maximum"] == called.MOST
    assert BOUNDS["WaitQuestion", "timeout"]["maximum"] == waiting.LONGEST
