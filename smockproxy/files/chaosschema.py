"""Rules of chaos in the JSON Schema of mock files."""

from collections.abc import Mapping
from typing import Any

from pydantic import BaseModel

from smockproxy.core.schedule import Then
from smockproxy.files.chaosfields import ChaosWire, DamageWire, FaultWire, RampWire, WindowWire
from smockproxy.files.chaosrules import OF_CHAOS, OF_CONTEXT, OF_MOCK

CHAOS_MODELS: Mapping[str, type[BaseModel]] = {
    "chaos": ChaosWire,
    "fault": FaultWire,
    "damage": DamageWire,
    "window": WindowWire,
    "ramp": RampWire,
}
"""Name of a part of the format → its model."""

_DURATION: dict[str, Any] = {"$ref": "#/definitions/duration"}
_SHARE: dict[str, Any] = {"type": "number", "minimum": 0, "maximum": 1}
CHAOS_FRAGMENTS: dict[str, dict[str, Any]] = {
    "RampLevel": {"anyOf": [_SHARE, _DURATION]},
    "RampLength": {"anyOf": [{"type": "integer", "minimum": 1}, _DURATION]},
    "ThenWord": {"enum": [then.value for then in Then]},
    "FaultWeight": {"type": "number", "minimum": 0},
    "Moments": {"type": "array", "minItems": 2, "maxItems": 2, "items": {"type": "string"}},
    "DroppedFields": {"anyOf": [_SHARE, {"type": "array", "minItems": 1, "items": {"type": "string"}}]},
}
"""Name of a type that a validator of ours reads → what it takes."""


def rule_schema(definitions: Mapping[str, dict[str, Any]]) -> dict[str, Any]:
    """The schema of one of the rules that a file lists, from those of the mappings of a mock."""
    parts = (("mock", OF_MOCK), ("context", OF_CONTEXT), ("chaos", OF_CHAOS))
    properties = {
        key: schema
        for name, keys in parts
        for key, schema in definitions[name]["properties"].items()
        if key in keys
    }
    return {"type": "object", "properties": properties, "additionalProperties": False}
