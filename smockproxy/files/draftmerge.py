"""A recorded mock that a person may have edited, renewed: what recording writes is new, all else stays.

Comments stay where they are, and so does the notation of whatever has not changed.
"""

from collections.abc import Mapping
from io import StringIO
from textwrap import indent as indented
from typing import Any

from ruamel.yaml import YAML
from ruamel.yaml.comments import CommentedMap, CommentedSeq
from ruamel.yaml.error import YAMLError
from ruamel.yaml.scalarstring import DoubleQuotedScalarString, LiteralScalarString
from yaml import AnchorToken, scan

from smockproxy.files.drafttext import can_be_lines

OWN = frozenset({"request", "response", "responses", "sequence", "recorded"})
"""The keys of a mock that recording writes."""
OF_REQUEST = frozenset(
    {
        "method",
        "url",
        "scheme",
        "host",
        "port",
        "path",
        "path_template",
        "query_exact",
        "query_params",
        "headers",
        "cookies",
        "form",
        "json",
        "body",
    }
)
OF_RESPONSE = frozenset(
    {"template", "status", "headers", "json", "body", "body_file", "body_base64", "remember"}
)
"""Those of a response: a `delay`, or a `rate_limit`, is somebody else's."""
_OWN_IN: Mapping[str, frozenset[str]] = {"request": OF_REQUEST, "response": OF_RESPONSE}


def merged(text: str, tree: Mapping[str, Any]) -> str | None:
    """The text of one mock, an element of a list, renewed from a draft's tree.

    None where it can't be told what stands where.
    """
    dash = len(text) - len(text.lstrip(" "))
    bare = text[:dash] + " " + text[dash + 1 :]
    column = len(bare) - len(bare.lstrip(" "))
    yaml = _yaml()
    closer = "".join(_closer(line, column) for line in bare.splitlines(keepends=True))
    try:
        loaded = yaml.load(closer)
    except YAMLError:
        return None
    if not isinstance(loaded, CommentedMap) or _has_anchors(closer):
        return None
    _renew(loaded, tree, OWN, _OWN_IN)
    written = StringIO()
    yaml.dump(loaded, written)
    made = indented(written.getvalue(), " " * column).rstrip("\n")
    return f"{made[:dash]}-{made[dash + 1 :]}\n"


def _has_anchors(text: str) -> bool:
    """Whether other mocks may take over what is said here."""
    return "&" in text and any(isinstance(token, AnchorToken) for token in scan(text))


def _closer(line: str, column: int) -> str:
    """A line without the blanks before a column; what begins before it stays."""
    return line[min(column, len(line) - len(line.lstrip(" "))) :]


def _yaml() -> YAML:
    yaml = YAML()
    yaml.preserve_quotes = True
    yaml.width = 2**20
    yaml.indent(mapping=2, sequence=4, offset=2)
    yaml.top_level_colon_align = None
    return yaml


def _renew(
    there: CommentedMap,
    tree: Mapping[str, Any],
    own: frozenset[str],
    inner: Mapping[str, frozenset[str]],
) -> None:
    for key in [key for key in there if key in own and key not in tree]:
        del there[key]
    for key, value in tree.items():
        if key in inner and isinstance(there.get(key), CommentedMap) and isinstance(value, Mapping):
            _renew(there[key], value, inner[key], {})
        elif key not in there:
            there[key] = _noted(value)
        else:
            there[key] = _updated(there[key], value)


def _updated(there: Any, value: Any) -> Any:
    """What stands there with the values of another tree; the same object where that is possible."""
    if isinstance(there, CommentedMap) and isinstance(value, Mapping) and value:
        for key in [key for key in there if key not in value]:
            del there[key]
        for key, each in value.items():
            there[_noted_key(key)] = _updated(there[key], each) if key in there else _noted(each)
        return there
    if isinstance(there, CommentedSeq) and isinstance(value, list) and len(there) == len(value):
        for at, each in enumerate(value):
            there[at] = _updated(there[at], each)
        return there
    return there if _is_same(there, value) else _noted(value)


def _is_same(there: Any, value: Any) -> bool:
    is_alike = type(there) is type(value) or (isinstance(there, str) and isinstance(value, str))
    return is_alike and bool(there == value)


def _noted(value: Any) -> Any:
    """A value in the notation that drafts have."""
    if isinstance(value, Mapping):
        made = CommentedMap()
        for key, each in value.items():
            made[_noted_key(key)] = _noted(each)
        return made
    if isinstance(value, list | tuple):
        return CommentedSeq([_noted(each) for each in value])
    if not isinstance(value, str):
        return value
    return LiteralScalarString(value) if can_be_lines(value) else _noted_key(value)


def _noted_key(text: str) -> str:
    return text if text.isprintable() else DoubleQuotedScalarString(text)
