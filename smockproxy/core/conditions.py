"""The request side of a mock: conditions joined by AND, each of which says why it failed.

Source of the meanings: Smocker (names of query parameters with case, of headers without; lists of matchers).
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Protocol

from smockproxy.core.goprint import go_string
from smockproxy.core.http import Request
from smockproxy.core.jsonpath import MISSING, lookup
from smockproxy.core.matchers import Matcher
from smockproxy.core.pathtemplate import PathTemplate

HOLDS = -1
"""The place of the condition that failed, when none did."""
FORM_TYPE = "application/x-www-form-urlencoded"


@dataclass(frozen=True, slots=True)
class Mismatch:
    """Why a condition failed: which field, what was wanted of it, what it was."""

    field: str
    expected: str
    actual: str


class Condition(Protocol):
    """One thing that must hold of a request."""

    @property
    def needs_body(self) -> bool:
        """Whether the headers alone cannot answer it."""
        ...

    def holds(self, request: Request) -> bool:
        """Whether it holds; the quick question, asked of many mocks."""
        ...

    def mismatch(self, request: Request) -> Mismatch | None:
        """Why it does not hold, or None when it does; the question of people."""
        ...


def describe(matcher: Matcher) -> str:
    """A matcher as a person would say it."""
    return f"{matcher.name} {matcher.value!r}" if matcher.value else matcher.name


@dataclass(frozen=True, slots=True)
class OnField:
    """A matcher on one plain field of the request: method, scheme, host, port or path.

    A host is given to it in lower case, so the value of its matcher is to be in lower case, too.
    """

    field: str
    matcher: Matcher
    needs_body: bool = False

    def _actual(self, request: Request) -> str:
        actual = str(getattr(request, self.field))
        return actual.lower() if self.field == "host" else actual

    def holds(self, request: Request) -> bool:
        """Whether the matcher matches the field."""
        return self.matcher.matches(self._actual(request))

    def mismatch(self, request: Request) -> Mismatch | None:
        """Why it does not hold."""
        actual = self._actual(request)
        return None if self.matcher.matches(actual) else Mismatch(self.field, describe(self.matcher), actual)


@dataclass(frozen=True, slots=True)
class OnPathTemplate:
    """The path must fit a template, such as `/charges/{id:int}`."""

    template: PathTemplate
    needs_body: bool = False

    def holds(self, request: Request) -> bool:
        """Whether the path fits."""
        return self.template.captures(request.path) is not None

    def mismatch(self, request: Request) -> Mismatch | None:
        """Why it does not hold."""
        return None if self.holds(request) else Mismatch("path_template", self.template.text, request.path)


def _first_unfulfilled(matchers: Sequence[Matcher], values: Sequence[str]) -> Matcher | None:
    """The first matcher that no value fulfils."""
    return next((matcher for matcher in matchers if not any(map(matcher.matches, values))), None)


def _multimap_holds(matchers: Sequence[Matcher], values: Sequence[str]) -> bool:
    is_enough = bool(values) and len(matchers) <= len(values)
    return is_enough and _first_unfulfilled(matchers, values) is None


def _multimap_mismatch(field: str, matchers: Sequence[Matcher], values: Sequence[str]) -> Mismatch | None:
    if not values:
        return Mismatch(field, "present", "absent")
    actual = ", ".join(values)
    if len(matchers) > len(values):
        return Mismatch(field, f"at least {len(matchers)} values", f"{len(values)}: {actual}")
    failed = _first_unfulfilled(matchers, values)
    return None if failed is None else Mismatch(field, describe(failed), actual)


@dataclass(frozen=True, slots=True)
class OnQuery:
    """Matchers by name of a query parameter; a name without matchers must just be there."""

    params: Mapping[str, tuple[Matcher, ...]]
    needs_body: bool = False

    def holds(self, request: Request) -> bool:
        """Whether every name has values that fulfil its matchers."""
        given = request.query_params
        return all(_multimap_holds(matchers, given.get(name, ())) for name, matchers in self.params.items())

    def mismatch(self, request: Request) -> Mismatch | None:
        """Why it does not hold."""
        given = request.query_params
        found = (
            _multimap_mismatch(f"query_params.{name}", matchers, given.get(name, []))
            for name, matchers in self.params.items()
        )
        return next((mismatch for mismatch in found if mismatch), None)


@dataclass(frozen=True, slots=True)
class OnHeaders:
    """Matchers by header name."""

    headers: Mapping[str, tuple[Matcher, ...]]
    needs_body: bool = False

    def holds(self, request: Request) -> bool:
        """Whether every name has lines that fulfil its matchers."""
        return len(self.headers) <= _distinct_names(request) and all(
            _multimap_holds(matchers, request.headers.get_all(name))
            for name, matchers in self.headers.items()
        )

    def mismatch(self, request: Request) -> Mismatch | None:
        """Why it does not hold; more names than the request has headers never match (Smocker's quirk)."""
        distinct = _distinct_names(request)
        if len(self.headers) > distinct:
            return Mismatch("headers", f"at least {len(self.headers)} names", str(distinct))
        found = (
            _multimap_mismatch(f"headers.{name}", matchers, request.headers.get_all(name))
            for name, matchers in self.headers.items()
        )
        return next((mismatch for mismatch in found if mismatch), None)


def _distinct_names(request: Request) -> int:
    return len({name.lower() for name, _ in request.headers.fields})


TOO_LARGE = "a body that was too large to be read"


@dataclass(frozen=True, slots=True)
class OnBody:
    """A matcher on the whole body as text."""

    matcher: Matcher
    needs_body: bool = True

    def holds(self, request: Request) -> bool:
        """Whether the matcher matches the text; a body that was not read matches nothing."""
        text = request.text
        return text is not None and self.matcher.matches(text)

    def mismatch(self, request: Request) -> Mismatch | None:
        """Why it does not hold."""
        text = request.text
        if self.holds(request):
            return None
        return Mismatch("body", describe(self.matcher), TOO_LARGE if text is None else text)


@dataclass(frozen=True, slots=True)
class OnBodyPaths:
    """Matchers by JSON path; the body must be a JSON object, or a form of exactly Smocker's content type."""

    paths: Mapping[str, Matcher]
    needs_body: bool = True

    def holds(self, request: Request) -> bool:
        """Whether the body is an object, and what stands at each path fulfils its matcher."""
        document = _document(request)
        is_object = document is None or isinstance(document, dict)
        return is_object and all(
            matcher.matches(_found(document, path)) for path, matcher in self.paths.items()
        )

    def mismatch(self, request: Request) -> Mismatch | None:
        """Why it does not hold."""
        document = _document(request)
        if document is not None and not isinstance(document, dict):
            return Mismatch("body", "a JSON object", TOO_LARGE if request.text is None else request.text)
        for path, matcher in self.paths.items():
            actual = _found(document, path)
            if not matcher.matches(actual):
                return Mismatch(f"body.{path}", describe(matcher), actual)
        return None


def _found(document: Any, path: str) -> str:
    found = lookup(document, path)
    return "" if found is MISSING else go_string(found)


def _document(request: Request) -> Any:
    """A form of that type becomes name → values; one that is broken is read as JSON after all (Smocker)."""
    fields = request.form_fields if request.headers.get("content-type") == FORM_TYPE else None
    return request.json if fields is None else fields


@dataclass(frozen=True, slots=True)
class Conditions:
    """All conditions of a mock, in the order in which they are asked."""

    all_of: tuple[Condition, ...] = ()

    @property
    def need_body(self) -> bool:
        """Whether any of them can only be answered with the body."""
        return any(condition.needs_body for condition in self.all_of)

    def head_holds(self, request: Request) -> bool:
        """Whether all those hold that the headers can answer."""
        return all(condition.needs_body or condition.holds(request) for condition in self.all_of)

    def first_head_failure(self, request: Request) -> int:
        """The place of the first condition on the headers that does not hold; -1 when all of those do."""
        for place, condition in enumerate(self.all_of):
            if not condition.needs_body and not condition.holds(request):
                return place
        return HOLDS

    def first_failure(self, request: Request) -> int:
        """The place of the first condition that does not hold; -1 when all do."""
        for place, condition in enumerate(self.all_of):
            if not condition.holds(request):
                return place
        return HOLDS

    def mismatch(self, request: Request) -> Mismatch | None:
        """The first reason why the request does not match."""
        place = self.first_failure(request)
        return None if place == HOLDS else self.all_of[place].mismatch(request)
