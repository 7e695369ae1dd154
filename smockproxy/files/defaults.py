"""`defaults`: what is merged under every mock of a file."""

from collections.abc import Iterator
from typing import Any

from pydantic import ValidationError

from smockproxy.files.complaints import complaints_of
from smockproxy.files.reading import INCOMPLETE, Complaint, Reading
from smockproxy.files.scalars import Mapping
from smockproxy.files.wire import RESPONDERS, MockWire

RIVALS = {"response": ("body", "json"), "dynamic_response": ("script", "file")}
"""Responder → its keys of which a mock has one."""
MOVES = ("when", "then")


def complaints_of_defaults(defaults: dict[str, Any], reading: Reading) -> Iterator[Complaint]:
    """What is wrong with the defaults themselves, whatever mocks there are."""
    if not defaults:
        return
    if "id" in defaults:
        yield Complaint(message="an id belongs to one mock, not to all", steps=("id",), of_key=True)
    try:
        MockWire.model_validate(defaults, context=reading)
    except ValidationError as error:
        yield from (complaint for complaint in complaints_of(error) if complaint.code != INCOMPLETE)


def merge_defaults(defaults: dict[str, Any], mock: dict[str, Any]) -> dict[str, Any]:
    """The mock with the defaults under it: mappings are merged, anything else of the mock's replaces.

    Of several responders, and of `body` and `json` or the like, the mock's own choice drops the defaults'.
    """
    merged = stacked_defaults(_without_idle(defaults, mock), mock)
    under, items = defaults.get("response"), mock.get("responses")
    if isinstance(under, dict) and isinstance(items, list):
        merged["responses"] = [_under_response(under, item) for item in items]
    return merged


def stacked_defaults(under: dict[str, Any], over: dict[str, Any]) -> dict[str, Any]:
    """Defaults, or a mock, laid over defaults."""
    chosen = _without_rivals(under, over, RESPONDERS)
    for key, rivals in RIVALS.items():
        below, above = chosen.get(key), over.get(key)
        if isinstance(below, dict) and isinstance(above, dict):
            chosen = {**chosen, key: _without_rivals(below, above, rivals)}
    return _merged(chosen, over)


def _without_idle(defaults: dict[str, Any], mock: dict[str, Any]) -> dict[str, Any]:
    """The defaults without what says nothing of a mock by itself: how a sequence goes, a scenario's name."""
    has_responses = "responses" in defaults or "responses" in mock
    idle = set() if has_responses else {"sequence"}
    scenario = defaults.get("scenario")
    if "scenario" not in mock and isinstance(scenario, dict) and scenario.keys().isdisjoint(MOVES):
        idle.add("scenario")
    return {key: value for key, value in defaults.items() if key not in idle}


def _under_response(under: dict[str, Any], item: Any) -> Any:
    """One of several responses, with the defaults of a response under it."""
    if not isinstance(item, dict):
        return item
    return _merged(_without_rivals(under, item, RIVALS["response"]), item)


def _without_rivals(under: dict[str, Any], over: dict[str, Any], rivals: tuple[str, ...]) -> dict[str, Any]:
    own = [key for key in rivals if over.get(key) is not None]
    return {key: value for key, value in under.items() if not own or key not in rivals or key in own}


def _merged(under: dict[str, Any], over: dict[str, Any]) -> dict[str, Any]:
    tree = Mapping()
    tree.update(under)
    for key, value in over.items():
        below = under.get(key)
        both = isinstance(below, dict) and isinstance(value, dict)
        tree[key] = _merged(below, value) if both and below is not None else value
    return tree
