"""The types of bodies say what those who read them take."""

import pytest

from smockproxy.app import called, question, waiting
from smockproxy.app.apibodies import BOUNDS, CalledQuestion, Question, WaitQuestion
from smockproxy.app.sessionoperations import LARGEST_SEED


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
