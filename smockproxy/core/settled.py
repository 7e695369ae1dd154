"""Whether a condition's answer is settled by a request's bytes: the same bytes, the same answer."""

from collections.abc import Iterable

from smockproxy.core.blocks import AllOf, AnyOf, Not
from smockproxy.core.conditions import (
    Condition,
    Conditions,
    OnBody,
    OnBodyPaths,
    OnField,
    OnHeaders,
    OnPathTemplate,
    OnQuery,
)
from smockproxy.core.matcher import Matcher
from smockproxy.core.values import Multimap

OF_TIME = frozenset({"ShouldBeBefore", "ShouldBeAfter"})
"""The matchers that ask what time it is."""


def are_settled(conditions: Conditions) -> bool:
    """Whether all of a mock's conditions are; those that are not known here count as unsettled."""
    return all(map(_is_settled, conditions.all_of))


def _is_settled(condition: Condition) -> bool:
    match condition:
        case OnPathTemplate():
            return True
        case AllOf() | AnyOf():
            return all(map(are_settled, condition.blocks))
        case Not():
            return are_settled(condition.block)
        case _:
            matchers = _matchers_of(condition)
            return matchers is not None and not any(map(_asks_time, matchers))


def _matchers_of(condition: Condition) -> Iterable[Matcher] | None:
    match condition:
        case OnField() | OnBody():
            return (condition.matcher,)
        case OnQuery():
            return _matchers(condition.params)
        case OnHeaders():
            return _matchers(condition.headers)
        case OnBodyPaths():
            return condition.paths.values()
        case _:
            return None


def _matchers(by_name: Multimap) -> Iterable[Matcher]:
    return (matcher for matchers in by_name.values() for matcher in matchers)


def _asks_time(matcher: Matcher) -> bool:
    return matcher.name in OF_TIME
