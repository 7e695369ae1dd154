"""Calls as Go's text/template makes them: the number and the types of the arguments are checked.

A function's Python annotations say what Go's signature says: `str`, `int`, `bool`, `float`, `Mapping`,
`list`, `GoTime`, `Certificate`, or `Any` for `interface {}`.
"""

from collections.abc import Callable, Mapping
from inspect import Parameter, signature, unwrap
from types import CodeType
from typing import Any

from smockproxy.engines.gotemplate.errors import FunctionError
from smockproxy.engines.gotemplate.values import type_name
from smockproxy.engines.sprig.gotypes import Certificate
from smockproxy.engines.sprig.limits import check_length
from smockproxy.engines.sprig.moments import GoTime

_GO_NAMES: Mapping[Any, str] = {
    str: "string",
    int: "int",
    bool: "bool",
    float: "float64",
    Mapping: "map[string]interface {}",
    list: "[]interface {}",
    GoTime: "time.Time",
    Certificate: "sprig.certificate",
}
_WHEN_NIL: Mapping[Any, Callable[[], Any]] = {Mapping: dict, list: list}
_ACCEPTED: Mapping[Any, tuple[type, ...]] = {float: (float, int), list: (list, tuple)}


def checked(name: str, function: Callable[..., Any]) -> Callable[..., Any]:
    """The function as a template calls it. It raises `FunctionError` for arguments that Go would refuse."""
    fixed, further = _kinds(function)

    def call(*arguments: Any) -> Any:
        given = len(arguments)
        if given != len(fixed) and (further is None or given < len(fixed)):
            least = "at least " if further else ""
            raise FunctionError(f"wrong number of args for {name}: want {least}{len(fixed)} got {given}")
        kinds = fixed + [further] * (given - len(fixed))
        made = function(*map(_argument, kinds, arguments))
        if isinstance(made, str):
            check_length(len(made))
        return made

    call.__wrapped__ = function  # type: ignore[attr-defined] # where the interpreter reads the types, too
    return call


_KINDS: dict[CodeType, tuple[list[Any], Any]] = {}
"""By code, for a function that is made anew for every clock keeps its code."""


def _kinds(function: Callable[..., Any]) -> tuple[list[Any], Any]:
    """The types of the arguments, and of all further ones; None when there are none."""
    code = unwrap(function).__code__
    found = _KINDS.get(code)
    if found is None:
        parameters = list(signature(function).parameters.values())
        rest = parameters.pop() if parameters and parameters[-1].kind is Parameter.VAR_POSITIONAL else None
        fixed = [_plain(parameter.annotation) for parameter in parameters]
        found = _KINDS[code] = fixed, _plain(rest.annotation) if rest else None
    return found


def _plain(annotation: Any) -> Any:
    """The class of an annotation: `dict[str, Any]` is a `Mapping`."""
    origin = getattr(annotation, "__origin__", annotation)
    return Mapping if origin is dict else origin


def _argument(kind: Any, value: Any) -> Any:
    if kind is Any:
        return value
    if value is None:
        if kind in _WHEN_NIL:
            return _WHEN_NIL[kind]()
        raise FunctionError(f"invalid value; expected {_GO_NAMES[kind]}")
    if isinstance(value, _ACCEPTED.get(kind, kind)) and (kind is bool or not isinstance(value, bool)):
        return value
    raise FunctionError(f"wrong type for value; expected {_GO_NAMES[kind]}; got {type_name(value)}")
