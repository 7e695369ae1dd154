"""`ShouldMatchJSON`: a document held against an author's, which may leave keys out and has placeholders."""

from collections.abc import Callable, Mapping
from typing import Any

from smockproxy.core.jsoncompare import Pattern, Placeholder, shown, with_placeholders
from smockproxy.core.matcher import BadValueError, DocumentMatcher, MatcherKind, OptionKind, Takes
from smockproxy.core.moments import moment_of
from smockproxy.core.pathtemplate import KINDS
from smockproxy.core.problem import did_you_mean
from smockproxy.core.references import is_name
from smockproxy.matching.regexp import compile_pattern, found_in


def _is_number(value: Any) -> bool:
    return isinstance(value, (int, float)) and not isinstance(value, bool)


def _is_uuid(value: Any) -> bool:
    return isinstance(value, str) and KINDS["uuid"](value)


def _is_date(value: Any) -> bool:
    return isinstance(value, str) and moment_of(value) is not None


PLACEHOLDERS: Mapping[str, Callable[[Any], bool]] = {
    "any": lambda _: True,
    "any-string": lambda value: isinstance(value, str),
    "any-number": _is_number,
    "any-boolean": lambda value: isinstance(value, bool),
    "uuid": _is_uuid,
    "date": _is_date,
}
"""What stands between `${` and `}` → what it accepts; besides there is `regex:` with a pattern."""
REGEX = "regex:"


def placeholder_of(text: str) -> Placeholder | None:
    """The placeholder that a whole string is, if any. Raises `BadValueError` for one that is unknown."""
    if not (text.startswith("${") and text.endswith("}")):
        return None
    name = text[2:-1]
    if name.startswith(REGEX):
        return Placeholder(text, _pattern_test(name.removeprefix(REGEX)))
    if name not in PLACEHOLDERS:
        if is_name(name):
            return None  # a remembered value, once the mocks are together, or the text itself
        known = [*PLACEHOLDERS, f"{REGEX}…"]
        raise BadValueError(
            f'unknown placeholder "{text[:60]}"',
            did_you_mean(name, PLACEHOLDERS) or f"known placeholders: {', '.join(known)}",
        )
    return Placeholder(text, PLACEHOLDERS[name])


def _pattern_test(pattern: str) -> Callable[[Any], bool]:
    compiled = compile_pattern(pattern)
    return lambda value: isinstance(value, str) and bool(found_in(compiled, value))


def _match_json(document: Any, *, extra: bool = True, order: bool = True) -> DocumentMatcher:
    pattern = Pattern(with_placeholders(document, placeholder_of), extra, order)
    options = {name: False for name, given in (("extra", extra), ("order", order)) if not given}
    written = shown(document) if isinstance(document, str) else document
    arguments = {"value": written, **options}
    return DocumentMatcher("ShouldMatchJSON", shown(document), arguments, pattern.difference, pattern.accepts)


JSON_PATTERN_MATCHERS: Mapping[str, MatcherKind] = {
    "ShouldMatchJSON": MatcherKind(
        _match_json, Takes.JSON, {"extra": OptionKind.SWITCH, "order": OptionKind.SWITCH}
    )
}
"""The matcher on documents; making one raises `ValueError` for a bad placeholder."""
