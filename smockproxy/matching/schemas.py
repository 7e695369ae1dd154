"""`ShouldMatchSchema`: JSON Schema, without Python's regular expressions and without the network.

The library's keywords that run patterns are replaced by ones that run on RE2; each keyword that is asked
is a step, and steps are counted. `format` is an annotation, as the specification has it by default.
Source: JSON Schema, drafts 4, 6, 7, 2019-09 and 2020-12; without `$schema` it is 2020-12.
"""

from collections.abc import Iterator, Mapping
from itertools import islice
from typing import Any

from jsonschema.exceptions import best_match
from jsonschema.validators import validator_for
from jsonschema_specifications import REGISTRY
from referencing.exceptions import Unresolvable

from smockproxy.core.jsoncompare import shown
from smockproxy.core.matcher import BadValueError, Difference, DocumentMatcher
from smockproxy.core.mismatch import normalized
from smockproxy.core.problem import did_you_mean
from smockproxy.matching.allowance import ALLOWANCE, Allowance, TooMuchWorkError
from smockproxy.matching.regexp import compile_pattern
from smockproxy.matching.schemawords import LATEST, VALIDATORS

type _Path = tuple[str | int, ...]

TYPES = ("array", "boolean", "integer", "null", "number", "object", "string")
MOST_FAULTS = 20
"""Faults of one schema that are told."""
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


def match_schema(schema: Any) -> DocumentMatcher:
    """A matcher of documents that a schema describes. Raises `BadValueError`."""
    if not isinstance(schema, (dict, bool)):
        raise BadValueError("a schema is a mapping")
    validator = _validator_class(schema)
    faults = list(islice(_faults(validator, schema), MOST_FAULTS))
    if faults:
        first, *others = faults
        raise BadValueError(str(first), first.hint, first.at, others)
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


def _faults(validator: Any, schema: Any) -> Iterator[BadValueError]:
    """All that keeps a schema from being used, each told once."""
    told: set[tuple[_Path, str]] = set()
    for fault in (*_against_its_own_schema(validator, schema), *_bad_patterns(schema), *_bad_words(schema)):
        if (fault.at, str(fault)) not in told:
            told.add((fault.at, str(fault)))
            yield fault


def _against_its_own_schema(validator: Any, schema: Any) -> Iterator[BadValueError]:
    asked = validator_for(validator.META_SCHEMA, default=validator)(validator.META_SCHEMA)
    for error in asked.iter_errors(schema):
        path = tuple(error.absolute_path)
        is_type = error.validator == "anyOf" and path[-1:] == ("type",)
        message = f"{shown(error.instance)} is no type" if is_type else error.message[:200]
        hint = did_you_mean(str(error.instance), TYPES) or f"types: {', '.join(TYPES)}" if is_type else ""
        yield BadValueError(f"no JSON Schema: at {normalized(path)}: {message}", hint, path)


def _bad_patterns(schema: Any) -> Iterator[BadValueError]:
    for path, pattern in _patterns(schema):
        try:
            compile_pattern(pattern)
        except ValueError as error:
            message = f"invalid regular expression in the schema: {error}"
            hint = "patterns run on RE2, which has no look-ahead and no back-references"
            yield BadValueError(message, hint, path)


def _mappings(schema: Any) -> Iterator[tuple[_Path, Mapping[str, Any]]]:
    """Every mapping of a schema with its path; its depth is the author's, and was checked."""
    waiting: list[tuple[_Path, Any]] = [((), schema)]
    while waiting:
        path, part = waiting.pop()
        if isinstance(part, dict):
            yield path, part
            waiting += (((*path, key), value) for key, value in part.items() if key not in _NOT_SCHEMAS)
        elif isinstance(part, list):
            waiting += (((*path, at), value) for at, value in enumerate(part))


def _patterns(schema: Any) -> Iterator[tuple[_Path, str]]:
    for path, part in _mappings(schema):
        if isinstance(pattern := part.get("pattern"), str):
            yield (*path, "pattern"), pattern
        if isinstance(patterns := part.get("patternProperties"), dict):
            yield from (((*path, "patternProperties", name), name) for name in patterns)


def _bad_words(schema: Any) -> Iterator[BadValueError]:
    """The one pair of keywords that the library would join by Python's expressions."""
    found = {word: (*path, word) for path, part in _mappings(schema) for word in part}
    if {"unevaluatedProperties", "patternProperties"} <= found.keys():
        message = '"unevaluatedProperties" does not work in a schema with "patternProperties"'
        yield BadValueError(message, '"additionalProperties" does', found["unevaluatedProperties"])
