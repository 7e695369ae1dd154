"""Matchers: predicates on one piece of text, by the names that a mock file uses.

Rules of this file: standard library only. Matchers that need a library are in `smockproxy.matching`, which
hands out the whole table; nothing here changes at run time.
Source of the meanings: Smocker (its assertions compare strings).
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any, Protocol

from smockproxy.core.http import NO_JSON, parse_json


class Matcher(Protocol):
    """A predicate on text, with the name and the value that the author wrote."""

    @property
    def name(self) -> str:
        """The matcher's name, such as `ShouldEqual`."""
        ...

    @property
    def value(self) -> str:
        """What the author wrote as its value."""
        ...

    def matches(self, actual: str) -> bool:
        """Whether the text fulfils it."""
        ...


type MatcherTable = Mapping[str, Callable[[str], Matcher]]
"""Name → what makes the matcher from its value. Making one raises `ValueError` when the value is no good."""


@dataclass(frozen=True, slots=True)
class TextMatcher:
    """A matcher that is one comparison of two strings."""

    name: str
    value: str
    compare: Callable[[str, str], bool]

    def matches(self, actual: str) -> bool:
        """Whether `compare(actual, value)` holds."""
        return self.compare(actual, self.value)


def _equals(actual: str, value: str) -> bool:
    return actual == value


def _contains(actual: str, value: str) -> bool:
    return value in actual


def _is_empty(actual: str, _value: str) -> bool:
    return not actual


def _never(_actual: str, _value: str) -> bool:
    """Smocker's ShouldAlmostEqual wants numbers and is always given strings: neither form ever matches."""
    return False


def same_json(left: Any, right: Any) -> bool:
    """Equality of parsed JSON as Go sees it: numbers as float64, `-0` is not `0`, booleans are no numbers."""
    pairs = [(left, right)]  # a stack instead of recursion: a peer may nest deeper than Python calls
    while pairs:
        one, other = pairs.pop()
        if isinstance(one, dict) and isinstance(other, dict) and one.keys() == other.keys():
            pairs += [(one[key], other[key]) for key in one]
        elif isinstance(one, list) and isinstance(other, list) and len(one) == len(other):
            pairs += zip(one, other, strict=True)
        elif not _same_scalar(one, other):
            return False
    return True


def _same_scalar(one: Any, other: Any) -> bool:
    if isinstance(one, bool) or isinstance(other, bool):
        return one is other
    if isinstance(one, (int, float)) and isinstance(other, (int, float)):
        return repr(float(one)) == repr(float(other))
    return (one is None and other is None) or (
        isinstance(one, str) and isinstance(other, str) and one == other
    )


def _equals_json(actual: str, value: str) -> bool:
    left, right = parse_json(actual), parse_json(value)
    return left is not NO_JSON and right is not NO_JSON and same_json(left, right)


def _text(
    name: str, compare: Callable[[str, str], bool], *, negated: bool = False
) -> Callable[[str], Matcher]:
    def holds_not(actual: str, value: str) -> bool:
        return not compare(actual, value)

    def make(value: str) -> Matcher:
        return TextMatcher(name, value, holds_not if negated else compare)

    return make


_PAIRS: Mapping[str, Callable[[str, str], bool]] = {
    "Equal": _equals,
    "Resemble": _equals,
    "ContainSubstring": _contains,
    "StartWith": str.startswith,
    "EndWith": str.endswith,
    "BeEmpty": _is_empty,
}

CORE_MATCHERS: MatcherTable = {
    **{f"Should{name}": _text(f"Should{name}", compare) for name, compare in _PAIRS.items()},
    **{
        f"ShouldNot{name}": _text(f"ShouldNot{name}", compare, negated=True)
        for name, compare in _PAIRS.items()
    },
    "ShouldEqualJSON": _text("ShouldEqualJSON", _equals_json),
    "ShouldAlmostEqual": _text("ShouldAlmostEqual", _never),
    "ShouldNotAlmostEqual": _text("ShouldNotAlmostEqual", _never),
}
"""Every matcher that the standard library is enough for."""


def equal(value: str) -> Matcher:
    """The matcher that a plain scalar in a mock file stands for."""
    return TextMatcher("ShouldEqual", value, _equals)
