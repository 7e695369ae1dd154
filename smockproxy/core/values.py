"""Matchers on values: those under one name, and those inside a JSON document."""

from collections.abc import Mapping, Sequence
from itertools import repeat
from typing import Any, TypeGuard

from smockproxy.core.goprint import go_string
from smockproxy.core.jsoncompare import shown
from smockproxy.core.jsonpath import MISSING
from smockproxy.core.matcher import ABSENT, DocumentMatcher, Matcher, Presence
from smockproxy.core.mismatch import Mismatch, describe, document_mismatch, first_of

type Multimap = Mapping[str, tuple[Matcher, ...]]
"""Name → matchers; none of them asks only that the name is there."""
ABSENCE: tuple[Matcher, ...] = (ABSENT,)
"""What a name must be given that shall be absent."""


def _first_unfulfilled(matchers: Sequence[Matcher], values: Sequence[str], moment: float) -> Matcher | None:
    """The first matcher that no value fulfils."""
    return next(
        (matcher for matcher in matchers if not any(map(matcher.matches, values, repeat(moment)))), None
    )


def values_hold(matchers: tuple[Matcher, ...], values: Sequence[str], moment: float) -> bool:
    """Whether each matcher is fulfilled by some value, and there are as many values as matchers.

    What is absent fulfils `ShouldBeAbsent` alone.
    """
    if not values:
        return matchers == ABSENCE
    return len(matchers) <= len(values) and _first_unfulfilled(matchers, values, moment) is None


def values_mismatch(
    field: str, matchers: tuple[Matcher, ...], values: Sequence[str], moment: float
) -> Mismatch | None:
    """Why they do not hold."""
    if values_hold(matchers, values, moment):
        return None
    if not values:
        return Mismatch(field, "present", "absent")
    actual = ", ".join(values)
    if matchers == ABSENCE:
        return Mismatch(field, "absent", actual)
    if len(matchers) > len(values):
        return Mismatch(field, f"at least {len(matchers)} values", f"{len(values)}: {actual}")
    failed = _first_unfulfilled(matchers, values, moment)
    return None if failed is None else Mismatch(field, describe(failed), actual)


def named_values_hold(wanted: Multimap, given: Mapping[str, Sequence[str]], moment: float) -> bool:
    """Whether every name has values that fulfil its matchers."""
    return all(values_hold(matchers, given.get(name, ()), moment) for name, matchers in wanted.items())


def named_values_mismatch(
    field: str, wanted: Multimap, given: Mapping[str, Sequence[str]], moment: float
) -> Mismatch | None:
    """Why the first name that fails does."""
    return first_of(
        values_mismatch(f"{field}.{name}", matchers, given.get(name, ()), moment)
        for name, matchers in wanted.items()
    )


def smocker_value_holds(matcher: Matcher, value: Any, moment: float) -> bool:
    """Whether what stands at one of Smocker's paths fulfils a matcher; what is missing is an empty text."""
    if isinstance(matcher, Presence):
        return matcher.is_wanted is (value is not MISSING)
    if _reads_documents(matcher):
        return value is not MISSING and matcher.accepts(value)
    return matcher.matches("" if value is MISSING else go_string(value), moment)


def _reads_documents(matcher: Matcher) -> TypeGuard[DocumentMatcher]:
    """Whether it is given the value itself; Smocker's own matcher on JSON gets Go's text of it (Smocker)."""
    return isinstance(matcher, DocumentMatcher) and matcher.name != "ShouldEqualJSON"


def smocker_value_mismatch(field: str, matcher: Matcher, value: Any) -> Mismatch:
    """Why such a value fails."""
    if value is not MISSING and _reads_documents(matcher):
        return document_mismatch(field, matcher, value)
    if isinstance(matcher, Presence) or _reads_documents(matcher):
        actual = "absent" if value is MISSING else go_string(value)
        return Mismatch(field, describe(matcher), actual)
    return Mismatch(field, describe(matcher), "" if value is MISSING else go_string(value))


def selected_hold(matcher: Matcher, values: Sequence[Any], moment: float) -> bool:
    """Whether one of the values that a JSONPath selects fulfils a matcher."""
    if isinstance(matcher, Presence):
        return matcher.is_wanted is bool(values)
    if isinstance(matcher, DocumentMatcher):
        return any(map(matcher.accepts, values))
    return any(matcher.matches(text_of_value(value), moment) for value in values)


def selected_mismatch(field: str, matcher: Matcher, values: Sequence[Any]) -> Mismatch:
    """Why none of them does; of several documents the first is looked into."""
    if not values:
        return Mismatch(field, describe(matcher), "absent")
    if isinstance(matcher, DocumentMatcher):
        return document_mismatch(field, matcher, values[0])
    return Mismatch(field, describe(matcher), ", ".join(map(text_of_value, values)))


def text_of_value(value: Any) -> str:
    """A value as text: a string itself, numbers as Smocker has them, null, objects and lists as JSON."""
    if isinstance(value, (dict, list)) or value is None:
        return shown(value)
    return go_string(value)
