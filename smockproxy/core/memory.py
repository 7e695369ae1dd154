"""What a session remembers, as far as conditions of mocks ask for it; a request carries it along.

It stands on the request, so that a decision can be explained, and taken again, with what was known then.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from smockproxy.core.state import entry_size

REMEMBERED = "remembered"
"""The key of the session's state under which values of answers are remembered, by name."""
STARTED = "Started"
"""The state in which every scenario begins (WireMock)."""


@dataclass(frozen=True, slots=True)
class Memory:
    """Parts of a session's state, and the states of its scenarios, at one moment; not to be changed."""

    state: Mapping[str, Any] = field(default_factory=dict)
    """By key; only keys that some mock's condition names."""
    scenarios: Mapping[str, str] = field(default_factory=dict)
    """By name; those that are not in their first state."""
    weight: int = field(default=0, compare=False)
    """About how many bytes it takes that the one before did not."""
    kept: frozenset[str] = frozenset()
    """The names that some mock's answer keeps a value under: only those are references."""


NO_MEMORY = Memory()
_OF_OBJECTS = 8
"""How many times what it takes as JSON an object or a list takes, about."""
_OF_A_NAME = 100
"""About how many bytes a scenario takes."""


def memory_after(
    before: Memory,
    state: Mapping[str, Any],
    scenarios: Mapping[str, str],
    kept: frozenset[str] = frozenset(),
) -> Memory:
    """What is remembered next; values that are those of the memory before weigh nothing."""
    weight = sum(_weight(key, state) for key in state if before.state.get(key, before) is not state[key])
    if scenarios is not before.scenarios:
        weight += _OF_A_NAME * len(scenarios)
    return Memory(state, scenarios, weight, kept)


def _weight(key: str, state: Mapping[str, Any]) -> int:
    value = state[key]
    return len(value) if isinstance(value, str) else _OF_OBJECTS * entry_size(key, value)
