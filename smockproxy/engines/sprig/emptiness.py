"""sprig's functions on what is empty, and on choosing."""

from collections.abc import Callable, Mapping
from typing import Any

from smockproxy.engines.gotemplate.errors import FunctionError


def empty(value: Any) -> bool:
    """Whether it is nil, false, 0, an empty text, list or dictionary; a struct never is."""
    if value is None:
        return True
    if isinstance(value, (bool, int, float)):
        return not value
    return isinstance(value, (str, Mapping, list, tuple)) and not value


def default(otherwise: Any, *given: Any) -> Any:
    """The given value; the other one when nothing, or something empty, is given."""
    return otherwise if not given or empty(given[0]) else given[0]


def coalesce(*values: Any) -> Any:
    """The first that is not empty; nil when all are."""
    return next((value for value in values if not empty(value)), None)


def all_of(*values: Any) -> bool:
    """Whether none is empty."""
    return not any(map(empty, values))


def any_of(*values: Any) -> bool:
    """Whether one is not empty."""
    return not all(map(empty, values))


def ternary(when_true: Any, when_false: Any, condition: bool) -> Any:  # noqa: FBT001 - a template's argument
    """The first if the condition holds, else the second."""
    return when_true if condition else when_false


def fail(message: str) -> str:
    """End the template with a message."""
    raise FunctionError(message)


def hello() -> str:
    """A greeting."""
    return "Hello!"


FUNCTIONS: Mapping[str, Callable[..., Any]] = {
    "empty": empty,
    "default": default,
    "coalesce": coalesce,
    "all": all_of,
    "any": any_of,
    "ternary": ternary,
    "fail": fail,
    "hello": hello,
}
