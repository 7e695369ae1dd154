"""Which texts are in whatever fulfils a matcher: if one of them can't be in a value, nothing fulfils it."""

from collections.abc import Callable, Sequence

from smockproxy.core.matchers import Matcher
from smockproxy.files.lint.implied import EQUALITY

BEGINNING = frozenset({"ShouldStartWith"})
_INSIDE = frozenset({"ShouldStartWith", "ShouldEndWith", "ShouldContainSubstring"})


def literals_of(matcher: Matcher) -> Sequence[str] | None:
    """All values that fulfil a matcher; None when they can't be counted."""
    if matcher.name in EQUALITY:
        return [matcher.value]
    if matcher.name == "ShouldBeIn":
        return [str(value) for value in matcher.arguments["value"]]
    return None


def beginnings_of(matcher: Matcher) -> Sequence[str]:
    """Texts with one of which all values begin that fulfil a matcher; none when that can't be said."""
    if matcher.name in BEGINNING:
        return [matcher.value] if matcher.value else []
    return literals_of(matcher) or []


def impossible_part(matcher: Matcher, is_possible: Callable[[str], bool]) -> str | None:
    """A text that every value would have in it, or one of each choice, that no value has; None if none is."""
    found = [next((part for part in parts if not is_possible(part)), None) for parts in _parts_of(matcher)]
    return found[0] if found and None not in found else None


def _parts_of(matcher: Matcher) -> Sequence[Sequence[str]]:
    """Of each choice the texts that must be in a value."""
    if matcher.name in _INSIDE:
        return [[matcher.value]]
    if matcher.name == "ShouldMatchGlob" and "\\" not in matcher.value:
        return [matcher.value.replace("?", "*").split("*")]
    return [[literal] for literal in literals_of(matcher) or ()]
