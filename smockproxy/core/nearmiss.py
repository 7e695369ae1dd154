"""Near misses: the mocks that almost matched a request, with their distance and all that was amiss.

Bounded, since a refusal waits for it: few mocks are examined, chosen by what the index let through and by
how their hosts and paths are written, and of long texts only the beginning is compared.
"""

from collections.abc import Iterable, Iterator, Mapping, Set
from dataclasses import dataclass, fields, is_dataclass, replace
from heapq import nsmallest
from typing import Any

from smockproxy.core.blocks import AllOf, AnyOf
from smockproxy.core.conditions import Condition, Conditions, Mismatch, OnBody, OnPathTemplate, OnQuery
from smockproxy.core.http import Request
from smockproxy.core.mock import Mock
from smockproxy.core.mockset import MockSet
from smockproxy.core.pathtemplate import PathTemplate
from smockproxy.core.resource import OnResource
from smockproxy.core.similarity import (
    Compared,
    Similar,
    compare_json,
    json_text,
    quick_similarity,
    similarity,
    template_similarity,
)
from smockproxy.core.trace import NO_TRACE, HeldBack, Trace

NEAREST = 3
"""How many near misses are told."""
EXAMINED = 200
"""So many mocks are all examined; of more, those around the request."""
REACH = 24
"""How far to either side of the request one looks then, in each order."""
WELL_EXAMINED = 16
"""How many of those are compared thoroughly."""
LARGEST_BODY = 64 * 1024
"""Bytes of a body that are looked at."""
LEAST = 0.05
"""The distance of a condition that fails by a hair."""
WRONG_VALUE = 0.9
"""The most that a value under a name is away: what is not there at all is farther."""
WEIGHTS: Mapping[str, float] = {
    "host": 6.0,
    "path": 6.0,
    "path_template": 6.0,
    "url": 6.0,
    "method": 4.0,
    "scheme": 2.0,
    "port": 2.0,
}
"""By the field; everything else weighs 1."""
MOST_REST = 2.0
"""What all that weighs 1 weighs together at most, so that many headers don't outweigh a path."""
PATHS = frozenset({"path", "path_template", "url"})
HOSTS = frozenset({"host", "url"})
WHOLE_ADDRESS = 16.0
"""What a host, a path and a method weigh; every mock has at least that."""
UNSAID_PATH = 0.67
"""The distance of a path that a mock does not name: less than another path's, more than a mistyped one's."""
UNSAID_HOST = 0.02
"""The distance of a host that a mock with a path does not name."""
UNSAID_BOTH = 0.2
"""The distance of a host that a mock without a path does not name: it is meant for anybody."""
ADDRESS = frozenset({"host", "path", "path_template", "url", "method"})
"""Fields of which a near miss is still another mock's."""
OTHER_ADDRESS = 0.6
"""The least distance of these: another path, however alike, is farther than the same with another body."""
OTHER_DEPTH = 0.95
"""How alike two paths of the same letters are when one has more segments."""
_BY_NAME = frozenset({"headers", "cookies", "fields", "paths"})
"""Fields of conditions that are as good as one condition for each of the names in them."""
_DOCUMENTS = frozenset({"ShouldEqualJSON", "ShouldMatchJSON"})
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

    def distance_of(mock: Mock, similar: Similar) -> float:
        return 0.0 if mock.id in held_back else _distance(mock, shown, similar)

    pool = [mock for mock in _examined(mocks, request, trace) if mock is not trace.winner]
    likely = nsmallest(WELL_EXAMINED, pool, key=lambda mock: distance_of(mock, quick_similarity))
    measured = [(distance_of(mock, similarity), mock) for mock in likely]
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


def _distance(mock: Mock, request: Request, similar: Similar) -> float:
    distances = [
        (_field_of(part), _part_distance(part, request, similar))
        for condition in _flat(mock.conditions, request, similar)
        for part in parts_of(condition)
    ]
    if not any(distance for _, distance in distances):
        return 0.0
    rest = [distance for field, distance in distances if field not in WEIGHTS]
    each = min(1.0, MOST_REST / max(1, len(rest)))
    total = max(WHOLE_ADDRESS, sum(WEIGHTS.get(field, 0.0) for field, _ in distances))
    missing = sum(WEIGHTS.get(field, 0.0) * _with_floor(field, distance) for field, distance in distances)
    missing += _unsaid({field for field, _ in distances})
    return min(1.0, (missing + each * sum(rest)) / (total + each * len(rest)))


def _flat(conditions: Conditions, request: Request, similar: Similar) -> Iterator[Condition]:
    """The conditions, with those of blocks in the blocks' place; of `any_of` those of the nearest block."""
    for condition in conditions.all_of:
        match condition:
            case AllOf(blocks):
                for block in blocks:
                    yield from _flat(block, request, similar)
            case AnyOf(blocks) if blocks:
                nearest = min(blocks, key=lambda block: _block_distance(block, request, similar))
                yield from _flat(nearest, request, similar)
            case _:
                yield condition


def _block_distance(block: Conditions, request: Request, similar: Similar) -> float:
    return sum(
        WEIGHTS.get(_field_of(condition), 1.0) * _part_distance(condition, request, similar)
        for condition in block.all_of
    )


def _unsaid(fields: Set[str]) -> float:
    """What it costs that a mock does not say where it belongs: one that does is rather meant."""
    says_path, says_host = bool(fields & PATHS), bool(fields & HOSTS)
    path = 0.0 if says_path else UNSAID_PATH
    host = 0.0 if says_host else UNSAID_HOST if says_path else UNSAID_BOTH
    return WEIGHTS["path"] * path + WEIGHTS["host"] * host


def _field_of(part: Condition) -> str:
    return "path_template" if _templates_of(part) else str(getattr(part, "field", ""))


def _templates_of(part: Condition) -> tuple[PathTemplate, ...]:
    """The templates one of which the path must fit."""
    if isinstance(part, OnResource):
        return part.at.templates
    return (part.template,) if isinstance(part, OnPathTemplate) else ()


def _with_floor(field: str, distance: float) -> float:
    """Another method is another one, however it is written."""
    if not distance or field not in ADDRESS:
        return distance
    return 1.0 if field == "method" else OTHER_ADDRESS + (1 - OTHER_ADDRESS) * distance


def _part_distance(part: Condition, request: Request, similar: Similar) -> float:
    if part.needs_body and similar is quick_similarity:
        return 0.25  # a body is looked at only for those that are likely
    found = part.mismatch(request)
    if found is None:
        return 0.0
    if templates := _templates_of(part):
        return max(LEAST, 1 - max(template_similarity(each, request.path, similar) for each in templates))
    wanted = _wanted(part)
    if wanted is None or found.actual == "absent" or found.field == "headers":
        return 1.0 if found.actual == "absent" else 0.5
    compared = _compared(part, request)
    if compared is not None:
        return max(LEAST, compared.distance)
    alike = similar(wanted, found.actual)
    if found.field == "path" and wanted.count("/") != found.actual.count("/"):
        alike *= OTHER_DEPTH
    return max(LEAST, (1 - alike) * (1.0 if found.field in WEIGHTS else WRONG_VALUE))


def _compared(part: Condition, request: Request) -> Compared | None:
    """The body compared with the document that a condition wants, if it wants one."""
    if not isinstance(part, OnBody) or part.matcher.name not in _DOCUMENTS or request.text is None:
        return None
    return compare_json(part.matcher.value, request.text)


def _wanted(part: Condition) -> str | None:
    """The text that a condition wants, as far as it wants one; a negated one wants anything else."""
    matcher = _matcher_of(part)
    value = getattr(matcher, "value", None)
    name = str(getattr(matcher, "name", ""))
    return value if isinstance(value, str) and not name.startswith("ShouldNot") else None


def _matcher_of(part: Condition) -> object:
    """The one matcher of a condition: its own, or that of its one name."""
    named = _names_of(part)
    if named is None:
        return getattr(part, "matcher", None)
    by_name = dict(named[1])
    matchers = next(iter(by_name.values()), ())
    return next(iter(matchers), None) if isinstance(matchers, tuple) else matchers


def parts_of(condition: Condition) -> tuple[Condition, ...]:
    """A condition on several names as one for each name; any other as it is."""
    named = _names_of(condition)
    if named is None or len(named[1]) < 2:
        return (condition,)
    field, matchers = named
    kind: Any = condition
    if isinstance(matchers, Mapping):
        return tuple(replace(kind, **{field: {name: matchers[name]}}) for name in matchers)
    return tuple(replace(kind, **{field: (pair,)}) for pair in matchers)


def _names_of(condition: object) -> tuple[str, Any] | None:
    """The field of a condition that has its matchers by name, or in pairs, and these."""
    if not is_dataclass(condition):
        return None
    first = fields(condition)[0].name
    is_by_name = first in _BY_NAME or isinstance(condition, OnQuery)
    return (first, getattr(condition, first)) if is_by_name else None


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
        distances = [_block_distance(block, shown, similarity) for block in condition.blocks]
        at = distances.index(min(distances))
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
    compared = _compared(condition, request)
    return [
        Mismatch(f"body.{difference.path}", json_text(difference.wanted), json_text(difference.found))
        for difference in (compared.differences[:MOST_DIFFERENCES] if compared else ())
    ]
