"""The states of a session's scenarios, as a document holds them."""

from typing import Any

from smockproxy.core.scenarios import Scenarios


def scenarios_of(states: Any) -> Scenarios:
    """Scenarios that are in these states. Raises `TypeError` for what are none."""
    if not isinstance(states, dict) or not all(isinstance(state, str) for state in states.values()):
        raise TypeError("the states of its scenarios are none")
    return Scenarios(states)
