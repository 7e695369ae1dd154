"""Why a condition does not hold, for people: which field, what was wanted of it, what it was."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Any

from smockproxy.core.http import NO_JSON, Request
from smockproxy.core.jsoncompare import shown
from smockproxy.core.matcher import DocumentMatcher, Matcher

TOO_LARGE = "a body that was too large to be read"


@dataclass(frozen=True, slots=True)
class Mismatch:
    """Why a condition failed: which field, what was wanted of it, what it was."""

    field: str
    expected: str
    actual: str


def describe(matcher: Matcher) -> str:
    """A matcher as a person would say it."""
    options = "".join(
        f", {name}: {_said(given)}" for name, given in matcher.arguments.items() if name != "value"
    )
    return f"{matcher.name} {matcher.value!r}{options}" if matcher.value else f"{matcher.name}{options}"


def _said(given: Any) -> str:
    return str(given).lower() if isinstance(given, bool) else str(given)


def first_of(found: Iterable[Mismatch | None]) -> Mismatch | None:
    """The first mismatch there is."""
    return next((mismatch for mismatch in found if mismatch), None)


def body_mismatch(field: str, matcher: Matcher, request: Request) -> Mismatch:
    """Why a matcher on the whole body fails; of JSON, where it differs."""
    text = request.text
    if text is not None and isinstance(matcher, DocumentMatcher) and request.json is not NO_JSON:
        return document_mismatch(field, matcher, request.json)
    return Mismatch(field, describe(matcher), TOO_LARGE if text is None else text)


def document_mismatch(field: str, matcher: DocumentMatcher, document: Any) -> Mismatch:
    """Why a document is not as wanted: `json.$.a.b`."""
    difference = matcher.difference(document)
    if difference is None or not difference.path:
        expected = difference.expected if difference else describe(matcher)
        return Mismatch(field, expected, difference.actual if difference else shown(document))
    where = normalized(difference.path)
    return Mismatch(f"{field}.{where}", difference.expected, difference.actual)


def normalized(path: Sequence[str | int]) -> str:
    """A path as JSONPath: `$.a[0]['b c']`."""
    return "$" + "".join(map(_step_text, path))


def _step_text(step: str | int) -> str:
    if isinstance(step, int):
        return f"[{step}]"
    quoted = step.replace("\\", "\\\\").replace("'", "\\'")
    return f".{step}" if step.isidentifier() else f"['{quoted}']"
