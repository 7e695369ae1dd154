"""Matchers whose values refer to what answers left behind: `Bearer ${token}`."""

from collections.abc import Callable, Mapping, Set
from dataclasses import dataclass, field
from functools import partial
from json import dumps
from typing import Any, Protocol

import re2

from smockproxy.core.jsoncompare import Placeholder
from smockproxy.core.matcher import Matcher, MatcherTable, Takes
from smockproxy.core.recalled import Recalled, Values
from smockproxy.core.references import filled, mentioned, needed, whole
from smockproxy.core.values import text_of_value

REFERRING = frozenset({Takes.TEXT, Takes.TEXTS, Takes.JSON})
"""What may have references in it."""
NEVER_REFERRING = frozenset({"ShouldMatchSchema"})
"""Whose value has a language of its own."""


class Writing(Protocol):
    """A matcher as it is written."""

    @property
    def name(self) -> str:
        """A known name."""
        ...

    @property
    def value(self) -> Any:
        """Its value, as its kind takes it."""
        ...

    @property
    def options(self) -> Mapping[str, Any]:
        """What stands beside the value."""
        ...


@dataclass(frozen=True, slots=True)
class Literal:
    """A value that is a matcher without saying so."""

    name: str
    value: Any
    options: Mapping[str, Any] = field(default_factory=dict)


def recalled(matcher: Matcher, written: Writing, matchers: MatcherTable) -> Matcher:
    """The same matcher, or the one whose references are looked up when a request asks."""
    kind = matchers.get(written.name)
    if kind is None or kind.takes not in REFERRING or written.name in NEVER_REFERRING:
        return matcher
    names = mentioned(written.value)
    if not names:
        return matcher
    make = partial(_meant, kind.takes, written, matchers)
    return Recalled(matcher, names, needed(written.value), make)


def _meant(
    takes: Takes, written: Writing, matchers: MatcherTable, values: Values, known: Set[str]
) -> Matcher:
    """The matcher with values in the place of the references. Raises `ValueError`."""
    in_document = takes is Takes.JSON
    escape = _ESCAPES.get(written.name, str)
    value = (
        _document(written.value, values, known)
        if in_document
        else _text(written.value, values, known, escape)
    )
    return matchers[written.name](value, **written.options)


def _text(value: Any, values: Values, known: Set[str], escape: Callable[[str], str]) -> Any:
    if isinstance(value, list):
        return [filled(each, values, known, escape) for each in value]
    return filled(value, values, known, escape)


def _document(tree: Any, values: Values, known: Set[str]) -> Any:
    """A document with values in it; a text that is one reference is compared by its text: 42 is "42"."""
    if isinstance(tree, str):
        name = whole(tree, known)
        return Placeholder(tree, partial(_is_text, values[name])) if name else filled(tree, values, known)
    if isinstance(tree, dict):
        return {filled(key, values, known): _document(value, values, known) for key, value in tree.items()}
    if isinstance(tree, list):
        return [_document(value, values, known) for value in tree]
    return tree


def _is_text(wanted: str, actual: Any) -> bool:
    return text_of_value(actual) == wanted


def _quoted(text: str) -> str:
    """A text as it stands inside a string of JSON."""
    return dumps(text, ensure_ascii=False)[1:-1]


_ESCAPES: Mapping[str, Callable[[str], str]] = {
    "ShouldMatch": re2.escape,
    "ShouldNotMatch": re2.escape,
    "ShouldEqualJSON": _quoted,
    "ShouldNotEqualJSON": _quoted,
}
"""How a value is written in what a matcher takes, so that it stands for itself there."""
