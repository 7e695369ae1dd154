"""Near misses as plain values; whole explanations are in `test_why`."""

from smockproxy.app.why.shape import LONGEST, nearest_shape, shortened
from smockproxy.core.conditions import Conditions, Mismatch
from smockproxy.core.http import Response
from smockproxy.core.mock import Mock, Source
from smockproxy.core.nearmiss import NearMiss
from smockproxy.core.responders import Fixed
from smockproxy.core.trace import HeldBack


def test_near_misses():
    mock = Mock("m", Fixed(Response()), Conditions())
    named = Mock("n", Fixed(Response()), Conditions(), source=Source("a.yml", 3))
    misses = (
        NearMiss(mock, 1 / 3, (Mismatch("path", "e", "a"),)),
        NearMiss(named, 0.0, (), HeldBack.EXPIRED),
    )
    assert nearest_shape(misses) == [
        {
            "mock": {"id": "m", "source": None},
            "distance": 0.333,
            "held_back": None,
            "mismatches": [{"field": "path", "expected": "e", "actual": "a"}],
        },
        {
            "mock": {"id": "n", "source": "a.yml:3"},
            "distance": 0.0,
            "held_back": "expired",
            "mismatches": [],
        },
    ]


def test_a_text_that_is_cut_says_so():
    assert shortened("x" * LONGEST) == "x" * LONGEST
    assert shortened("x" * (LONGEST + 1)) == f"{'x' * LONGEST}… ({LONGEST + 1} characters)"
