"""A clock as a document holds it."""

import json

import pytest

from smockproxy.app.sessions.keptclock import clock_of, clock_values
from smockproxy.core.clock import REAL_TIME


@pytest.mark.parametrize(
    "clock",
    [REAL_TIME, REAL_TIME.put(10.5, 99.0), REAL_TIME.put(10.0, 99.0).frozen(11.0).advanced(12.0, -5.0)],
)
def test_a_clock_goes_through_json_and_back(clock):
    assert clock_of(json.loads(json.dumps(clock_values(clock)))) == clock


@pytest.mark.parametrize("values", [[1], [[1, 2]], [["a", 1, False]], 3])
def test_what_is_no_clock(values):
    with pytest.raises((ValueError, TypeError)):
        clock_of(values)
