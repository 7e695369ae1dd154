"""Jinja2 in which a template reaches what it is given, and nothing behind it.

Source of what a template may not reach: Jinja2's own sandbox, with which this begins, and the ways out of it
that became known (its changelog, 2.8.1 to 3.1.6). On top, attributes are open on plain values alone.
"""

from collections.abc import Iterator
from typing import Any

from jinja2 import Undefined, pass_context
from jinja2.runtime import Context, LoopContext
from jinja2.sandbox import ImmutableSandboxedEnvironment
from jinja2.utils import Namespace, missing

from smockproxy.engines.fixturenames import json_escape
from smockproxy.engines.functions import to_json
from smockproxy.engines.scriptstate import ScriptState
from smockproxy.engines.shown import Console, Fakes, Remembered

OPEN = (
    str,
    bytes,
    int,
    float,
    dict,
    list,
    tuple,
    Undefined,
    LoopContext,
    Namespace,
    Console,
    Fakes,
    Remembered,
    ScriptState,
)
"""Whose attributes a template may read. Not those of functions, nor of classes."""
GLOBALS = ("range", "dict", "namespace")
"""Of Jinja2's own global names, those that stay."""


class Missing(Undefined):
    """What is not there: a missing entry of a value prints nothing; a name that no one gave is an error."""

    __slots__ = ()

    @property
    def _undefined_message(self) -> str:
        """Jinja2's words, but that mappings of ours are called so."""
        if isinstance(self._undefined_obj, dict) and not self._undefined_hint:
            return f"there is no {self._undefined_name!r} in the mapping, so nothing of it can be read"
        return super()._undefined_message

    def _check(self) -> None:
        if self._undefined_obj is missing:
            self._fail_with_undefined_error()

    def __str__(self) -> str:
        self._check()
        return super().__str__()

    def __bool__(self) -> bool:
        self._check()
        return super().__bool__()

    def __len__(self) -> int:
        self._check()
        return super().__len__()

    def __iter__(self) -> Iterator[Any]:
        self._check()
        return super().__iter__()

    def __eq__(self, other: object) -> bool:
        self._check()
        return super().__eq__(other)

    __hash__ = Undefined.__hash__


class Sandbox(ImmutableSandboxedEnvironment):
    """The environment of all templates."""

    def __init__(self) -> None:
        super().__init__(
            undefined=Missing,
            finalize=_printed,
            keep_trailing_newline=True,
            extensions=["jinja2.ext.do", "jinja2.ext.loopcontrols"],
        )
        self.globals = {name: self.globals[name] for name in GLOBALS}
        self.filters |= {"tojson": to_json, "random": _random, "json_escape": json_escape}

    def is_safe_attribute(self, obj: Any, attr: str, value: Any) -> bool:
        """Whether a template may read an attribute."""
        return isinstance(obj, OPEN) and super().is_safe_attribute(obj, attr, value)

    def getattr(self, obj: Any, attribute: str) -> Any:
        """What stands after a dot: an entry of a mapping before a method of it."""
        if isinstance(obj, dict) and attribute in obj:
            return obj[attribute]
        return super().getattr(obj, attribute)


def _printed(value: Any) -> Any:
    return "" if value is None else value


@pass_context
def _random(context: Context, values: Any) -> Any:
    """The filter, with draws that can be repeated."""
    return context["random_choice"](list(values))
