"""Go templates' comparisons: only values of one basic kind can be compared."""

from typing import Any

from smockproxy.engines.gotemplate.budget import Meter
from smockproxy.engines.gotemplate.errors import FunctionError
from smockproxy.engines.gotemplate.printf import sprintf
from smockproxy.engines.gotemplate.printing import plain
from smockproxy.engines.gotemplate.values import MISSING, fields, type_name

BASIC: tuple[type, ...] = (bool, int, float, str)
"""In this order, for a bool of Python is an int."""


def equal(meter: Meter, first: Any, *others: Any) -> bool:
    """Whether a value equals any of the others. Raises `FunctionError`."""
    if not others:
        raise FunctionError("missing argument for comparison")
    return any(_is_equal(meter, first, other) for other in others)


def unequal(meter: Meter, first: Any, second: Any) -> bool:
    """Whether two values differ. Raises `FunctionError`."""
    return not _is_equal(meter, first, second)


def less(meter: Meter, first: Any, second: Any) -> bool:
    """Whether a number or text comes before another. Raises `FunctionError`."""
    meter.weigh(first)
    kind = _kind(first), _kind(second)
    if None in kind:
        raise FunctionError("invalid type for comparison")
    if kind[0] is not kind[1]:
        raise FunctionError("incompatible types for comparison")
    if kind[0] is bool:
        raise FunctionError("invalid type for comparison")
    return bool(first < second)


def less_or_equal(meter: Meter, first: Any, second: Any) -> bool:
    """Whether it comes before or is equal. Raises `FunctionError`."""
    return less(meter, first, second) or _is_equal(meter, first, second)


def greater(meter: Meter, first: Any, second: Any) -> bool:
    """Whether it comes after another. Raises `FunctionError`."""
    return not less_or_equal(meter, first, second)


def greater_or_equal(meter: Meter, first: Any, second: Any) -> bool:
    """Whether it does not come before another. Raises `FunctionError`."""
    return not less(meter, first, second)


def _kind(value: Any) -> type | None:
    kind = type(value)
    return kind if kind in BASIC else next((kind for kind in BASIC if isinstance(value, kind)), None)


def _is_nil(value: Any) -> bool:
    return value is None or value is MISSING


def _is_equal(meter: Meter, first: Any, second: Any) -> bool:
    meter.weigh(first)
    if _is_nil(first) or _is_nil(second):
        return _is_nil(first) and _is_nil(second)
    kind = _kind(first)
    if kind is not _kind(second):
        raise FunctionError("incompatible types for comparison")
    if kind is not None:
        return bool(first == second)
    names = type_name(first), type_name(second)
    if _form(first) != _form(second):
        raise FunctionError(
            f"non-comparable types {_shown(first, meter)}: {names[0]}, {names[1]}: {plain(second, meter)}"
        )
    if isinstance(second, list | dict) or isinstance(fields(second), dict):
        raise FunctionError(f"non-comparable type {_shown(second, meter)}: {names[1]}")
    return bool(first == second)


def _shown(value: Any, meter: Meter) -> str:
    """A value by %s, which Go's messages have here."""
    return sprintf(meter, "%s", (value,))


def _form(value: Any) -> str:
    return "map" if isinstance(value, dict) else "list" if isinstance(value, list) else "struct"
