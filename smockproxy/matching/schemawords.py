"""JSON Schema's keywords as they run here: counted, and with patterns on RE2.

Source: JSON Schema Validation and Core, drafts 4 to 2020-12.
"""

from collections.abc import Callable, Iterator, Mapping
from functools import lru_cache
from typing import Any

from jsonschema import (
    Draft4Validator,
    Draft6Validator,
    Draft7Validator,
    Draft201909Validator,
    Draft202012Validator,
    ValidationError,
)
from jsonschema.validators import extend

from smockproxy.matching.allowance import cost, spend, spend_on_search
from smockproxy.matching.regexp import compile_pattern, found_in, work_of

type Word = Callable[[Any, Any, Any, Any], Iterator[ValidationError] | None]
"""A keyword: validator, the keyword's value, the instance, the schema around it."""

_compiled = lru_cache(maxsize=1024)(compile_pattern)


def _found(pattern: str, text: str) -> bool:
    compiled = _compiled(pattern)
    spend_on_search(work_of(compiled, text))
    return bool(found_in(compiled, text))


def _pattern(_validator: Any, pattern: str, instance: Any, _schema: Any) -> Iterator[ValidationError]:
    if isinstance(instance, str) and not _found(pattern, instance):
        yield ValidationError(f"does not match {pattern!r}")


def _pattern_properties(
    validator: Any, patterns: Mapping[str, Any], instance: Any, _schema: Any
) -> Iterator[ValidationError]:
    if not isinstance(instance, dict):
        return
    for pattern, subschema in patterns.items():
        for name, value in instance.items():
            if _found(pattern, name):
                yield from validator.descend(value, subschema, path=name, schema_path=pattern)


def _additional_properties(
    validator: Any, wanted: Any, instance: Any, schema: Mapping[str, Any]
) -> Iterator[ValidationError]:
    if not isinstance(instance, dict):
        return
    known, patterns = schema.get("properties", {}), schema.get("patternProperties", {})
    for name, value in instance.items():
        if name in known or any(_found(pattern, name) for pattern in patterns):
            continue
        if wanted is False:
            yield ValidationError(f"the property {name!r} is one too many", path=[name])
        else:
            yield from validator.descend(value, wanted, path=name)


def _unique(_validator: Any, wanted: bool, instance: Any, _schema: Any) -> Iterator[ValidationError]:  # noqa: FBT001 - the library's signature
    if wanted and isinstance(instance, list):
        spend(cost(instance))
        if len(set(map(_identity, instance))) < len(instance):
            yield ValidationError("two members are the same")


def _identity(value: Any) -> object:
    """Something hashable that is equal for values that JSON Schema calls equal."""
    if isinstance(value, dict):
        return "object", frozenset((name, _identity(member)) for name, member in value.items())
    if isinstance(value, list):
        return "array", tuple(map(_identity, value))
    return ("boolean" if isinstance(value, bool) else "scalar"), value


_OWN: Mapping[str, Word] = {
    "pattern": _pattern,
    "patternProperties": _pattern_properties,
    "additionalProperties": _additional_properties,
    "uniqueItems": _unique,
}
_COMPARING = frozenset({"enum", "const", "unevaluatedItems", "unevaluatedProperties"})
"""Keywords that look through the whole instance."""


def _counted(word: str, ask: Word) -> Word:
    def asked(validator: Any, value: Any, instance: Any, schema: Any) -> Iterator[ValidationError]:
        choices = len(value) if isinstance(value, list) else 1
        spend(cost(instance) * choices if word in _COMPARING else 1)
        for error in ask(validator, value, instance, schema) or ():
            spend(cost(instance))  # the library has put all of it into the error's text
            yield error

    return asked


def _on_re2(base: Any) -> Any:
    words = {word: _counted(word, _OWN.get(word, ask)) for word, ask in base.VALIDATORS.items()}
    validator: Any = extend(base, words)  # type: ignore[no-untyped-call]
    return validator


LATEST = "https://json-schema.org/draft/2020-12/schema"
VALIDATORS: Mapping[str, Any] = {
    "http://json-schema.org/draft-04/schema": _on_re2(Draft4Validator),
    "http://json-schema.org/draft-06/schema": _on_re2(Draft6Validator),
    "http://json-schema.org/draft-07/schema": _on_re2(Draft7Validator),
    "https://json-schema.org/draft/2019-09/schema": _on_re2(Draft201909Validator),
    LATEST: _on_re2(Draft202012Validator),
}
"""`$schema` without its `#` → what checks documents by it."""
