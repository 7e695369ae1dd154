"""Scalars as their author wrote them: the field that takes one decides what it is.

Source of the notation: YAML 1.2, core schema (10.3.2); `no`, `on` and dates are text.
"""

from math import isfinite
from typing import Any

import re2


class Plain(str):
    """A scalar that was written without quotes; its text is the source text (`1.50`, `012`, `no`)."""

    __slots__ = ()


class Mapping(dict[str, Any]):
    """A mapping that knows the line of its first key, counted from 1; 0 when it was not read from a text.

    Of a text under `script` it knows the line before its first one; -1 when there is none.
    """

    __slots__ = ("line", "line_before_script")

    def __init__(self) -> None:
        super().__init__()
        self.line = 0
        self.line_before_script = -1


NULLS = frozenset({"", "~", "null", "Null", "NULL"})
_TRUE = frozenset({"true", "True", "TRUE"})
_FALSE = frozenset({"false", "False", "FALSE"})
_INTEGER = re2.compile(r"[-+]?[0-9]+|0o[0-7]+|0x[0-9a-fA-F]+")
_FLOAT = re2.compile(r"[-+]?(\.[0-9]+|[0-9]+(\.[0-9]*)?)([eE][-+]?[0-9]+)?")
_NON_FINITE = re2.compile(r"[-+]?\.(inf|Inf|INF)|\.(nan|NaN|NAN)")
_BEGINS_NUMBER = frozenset("+-.0123456789")
LONGEST_INTEGER = 4_000
"""Digits; Python refuses to read much longer ones."""


class NotJsonError(ValueError):
    """A value that JSON cannot express."""


def _may_be_number(text: str) -> bool:
    """A cheap look before the patterns are asked."""
    return text[:1] in _BEGINS_NUMBER and len(text) <= LONGEST_INTEGER and text.isascii()


def boolean_of(text: str) -> bool | None:
    """The boolean that an unquoted scalar means, if it means one."""
    return True if text in _TRUE else False if text in _FALSE else None


def integer_of(text: str) -> int | None:
    """The integer that an unquoted scalar means, if it means one; `200.0` does."""
    if not _may_be_number(text):
        return None
    if text.isdigit():
        return int(text)
    if _INTEGER.fullmatch(text):
        return int(text, 0) if text[:2] in {"0x", "0o"} else int(text)
    if _FLOAT.fullmatch(text):
        number = float(text)
        return int(number) if isfinite(number) and number.is_integer() else None
    return None


def number_of(text: str) -> int | float | None:
    """The number that an unquoted scalar means, if any. Raises `NotJsonError` for infinity and the like."""
    if not _may_be_number(text):
        return None
    if text.isdigit() or _INTEGER.fullmatch(text):
        return integer_of(text)
    if _NON_FINITE.fullmatch(text):
        raise NotJsonError(f"{text} is not a number in JSON")
    if not _FLOAT.fullmatch(text):
        return None
    number = float(text)
    if not isfinite(number):
        raise NotJsonError(f"{shortened(text)} is too large for a number in JSON")
    return number


def number_in(tree: Any) -> float | None:
    """The number that a value is, or that an unquoted scalar means; None for anything else."""
    try:
        number = number_of(tree) if isinstance(tree, Plain) else tree
        return float(number) if isinstance(number, (int, float)) and not isinstance(number, bool) else None
    except (NotJsonError, OverflowError):
        return None


def json_value(tree: Any) -> Any:
    """A tree as JSON's types: unquoted scalars become what they mean. Raises `NotJsonError`."""
    if isinstance(tree, Plain):
        boolean = boolean_of(tree)
        if boolean is not None:
            return boolean
        number = number_of(tree)
        return str(tree) if number is None else number
    if isinstance(tree, dict):
        return {str(key): json_value(value) for key, value in tree.items()}
    if isinstance(tree, list):
        return [json_value(value) for value in tree]
    if isinstance(tree, bytes):
        raise NotJsonError("!!binary is not a value in JSON")
    return tree


_KINDS = ((dict, "a mapping"), (list, "a list"), (bytes, "binary"), (type(None), "nothing"))


def kind_of(tree: Any) -> str:
    """What a tree is, as a message says it: `a list`, `"abc"`, `200`, `the text "200"`."""
    for kind, name in _KINDS:
        if isinstance(tree, kind):
            return name
    if not isinstance(tree, str):
        return str(tree).lower() if isinstance(tree, bool) else shortened(str(tree))
    if not _is_more_than_text(tree):
        return quoted(tree)
    return shortened(tree) if isinstance(tree, Plain) else f"the text {quoted(tree)}"


def _is_more_than_text(text: str) -> bool:
    """Whether it would mean a number or a boolean without quotes."""
    if boolean_of(text) is not None:
        return True
    try:
        return number_of(text) is not None
    except NotJsonError:
        return True


def quoted(text: str) -> str:
    """Text from a file inside a message: in double quotes, on one line, not too long."""
    return f'"{shortened(text)}"'


def shortened(text: str, limit: int = 60) -> str:
    """Text on one line, cut to a number of characters; what cannot be printed is escaped."""
    shown = text if len(text) <= limit else f"{text[:limit]}…"
    return "".join(char if char.isprintable() else ascii(char)[1:-1] for char in shown)
