"""`chaos` of a file: rules in their flat form, each of which stands for a mock with a `chaos` of its own."""

from collections.abc import Iterator
from typing import Any

from smockproxy.files.chaosfields import ChaosWire
from smockproxy.files.complaints import unknown_key
from smockproxy.files.reading import Complaint
from smockproxy.files.scalars import Mapping, kind_of
from smockproxy.files.wire import ContextWire, MockWire

OF_MOCK = frozenset({"id", "name", "description", "tags", "enabled", "priority", "request"})
OF_CONTEXT = frozenset({"times", "after", "probability", "ttl"})
"""Keys that stand in a mock's `context`, and in a rule beside the others."""
OF_CHAOS = frozenset(ChaosWire.keys())
RULE_KEYS = OF_MOCK | OF_CONTEXT | OF_CHAOS


def rules_in(tree: Any) -> tuple[list[Any], list[Complaint]]:
    """The rules of a file, as mocks, and what is wrong with the list and the keys of each.

    The paths of complaints lead from the file. What is no mapping is left for who reads mocks.
    """
    listed = tree.get("chaos") if isinstance(tree, dict) else None
    if listed is None:
        return [], []
    if not isinstance(listed, list):
        message, hint = f"expected a list of rules, found {kind_of(listed)}", "put `- ` before each rule"
        return [], [Complaint(message=message, hint=hint, steps=("chaos",))]
    found = [
        complaint.further(("chaos", at))
        for at, rule in enumerate(listed)
        for complaint in _key_complaints(rule)
    ]
    return [_mock_of(rule) if isinstance(rule, dict) else rule for rule in listed], found


def _key_complaints(rule: Any) -> Iterator[Complaint]:
    for key in rule if isinstance(rule, dict) else ():
        if key not in RULE_KEYS:
            yield unknown_key(key, set(RULE_KEYS), (key,), _hint(key))


def _hint(key: str) -> str:
    if key in {"context", "chaos"}:
        return f"in a list of rules, what stands in {key} elsewhere stands beside request"
    if key in MockWire.keys() | ContextWire.keys():
        return "a rule disturbs what others answer; to answer by itself it would have to be a mock"
    return ""


def _mock_of(rule: dict[str, Any]) -> dict[str, Any]:
    mock = Mapping()
    mock.line = rule.line if isinstance(rule, Mapping) else 0
    mock.update({key: value for key, value in rule.items() if key in OF_MOCK})
    context = {key: value for key, value in rule.items() if key in OF_CONTEXT}
    if context:
        mock["context"] = context
    mock["chaos"] = {key: value for key, value in rule.items() if key in OF_CHAOS}
    return mock
