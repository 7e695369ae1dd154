"""The state as one run of a script sees and changes it: its own copy, and what it did to it."""

import copy
from collections.abc import Mapping
from typing import Any

from smockproxy.core.state import (
    ALL_KEYS,
    DEFAULT_LIMITS,
    JSON,
    StateLimits,
    entries_size,
    entry_size,
    whole_size,
)
from smockproxy.engines.arguments import counted_method
from smockproxy.engines.contract import ScriptError
from smockproxy.engines.plain import DROPPED, plain

KINDS = {list: "list", dict: "mapping"}
"""The words of messages."""
MOST_ABSENT_READS = 1_000
"""After so many reads of keys that are not there, which keys there are counts as read."""
of_state = counted_method("state")


class ScriptState:
    """A `State` of the contract over a snapshot, which it takes over."""

    def __init__(self, values: Mapping[str, Any], limits: StateLimits = DEFAULT_LIMITS) -> None:
        self._values = dict(values)
        self._limits = limits
        self._begun_with = values
        self._entries_size: int | None = None
        """Bytes of all entries as JSON; None until something is set."""
        self._changed: dict[str, None] = {}
        self._cleared = False
        self._largest: dict[str, int] = {}
        """Bytes of the largest entry that each key was given."""
        self._has_overrun = False
        self._reads: set[str] = set()
        self._absent_reads = 0

    # -- what scripts call --------------------------------------------------------------

    @of_state
    def get(self, key: str, default: Any = None) -> Any:
        """The value of a key, a copy of it."""
        name = self._read(key)
        return copy.deepcopy(self._values[name]) if name in self._values else default

    @of_state
    def set(self, key: str, value: Any) -> None:
        """Set a key. Raises `ScriptError` for what is no JSON, and over a limit."""
        name = _checked(key)
        kept = plain(value, f"state.set({name!r})")
        if kept is DROPPED:
            self.delete(name)
        else:
            self._put(name, kept)

    @of_state
    def delete(self, key: str) -> bool:
        """Remove a key; whether it was there."""
        name = self._read(key)
        if name not in self._values:
            return False
        value = self._values.pop(name)
        if self._entries_size is not None:
            self._entries_size -= entry_size(name, value)
        self._changed[name] = None
        return True

    @of_state
    def has(self, key: str) -> bool:
        """Whether the key is there."""
        return self._read(key) in self._values

    @of_state
    def keys(self) -> list[str]:
        """All keys, sorted."""
        self._reads.add(ALL_KEYS)
        return sorted(self._values)

    @of_state
    def incr(self, key: str, by: float = 1) -> float:
        """Add to a number, which begins at 0; gives the sum. Raises `ScriptError` for what is no number."""
        name = self._read(key)
        before = self._values.get(name, 0)
        for number, what in ((before, "its value"), (by, "the step")):
            if isinstance(number, bool) or not isinstance(number, int | float):
                raise ScriptError(f"state.incr({name!r}): {what} is {number!r:.60}, no number")
        total = plain(before + by, f"state.incr({name!r})")
        self._put(name, total)
        return total  # type: ignore[no-any-return] # `plain` keeps the kind of a value

    @of_state
    def clear(self) -> None:
        """Remove all keys."""
        self._values.clear()
        self._entries_size = 0
        self._changed.clear()
        self._cleared = True

    @of_state
    def push(self, key: str, value: Any) -> int:
        """Append to a list, which begins empty; gives its length. Raises `ScriptError` for another value."""
        what = f"state.push({key!r:.60})"
        kept = plain(value, what)
        whole = [*self._collection(key, list, what), None if kept is DROPPED else kept]
        self._put(key, whole)
        return len(whole)

    @of_state
    def pop(self, key: str) -> Any:
        """Take the last of a list away; None when there is none."""
        return self._taken(key, -1, f"state.pop({key!r:.60})")

    @of_state
    def shift(self, key: str) -> Any:
        """Take the first of a list away; None when there is none."""
        return self._taken(key, 0, f"state.shift({key!r:.60})")

    @of_state
    def put(self, key: str, name: str, value: Any) -> None:
        """Set an entry of a mapping, which begins empty. Raises `ScriptError` for another value."""
        what = f"state.put({key!r:.60})"
        entry = plain({name: value}, what)
        if entry:
            self._put(key, self._collection(key, dict, what) | entry)
        else:
            self.remove(key, name)

    @of_state
    def remove(self, key: str, name: str) -> bool:
        """Remove an entry of a mapping; whether it was there."""
        what = f"state.remove({key!r:.60})"
        whole = self._collection(key, dict, what)
        left = {each: value for each, value in whole.items() if each not in plain({name: None}, what)}
        if len(left) < len(whole):
            self._put(key, left)
        return len(left) < len(whole)

    # -- what came of it ----------------------------------------------------------------

    @property
    def is_untouched(self) -> bool:
        """Whether the script has neither looked at it nor changed it."""
        return not (self._reads or self._changed or self._cleared or self._has_overrun)

    @property
    def operations(self) -> tuple[tuple[Any, ...], ...]:
        """The changes in short: at most one of each key."""
        cleared = (("clear",),) if self._cleared else ()
        return (*cleared, *map(self._operation, self._changed))

    @property
    def reads(self) -> tuple[str, ...]:
        """The keys that were looked at."""
        return tuple(sorted(self._reads))

    @property
    def growth(self) -> tuple[int, int]:
        """Keys and bytes that it has added at most; more than there may be if a limit has refused some."""
        if self._has_overrun:
            return self._limits.keys + 1, 0
        return len(self._largest), sum(self._largest.values())

    def _operation(self, key: str) -> tuple[Any, ...]:
        return ("set", key, self._values[key]) if key in self._values else ("delete", key)

    # -- inside -------------------------------------------------------------------------

    def _read(self, key: object) -> str:
        name = _checked(key)
        if self._cleared or name in self._changed or name in self._reads:
            return name
        if name not in self._begun_with:
            self._absent_reads += 1
        absent_too_often = self._absent_reads > MOST_ABSENT_READS and name not in self._begun_with
        self._reads.add(ALL_KEYS if absent_too_often else name)
        return name

    def _collection[T: (list[Any], dict[str, Any])](self, key: str, kind: type[T], what: str) -> T:
        """The value of a key, not to be changed; an empty one of this kind if it is not there."""
        name = self._read(key)
        value = self._values[name] if name in self._values else kind()
        if isinstance(value, kind):
            return value
        raise ScriptError(f"{what}: its value is {value!r:.60}, no {KINDS[kind]}")

    def _taken(self, key: str, place: int, what: str) -> Any:
        whole = [*self._collection(key, list, what)]
        if not whole:
            return None
        taken = whole.pop(place)
        self._put(key, whole)
        return copy.deepcopy(taken)

    def _put(self, name: str, value: Any) -> None:
        before = self._measured() - entries_size([name], self._values)
        try:
            own = entry_size(name, value)
        except ValueError as error:
            raise ScriptError(f"state.set({name!r:.60}): {error}") from error
        size = before + own
        keys = len(self._values) + (name not in self._values)
        overrun = self._limits.overrun(keys, whole_size(keys, size))
        if overrun:
            self._has_overrun = True
            raise ScriptError(overrun)
        self._largest[name] = max(own, self._largest.get(name, 0))
        self._entries_size = size
        self._values[name] = value
        self._changed[name] = None

    def _measured(self) -> int:
        if self._entries_size is None:
            whole = len(JSON.encode(self._values).encode("utf-8", "surrogatepass"))
            self._entries_size = whole - whole_size(len(self._values), 0)
        return self._entries_size


def _checked(key: object) -> str:
    if isinstance(key, str):
        return str(key)
    raise ScriptError(f"a key of state is text: found {type(key).__name__} {key!r:.60}")
