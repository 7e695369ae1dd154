"""JSON as Go's encoding/json reads it into an `interface {}`: every number is a float64.

Source of the words for what is no JSON: encoding/json.
"""

import json
from math import isfinite
from typing import Any

from smockproxy.engines.gotemplate.jsonfault import fault

KINDS = {bool: "bool", float: "number", str: "string", list: "array"}


def read_json(text: str) -> Any:
    """The value of a JSON text. Raises `ValueError` in Go's words."""
    try:
        value = json.loads(text, parse_int=_float, parse_float=_float, parse_constant=_no_constant)
    except RecursionError:
        raise ValueError("exceeded max depth") from None
    except (json.JSONDecodeError, _NoConstantError):
        raise ValueError(fault(text)) from None
    return _mended(value) if "\\u" in text else value


def json_kind(value: Any) -> str:
    """What Go calls the kind of a value that is no object."""
    return KINDS.get(type(value), "object")


class _NoConstantError(ValueError):
    """Python reads names of numbers that JSON does not have."""


def _no_constant(_: str) -> float:
    raise _NoConstantError


def _float(number: str) -> float:
    value = float(number)
    if not isfinite(value):
        shown = number if len(number) <= 50 else f"{number[:50]}…"
        raise ValueError(f"json: cannot unmarshal number {shown} into Go value of type float64")
    return value


def _mended(value: Any) -> Any:
    """With U+FFFD for halves of surrogate pairs, which an escape can write."""
    if isinstance(value, str):
        return value.encode("utf-16", "surrogatepass").decode("utf-16", "replace")
    if isinstance(value, dict):
        return {_mended(key): _mended(member) for key, member in value.items()}
    return [_mended(member) for member in value] if isinstance(value, list) else value
