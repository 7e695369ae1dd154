"""Near misses: the mocks that almost matched a request, with their distance and all that was amiss.

Bounded, since a refusal waits for it: few mocks are examined, chosen by what the index let through and by
how their hosts and paths are written, and of long texts only the beginning is compared.
"""

from collections.abc import Iterable
from dataclasses import dataclass, replace
from heapq import nsmallest

from smockproxy.core.blocks import AllOf, AnyOf
from smockproxy.core.conditions import Condition, Conditions, Mismatch, OnBody
from smockproxy.core.distances import Distances, compared_document
from smockproxy.core.http import Request
from smockproxy.core.mock import Mock
from smockproxy.core.mockset import MockSet
from smockproxy.core.parts import parts_of
from smockproxy.core.similarity import json_text
from smockproxy.core.trace import NO_TRACE, HeldBack, Trace

NEAREST = 3
"""How many near misses are told."""
EXAMINED = 200
"""So many mocks are all examined; of more, those around the request."""
REACH = 16
"""How far to either side of the request one looks then, in each order."""
WELL_EXAMINED = 16
"""How many of those are compared thoroughly."""
LARGEST_BODY = 64 * 1024
"""Bytes of a body that are looked at."""
MOST_DIFFERENCES = 10
"""Of a JSON document that are told."""


@dataclass(frozen=True, slots=True)
class NearMiss:
    """A mock that did not answer, and why."""

    mock: Mock
    distance: float
    """From 0, when all its conditions hold, to 1."""
    mismatches: tuple[Mismatch, ...]
    held_back: HeldBack | None = None
    """What kept it from answering when all its conditions hold."""


def near_misses(mocks: MockSet, request: Request, trace: Trace = NO_TRACE) -> tuple[NearMiss, ...]:
    """The nearest mocks, the nearest first. Of a large body only the beginning is compared."""
    shown = request
    if request.body is not None and len(request.body) > LARGEST_BODY:
        shown = replace(request, body=request.body[:LARGEST_BODY])
    held_back = {
        tried.mock.id: tried.obstacle for tried in trace.tried if isinstance(tried.obstacle, HeldBack)
    }
    quickly, thoroughly = Distances(shown, is_quick=True), Distances(shown)

    def distance_of(mock: Mock, distances: Distances) -> float:
        return 0.0 if mock.id in held_back else distances.of(mock.conditions)

    pool = [mock for mock in _examined(mocks, request, trace) if mock is not trace.winner]
    likely = nsmallest(WELL_EXAMINED, pool, key=lambda mock: distance_of(mock, quickly))
    measured = [(distance_of(mock, thoroughly), mock) for mock in likely]
    return tuple(
        NearMiss(mock, distance, mismatches_of(mock, request, shown), held_back.get(mock.id))
        for distance, mock in nsmallest(NEAREST, measured, key=lambda pair: pair[0])
    )


def _examined(mocks: MockSet, request: Request, trace: Trace) -> Iterable[Mock]:
    if len(mocks) <= EXAMINED:
        return mocks.in_order
    found = {tried.mock.id: tried.mock for tried in trace.tried}
    for layer in mocks.layers:
        found |= {mock.id: mock for mock in layer.neighbours.around(request, REACH)}
    return found.values()


def mismatches_of(mock: Mock, request: Request, shown: Request | None = None) -> tuple[Mismatch, ...]:
    """All that is amiss between a mock's conditions and a request; empty when they hold.

    Of several blocks the nearest to what is shown is told: the request, or the beginning of a large one.
    """
    return tuple(
        found
        for condition in mock.conditions.all_of
        if not condition.holds(request)
        for found in _all_of(condition, request, shown or request)
        or filter(None, [condition.mismatch(request)])
    )


def _all_of(condition: Condition, request: Request, shown: Request) -> list[Mismatch]:
    whole = condition.mismatch(request)
    if whole is None:
        return []
    if isinstance(condition, AnyOf) and condition.blocks:
        at = Distances(shown).nearest(condition.blocks)
        return _inside(f"any_of[{at}]", condition.blocks[at], request, shown)
    if isinstance(condition, AllOf):
        blocks = enumerate(condition.blocks)
        return [found for at, block in blocks for found in _inside(f"all_of[{at}]", block, request, shown)]
    return [
        replace(found, actual=found.actual[:LARGEST_BODY])
        for found in _of_parts(condition, request) or [whole]
    ]


def _of_parts(condition: Condition, request: Request) -> list[Mismatch]:
    found = [part.mismatch(request) for part in parts_of(condition)]
    return _places_of(condition, request) or [mismatch for mismatch in found if mismatch is not None]


def _inside(where: str, block: Conditions, request: Request, shown: Request) -> list[Mismatch]:
    return [
        replace(found, field=f"{where}.{found.field}")
        for condition in block.all_of
        for found in _all_of(condition, request, shown)
    ]


def _places_of(condition: Condition, request: Request) -> list[Mismatch]:
    """All places at which a body differs from the document that it should equal."""
    if not isinstance(condition, OnBody) or condition.matcher.name != "ShouldEqualJSON":
        return []
    compared = compared_document(condition, request)
    return [
        Mismatch(f"body.{difference.path}", json_text(difference.wanted), json_text(difference.found))
        for difference in (compared.differences[:MOST_DIFFERENCES] if compared else ())
    ]
