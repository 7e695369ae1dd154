"""Mocks that can never answer, because one that is asked before them takes all that they match."""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import MISSING, dataclass, fields, replace
from itertools import islice

from smockproxy.core.conditions import HOLDS
from smockproxy.core.http import Request
from smockproxy.core.index import NO_PATTERNS, Layer, PatternIndex
from smockproxy.core.mock import Mock, Responder
from smockproxy.core.problem import Problem, Severity
from smockproxy.core.responders import Fixed, Scripted
from smockproxy.core.scenarios import Scenario
from smockproxy.core.sequence import InTurn
from smockproxy.files.lint.implication import all_follow
from smockproxy.files.lint.places import place_of
from smockproxy.files.lint.witness import probes, witness_text, witnesses

MOST_COMPARED = 50
"""How many candidates a mock is held against: with more that match the same, the last are not looked at."""
_IDENTITY = frozenset(
    {"id", "responder", "conditions", "priority", "source", "created_at", "scenario", "tables", "callbacks"}
)
"""Fields of a mock that don't keep it from answering; whatever else it has may."""


@dataclass(frozen=True, slots=True)
class Shadow:
    """A mock that never answers, the one that takes its requests, and a request that shows it."""

    mock: Mock
    by: Mock
    witness: Request | None = None
    """None when no example was found; that it never answers is certain all the same."""

    @property
    def is_duplicate(self) -> bool:
        """Whether both do exactly the same."""
        of_same = self.mock.conditions == self.by.conditions and self.mock.scenario == self.by.scenario
        return of_same and _act(self.mock) == _act(self.by)


def _act(mock: Mock) -> Responder:
    """What a mock does, wherever it is written."""
    responder = mock.responder
    if isinstance(responder, InTurn):
        return replace(responder, items=tuple(map(_answer, responder.items)))
    return replace(responder, file="", line=0) if isinstance(responder, Scripted) else responder


def _answer(item: Fixed | Scripted) -> Fixed | Scripted:
    return replace(item, file="", line=0) if isinstance(item, Scripted) else item


def shadowed(mocks: Sequence[Mock], patterns: PatternIndex = NO_PATTERNS) -> Iterator[Problem]:
    """A warning for each mock that can never answer."""
    return map(_warning, shadows(mocks, patterns))


def shadows(mocks: Sequence[Mock], patterns: PatternIndex = NO_PATTERNS) -> Iterator[Shadow]:
    """The mocks that can never answer, in the order of their declaration; those that can't be proved, not."""
    layer = Layer(mocks, patterns)
    ranks = {id(mock): rank for rank, mock in enumerate(layer.in_order)}
    twins = _first_of_equals(layer.in_order)
    for mock in mocks:
        twin = twins.get(_likeness(mock))
        above = twin if twin is not None and ranks[id(twin)] < ranks[id(mock)] else None
        if (found := _shadow(mock, layer, ranks, above)) is not None:
            yield found


def _shadow(mock: Mock, layer: Layer, ranks: dict[int, int], twin: Mock | None) -> Shadow | None:
    """How a mock is shadowed; a twin is one above it that has the same conditions."""
    certain = list(_certain(mock, layer, ranks))
    if not certain and twin is not None and all_follow(mock.conditions, twin.conditions):
        return Shadow(mock, twin)
    for witness in witnesses(mock.conditions) if certain else ():
        answering = next(_answering(layer.candidates(witness), witness), None)
        if any(answering is other for other in certain) and answering is not None:
            return Shadow(mock, answering, witness)
    return Shadow(mock, certain[0]) if certain else None


def _certain(mock: Mock, layer: Layer, ranks: dict[int, int]) -> Iterator[Mock]:
    """The mocks above one that provably match all that it matches, and answer whenever they match."""
    probe = next(probes(mock.conditions), None)
    if probe is None:
        return
    is_witness = mock.conditions.first_failure(probe) == HOLDS
    for other in _above(mock, layer.candidates(probe), ranks):
        is_ruled_out = is_witness and not _takes(other, probe)
        if not is_ruled_out and is_unlimited(other) and all_follow(mock.conditions, other.conditions):
            yield other


def _takes(mock: Mock, request: Request) -> bool:
    """Whether a candidate matches; what the index did not look at is at the end of its conditions."""
    return all(condition.holds(request) for condition in reversed(mock.conditions.all_of))


def _above(mock: Mock, candidates: Iterable[Mock], ranks: dict[int, int]) -> Iterator[Mock]:
    """The candidates that are asked before a mock."""
    rank = ranks[id(mock)]
    for other in islice(candidates, MOST_COMPARED):
        if ranks[id(other)] >= rank:
            return
        yield other


def _answering(candidates: Iterable[Mock], request: Request) -> Iterator[Mock]:
    return (mock for mock in candidates if mock.conditions.first_failure(request) == HOLDS)


def _likeness(mock: Mock) -> str:
    """Equal for mocks with the same conditions."""
    return repr(mock.conditions)


def _first_of_equals(in_order: Iterable[Mock]) -> dict[str, Mock]:
    """Of the mocks with the same conditions that may answer without limit, the one that is asked first."""
    first: dict[str, Mock] = {}
    for mock in in_order:
        if is_unlimited(mock):
            first.setdefault(_likeness(mock), mock)
    return first


_DEFAULTS = {
    field.name: field.default
    for field in fields(Mock)
    if field.name not in _IDENTITY and field.compare and field.default is not MISSING
}


def is_unlimited(mock: Mock) -> bool:
    """Whether a mock answers each request that it matches: no times, no chance, no time to live."""
    return all(getattr(mock, name) == default for name, default in _DEFAULTS.items()) and _stays(
        mock.scenario
    )


def _stays(scenario: Scenario | None) -> bool:
    """Whether a mock's own answer leaves its scenario where the mock answers again."""
    return scenario is None or not scenario.then or not scenario.when or scenario.then in scenario.when


def _warning(shadow: Shadow) -> Problem:
    by = shadow.by.label
    example = f", for example {witness_text(shadow.witness)}" if shadow.witness else ""
    if shadow.is_duplicate:
        message = f"this mock never answers: {by} is exactly the same and is asked first"
        hint = "remove one of them"
    else:
        message = f"this mock never answers: {by} is asked first and answers all that it matches{example}"
        hint = f"move it below {by}, as the last one declared is asked first, or give it a higher priority"
    if shadow.by.priority > shadow.mock.priority and not shadow.is_duplicate:
        hint = f"{by} has the higher priority: narrow its request, or change the priorities"
    return Problem(
        **place_of(shadow.mock),
        message=message,
        hint=hint,
        severity=Severity.WARNING,
        code="duplicate" if shadow.is_duplicate else "shadowed",
    )
