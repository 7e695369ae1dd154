"""`remember`: which values of an answer its session remembers, by which names."""

from typing import Annotated, Any

from pydantic import PlainValidator, ValidationInfo
from pydantic_core import PydanticCustomError

from smockproxy.core.matcher import BadValueError, JsonPath
from smockproxy.core.problem import did_you_mean
from smockproxy.core.references import PLACEHOLDERS, is_name
from smockproxy.core.remembering import COOKIE, ToRemember, WhatToRemember
from smockproxy.core.replacing import Capturing
from smockproxy.files.fields import TOKEN, text_of
from smockproxy.files.reading import Complaint, complain, complain_each, complaints_in, reading_of
from smockproxy.files.scalars import kind_of, quoted

SOURCES = "a JSONPath like $.token, the name of a header, or cookie:NAME"
SHAPE = f"write it like token: $.token, where there stands {SOURCES}"
FROM, PATTERN = "from", "pattern"


def _wanted_of(tree: Any, info: ValidationInfo) -> WhatToRemember:
    if not isinstance(tree, dict):
        raise complain(f"expected a mapping, found {kind_of(tree)}", hint=SHAPE)
    wanted: list[ToRemember] = []
    told: list[Complaint] = []
    for name, source in tree.items():
        try:
            wanted.append(_one(str(name), source, info))
        except PydanticCustomError as error:
            told += (complaint.further((name,)) for complaint in complaints_in(error))
    if told:
        raise complain_each(told)
    return tuple(wanted)


def _one(name: str, tree: Any, info: ValidationInfo) -> ToRemember:
    if not is_name(name):
        hint = "a name is letters, digits and _, and begins with no digit"
        raise complain(f"{quoted(name)} is no name", hint=hint, of_key=True)
    if name in PLACEHOLDERS:
        told = f"${{{name}}} is a placeholder of JSON patterns already"
        raise complain(told, hint="give the value another name", of_key=True)
    source, pattern = _parts(tree)
    path = _path_of(source, info) if source.startswith("$") else None
    if path is None:
        _check_header(source)
    return ToRemember(name, source, path, pattern, _compiled(pattern, info) if pattern else None)


def _parts(tree: Any) -> tuple[str, str]:
    """Where the value is, and the pattern that finds a part of it."""
    if not isinstance(tree, dict):
        if tree is None or isinstance(tree, list):
            raise complain(f"expected {SOURCES}, found {kind_of(tree)}")
        return text_of(tree).strip(), ""
    for key in tree:
        if key not in {FROM, PATTERN}:
            hint = did_you_mean(str(key), (FROM, PATTERN)) or f"known keys: {FROM}, {PATTERN}"
            raise complain(
                f"unknown key {quoted(key)}", hint=hint, steps=(key,), of_key=True, code="unknown_key"
            )
    if tree.get(FROM) is None:
        raise complain("it does not say where the value is", hint=f"{FROM}: {SOURCES}", of_key=True)
    return text_of(tree[FROM]).strip(), "" if tree.get(PATTERN) is None else text_of(tree[PATTERN])


def _path_of(source: str, info: ValidationInfo) -> JsonPath:
    try:
        return reading_of(info).matchers.compile_path(source)
    except BadValueError as error:
        hint = error.hint or "JSONPath as in RFC 9535, like $.token or $.items[0].id"
        raise complain(f"{quoted(source)} is {error}", hint=hint) from None


def _check_header(source: str) -> None:
    name = source.removeprefix(COOKIE)
    if not name or not TOKEN.issuperset(name):
        kind = "a cookie" if source.startswith(COOKIE) else "a header"
        raise complain(f"{quoted(source)} is neither a JSONPath nor the name of {kind}", hint=SHAPE)


def _compiled(pattern: str, info: ValidationInfo) -> Capturing:
    try:
        return reading_of(info).matchers.compile_capturing(pattern)
    except ValueError as error:
        hint = "RE2, as in matchers; its first group is what is kept"
        raise complain(f"invalid regular expression: {error}", hint=hint, steps=(PATTERN,)) from None


type RememberMap = Annotated[Any, PlainValidator(_wanted_of)]
"""`WhatToRemember`; the models are not to look into it."""

REMEMBER_SCHEMA: dict[str, Any] = {
    "type": "object",
    "propertyNames": {"pattern": "^[A-Za-z_][A-Za-z0-9_]*$"},
    "additionalProperties": {
        "anyOf": [
            {"type": "string"},
            {
                "type": "object",
                "required": [FROM],
                "properties": {FROM: {"type": "string"}, PATTERN: {"type": "string"}},
                "additionalProperties": False,
            },
        ]
    },
}
"""What it takes, for editors."""
REMEMBER_TEXT = (
    "Values of the answer that its session remembers: name → JSONPath, header, or `cookie:NAME`."
    " `${name}` in conditions and `{{ remembered.name }}` in templates stand for them."
)
