"""Values of Lua as the fields of a response: mapstructure's weak decoding, and gluamapper's names.

Sources: gluamapper (`ToUpperCamelCase`, `ToGoValue`), mapstructure (`decodeInt`, `decodeString`, `decodeMap`,
`decodeSlice`), Go's strconv. What can't be decoded is a `ValueError` in their words.
"""

import math
from collections.abc import Mapping
from typing import Any

from smockproxy.core.goprint import go_string
from smockproxy.engines.contract import BadReturnError
from smockproxy.engines.lua.values import is_table, kind_of, text_of

MOST_ARRAY = 67_108_864
"""gopher-lua keeps smaller whole numbers as a list's; a table with one of them is a list to gluamapper."""
LONGEST_LIST = 10_000
"""Lines of a header; Smocker has no such limit."""


def list_length(entries: Mapping[Any, Any]) -> int:
    """How long a table is as a list; 0 for none."""
    numbers = (int(key) for key in entries if is_number(key) and 1 <= key < MOST_ARRAY and key == int(key))
    return max(numbers, default=0)


def is_number(value: Any) -> bool:
    """Whether it is a number of Lua."""
    return isinstance(value, int | float) and not isinstance(value, bool)


def key_text(key: Any) -> str:
    """A key as Go prints it."""
    if isinstance(key, bytes):
        return text_of(key)
    return go_string(key) if is_number(key) else str(key)


def camel_case(name: str) -> str:
    """gluamapper's `ToUpperCamelCase`: `x_snake_case` → `XSnakeCase`.

    Raises `BadReturnError` for an empty name, which ends Smocker's request.
    """
    if not name:
        raise BadReturnError('the script returned a table with the name ""')
    first, *parts = name[1:].split("_")
    return (
        name[0].upper()
        + first
        + "".join(part[0].upper() + part[1:] if "a" <= part[:1] <= "z" else f"_{part}" for part in parts)
    )


def whole_number(value: Any) -> int:
    """A number without its fraction, a text that is a number, 1 for true; 0 for nothing."""
    if isinstance(value, bytes):
        return _parsed(text_of(value))
    if value is None or isinstance(value, int | float):
        return int(value) if value and math.isfinite(value) else -1 if value else 0
    raise ValueError(f"'Status' expected type 'int', got unconvertible type '{_go_type(value)}'")


def _parsed(text: str) -> int:
    """A whole number as Go's `ParseInt` reads it with base 0."""
    digits = text.removeprefix("-").removeprefix("+")
    base = 8 if len(digits) > 1 and digits[0] == "0" and digits[1].isdigit() else 0
    try:
        return int(text, base) if text.isascii() and text == text.strip() else int("")
    except ValueError:
        if not text:
            return 0
        flaw = f'strconv.ParseInt: parsing "{text}": invalid syntax'
        raise ValueError(f"cannot parse 'Status' as int: {flaw}") from None


def header_lines(value: Any) -> dict[str, list[str]]:
    """Headers by their names as gluamapper makes them, each with its lines; of a list of tables, all."""
    if value is None:
        return {}
    if not is_table(value):
        raise ValueError(f"'Headers' expected a map, got '{go_kind(value)}'")
    entries = dict(value.items())
    if not list_length(entries):
        return {name: _lines(name, each) for name, each in _renamed(entries).items()}
    merged: dict[str, list[str]] = {}
    for each in _list(entries):
        merged |= header_lines(each)
    return merged


def _renamed(entries: Mapping[Any, Any]) -> dict[str, Any]:
    return {camel_case(key_text(key)): value for key, value in entries.items()}


def _list(entries: Mapping[Any, Any]) -> list[Any]:
    length = list_length(entries)
    if length > LONGEST_LIST:
        raise ValueError(f"'Headers' has a list of {length:,} entries: {LONGEST_LIST:,} are allowed")
    return [entries.get(at) for at in range(1, length + 1)]


def _lines(name: str, value: Any) -> list[str]:
    """The lines of one header: one, or those of a list."""
    entries = dict(value.items()) if is_table(value) else None
    if entries == {}:
        return []
    lines = _list(entries) if entries and list_length(entries) else [value]
    return [text_field(f"Headers[{name}][{at}]", line) for at, line in enumerate(lines)]


def text_field(name: str, value: Any) -> Any:
    """Text, a number or a boolean as mapstructure makes text of it. A body stays bytes."""
    if isinstance(value, bytes):
        return value if name == "Body" else text_of(value)
    if value is None or isinstance(value, bool):
        return {None: "", True: "1", False: "0"}[value]
    if is_number(value):
        return _float_text(value)
    raise ValueError(f"'{name}' expected type 'string', got unconvertible type '{_go_type(value)}'")


def _float_text(number: float) -> str:
    if math.isfinite(number):
        return go_string(number)
    return "NaN" if math.isnan(number) else "+Inf" if number > 0 else "-Inf"


def _go_type(value: Any) -> str:
    if is_table(value):
        return "[]interface {}" if list_length(dict(value.items())) else "map[string]interface {}"
    return {"function": "*lua.LFunction"}.get(go_kind(value), "*lua.LUserData")


def go_kind(value: Any) -> str:
    """The kind of a value in messages."""
    if isinstance(value, bool):
        return "boolean"
    if is_number(value):
        return "number"
    return "string" if isinstance(value, bytes) else kind_of(value)
