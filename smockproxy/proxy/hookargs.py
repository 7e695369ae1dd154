"""What mitmproxy's hooks hand to their handlers, made quick: it is asked for twice a hook.

Source: mitmproxy 12.2, `hooks.Hook.args`, which asks `dataclasses` for the fields each time.
"""

from dataclasses import fields
from functools import cache
from typing import Any

from mitmproxy.hooks import Hook


@cache
def _names_of(kind: Any) -> tuple[str, ...]:
    return tuple(field.name for field in fields(kind))


def _args(self: Hook) -> list[Any]:
    kind: Any = type(self)
    return [getattr(self, name) for name in _names_of(kind)]


@cache
def quicken() -> None:
    """Remember the fields of each kind of hook in this process, from now on."""
    Hook.args = _args  # type: ignore[method-assign]
