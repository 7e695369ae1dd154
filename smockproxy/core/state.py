"""The session's state: key-value memory that all its scripts share, changed by whole transactions.

A script works on a snapshot; what it did is committed at once when its answer is ready, unless a key that
it read has changed meanwhile: then it must run again. So concurrent requests are serialisable, and those
that only read never wait.
"""

import json
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

ALL_KEYS = "*"
"""Stands among what was read for: which keys there are."""
JSON = json.JSONEncoder(ensure_ascii=False, separators=(",", ":"), allow_nan=False)
REMEMBERED = 4
"""For how many times the limit of keys it is known when each was changed, also for keys that are gone."""

type Operation = Sequence[Any]
"""`("set", key, value)`, `("delete", key)` or `("clear",)`."""


@dataclass(frozen=True, slots=True)
class StateLimits:
    """How much may be kept."""

    keys: int = 1_000
    size: int = 100 * 1024
    """Bytes of the whole as JSON, in UTF-8, without spaces."""

    def overrun(self, keys: int, size: int) -> str:
        """What is too much of so many keys and bytes; empty when nothing is."""
        if keys > self.keys:
            return f"state would have {keys:,} keys: {self.keys:,} are allowed"
        if size > self.size:
            return f"state would take {size:,} bytes as JSON: {self.size:,} are allowed"
        return ""


DEFAULT_LIMITS = StateLimits()


class StateOverrunError(Exception):
    """A change that would exceed a limit of the state."""


@dataclass(frozen=True, slots=True)
class Snapshot:
    """The state at one moment; its values are not to be changed."""

    version: int
    """How many transactions were committed before."""
    values: Mapping[str, Any]


class State:
    """What is in force now, and when each key was changed."""

    def __init__(self, limits: StateLimits = DEFAULT_LIMITS) -> None:
        self.limits = limits
        self._values: Mapping[str, Any] = {}
        self._entries_size = 0
        self._version = 0
        self._changed: dict[str, int] = {}
        self._keys_changed = 0
        self._unknown_before = 0
        """Of versions before this one it is no longer known what changed."""

    def copy(self) -> "State":
        """The same values and versions; from here on the two go apart."""
        twin = State(self.limits)
        twin._values, twin._entries_size, twin._version = self._values, self._entries_size, self._version
        twin._changed, twin._keys_changed = dict(self._changed), self._keys_changed
        twin._unknown_before = self._unknown_before
        return twin

    def snapshot(self) -> Snapshot:
        """What is in force now; later commits do not change it."""
        return Snapshot(self._version, self._values)

    @classmethod
    def of_values(cls, values: Mapping[str, Any], limits: StateLimits = DEFAULT_LIMITS) -> "State":
        """A state that begins with these values, which are JSON."""
        state = cls(limits)
        state._put_in_force(dict(values), set(values))
        state._entries_size = entries_size(values, values)
        return state

    def commit(
        self,
        operations: Iterable[Operation],
        reads: Iterable[str],
        version: int,
        growth: tuple[int, int] = (0, 0),
    ) -> bool:
        """Put all these changes in force, or none: False when what was read has changed since `version`.

        `growth`: keys and bytes by which the state may have been larger at most while the changes were made.
        It is False as well if there may no longer be room for that: then another run may overrun a limit.
        The values must be JSON, and are taken over as they are. Without operations it always succeeds: what
        was read stood together in one snapshot. Raises `StateOverrunError` over a limit, and `ValueError`
        for an operation that does not exist.
        """
        operations = tuple(operations)
        if not operations:
            return True
        if any(self._has_changed(key, version) for key in reads) or self._is_tight(version, growth):
            return False
        values, touched = _applied(self._values, operations)
        before, after = (entries_size(touched, each) for each in (self._values, values))
        size = self._entries_size - before + after
        overrun = self.limits.overrun(len(values), whole_size(len(values), size))
        if overrun and version < self._version:
            return False  # it was within the limits of its snapshot: another run must see what is there now
        if overrun:
            raise StateOverrunError(overrun)
        self._put_in_force(values, touched)
        self._entries_size = size
        return True

    def _has_changed(self, key: str, version: int) -> bool:
        if version < self._unknown_before:
            return True
        changed = self._keys_changed if key == ALL_KEYS else self._changed.get(key, 0)
        return changed > version

    def _is_tight(self, version: int, growth: tuple[int, int]) -> bool:
        keys, size = len(self._values) + growth[0], self._entries_size + growth[1]
        return version < self._version and bool(self.limits.overrun(keys, whole_size(keys, size)))

    def _put_in_force(self, values: Mapping[str, Any], touched: set[str]) -> None:
        self._version += 1
        if values.keys() != self._values.keys():
            self._keys_changed = self._version
        self._changed.update(dict.fromkeys(touched, self._version))
        if len(self._changed) > REMEMBERED * self.limits.keys:
            self._changed.clear()
            self._unknown_before = self._version
        self._values = values


def _applied(
    before: Mapping[str, Any], operations: Iterable[Operation]
) -> tuple[Mapping[str, Any], set[str]]:
    """The values after the operations, and the keys that these name or take away."""
    values, touched = dict(before), set[str]()
    for operation in operations:
        match operation:
            case ("set", str(key), value):
                values[key] = value
                touched.add(key)
            case ("delete", str(key)):
                values.pop(key, None)
                touched.add(key)
            case ("clear",):
                touched.update(values)
                values.clear()
            case _:
                raise ValueError(f"no operation on state: {operation!r}")
    return values, touched


def entry_size(key: str, value: Any) -> int:
    """How many bytes a key takes as JSON, with its value and the colon between.

    Raises `TypeError` or `ValueError` for what is no JSON.
    """
    return _json_size(key) + 1 + _json_size(value)


def entries_size(keys: Iterable[str], values: Mapping[str, Any]) -> int:
    """How many bytes those of the keys take together that are there."""
    return sum(entry_size(key, values[key]) for key in keys if key in values)


def whole_size(keys: int, entries: int) -> int:
    """How many bytes an object takes as JSON that has so many keys, with so many bytes of entries."""
    return len("{}") + entries + max(keys - 1, 0)


def _json_size(value: Any) -> int:
    return len(JSON.encode(value).encode("utf-8", "surrogatepass"))
