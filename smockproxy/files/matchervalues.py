"""What an author writes beside a matcher's name: its value, and its options."""

from base64 import b64encode
from collections.abc import Callable, Mapping
from typing import Any

from pydantic import ValidationInfo

from smockproxy.core.goprint import go_string
from smockproxy.core.http import NO_JSON, parse_json
from smockproxy.core.matcher import BadValueError, OptionKind, Takes
from smockproxy.files.fields import text_of
from smockproxy.files.reading import complain, reading_of
from smockproxy.files.scalars import NotJsonError, Plain, boolean_of, json_value, kind_of, quoted
from smockproxy.files.yamltext import parse_yaml

VALUE = ("value",)
DEEPEST = 100
"""Levels of a value; deeper ones can't be compared."""


def _text(tree: Any) -> str:
    return "" if tree is None else text_of(tree)


def _scalar_text(tree: Any) -> str:
    """A scalar as text; numbers and booleans of JSON, too."""
    return go_string(tree) if isinstance(tree, (int, float)) else text_of(tree)


def _number(tree: Any) -> str:
    if tree is None:
        raise complain("expected a number, found nothing", steps=VALUE)
    return _scalar_text(tree)


def _texts(tree: Any) -> list[str]:
    if not isinstance(tree, list):
        raise complain(
            f"expected a list, found {kind_of(tree)}", hint="write it like [first, second]", steps=VALUE
        )
    return [_scalar_text(value) for value in tree]


def _base64(tree: Any) -> str:
    return b64encode(tree).decode() if isinstance(tree, bytes) else _text(tree)


def _nothing(tree: Any) -> str:
    if tree is not None:
        raise complain("this matcher takes no value", hint="leave the value out", steps=VALUE, of_key=True)
    return ""


def _json(tree: Any) -> Any:
    """A value as it stands, or as JSON in text; a text may also be one placeholder."""
    if not isinstance(tree, str):
        return document_of(tree)
    document = parse_json(tree)
    if document is NO_JSON:
        if not tree.startswith("${"):
            hint = "write the value itself, or JSON; a text is '\"in both quotes\"'"
            raise complain(f"{quoted(tree)} is no JSON", hint=hint, steps=VALUE)
        return str(tree)
    return document


def document_of(tree: Any) -> Any:
    """A tree as JSON's types."""
    try:
        document = json_value(tree)
    except NotJsonError as error:
        raise complain(str(error)) from None
    if _is_deeper(document, DEEPEST):
        raise complain(f"nested more than {DEEPEST} deep")
    return document


def _is_deeper(document: Any, most: int) -> bool:
    level = [document]
    for _ in range(most + 1):
        level = [
            member
            for part in level
            if isinstance(part, (dict, list))
            for member in (part.values() if isinstance(part, dict) else part)
        ]
    return bool(level)


_READ: Mapping[Takes, Callable[[Any], Any]] = {
    Takes.TEXT: _text,
    Takes.MOMENT: _text,
    Takes.TEXTS: _texts,
    Takes.NUMBER: _number,
    Takes.NUMBERS: _texts,
    Takes.JSON: _json,
    Takes.BASE64: _base64,
    Takes.NOTHING: _nothing,
}


def value_of(takes: Takes, tree: dict[str, Any], info: ValidationInfo) -> Any:
    """The value of a matcher's mapping, as its kind takes it; `file:` stands for what is in the file."""
    if "file" not in tree:
        return _READ[takes](tree.get("value"))
    if tree.get("value") is not None:
        raise complain("a matcher has either a value or a file, not both", steps=("file",), of_key=True)
    try:
        text = reading_of(info).read_beside(text_of(tree["file"]))
    except BadValueError as error:
        raise complain(str(error), hint=error.hint, steps=("file",)) from None
    parsed = parse_yaml(text)
    if parsed.flaws:
        flaw = parsed.flaws[0]
        raise complain(f"{quoted(tree['file'])}, line {flaw.line + 1}: {flaw.message}", steps=("file",))
    return document_of(parsed.tree)


def _switch(tree: Any) -> bool:
    given = boolean_of(tree) if isinstance(tree, Plain) else tree
    if not isinstance(given, bool):
        raise complain(f"expected true or false, found {kind_of(tree)}")
    return given


def options_of(kinds: Mapping[str, OptionKind], tree: dict[str, Any]) -> dict[str, Any]:
    """The options of a matcher's mapping."""
    return {
        name: _switch(tree[name]) if kind is OptionKind.SWITCH else _scalar_text(tree[name])
        for name, kind in kinds.items()
        if tree.get(name) is not None
    }
