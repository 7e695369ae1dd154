"""sprig's functions on the types of values."""

from collections.abc import Callable, Mapping
from typing import Any

from smockproxy.engines.gotemplate.values import type_name
from smockproxy.engines.sprig.equality import deep_equal
from smockproxy.engines.sprig.gotypes import kind_name


def type_of(value: Any) -> str:
    """The name of the type."""
    return type_name(value)


def kind_of(value: Any) -> str:
    """The kind of the type: map, slice, string, int, float64, …"""
    return kind_name(value)


def type_is(name: str, value: Any) -> bool:
    """Whether the type is called so."""
    return type_name(value) == name


def type_is_like(name: str, value: Any) -> bool:
    """Whether the type, or what it points to, is called so."""
    return type_name(value) in {name, f"*{name}"}


def kind_is(name: str, value: Any) -> bool:
    """Whether the kind is called so."""
    return kind_name(value) == name


FUNCTIONS: Mapping[str, Callable[..., Any]] = {
    "typeOf": type_of,
    "kindOf": kind_of,
    "typeIs": type_is,
    "typeIsLike": type_is_like,
    "kindIs": kind_is,
    "deepEqual": deep_equal,
}
