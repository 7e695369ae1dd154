"""Conditions on what the session remembers, and which of it the conditions of a mock ask for."""

from collections.abc import Iterator
from dataclasses import dataclass

from smockproxy.core.blocks import AllOf, AnyOf, Not
from smockproxy.core.conditions import Condition, Conditions
from smockproxy.core.http import Request
from smockproxy.core.jsonpath import MISSING, first_key, lookup
from smockproxy.core.matcher import Matcher
from smockproxy.core.mismatch import Mismatch, first_of
from smockproxy.core.mock import Mock
from smockproxy.core.recalled import OnRemembered
from smockproxy.core.responders import Fixed, Scripted
from smockproxy.core.scenarios import OnScenario
from smockproxy.core.sequence import InTurn
from smockproxy.core.values import selected_hold, selected_mismatch

FORGOTTEN = "what the state was then is not known any more"


@dataclass(frozen=True, slots=True)
class OnState:
    """Matchers by paths into the session's state, each on the value that stands there."""

    paths: tuple[tuple[str, Matcher], ...]
    needs_body: bool = False

    def holds(self, request: Request) -> bool:
        """Whether every matcher is fulfilled."""
        return request.memory is not None and all(
            selected_hold(matcher, _values_at(path, request), request.received_at)
            for path, matcher in self.paths
        )

    def mismatch(self, request: Request) -> Mismatch | None:
        """Why it does not hold."""
        return first_of(_mismatch_at(path, matcher, request) for path, matcher in self.paths)


def _values_at(path: str, request: Request) -> list[object]:
    state = request.memory.state if request.memory else {}
    value = state[path] if path in state else lookup(state, path)
    return [] if value is MISSING else [value]


def _mismatch_at(path: str, matcher: Matcher, request: Request) -> Mismatch | None:
    field = f"state.{path}"
    if request.memory is None:
        return Mismatch(field, "a state", FORGOTTEN)
    values = _values_at(path, request)
    if selected_hold(matcher, values, request.received_at):
        return None
    return selected_mismatch(field, matcher, values)


def asks_memory(conditions: Conditions) -> bool:
    """Whether any condition asks what the session remembers."""
    return any(isinstance(condition, OnState | OnScenario) for condition in _all_of(conditions))


def state_keys(conditions: Conditions) -> frozenset[str]:
    """The keys of the session's state that conditions may ask for."""
    paths = [path for each in _all_of(conditions) if isinstance(each, OnState) for path, _ in each.paths]
    return frozenset(paths) | frozenset(map(first_key, paths))


def names_asked(conditions: Conditions) -> frozenset[str]:
    """The names of remembered values that conditions mention."""
    asking = (each.names for each in _all_of(conditions) if isinstance(each, OnRemembered))
    return frozenset[str]().union(*asking)


def kept_by(mock: Mock) -> frozenset[str]:
    """The names under which values of a mock's answers are remembered."""
    responder = mock.responder
    answers = responder.items if isinstance(responder, InTurn) else (responder,)
    kept = (each.remember for each in answers if isinstance(each, Fixed | Scripted))
    return frozenset(each.name for wanted in kept for each in wanted)


def _all_of(conditions: Conditions) -> Iterator[Condition]:
    for condition in conditions.all_of:
        match condition:
            case AnyOf(blocks) | AllOf(blocks):
                for block in blocks:
                    yield from _all_of(block)
            case Not(block):
                yield from _all_of(block)
            case _:
                yield condition
