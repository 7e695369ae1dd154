"""What a function takes, read from its annotations: Go checks arguments' number and types before a call."""

from collections.abc import Callable
from dataclasses import dataclass
from functools import lru_cache
from inspect import CO_VARARGS
from types import CodeType
from typing import Any, get_origin

from smockproxy.engines.gotemplate.values import INTERFACE

KINDS: dict[Any, str] = {
    str: "string",
    int: "int",
    float: "float64",
    bool: "bool",
    list: "[]interface {}",
    dict: "map[string]interface {}",
}
"""Go's type for an annotation; all others take anything."""
CLASSES = {kind: annotation for annotation, kind in KINDS.items()}
EMPTY: dict[str, Callable[[], Any]] = {INTERFACE: lambda: None, KINDS[list]: list, KINDS[dict]: dict}
"""What nil is where it may be given."""


@dataclass(frozen=True, slots=True)
class Parameters:
    """The kinds of a function's arguments."""

    fixed: tuple[str, ...]
    rest: str | None = None
    """Of all further ones, if there may be any."""
    optional: int = 0
    """How many of the fixed ones may be left out, which no function of Go allows."""

    def kind(self, place: int) -> str:
        """Of the argument at a place, from 0."""
        return self.fixed[place] if place < len(self.fixed) else self.rest or INTERFACE

    def complaint(self, name: str, written: int, given: int) -> str:
        """What is wrong with the number of arguments; `given` counts the one from the pipeline too."""
        most, least = len(self.fixed), len(self.fixed) - self.optional
        if given > most and self.rest is None:
            return f"wrong number of args for {name}: want {most} got {given}"
        if given >= least:
            return ""
        if self.rest is None and not self.optional:
            return f"wrong number of args for {name}: want {most} got {given}"
        return f"wrong number of args for {name}: want at least {least} got {written}"


def parameters_of(function: Callable[..., Any], hidden: int = 0) -> Parameters:
    """What a function takes, without the first, hidden ones."""
    plain = getattr(function, "__func__", function)
    code = getattr(plain, "__code__", None)
    if code is None:
        return Parameters((), INTERFACE)
    annotations = tuple(plain.__annotations__.items())
    return _read(code, hidden + (plain is not function), annotations, len(plain.__defaults__ or ()))


@lru_cache(maxsize=1024)
def _read(
    code: CodeType, skipped: int, annotations: tuple[tuple[str, Any], ...], defaults: int
) -> Parameters:
    named = dict(annotations)
    kinds = tuple(_kind(named.get(name)) for name in code.co_varnames[skipped : code.co_argcount])
    rest = None
    if code.co_flags & CO_VARARGS:
        rest = _kind(named.get(code.co_varnames[code.co_argcount + code.co_kwonlyargcount]))
    return Parameters(kinds, rest, min(defaults, len(kinds)))


def _kind(annotation: Any) -> str:
    """Go's type for an annotation, which may be written as a text."""
    if isinstance(annotation, str):
        return next((kind for known, kind in KINDS.items() if known.__name__ == annotation), INTERFACE)
    plain = get_origin(annotation) or annotation
    return KINDS.get(plain, INTERFACE) if isinstance(plain, type) else INTERFACE


def fits(value: Any, kind: str) -> bool:
    """Whether a value may be given for a parameter of that kind."""
    if kind == INTERFACE:
        return True
    return isinstance(value, CLASSES[kind]) and (kind == "bool" or not isinstance(value, bool))
