"""The conditions of mocks in the parts that near misses compare: a name of several is one for itself."""

from collections.abc import Mapping
from dataclasses import fields, is_dataclass, replace
from functools import cache
from typing import Any

from smockproxy.core.conditions import Condition, OnQuery

_BY_NAME = frozenset({"headers", "cookies", "fields", "paths"})
"""Fields of conditions that are as good as one condition for each of the names in them."""


def parts_of(condition: Condition) -> tuple[Condition, ...]:
    """A condition on several names as one for each name; any other as it is."""
    field = _field_of_names(type(condition))
    named = getattr(condition, field) if field else ()
    if len(named) < 2:
        return (condition,)
    kind: Any = condition
    if isinstance(named, Mapping):
        return tuple(replace(kind, **{field: {name: named[name]}}) for name in named)
    return tuple(replace(kind, **{field: (pair,)}) for pair in named)


def wanted_by(condition: Condition) -> str | None:
    """The text that a condition wants, as far as it wants one; a negated one wants anything else."""
    matcher = _matcher_of(condition)
    value = getattr(matcher, "value", None)
    name = str(getattr(matcher, "name", ""))
    return value if isinstance(value, str) and not name.startswith("ShouldNot") else None


def _matcher_of(condition: Condition) -> object:
    """The one matcher of a condition: its own, or that of its one name."""
    field = _field_of_names(type(condition))
    if not field:
        return getattr(condition, "matcher", None)
    by_name = dict(getattr(condition, field))
    matchers = next(iter(by_name.values()), ())
    return next(iter(matchers), None) if isinstance(matchers, tuple) else matchers


@cache
def _field_of_names(kind: type) -> str:
    """The field in which conditions of a kind have their matchers by name, or in pairs; empty if in none."""
    if not is_dataclass(kind):
        return ""
    first = fields(kind)[0].name
    return first if first in _BY_NAME or issubclass(kind, OnQuery) else ""
