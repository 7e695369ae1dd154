"""Many patterns looked for at once, in one pass over the text: the index's way to narrow by patterns.

On sets of RE2, so in linear time, and over the same text as `regexp`. A set that runs out of memory finds
nothing, which would lose mocks: a pattern that is always found is in every set, and tells.
Source: RE2, `set.h` and `dfa.cc` (a set is searched by a DFA only; its states live in `max_mem`).
"""

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from itertools import chain
from typing import Any

import re2

from smockproxy.core.matchers import Matcher
from smockproxy.core.narrowing import Search
from smockproxy.matching.regexp import glob_pattern, utf8

FEW = 8
"""Up to so many patterns, asking each mock costs less than a set."""
LEAST_MEMORY = 16 * 1024 * 1024
MEMORY_EACH = 8 * 1024
"""Bytes that a set may take, at the least, and for each pattern."""
ALWAYS_FOUND = b""


def _escaped(text: str) -> str:
    escaped: str = re2.escape(text)
    return escaped


PATTERNS: Mapping[str, Callable[[str], str]] = {
    "ShouldMatch": str,
    "ShouldMatchGlob": glob_pattern,
    "ShouldStartWith": lambda value: rf"\A{_escaped(value)}",
    "ShouldEndWith": lambda value: rf"{_escaped(value)}\z",
    "ShouldContainSubstring": _escaped,
}
"""Name of a matcher → the pattern that is found in every text that fulfils it."""


@dataclass(frozen=True, slots=True)
class PatternSets:
    """The `PatternIndex` of the core, on RE2."""

    def pattern_of(self, matcher: Matcher) -> str | None:
        """The pattern that a matcher looks for; None for other matchers and for text that has no UTF-8."""
        make = PATTERNS.get(matcher.name)
        try:
            matcher.value.encode()
        except UnicodeEncodeError:
            return None
        return make(matcher.value) if make else None

    def compile(self, patterns: Sequence[str]) -> Search:
        """A search for all of them; those that no set can hold are always found."""
        places = range(len(patterns))
        if len(patterns) <= FEW:
            return lambda _: places
        searches = list(_searches([pattern.encode() for pattern in patterns], places))
        return lambda text: _found(searches, utf8(text))


type _Part = Callable[[bytes], Iterable[int]]


def _found(searches: Sequence[_Part], text: bytes) -> Iterable[int]:
    return chain.from_iterable(search(text) for search in searches)


def _searches(patterns: Sequence[bytes], places: Sequence[int]) -> Iterable[_Part]:
    """Searches for these of the patterns: by one set if it can be, else by halves."""
    if (built := _built([patterns[place] for place in places])) is not None:
        yield _part(built, places)
    elif len(places) == 1:
        yield lambda _: places
    else:
        middle = len(places) // 2
        yield from _searches(patterns, places[:middle])
        yield from _searches(patterns, places[middle:])


def _built(patterns: Sequence[bytes]) -> Any:
    """The set of some patterns; None when they need too much memory."""
    options = re2.Options()
    options.max_mem = LEAST_MEMORY + MEMORY_EACH * len(patterns)
    options.log_errors = False
    options.never_capture = True
    built = re2.Set.SearchSet(options)
    try:
        for pattern in (*patterns, ALWAYS_FOUND):
            built.Add(pattern)
        built.Compile()
    except re2.error:
        return None
    return built


def _part(built: Any, places: Sequence[int]) -> _Part:
    def search(text: bytes) -> Iterable[int]:
        found = built.Match(text)
        if not found or always not in found:  # it ran out of memory
            return places
        return [places[at] for at in found if at != always]

    always = len(places)
    return search
