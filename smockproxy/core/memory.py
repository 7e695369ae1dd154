"""What a session remembers, as far as conditions of mocks ask for it; a request carries it along.

It stands on the request, so that a decision can be explained, and taken again, with what was known then.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

STARTED = "Started"
"""The state in which every scenario begins (WireMock)."""


@dataclass(frozen=True, slots=True)
class Memory:
    """Parts of a session's state, and the states of its scenarios, at one moment; not to be changed."""

    state: Mapping[str, Any] = field(default_factory=dict)
    """By key; only keys that some mock's condition names."""
    scenarios: Mapping[str, str] = field(default_factory=dict)
    """By name; those that are not in their first state."""


NO_MEMORY = Memory()
