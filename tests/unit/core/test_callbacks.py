"""When a callback is tried."""

import pytest

from smockproxy.core.callbacks import FIRST_PAUSE, LONGEST_PAUSE, pause_before


@pytest.mark.parametrize(
    ("attempt", "after", "seconds"),
    [
        (0, 0.0, 0.0),
        (0, 5.0, 5.0),
        (1, 0.0, FIRST_PAUSE),
        (2, 0.0, FIRST_PAUSE * 2),
        (1, 2.0, 2.0),
        (3, 2.0, 8.0),
        (9, 2.0, LONGEST_PAUSE),
        (1_000_000, 1.0, LONGEST_PAUSE),
    ],
)
def test_each_try_waits_twice_as_long_as_the_one_before(attempt, after, seconds):
    assert pause_before(attempt, after) == seconds
