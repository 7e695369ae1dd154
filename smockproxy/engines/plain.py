"""What scripts give away becomes JSON values of its own: copied, without functions, never in a circle."""

import math
from collections.abc import Callable, Mapping
from typing import Any

from smockproxy.engines.contract import ScriptError

DEEPEST = 100
"""Levels of nesting."""
AS_THEY_ARE = frozenset({str, int, bool, type(None)})
"""The types of values that are JSON already."""
DROPPED = object()
"""Stands for a function: JSON has none, so its entry goes."""


def plain(value: Any, what: str) -> Any:
    """A copy of the value as JSON; `DROPPED` for a function, which inside a list becomes null.

    `what` begins the message of the `ScriptError` for what can't become JSON.
    """
    return value if type(value) in AS_THEY_ARE else _Copying(what).copied(value, "")


class _Copying:
    """One copy in the making."""

    def __init__(self, what: str) -> None:
        self._what = what
        self._open: list[int] = []
        """The ids of the collections around the value."""

    def copied(self, value: Any, path: str) -> Any:
        if value is None or isinstance(value, bool | str):
            return value if value is None or isinstance(value, bool) else str(value)
        if isinstance(value, int):
            return int(value)
        if isinstance(value, float):
            return self._number(value, path)
        if isinstance(value, Mapping):
            return self._inside(value, path, self._mapping)
        if isinstance(value, list | tuple):
            return self._inside(value, path, self._list)
        if callable(value):
            return DROPPED
        raise self._refusal(path, f"{type(value).__name__} is no JSON: expected text, a number, true, false, "
                            "null, a list or a mapping")  # fmt: skip

    def _number(self, value: float, path: str) -> float:
        if math.isfinite(value):
            return float(value)
        raise self._refusal(path, f"{value} is no number of JSON")

    def _inside[T](self, value: T, path: str, copy: Callable[[T, str], Any]) -> Any:
        if id(value) in self._open:
            raise self._refusal(path, "a value that contains itself can't become JSON")
        if len(self._open) >= DEEPEST:
            raise self._refusal(path[:60], f"nested deeper than {DEEPEST} levels")
        self._open.append(id(value))
        try:
            return copy(value, path)
        finally:
            self._open.pop()

    def _mapping(self, value: Mapping[Any, Any], path: str) -> dict[str, Any]:
        copies = ((self._name(key, path), each) for key, each in value.items())
        entries = ((key, self.copied(each, f"{path}.{key}")) for key, each in copies)
        return {key: each for key, each in entries if each is not DROPPED}

    def _list(self, value: list[Any] | tuple[Any, ...], path: str) -> list[Any]:
        copies = (self.copied(each, f"{path}[{number}]") for number, each in enumerate(value))
        return [None if each is DROPPED else each for each in copies]

    def _name(self, key: Any, path: str) -> str:
        if isinstance(key, str):
            return str(key)
        if isinstance(key, int) and not isinstance(key, bool):
            return str(int(key))
        raise self._refusal(path, f"the key {key!r} is no text")

    def _refusal(self, path: str, reason: str) -> ScriptError:
        where = f" at {path.removeprefix('.')}" if path else ""
        return ScriptError(f"{self._what}{where}: {reason}")
