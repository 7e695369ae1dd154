"""Definitions of mocks as they are kept, shown and changed: the trees that their authors wrote.

A tree is kept as one line of YAML that is read as the same tree: a scalar without quotes stays without,
since the key that it stands at decides what it means. An upload in JSON is kept as JSON.
"""

from base64 import b64encode
from collections.abc import Iterator, Mapping
from json import JSONDecodeError, dumps, loads
from typing import Any

import re2

from smockproxy.core.definition import Definition
from smockproxy.core.http import text_of
from smockproxy.files.reading import Dialect
from smockproxy.files.rewrite import json_value
from smockproxy.files.scalars import NotJsonError, Plain, boolean_of, number_of
from smockproxy.files.yamltext import parse_yaml

_UNQUOTED = re2.compile(r"[A-Za-z0-9_/][A-Za-z0-9_./+-]*|-[0-9]+(\.[0-9]+)?")
"""Scalars that every reader of YAML takes for one inside brackets."""
_NUMBER_OF_JSON = re2.compile(r"-?(0|[1-9][0-9]*)(\.[0-9]+)?([eE][-+]?[0-9]+)?")
SMOCKERS: Mapping[str, Any] = {
    "id": ...,
    "state": ...,
    "context": {"times": ...},
    "request": dict.fromkeys(("method", "path", "query_params", "headers", "body"), ...),
    "response": {**dict.fromkeys(("status", "headers", "body"), ...), "delay": {"min": ..., "max": ...}},
    "dynamic_response": dict.fromkeys(("engine", "script"), ...),
    "proxy": {
        **dict.fromkeys(("host", "follow_redirect", "skip_verify_tls", "keep_host", "headers"), ...),
        "delay": {"min": ..., "max": ...},
    },
}
"""The keys that Smocker has, of which its own shape says everything. Source: Smocker (`types.Mock`)."""


class BadDefinitionError(ValueError):
    """A kept definition that is no text of ours; its text is for people."""


def definition_of(tree: Mapping[str, Any], dialect: Dialect = Dialect.FILE) -> Definition:
    """The definition of a mock that was read."""
    return Definition(tree, dialect.value, _json_text if dialect is Dialect.JSON_UPLOAD else yaml_text)


def upload_definition(tree: Mapping[str, Any], dialect: Dialect) -> Definition | None:
    """That of an upload in Smocker's format; None if Smocker's own shape of it says as much."""
    return None if _has_only(tree, SMOCKERS) else definition_of(tree, dialect)


def _has_only(tree: Any, known: Any) -> bool:
    if known is ... or not isinstance(tree, Mapping):
        return True
    return all(key in known and _has_only(value, known[key]) for key, value in tree.items())


def kept_tree(text: str, form: str) -> dict[str, Any]:
    """The tree of a definition's text. Raises `BadDefinitionError`."""
    try:
        tree = loads(text) if form == Dialect.JSON_UPLOAD.value else _yaml_tree(text)
    except (JSONDecodeError, RecursionError) as error:
        raise BadDefinitionError(f"not JSON: {error}") from None
    if not isinstance(tree, dict):
        raise BadDefinitionError("expected a mock, found something else")
    return tree


def _yaml_tree(text: str) -> Any:
    parsed = parse_yaml(text)
    if parsed.flaws:
        raise BadDefinitionError(parsed.flaws[0].message)
    return parsed.tree


def _json_text(tree: Mapping[str, Any]) -> str:
    return dumps(tree, ensure_ascii=False)


def yaml_text(tree: Any) -> str:
    """A tree as one line of YAML that is read as the same tree."""
    return "".join(_pieces(tree))


def _pieces(tree: Any) -> Iterator[str]:
    if isinstance(tree, Mapping):
        yield "{"
        for place, (key, value) in enumerate(tree.items()):
            yield f"{', ' if place else ''}{_key(key)}: "
            yield from _pieces(value)
        yield "}"
    elif isinstance(tree, list):
        yield "["
        for place, value in enumerate(tree):
            yield ", " if place else ""
            yield from _pieces(value)
        yield "]"
    else:
        yield _scalar(tree)


LONGEST_KEY = 500
"""Characters of a key that needs no `?` before it: YAML's limit is 1,024, with its escapes."""


def _key(key: str) -> str:
    written = json_value(key)
    return written if len(written) <= LONGEST_KEY else f"? {written} "


def _scalar(value: Any) -> str:
    if isinstance(value, Plain):
        # a tag keeps a scalar that cannot stand without quotes here from being taken for text
        return value if _UNQUOTED.fullmatch(value) else f"!!int {json_value(str(value))}"
    if isinstance(value, bytes):
        return f"!!binary {json_value(b64encode(value).decode())}"
    return json_value(value)


def shown(tree: Any) -> Any:
    """A tree as JSON shows it: a number that JSON would write in another way, such as 012, is text."""
    if isinstance(tree, Plain):
        return _meant(tree)
    if isinstance(tree, Mapping):
        return {str(key): shown(value) for key, value in tree.items()}
    if isinstance(tree, list):
        return [shown(value) for value in tree]
    return text_of(tree) if isinstance(tree, bytes) else tree


def _meant(scalar: Plain) -> Any:
    boolean = boolean_of(scalar)
    if boolean is not None:
        return boolean
    try:
        number = number_of(scalar) if _NUMBER_OF_JSON.fullmatch(scalar) else None
    except NotJsonError:
        number = None
    return str(scalar) if number is None else number


def unquoted(value: Any) -> Any:
    """A value of JSON as a tree: what is no text there has no quotes."""
    if isinstance(value, dict):
        return {key: unquoted(each) for key, each in value.items()}
    if isinstance(value, list):
        return [unquoted(each) for each in value]
    return value if isinstance(value, str) or value is None else Plain(dumps(value))
