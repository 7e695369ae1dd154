"""How mocks are used: how often, when last, and how long the answers took."""

from array import array
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from heapq import merge
from itertools import batched
from math import ceil
from typing import Any

from smockproxy.core.history import HistoryEntry
from smockproxy.core.mock import Mock
from smockproxy.interop.entry import milliseconds
from smockproxy.interop.moments import rfc3339


@dataclass(frozen=True, slots=True)
class Latency:
    """How long exchanges took, from the request's head to the answer's end, delays included; in seconds."""

    median: float
    p95: float
    longest: float


@dataclass(frozen=True, slots=True)
class MockUsage:
    """How one mock is used."""

    mock: Mock
    uses: int
    """Its use count."""
    exchanges: int = 0
    """Those of the history in which it was chosen."""
    last_used: float | None = None
    """When the last of these began, in seconds since the epoch."""
    latency: Latency | None = None


def usage_of(
    mocks: Sequence[Mock], uses: Callable[[Mock], int], entries: Iterable[HistoryEntry]
) -> tuple[MockUsage, ...]:
    """Go through the exchanges of a session once; eight bytes are kept of each."""
    took: dict[str, array[float]] = {mock.id: array("d") for mock in mocks}
    last: dict[str, float] = {}
    for entry in entries:
        if entry.mock is not None and entry.mock.id in took:
            began = entry.timing.started_at
            took[entry.mock.id].append(entry.timing.ended)
            last[entry.mock.id] = max(began, last.get(entry.mock.id, began))
    return tuple(
        MockUsage(mock, uses(mock), len(took[mock.id]), last.get(mock.id), _latency(_rising(took[mock.id])))
        for mock in mocks
    )


AT_ONCE = 10_000
"""Numbers that are sorted without letting another thread do something: of 100,000 it would be 20 ms."""


def _rising(numbers: Sequence[float]) -> list[float]:
    return list(merge(*map(sorted, batched(numbers, AT_ONCE))))


def _latency(rising: Sequence[float]) -> Latency | None:
    return Latency(_at(rising, 0.5), _at(rising, 0.95), rising[-1]) if rising else None


def _at(rising: Sequence[float], share: float) -> float:
    """The nearest-rank percentile: the smallest value that is not less than this share of all."""
    return rising[ceil(share * len(rising)) - 1]


def usage_shape(usages: Iterable[MockUsage], evicted: int = 0) -> dict[str, Any]:
    """The figures as `/api/v1/usage` has them; times in milliseconds. `evicted` is what the history lost."""
    mocks = [_mock_usage_shape(usage) for usage in usages]
    return {
        "mocks": mocks,
        "unused": [mock["id"] for mock in mocks if not mock["uses"]],
        "evicted": evicted,
    }


def _mock_usage_shape(usage: MockUsage) -> dict[str, Any]:
    mock, latency = usage.mock, usage.latency
    return {
        "id": mock.id,
        "source": str(mock.source) if mock.source else None,
        "uses": usage.uses,
        "exchanges": usage.exchanges,
        "last_used": None if usage.last_used is None else rfc3339(usage.last_used),
        "latency": latency
        and {
            "median": milliseconds(latency.median),
            "p95": milliseconds(latency.p95),
            "longest": milliseconds(latency.longest),
        },
    }
