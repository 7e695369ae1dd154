"""The answers to "was this called", and to a wait, as plain values."""

from typing import Any

from smockproxy.app.redaction import told_of
from smockproxy.app.verdicts.shape import bounds_shape, exchange_shape
from smockproxy.app.verdicts.waiting import Waited
from smockproxy.app.why.shape import mismatch_shape
from smockproxy.core.calls import Counted, NearCall
from smockproxy.core.redact import Redaction


def called_shape(counted: Counted, redaction: Redaction | None = None) -> dict[str, Any]:
    """How often something was called."""
    return {
        "outcome": counted.outcome.value,
        "count": counted.count,
        "expected": bounds_shape(counted.bounds),
        "unknown": counted.unknown,
        "evicted": counted.evicted,
        "exchanges": [told_of(redaction, entry, exchange_shape(entry)) for entry in counted.shown],
        "nearest": [told_of(redaction, near.entry, _near_shape(near)) for near in counted.nearest],
    }


def _near_shape(near: NearCall) -> dict[str, Any]:
    return {
        **exchange_shape(near.entry),
        "distance": round(near.distance, 3),
        "mismatches": [mismatch_shape(found) for found in near.mismatches],
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
