"""JSON as Go's encoding/json writes it: keys in order, numbers as float64, `<`, `>` and `&` escaped."""

import json
from typing import Any

from smockproxy.core.goprint import go_string

_PLAIN = (1e-6, 1e21)
"""Sizes of the numbers that are written without an exponent."""
_ESCAPED = str.maketrans(
    {"<": "\\u003c", ">": "\\u003e", "&": "\\u0026", "\u2028": "\\u2028", "\u2029": "\\u2029"}
)


def go_json_text(value: Any) -> str:
    """A value as one line of JSON. Raises `ValueError` for a number that JSON has no text for."""
    if isinstance(value, dict):
        members = (f"{_quoted(name)}:{go_json_text(value[name])}" for name in sorted(value))
        return "{" + ",".join(members) + "}"
    if isinstance(value, list):
        return f"[{','.join(map(go_json_text, value))}]"
    if isinstance(value, str):
        return _quoted(value)
    if isinstance(value, int | float) and not isinstance(value, bool):
        return _number(float(value))
    return json.dumps(value)


def _quoted(text: str) -> str:
    return json.dumps(text, ensure_ascii=False).translate(_ESCAPED)


def _number(number: float) -> str:
    if number - number != 0:
        raise ValueError(f"unsupported value: {number}")
    if number == 0 or _PLAIN[0] <= abs(number) < _PLAIN[1]:
        return go_string(number)
    mantissa, exponent = repr(number).split("e")
    return f"{mantissa}e{exponent[0]}{exponent[1:].lstrip('0')}"
