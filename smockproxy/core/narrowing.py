"""The mocks of one host and port by path: literals, templates, patterns; what has none, by its method.

Ranks are places in a layer's order of asking. Whatever is found here ascends.
"""

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from operator import attrgetter
from typing import Protocol

from smockproxy.core.conditions import OnField, OnPathTemplate
from smockproxy.core.http import Request
from smockproxy.core.matchers import Matcher
from smockproxy.core.mock import Mock
from smockproxy.core.pathtemplate import Parameter, PathTemplate
from smockproxy.core.resource import OnResource

type Ranks = Sequence[int]
"""Places of mocks in their layer's order of asking, ascending."""
type Search = Callable[[str], Iterable[int]]
"""Which of some patterns may be found in a text, by their places."""


class PatternIndex(Protocol):
    """Finds all patterns that a text fulfils at once."""

    def pattern_of(self, matcher: Matcher) -> str | None:
        """The pattern that a matcher looks for; None when it can't be said by one."""
        ...

    def compile(self, patterns: Sequence[str]) -> Search:
        """A search for all of them together; it may find too many of them, never too few."""
        ...


class _NoPatterns:
    """The standard library has no engine that is safe to use: patterns narrow nothing."""

    def pattern_of(self, matcher: Matcher) -> str | None:  # noqa: ARG002
        return None

    def compile(self, patterns: Sequence[str]) -> Search:
        everything = range(len(patterns))
        return lambda _: everything


NO_PATTERNS: PatternIndex = _NoPatterns()

EQUALITY = frozenset({"ShouldEqual", "ShouldResemble"})
SEARCHED: Mapping[str, Callable[[Request], str]] = {
    "path": attrgetter("path"),
    "url": attrgetter("url"),
    "host": lambda request: request.host.lower(),
}
"""Fields whose patterns narrow, the most telling first, and how a condition on them reads a request."""


def literal_of(mock: Mock, field_name: str) -> str:
    """The one value that a mock asks of a field; "" when it may have several."""
    for condition in mock.conditions.all_of:
        match condition:
            case OnField(name, matcher) if name == field_name and matcher.name in EQUALITY:
                return matcher.value
    return ""


class Templates:
    """Mocks by the segments of their path templates."""

    __slots__ = ("ends", "literals", "parameter", "rests")

    def __init__(self) -> None:
        self.literals: dict[str, Templates] = {}
        self.parameter: Templates | None = None
        self.ends: list[int] = []
        self.rests: list[int] = []

    def add(self, template: PathTemplate, rank: int) -> None:
        """Put a mock where paths that fit its template end."""
        node = self
        for segment in template.segments[: -1 if template.takes_rest else None]:
            if isinstance(segment, Parameter):
                node.parameter = node.parameter or Templates()
                node = node.parameter
            else:
                node = node.literals.setdefault(segment, Templates())
        (node.rests if template.takes_rest else node.ends).append(rank)

    def find(self, path: str) -> Ranks:
        """The mocks whose templates have the shape of a path."""
        found: list[int] = []
        nodes = [self]
        for segment in path[1:].split("/"):
            found += (rank for node in nodes for rank in node.rests)
            nodes = [child for node in nodes for child in node.children(segment)]
            if not nodes:
                break
        found += (rank for node in nodes for rank in node.ends)
        found.sort()
        return found

    def children(self, segment: str) -> Iterator["Templates"]:
        """Where a segment may lead: at most two places."""
        if (literal := self.literals.get(segment)) is not None:
            yield literal
        if self.parameter is not None:
            yield self.parameter


class Patterns:
    """Mocks by a pattern that one of their fields must fulfil, all of them looked for at once."""

    __slots__ = ("_patterns", "_ranks", "_search")

    def __init__(self) -> None:
        self._patterns: list[str] = []
        self._ranks: list[int] = []
        self._search: Search | None = None

    def add(self, pattern: str, rank: int) -> None:
        """Put a mock under its pattern."""
        self._patterns.append(pattern)
        self._ranks.append(rank)

    def searched(self, patterns: PatternIndex) -> Search:
        """The search for all of them, compiled once; nothing may be added afterwards."""
        if self._search is None:
            self._search = patterns.compile(self._patterns)
        return self._search

    def find(self, text: str, patterns: PatternIndex) -> Ranks:
        """The mocks whose pattern may be found in a text."""
        return sorted(self._ranks[place] for place in self.searched(patterns)(text))


class Addressed:
    """The mocks of one host and port, or of any."""

    __slots__ = ("_by_method", "_exact", "_patterns", "_templates")

    def __init__(self) -> None:
        self._exact: dict[str, list[int]] = {}
        self._templates: Templates | None = None
        self._patterns: dict[str, Patterns] = {}
        """By the name of the field that is searched."""
        self._by_method: dict[str, list[int]] = {}
        """Those of which nothing else is known; "" is any method."""

    def add(self, mock: Mock, rank: int, patterns: PatternIndex) -> None:
        """Put a mock where a request that it can match will find it; ranks must ascend."""
        if path := literal_of(mock, "path"):
            self._exact.setdefault(path, []).append(rank)
        elif templates := _templates_of(mock):
            self._templates = self._templates or Templates()
            for template in templates:
                self._templates.add(template, rank)
        elif found := _pattern_of(mock, patterns):
            self._patterns.setdefault(found[0], Patterns()).add(found[1], rank)
        else:
            self._by_method.setdefault(literal_of(mock, "method"), []).append(rank)

    def find(self, request: Request, patterns: PatternIndex) -> list[Ranks]:
        """The mocks that can't be ruled out, in several orders."""
        found: list[Ranks] = []
        if (exact := self._exact.get(request.path)) is not None:
            found.append(exact)
        if self._templates is not None:
            found.append(self._templates.find(request.path))
        for field_name, each in self._patterns.items():
            found.append(each.find(SEARCHED[field_name](request), patterns))
        if self._by_method:
            found += (self._by_method[name] for name in {request.method, ""} if name in self._by_method)
        return found

    def compile(self, patterns: PatternIndex) -> None:
        """Compile what is else compiled when it is first needed."""
        for each in self._patterns.values():
            each.searched(patterns)


def _templates_of(mock: Mock) -> tuple[PathTemplate, ...]:
    """The templates one of which the path must fit; no path fits two of them."""
    for condition in mock.conditions.all_of:
        match condition:
            case OnPathTemplate(template):
                return (template,)
            case OnResource(at):
                return at.templates
            case _:
                pass
    return ()


def _pattern_of(mock: Mock, patterns: PatternIndex) -> tuple[str, str] | None:
    """A field and the pattern that it must fulfil, of the most telling field that has one."""
    for field_name in SEARCHED:
        for condition in mock.conditions.all_of:
            match condition:
                case OnField(name, matcher) if name == field_name:
                    if (pattern := patterns.pattern_of(matcher)) is not None:
                        return field_name, pattern
    return None
