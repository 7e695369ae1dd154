"""The request side of a mock: conditions joined by AND, each of which says why it failed.

Source of the meanings: Smocker (names of query parameters with case, of headers without; lists of matchers).
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any, Protocol

from smockproxy.core.http import NO_JSON, Request
from smockproxy.core.jsonpath import lookup
from smockproxy.core.matcher import BytesMatcher, DocumentMatcher, Matcher
from smockproxy.core.mismatch import TOO_LARGE, Mismatch, body_mismatch, describe, first_of
from smockproxy.core.pathtemplate import PathTemplate
from smockproxy.core.values import (
    ABSENCE,
    Multimap,
    named_values_hold,
    named_values_mismatch,
    smocker_value_holds,
    smocker_value_mismatch,
    values_hold,
    values_mismatch,
)

__all__ = [
    "FORM_TYPE",
    "HOLDS",
    "TOO_LARGE",
    "Condition",
    "Conditions",
    "Mismatch",
    "OnBody",
    "OnBodyPaths",
    "OnField",
    "OnHeaders",
    "OnPathTemplate",
    "OnQuery",
    "describe",
]

HOLDS = -1
"""The place of the condition that failed, when none did."""
FORM_TYPE = "application/x-www-form-urlencoded"


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


@dataclass(frozen=True, slots=True)
class OnField:
    """A matcher on one plain field: method, scheme, host, port, path, url, client or session.

    A host is given to it in lower case, so the value of its matcher is to be in lower case, too.
    """

    field: str
    matcher: Matcher
    needs_body: bool = False

    def actual(self, request: Request) -> str:
        """What the matcher is asked about."""
        actual = str(getattr(request, self.field))
        return actual.lower() if self.field == "host" else actual

    def holds(self, request: Request) -> bool:
        """Whether the matcher matches the field."""
        return self.matcher.matches(self.actual(request), request.received_at)

    def mismatch(self, request: Request) -> Mismatch | None:
        """Why it does not hold."""
        if self.holds(request):
            return None
        return Mismatch(self.field, describe(self.matcher), self.actual(request))


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


@dataclass(frozen=True, slots=True)
class OnQuery:
    """Matchers by name of a query parameter; a name without matchers must just be there."""

    params: Multimap
    needs_body: bool = False

    def holds(self, request: Request) -> bool:
        """Whether every name has values that fulfil its matchers."""
        return named_values_hold(self.params, request.query_params, request.received_at)

    def mismatch(self, request: Request) -> Mismatch | None:
        """Why it does not hold."""
        return named_values_mismatch("query_params", self.params, request.query_params, request.received_at)


@dataclass(frozen=True, slots=True)
class OnHeaders:
    """Matchers by header name."""

    headers: Multimap
    needs_body: bool = False

    def holds(self, request: Request) -> bool:
        """Whether every name has lines that fulfil its matchers."""
        return self._enough_names(_distinct_names(request)) and all(
            values_hold(matchers, request.headers.get_all(name), request.received_at)
            for name, matchers in self.headers.items()
        )

    def _enough_names(self, distinct: int) -> bool:
        """More names than the request has headers never match (Smocker); those to be absent don't count."""
        return len(self.headers) <= distinct or self._names() <= distinct

    def _names(self) -> int:
        return sum(matchers != ABSENCE for matchers in self.headers.values())

    def mismatch(self, request: Request) -> Mismatch | None:
        """Why it does not hold."""
        distinct = _distinct_names(request)
        if not self._enough_names(distinct):
            return Mismatch("headers", f"at least {self._names()} names", str(distinct))
        return first_of(
            values_mismatch(f"headers.{name}", matchers, request.headers.get_all(name), request.received_at)
            for name, matchers in self.headers.items()
        )


def _distinct_names(request: Request) -> int:
    return len({name.lower() for name, _ in request.headers.fields})


@dataclass(frozen=True, slots=True)
class OnBody:
    """A matcher on the whole body: as text, as sent, or as JSON, as the matcher wants it."""

    matcher: Matcher
    needs_body: bool = True

    def holds(self, request: Request) -> bool:
        """Whether the matcher matches; a body that was not read matches nothing."""
        matcher = self.matcher
        if isinstance(matcher, BytesMatcher):
            return request.body == matcher.expected
        if isinstance(matcher, DocumentMatcher):
            return request.json is not NO_JSON and matcher.accepts(request.json)
        text = request.text
        return text is not None and matcher.matches(text, request.received_at)

    def mismatch(self, request: Request) -> Mismatch | None:
        """Why it does not hold."""
        return None if self.holds(request) else body_mismatch("body", self.matcher, request)


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
            smocker_value_holds(matcher, lookup(document, path), request.received_at)
            for path, matcher in self.paths.items()
        )

    def mismatch(self, request: Request) -> Mismatch | None:
        """Why it does not hold."""
        document = _document(request)
        if document is not None and not isinstance(document, dict):
            return Mismatch("body", "a JSON object", TOO_LARGE if request.text is None else request.text)
        for path, matcher in self.paths.items():
            value = lookup(document, path)
            if not smocker_value_holds(matcher, value, request.received_at):
                return smocker_value_mismatch(f"body.{path}", matcher, value)
        return None


def _document(request: Request) -> Any:
    """A form of that type becomes name → values; one that is broken is read as JSON after all (Smocker)."""
    fields = request.form_fields if request.headers.get("content-type") == FORM_TYPE else None
    return request.json if fields is None else fields


@dataclass(frozen=True, slots=True)
class Conditions:
    """All conditions of a mock, in the order in which they are asked."""

    all_of: tuple[Condition, ...] = ()

    need_body: bool = field(init=False, repr=False, compare=False)
    """Whether any of them can only be answered with the body; asked of every candidate, so said once."""

    def __post_init__(self) -> None:
        object.__setattr__(self, "need_body", any(condition.needs_body for condition in self.all_of))

    def head_holds(self, request: Request) -> bool:
        """Whether all those hold that the headers can answer."""
        return self.first_head_failure(request) == HOLDS

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
