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

    def mismatch(self, request: Request) -> Mismatch | None:
        """Why it does not hold, or None when it does."""
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

    def mismatch(self, request: Request) -> Mismatch | None:
        """Why it does not hold."""
        actual = str(getattr(request, self.field))
        if self.field == "host":
            actual = actual.lower()
        return None if self.matcher.matches(actual) else Mismatch(self.field, describe(self.matcher), actual)


def _some_value_matches(matchers: Sequence[Matcher], values: Sequence[str]) -> Matcher | None:
    """The first matcher that no value fulfils."""
    return next((matcher for matcher in matchers if not any(map(matcher.matches, values))), None)


def _multimap_mismatch(field: str, matchers: Sequence[Matcher], values: Sequence[str]) -> Mismatch | None:
    if not values:
        return Mismatch(field, "present", "absent")
    actual = ", ".join(values)
    if len(matchers) > len(values):
        return Mismatch(field, f"at least {len(matchers)} values", f"{len(values)}: {actual}")
    failed = _some_value_matches(matchers, values)
    return None if failed is None else Mismatch(field, describe(failed), actual)


@dataclass(frozen=True, slots=True)
class OnQuery:
    """Matchers by name of a query parameter; a name without matchers must just be there."""

    params: Mapping[str, tuple[Matcher, ...]]
    needs_body: bool = False

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

    def mismatch(self, request: Request) -> Mismatch | None:
        """Why it does not hold; more names than the request has headers never match (Smocker's quirk)."""
        distinct = len({name.lower() for name, _ in request.headers.fields})
        if len(self.headers) > distinct:
            return Mismatch("headers", f"at least {len(self.headers)} names", str(distinct))
        found = (
            _multimap_mismatch(f"headers.{name}", matchers, request.headers.get_all(name))
            for name, matchers in self.headers.items()
        )
        return next((mismatch for mismatch in found if mismatch), None)


TOO_LARGE = "a body that was too large to be read"


@dataclass(frozen=True, slots=True)
class OnBody:
    """A matcher on the whole body as text."""

    matcher: Matcher
    needs_body: bool = True

    def mismatch(self, request: Request) -> Mismatch | None:
        """Why it does not hold."""
        text = request.text
        if text is not None and self.matcher.matches(text):
            return None
        return Mismatch("body", describe(self.matcher), TOO_LARGE if text is None else text)


@dataclass(frozen=True, slots=True)
class OnBodyPaths:
    """Matchers by JSON path; the body must be a JSON object, or a form of exactly Smocker's content type."""

    paths: Mapping[str, Matcher]
    needs_body: bool = True

    def mismatch(self, request: Request) -> Mismatch | None:
        """Why it does not hold."""
        document = _document(request)
        if document is not None and not isinstance(document, dict):
            return Mismatch("body", "a JSON object", TOO_LARGE if request.text is None else request.text)
        for path, matcher in self.paths.items():
            found = lookup(document, path)
            actual = "" if found is MISSING else go_string(found)
            if not matcher.matches(actual):
                return Mismatch(f"body.{path}", describe(matcher), actual)
        return None


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

    def head_mismatch(self, request: Request) -> Mismatch | None:
        """The first reason among those that the headers can answer."""
        for condition in self.all_of:
            if not condition.needs_body and (mismatch := condition.mismatch(request)):
                return mismatch
        return None

    def mismatch(self, request: Request) -> Mismatch | None:
        """The first reason why the request does not match."""
        for condition in self.all_of:
            if mismatch := condition.mismatch(request):
                return mismatch
        return None
