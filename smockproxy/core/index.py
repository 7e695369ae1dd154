"""The index of one layer of mocks: which of them can match a request, without asking all.

Host and path narrow the candidates: literals by dictionaries, templates by their segments, patterns all
at once (by a `PatternIndex`, which needs a library). What has no path is narrowed by its method. The
index may let through what does not match; it never leaves out what does.
"""

from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from heapq import merge
from typing import Protocol

from smockproxy.core.conditions import OnField, OnPathTemplate
from smockproxy.core.http import Request
from smockproxy.core.matchers import Matcher
from smockproxy.core.mock import Mock
from smockproxy.core.pathtemplate import Parameter, PathTemplate

type Ranks = Sequence[int]
"""Places of mocks in their layer's order of asking, ascending."""
type Search = Callable[[str], Iterable[int]]
"""Which of some patterns are found in a text, by their places."""


class PatternIndex(Protocol):
    """Finds all patterns that a text fulfils at once."""

    def pattern_of(self, matcher: Matcher) -> str | None:
        """The pattern that a matcher looks for; None when it can't be said by one."""
        ...

    def compile(self, patterns: Sequence[str]) -> Search:
        """A search for all of them together."""
        ...


class _NoPatterns:
    """The standard library has no engine that is safe to use: patterns narrow nothing."""

    def pattern_of(self, matcher: Matcher) -> str | None:  # noqa: ARG002
        return None

    def compile(self, patterns: Sequence[str]) -> Search:  # noqa: ARG002
        return lambda _: ()


NO_PATTERNS: PatternIndex = _NoPatterns()


class _Templates:
    """Path templates by their segments."""

    __slots__ = ("ends", "literals", "parameter", "rests")

    def __init__(self) -> None:
        self.literals: dict[str, _Templates] = {}
        self.parameter: _Templates | None = None
        self.ends: list[int] = []
        self.rests: list[int] = []

    def add(self, template: PathTemplate, rank: int) -> None:
        node = self
        for segment in template.segments[: -1 if template.takes_rest else None]:
            if isinstance(segment, Parameter):
                node.parameter = node.parameter or _Templates()
                node = node.parameter
            else:
                node = node.literals.setdefault(segment, _Templates())
        (node.rests if template.takes_rest else node.ends).append(rank)

    def find(self, segments: Sequence[str]) -> Ranks:
        found: list[int] = []
        nodes = [self]
        for segment in segments:
            found += (rank for node in nodes for rank in node.rests)
            nodes = [child for node in nodes for child in node.children(segment)]
        found += (rank for node in nodes for rank in node.ends)
        return sorted(found)

    def children(self, segment: str) -> Iterator["_Templates"]:
        if (literal := self.literals.get(segment)) is not None:
            yield literal
        if self.parameter is not None:
            yield self.parameter


@dataclass(slots=True)
class _OnHost:
    """The mocks of one host, or of any, by path."""

    exact: dict[str, list[int]] = field(default_factory=lambda: defaultdict(list))
    templates: _Templates | None = None
    patterns: list[tuple[str, int]] = field(default_factory=list)
    by_method: dict[str, list[int]] = field(default_factory=lambda: defaultdict(list))
    """Those whose path says nothing; "" is any method."""
    search: Search | None = None

    def find(self, request: Request, patterns: PatternIndex) -> list[Ranks]:
        found: list[Ranks] = [
            ranks
            for ranks in (
                self.exact.get(request.path),
                self.by_method.get(request.method),
                self.by_method.get(""),
            )
            if ranks
        ]
        if self.templates is not None:
            found.append(self.templates.find(request.path[1:].split("/")))
        if self.patterns:
            found.append(self._by_pattern(request.path, patterns))
        return found

    def _by_pattern(self, path: str, patterns: PatternIndex) -> Ranks:
        if self.search is None:
            self.search = patterns.compile([pattern for pattern, _ in self.patterns])
        return sorted(self.patterns[place][1] for place in self.search(path))

    def add(self, mock: Mock, rank: int, patterns: PatternIndex) -> None:
        """Put a mock where a request that it can match will find it."""
        for condition in mock.conditions.all_of:
            match condition:
                case OnField("path", matcher) if matcher.name in EQUALITY:
                    self.exact[matcher.value].append(rank)
                    return
                case OnField("path", matcher) if (pattern := patterns.pattern_of(matcher)) is not None:
                    self.patterns.append((pattern, rank))
                    return
                case OnPathTemplate(template):
                    self.templates = self.templates or _Templates()
                    self.templates.add(template, rank)
                    return
                case _:
                    pass
        self.by_method[_literal(mock, "method")].append(rank)


EQUALITY = frozenset({"ShouldEqual", "ShouldResemble"})


def _literal(mock: Mock, field_name: str) -> str:
    """The one value that a mock asks of a field; "" when it may have several."""
    for condition in mock.conditions.all_of:
        match condition:
            case OnField(name, matcher) if name == field_name and matcher.name in EQUALITY:
                return matcher.value
    return ""


class Layer:
    """Mocks that were declared together, in the order of asking, and their index; immutable."""

    def __init__(self, declared: Iterable[Mock] = (), patterns: PatternIndex = NO_PATTERNS) -> None:
        newest_first = reversed(tuple(declared))
        self.in_order: tuple[Mock, ...] = tuple(sorted(newest_first, key=lambda mock: -mock.priority))
        self._patterns = patterns
        self._hosts: Mapping[str, _OnHost] = self._by_host()

    def _by_host(self) -> Mapping[str, _OnHost]:
        """Host, in lower case, → its mocks; "" has those of any host."""
        hosts: dict[str, _OnHost] = {}
        for rank, mock in enumerate(self.in_order):
            hosts.setdefault(_literal(mock, "host"), _OnHost()).add(mock, rank, self._patterns)
        return hosts

    def candidates(self, request: Request) -> Iterable[Mock]:
        """The mocks that can't be ruled out for a request, in the order of asking."""
        found: list[Ranks] = []
        for host in (request.host.lower(), ""):
            if (on_host := self._hosts.get(host)) is not None:
                found += on_host.find(request, self._patterns)
        ranks = found[0] if len(found) == 1 else merge(*found)
        return (self.in_order[rank] for rank in ranks)
