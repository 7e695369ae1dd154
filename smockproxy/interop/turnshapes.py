"""Scenarios and sequences as uploads have them, beside Smocker's shapes."""

from collections.abc import Callable
from typing import Any

from smockproxy.core.responders import Fixed, Scripted
from smockproxy.core.scenarios import Scenario
from smockproxy.core.sequence import InTurn, Mode, WhenUsedUp


def scenario_shape(scenario: Scenario | None) -> dict[str, Any]:
    """A mock's part in a scenario, under its key; nothing if it has none."""
    if scenario is None:
        return {}
    when: dict[str, Any] = {}
    if scenario.when:
        when = {"when": scenario.when[0] if len(scenario.when) == 1 else list(scenario.when)}
    then = {"then": scenario.then} if scenario.then else {}
    return {"scenario": {"name": scenario.name, **when, **then}}


def turns_shape(turns: InTurn, answer: Callable[[Fixed | Scripted], dict[str, Any]]) -> dict[str, Any]:
    """A sequence under its keys; `answer` gives the shape of one answer."""
    items = [answer(item) for item in turns.items]
    if turns.mode is Mode.WEIGHTED:
        items = [{**item, "weight": weight} for item, weight in zip(items, turns.weights, strict=True)]
    sequence: dict[str, str] = {} if turns.mode is Mode.IN_ORDER else {"mode": turns.mode.value}
    if turns.when_used_up is not WhenUsedUp.REPEAT_LAST:
        sequence["when_used_up"] = turns.when_used_up.value
    return {"responses": items, **({"sequence": sequence} if sequence else {})}
