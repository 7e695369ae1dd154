"""`ShouldMatchSchema`: JSON Schema, without Python's regular expressions and without the network.

The library's keywords that run patterns are replaced by ones that run on RE2; each keyword that is asked
is a step, and steps are counted. `format` is an annotation, as the specification has it by default.
Source: JSON Schema, drafts 4, 6, 7, 2019-09 and 2020-12; without `$schema` it is 2020-12.
"""

from collections.abc import Iterator, Mapping
from typing import Any

from jsonschema import SchemaError
from jsonschema.exceptions import best_match
from jsonschema_specifications import REGISTRY
from referencing.exceptions import Unresolvable

from smockproxy.core.jsoncompare import shown
from smockproxy.core.matcher import BadValueError, Difference, DocumentMatcher, MatcherKind, Takes
from smockproxy.core.mismatch import normalized
from smockproxy.matching.allowance import ALLOWANCE, Allowance, TooMuchWorkError
from smockproxy.matching.regexp import compile_pattern
from smockproxy.matching.schemawords import LATEST, VALIDATORS

MOST_STEPS = 30_000
"""Keywords that one document may be asked."""
_NOT_SCHEMAS = frozenset({"enum", "const", "default", "examples"})
"""Keywords whose values are no schemas, whatever they look like."""


class _Schema:
    """A compiled schema."""

    def __init__(self, validator: Any, written: Any) -> None:
        self._validator = validator
        self._written = written

    def accepts(self, document: Any) -> bool:
        """Whether the document is valid."""
        return self.difference(document) is None

    def difference(self, document: Any) -> Difference | None:
        """Where it is not, and which keyword says so."""
        before = ALLOWANCE.set(Allowance(MOST_STEPS))
        try:
            return self._first_error(document)
        except (TooMuchWorkError, RecursionError):
            return Difference((), "a document that can be checked", "one that takes too long to check")
        except Unresolvable as error:
            return Difference((), "a schema whose references lead somewhere", f"{error}")
        finally:
            ALLOWANCE.reset(before)

    def _first_error(self, document: Any) -> Difference | None:
        error = best_match(self._validator.iter_errors(document))
        if error is None:
            return None
        wanted = f"{error.validator}: {shown(error.validator_value)}" if error.validator else "nothing at all"
        return Difference(tuple(error.absolute_path), wanted, shown(error.instance))


def _match_schema(schema: Any) -> DocumentMatcher:
    if not isinstance(schema, (dict, bool)):
        raise BadValueError("a schema is a mapping")
    validator = _validator_class(schema)
    try:
        validator.check_schema(schema, format_checker=None)
    except SchemaError as error:
        where = normalized(tuple(error.absolute_path))
        raise BadValueError(f"no JSON Schema: at {where}: {error.message[:200]}") from None
    for pattern in _patterns(schema):
        _require_pattern(pattern)
    _require_known_words(schema)
    compiled = _Schema(validator(schema, registry=REGISTRY), schema)
    written = shown(schema)
    return DocumentMatcher(
        "ShouldMatchSchema", written, {"value": schema}, compiled.difference, compiled.accepts
    )


def _validator_class(schema: Any) -> Any:
    named = schema.get("$schema", LATEST) if isinstance(schema, dict) else LATEST
    validator = VALIDATORS.get(str(named).rstrip("#"))
    if validator is None:
        known = ", ".join(VALIDATORS)
        raise BadValueError(f'unknown "$schema" {str(named)[:80]}', f"known ones: {known}")
    return validator


def _require_pattern(pattern: str) -> None:
    try:
        compile_pattern(pattern)
    except ValueError as error:
        raise BadValueError(
            f"invalid regular expression in the schema: {error}",
            "patterns run on RE2, which has no look-ahead and no back-references",
        ) from None


def _mappings(schema: Any) -> Iterator[Mapping[str, Any]]:
    """Every mapping of a schema; its depth is the author's, and was checked."""
    waiting = [schema]
    while waiting:
        part = waiting.pop()
        if isinstance(part, dict):
            yield part
            waiting += (value for key, value in part.items() if key not in _NOT_SCHEMAS)
        elif isinstance(part, list):
            waiting += part


def _patterns(schema: Any) -> Iterator[str]:
    for part in _mappings(schema):
        if isinstance(pattern := part.get("pattern"), str):
            yield pattern
        if isinstance(patterns := part.get("patternProperties"), dict):
            yield from patterns


def _require_known_words(schema: Any) -> None:
    """Refuse the one pair of keywords that the library would join by Python's expressions."""
    words = {word for part in _mappings(schema) for word in part}
    if {"unevaluatedProperties", "patternProperties"} <= words:
        raise BadValueError(
            '"unevaluatedProperties" does not work in a schema with "patternProperties"',
            '"additionalProperties" does',
        )


SCHEMA_MATCHERS: Mapping[str, MatcherKind] = {
    "ShouldMatchSchema": MatcherKind(_match_schema, Takes.JSON, reads_file=True)
}
"""The matcher on schemas; making one raises `ValueError` for a bad schema."""
