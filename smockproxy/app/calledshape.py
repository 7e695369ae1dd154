"""The answers to "was this called", and to a wait, as plain values."""

from typing import Any

from smockproxy.app.verdictshape import bounds_shape, exchange_shape
from smockproxy.app.waiting import Waited
from smockproxy.app.whyshape import mismatch_shape
from smockproxy.core.calls import Counted


def called_shape(counted: Counted) -> dict[str, Any]:
    """How often something was called."""
    return {
        "outcome": counted.outcome.value,
        "count": counted.count,
        "expected": bounds_shape(counted.bounds),
        "unknown": counted.unknown,
        "evicted": counted.evicted,
        "exchanges": [exchange_shape(entry) for entry in counted.shown],
        "nearest": [
            {
                **exchange_shape(near.entry),
                "distance": round(near.distance, 3),
                "mismatches": [mismatch_shape(found) for found in near.mismatches],
            }
            for near in counted.nearest
        ],
    }


def waited_shape(waited: Waited) -> dict[str, Any]:
    """How a wait ended."""
    wanted = waited.wanted
    return {
        "fulfilled": waited.is_fulfilled,
        "count": len(waited.exchanges),
        "at_least": wanted.at_least,
        "timeout": wanted.limit,
        "exchanges": list(waited.exchanges),
    }
