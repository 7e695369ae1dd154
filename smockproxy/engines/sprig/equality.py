"""Whether two values are the same, as Go's `reflect.DeepEqual` decides: 1 and 1.0 are not."""

from collections.abc import Hashable, Mapping
from typing import Any

from smockproxy.engines.gotemplate.values import type_name
from smockproxy.engines.sprig.limits import check_extent


def identity(value: Any) -> Hashable:
    """A key that equal values share, and only they. Raises `FunctionError` for a value that is too large."""
    check_extent(value)
    return _identity(value)


def _identity(value: Any) -> Hashable:
    if isinstance(value, Mapping):
        return "map", frozenset((key, _identity(member)) for key, member in value.items())
    if isinstance(value, (list, tuple)):
        return "slice", tuple(map(_identity, value))
    if isinstance(value, float) and value != value:  # noqa: PLR0124 - NaN equals nothing
        return "NaN", object()
    return type_name(value), value if isinstance(value, Hashable) else id(value)


def deep_equal(one: Any, other: Any) -> bool:
    """Whether both are the same."""
    return identity(one) == identity(other)
