"""Which matchers follow from which: whatever text fulfils the one, fulfils the other.

Rules of this file: a wrong yes would blame a good mock, so what is not certain is no. A name that is not in
`ON_TEXT` is only ever implied by its equal.
"""

from collections.abc import Callable, Mapping, Sequence

from smockproxy.core.matchers import Matcher

EQUALITY = frozenset({"ShouldEqual", "ShouldResemble"})
ON_TEXT = frozenset(
    f"Should{negation}{name}"
    for negation in ("", "Not")
    for name in (
        "Equal",
        "Resemble",
        "ContainSubstring",
        "StartWith",
        "EndWith",
        "BeEmpty",
        "Match",
        "AlmostEqual",
        "BeIn",
    )
) | {
    "ShouldEqualFold",
    "ShouldMatchGlob",
    "ShouldBeGreaterThan",
    "ShouldBeLessThan",
    "ShouldBeBetween",
}
"""Matchers that look at nothing but the text: asked about one text, they say what they always say of it."""

_ANYTHING = frozenset({"", "^", "$", ".*", "^.*", ".*$", "(?s).*", "(?s)^.*$"})
"""Regular expressions that are found in every text."""


def accepts_all(matcher: Matcher) -> bool:
    """Whether every text fulfils it."""
    match matcher.name:
        case "ShouldStartWith" | "ShouldEndWith" | "ShouldContainSubstring":
            return not matcher.value
        case "ShouldMatch":
            return matcher.value.removeprefix("(?i)") in _ANYTHING
        case _:
            return False


def implies(lower: Matcher, upper: Matcher) -> bool:
    """Whether every text that fulfils `lower` fulfils `upper`, too."""
    if lower == upper:
        return True
    if lower.name not in ON_TEXT or upper.name not in ON_TEXT:
        return False
    if accepts_all(upper):
        return True
    if lower.name in EQUALITY:
        return upper.matches(lower.value)
    part = _PARTS.get(lower.name)
    return part is not None and part(lower.value, upper)


def _of_beginning(prefix: str, upper: Matcher) -> bool:
    match upper.name:
        case "ShouldStartWith":
            return prefix.startswith(upper.value)
        case "ShouldNotStartWith":
            return not prefix.startswith(upper.value) and not upper.value.startswith(prefix)
        case "ShouldNotEqual" | "ShouldNotResemble":
            return not upper.value.startswith(prefix)
        case _:
            return _of_part(prefix, upper)


def _of_end(suffix: str, upper: Matcher) -> bool:
    match upper.name:
        case "ShouldEndWith":
            return suffix.endswith(upper.value)
        case "ShouldNotEndWith":
            return not suffix.endswith(upper.value) and not upper.value.endswith(suffix)
        case "ShouldNotEqual" | "ShouldNotResemble":
            return not upper.value.endswith(suffix)
        case _:
            return _of_part(suffix, upper)


def _of_part(part: str, upper: Matcher) -> bool:
    match upper.name:
        case "ShouldContainSubstring":
            return upper.value in part
        case "ShouldNotBeEmpty":
            return bool(part)
        case "ShouldNotEqual" | "ShouldNotResemble":
            return part not in upper.value
        case _:
            return False


_PARTS: Mapping[str, Callable[[str, Matcher], bool]] = {
    "ShouldStartWith": _of_beginning,
    "ShouldEndWith": _of_end,
    "ShouldContainSubstring": _of_part,
}


def all_implied(lower: Sequence[Matcher], upper: Sequence[Matcher]) -> bool:
    """The same of lists on the values of one name, where each matcher is to be fulfilled by some value."""
    if tuple(lower) == tuple(upper):
        return True
    if not all(matcher.name in ON_TEXT for matcher in (*lower, *upper)):
        return False
    return len(upper) <= max(len(lower), 1) and all(
        any(implies(one, wanted) for one in lower) or accepts_all(wanted) for wanted in upper
    )
