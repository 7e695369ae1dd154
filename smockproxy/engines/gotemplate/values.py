"""What values are in a template: Go's kinds and names for them, their members, and which count as true.

Numbers of Python and Go: int is int, float is float64. A dict is a map[string]interface {}, a list is a
[]interface {}. An object of a class with an attribute `go_type` is of that type: `go_methods` has the names
of the methods that a template may call, `go_fields` those of its fields; nothing else can be reached.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from enum import Enum
from types import BuiltinFunctionType, FunctionType, MethodType
from typing import Any, ClassVar, Final

NAMES: dict[type, str] = {
    bool: "bool",
    int: "int",
    float: "float64",
    str: "string",
    list: "[]interface {}",
    dict: "map[string]interface {}",
}
"""Go's names of the types."""
INTERFACE = "interface {}"


class Absence(Enum):
    """What is not even nil."""

    MISSING = "<no value>"
    """What a map has under a key that it doesn't have."""
    ABSENT = "absent"
    """What a command gets from the pipeline when it is the first."""


MISSING: Final = Absence.MISSING
ABSENT: Final = Absence.ABSENT


@dataclass(frozen=True, slots=True)
class Struct:
    """A Go struct: a field that it doesn't have is an error, unlike a map's."""

    go_type: str
    fields: Mapping[str, Any]
    untyped: frozenset[str] = field(default_factory=frozenset)
    """Fields that are an interface {} in Go: messages name that, not what is inside."""


class GoMap(dict[str, Any]):
    """A map of a type of its own, with methods; `zero` is what `index` gives for a key that isn't there."""

    go_type: ClassVar[str] = "map[string]interface {}"
    go_methods: ClassVar[frozenset[str]] = frozenset()
    zero: ClassVar[Any] = None


def type_name(value: Any) -> str:
    """Go's name of a value's type, like %T."""
    if value is None or value is MISSING:
        return "<nil>"
    go_type = getattr(value, "go_type", None)
    if isinstance(go_type, str):
        return go_type
    known = NAMES.get(type(value))
    return known or next((name for kind, name in NAMES.items() if isinstance(value, kind)), "func()")


def is_function(value: Any) -> bool:
    """Whether it is a value that `call` can call."""
    return isinstance(value, FunctionType | MethodType | BuiltinFunctionType)


def truth(value: Any) -> bool:
    """Whether a value is neither zero nor empty nor nil."""
    if value is None or value is MISSING:
        return False
    if isinstance(value, bool | int | float | str | list | dict):
        return bool(value)
    return True


def method(value: Any, name: str) -> Callable[..., Any] | None:
    """A value's method of that name, if a template may call it."""
    names = getattr(value, "go_methods", ())
    return getattr(value, name) if name in names else None


def fields(value: Any) -> Mapping[str, Any] | None:
    """The fields of a struct, in their order; nothing for what is none."""
    if isinstance(value, Struct):
        return value.fields
    names = getattr(type(value), "go_fields", None)
    return None if names is None else {name: getattr(value, name) for name in names}


def in_key_order(members: Mapping[Any, Any]) -> list[tuple[Any, Any]]:
    """A map's members as Go prints and ranges over them."""
    return sorted(members.items(), key=lambda member: _rank(member[0]))


def _rank(key: Any) -> tuple[int, Any]:
    """Nil first, then numbers, then texts; Go has the same order within one type."""
    if key is None:
        return 0, 0
    return (1, key) if isinstance(key, int | float) else (2, str(key))
