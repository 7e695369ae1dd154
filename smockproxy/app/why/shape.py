"""An explanation as plain values: what `/api/v1/why` and an exchange's trace hold."""

from collections.abc import Iterable
from typing import Any

from smockproxy.app.why.explanation import Asked, ChangedAnswer, Suggestion, Why
from smockproxy.core.conditions import Mismatch
from smockproxy.core.http import Request
from smockproxy.core.mock import Mock
from smockproxy.core.nearmiss import NearMiss
from smockproxy.interop.entry import printable_url

LONGEST = 500
"""Characters of an expected or an actual value that are shown."""


def trace_shape(why: Why) -> dict[str, Any]:
    """Who was asked, who answered, over whom, and who is nearest."""
    trace = why.trace
    return {
        "request": _request_shape(why.request),
        "exchange": why.entry.id if why.entry else None,
        "cut": why.is_cut,
        "verdict": why.verdict,
        "mock": trace.winner and named_shape(trace.winner),
        "uses_before": trace.uses_before,
        "uses_after": trace.uses_after,
        "turn": trace.turn or None,
        "mocks_version": trace.version,
        "mocks_version_now": why.version,
        "asked": [_asked_shape(asked) for asked in why.asked],
        "more": trace.more,
        "over": [named_shape(mock) for mock in why.over],
        "nearest": nearest_shape(why.nearest),
    }


def why_shape(why: Why) -> dict[str, Any]:
    """The same, and what would help."""
    suggestion = why.suggestion
    return {
        **trace_shape(why),
        "edit": suggestion and _suggestion_shape(suggestion),
        "new_mock": why.new_mock,
    }


def nearest_shape(misses: Iterable[NearMiss]) -> list[dict[str, Any]]:
    """Near misses, the nearest first."""
    return [
        {
            "mock": named_shape(miss.mock),
            "distance": round(miss.distance, 3),
            "held_back": miss.held_back.value if miss.held_back else None,
            "mismatches": [mismatch_shape(mismatch) for mismatch in miss.mismatches],
        }
        for miss in misses
    ]


def named_shape(mock: Mock) -> dict[str, Any]:
    """What a mock is known by."""
    return {"id": mock.id, "source": str(mock.source) if mock.source else None}


def _request_shape(request: Request) -> dict[str, str]:
    return {"method": request.method, "url": printable_url(request)}


def _asked_shape(asked: Asked) -> dict[str, Any]:
    nothing = {"field": None, "expected": None, "actual": None}
    return {
        "mock": named_shape(asked.mock),
        **(mismatch_shape(asked.mismatch) if asked.mismatch else nothing),
        "held_back": asked.held_back.value if asked.held_back else None,
        "cut": asked.is_cut,
    }


def mismatch_shape(mismatch: Mismatch) -> dict[str, str]:
    """What was wanted and what was found, neither of them long."""
    return {
        "field": mismatch.field,
        "expected": shortened(mismatch.expected),
        "actual": shortened(mismatch.actual),
    }


def shortened(text: str) -> str:
    """A text that says so when it is cut."""
    return text if len(text) <= LONGEST else f"{text[:LONGEST]}… ({len(text)} characters)"


def _suggestion_shape(suggestion: Suggestion) -> dict[str, Any]:
    source = suggestion.mock.source
    return {
        "mock": named_shape(suggestion.mock),
        "file": source.file if source else None,
        "lines": [
            {"line": changed.line, "old": list(changed.old), "new": list(changed.new)}
            for changed in suggestion.edit.lines
        ],
        "drops": list(suggestion.edit.dropped),
        "matches_all": suggestion.edit.matches_all,
        "held_back": suggestion.edit.still.value if suggestion.edit.still else None,
        "changes": [_change_shape(change) for change in suggestion.changed],
        "left_out": suggestion.left_out,
    }


def _change_shape(change: ChangedAnswer) -> dict[str, Any]:
    return {
        "exchange": change.entry.id,
        "request": _request_shape(change.entry.request),
        "before": change.before and named_shape(change.before),
        "after": change.after and named_shape(change.after),
    }
