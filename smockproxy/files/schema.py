"""A JSON Schema of mock files, made from the models that read them, for editors to check and complete with.

It is for draft 7, which yaml-language-server wants, and uses only what means the same in draft 2020-12. It
lets through what only the loader can see, a bad pattern for example. Of what the loader takes it refuses one
thing: a mapping of JSON paths under `body` of which one is `matcher`.
"""

from collections.abc import Mapping
from copy import deepcopy
from types import NoneType, UnionType
from typing import Annotated, Any, TypeAliasType, Union, get_args, get_origin, get_type_hints

from pydantic import BaseModel

from smockproxy.core.delay import AMOUNTS, SIGMA, WIDEST, Distribution
from smockproxy.core.delay import PRESETS as DELAY_PRESETS
from smockproxy.core.matchers import MatcherTable
from smockproxy.core.responders import ENGINES
from smockproxy.core.sequence import Mode, WhenUsedUp
from smockproxy.files.callbackfields import MOST_CALLBACKS, MOST_RETRIES, CallbackWire
from smockproxy.files.chaosschema import CHAOS_FRAGMENTS, CHAOS_MODELS, rule_schema
from smockproxy.files.fixturefields import CLIENT_IDS, ID_RULES, CreateWire, FixturesWire
from smockproxy.files.hovertext import HOVER_TEXT
from smockproxy.files.presets import PRESETS
from smockproxy.files.proxyfields import ProxyWire
from smockproxy.files.proxyschema import PROXY_FRAGMENTS, PROXY_MODELS
from smockproxy.files.ratefields import ALGORITHMS, LimitedResponseWire, RateLimitWire
from smockproxy.files.recordedfields import RECORDED_SCHEMA, RecordedRequestWire, RecordedWire
from smockproxy.files.rememberfields import REMEMBER_SCHEMA
from smockproxy.files.resourcefields import RESOURCE_FRAGMENTS, ParametersWire, ResourceWire
from smockproxy.files.responsefields import ResponseWire
from smockproxy.files.routefields import ROUTE_FRAGMENTS, ShareWire
from smockproxy.files.scenariofields import ScenarioWire
from smockproxy.files.sequencefields import SequenceWire, TurnWire
from smockproxy.files.tablefields import SCHEMA
from smockproxy.files.wire import (
    RESPONDERS,
    ContextWire,
    DynamicWire,
    MockWire,
    RequestWire,
    VerifyWire,
)

type Schema = dict[str, Any]

DIALECT = "http://json-schema.org/draft-07/schema#"
MODELS: Mapping[str, type[BaseModel]] = {
    "mock": MockWire,
    "request": RequestWire,
    "context": ContextWire,
    "verify": VerifyWire,
    "scenario": ScenarioWire,
    "callback": CallbackWire,
    "response": LimitedResponseWire,
    "rate_limit": RateLimitWire,
    "fixtures": FixturesWire,
    "create": CreateWire,
    "answer": ResponseWire,
    **CHAOS_MODELS,
    "turn": TurnWire,
    "sequence": SequenceWire,
    "dynamic_response": DynamicWire,
    "proxy": ProxyWire,
    **PROXY_MODELS,
    "share": ShareWire,
    "recorded": RecordedWire,
    "recorded_request": RecordedRequestWire,
    "resource": ResourceWire,
    "parameters": ParametersWire,
}
"""Name of a part of the format → its model."""

_NAMES = {model: name for name, model in MODELS.items()}
_NUMBER_WITH_UNIT = r"([0-9]+(\.[0-9]*)?|\.[0-9]+)(ns|us|µs|μs|ms|s|m|h)"
_DURATION = rf"^[-+]?(0|({_NUMBER_WITH_UNIT})+)$"


def _ref(name: str) -> Schema:
    return {"$ref": f"#/definitions/{name}"}


def _one_or_list(one: Schema) -> Schema:
    return {"anyOf": [one, {"type": "array", "items": one}, {"type": "null"}]}


_SCALAR: Schema = {"type": ["string", "number", "boolean"]}
_MATCHERS = {"anyOf": [_ref("matcher"), {"type": "array", "items": _ref("matcher")}, {"type": "null"}]}
_BY_PATH: Schema = {
    "type": "object",
    "not": {"required": ["matcher"]},
    "additionalProperties": _ref("matcher"),
}

_NAMES_MATCHER: Schema = {"required": ["matcher"], "properties": {"matcher": {"type": "string"}}}

FRAGMENTS: Mapping[str, Schema] = {
    "Text": _SCALAR,
    "Body": _SCALAR,
    "MockId": _SCALAR,
    "Boolean": {"type": "boolean"},
    "Integer": {"type": "integer"},
    "Times": {"type": "integer", "minimum": 0},
    "Count": {"type": "integer", "minimum": 0},
    "Probability": {"type": "number", "minimum": 0, "maximum": 1},
    "Lifetime": _ref("duration"),
    "StatusOrTemplate": {
        "anyOf": [
            {"type": "integer", "enum": [0]},
            {"type": "integer", "minimum": 100, "maximum": 999, "not": {"enum": [101]}},
            {"type": "string", "pattern": r"\{[{%]"},
        ]
    },
    "PresetName": {"enum": [*(int(name) for name in PRESETS if name.isdigit()), *PRESETS]},
    "ResponseWire": _ref("response"),
    "FixtureFolder": {"type": "string"},
    "Words": _one_or_list(_SCALAR),
    "IdRule": {"enum": list(ID_RULES)},
    "ClientId": {"enum": list(CLIENT_IDS)},
    "AddedFields": {"type": "object"},
    "PlainStatus": {"type": "integer", "minimum": 100, "maximum": 999},
    "CreateWire": {"anyOf": [_ref("create"), {"type": "boolean"}]},
    "LimitKey": {"type": "string", "pattern": "^(ip|session|header:.+)$"},
    "AlgorithmName": {"enum": list(ALGORITHMS)},
    "AtLeastOne": {"type": "integer", "minimum": 1},
    "EngineName": {"enum": list(ENGINES)},
    "CallbackUrl": {"type": "string"},
    "Retries": {"type": "integer", "minimum": 0, "maximum": MOST_RETRIES},
    "CallbackList": {"type": "array", "maxItems": MOST_CALLBACKS, "items": _ref("callback")},
    "ScenarioName": _SCALAR,
    "ScenarioStates": {"anyOf": [_SCALAR, {"type": "array", "minItems": 1, "items": _SCALAR}]},
    "SequenceMode": {"enum": [mode.value for mode in Mode]},
    "UsedUpWord": {"enum": [word.value for word in WhenUsedUp]},
    "Weight": {"type": "number", "minimum": 0},
    "RememberMap": REMEMBER_SCHEMA,
    "RecordedMoment": RECORDED_SCHEMA,
    "RecordedSpan": RECORDED_SCHEMA,
    "BodyFile": {"type": "string"},
    "BodyBase64": {"type": "string"},
    "Reason": _SCALAR,
    "BesideScript": {"type": "string"},
    **CHAOS_FRAGMENTS,
    **RESOURCE_FRAGMENTS,
    "HeaderMap": {"type": "object", "additionalProperties": _one_or_list(_SCALAR)},
    "DelayRange": _ref("delay"),
    "OwnTables": SCHEMA,
    "MatcherField": _ref("matcher"),
    "FieldMatcher": _ref("matcher"),
    "TrimmedMatcher": _ref("matcher"),
    "CaselessMatcher": _ref("matcher"),
    "ClientMatcher": _ref("matcher"),
    "HostMatcher": _ref("matcher"),
    "SchemeMatcher": _ref("matcher"),
    "PortMatcher": _ref("matcher"),
    "Matchers": _MATCHERS,
    "PathTemplateField": {"type": "string", "pattern": "^/"},
    "Blocks": {"type": "array", "minItems": 1, "items": _ref("request")},
    "BodyWire": {"anyOf": [_ref("matcher"), _BY_PATH]},
    **PROXY_FRAGMENTS,
    **ROUTE_FRAGMENTS,
    "JsonWire": {"anyOf": [_ref("matcher"), {"not": _NAMES_MATCHER}]},
}
"""Name of a type that a validator of ours reads → what it takes."""


class UnknownTypeError(TypeError):
    """A field of a model has a type that no fragment describes."""


def mock_file_schema(matchers: MatcherTable) -> Schema:
    """The schema of a file. Raises `UnknownTypeError` when a model has outgrown this module."""
    mocks: Schema = {"type": "array", "items": _ref("mock")}
    rules: Schema = {"type": "array", "items": _ref("rule")}
    models = {name: _of_model(name, model) for name, model in MODELS.items()}
    return {
        "$schema": DIALECT,
        "title": "smockproxy mocks",
        "anyOf": [
            {"type": "array", "items": {"allOf": [_ref("mock"), _has_responder()]}},
            {
                "type": "object",
                "properties": {
                    "defaults": _told("file", "defaults", {"anyOf": [_ref("mock"), {"type": "null"}]}),
                    "fixtures": _told("file", "fixtures", _one_or_list(_ref("fixtures"))),
                    "mocks": _told("file", "mocks", {"anyOf": [mocks, {"type": "null"}]}),
                    "data": _told("file", "data", {"anyOf": [SCHEMA, {"type": "null"}]}),
                    "chaos": _told("file", "chaos", {"anyOf": [rules, {"type": "null"}]}),
                },
                "additionalProperties": False,
            },
            {"type": "null"},
        ],
        "definitions": {
            **models,
            "rule": rule_schema(models),
            "matcher": _matcher(matchers),
            "duration": {"type": "string", "pattern": _DURATION},
            "delay": _delay(),
        },
    }


def _has_responder() -> Schema:
    return {"anyOf": [{"required": [key]} for key in RESPONDERS]}


def _told(part: str, key: str, schema: Schema) -> Schema:
    """The same with hover text; beside a `$ref` draft 7 sees nothing, so there is none on this level."""
    return {"description": HOVER_TEXT[part][key], **deepcopy(schema)}


def _of_model(name: str, model: type[BaseModel]) -> Schema:
    hints = get_type_hints(model, include_extras=True)
    properties = {
        field.alias or attribute: _told(name, field.alias or attribute, _or_null(_of_type(hints[attribute])))
        for attribute, field in model.model_fields.items()
    }
    return {"type": "object", "properties": properties, "additionalProperties": False}


def _or_null(schema: Schema) -> Schema:
    """A key without a value is a key left out."""
    return {"anyOf": [schema, {"type": "null"}]} if schema else {}


def _of_type(hint: Any) -> Schema:
    name = getattr(hint, "__name__", "")
    if name in FRAGMENTS:
        return FRAGMENTS[name]
    if isinstance(hint, type) and hint in _NAMES:
        return _ref(_NAMES[hint])
    return {} if hint is Any else _of_composed(hint)


def _of_composed(hint: Any) -> Schema:
    origin, arguments = get_origin(hint), get_args(hint)
    if origin is Annotated:
        return _of_type(arguments[0])
    if isinstance(hint, TypeAliasType):
        return _of_type(hint.__value__)
    if origin in {Union, UnionType}:
        (only,) = (argument for argument in arguments if argument is not NoneType)
        return _of_type(only)
    if origin is dict:
        return {"type": "object", "additionalProperties": _of_type(arguments[1])}
    if origin is list:
        return {"type": "array", "items": _of_type(arguments[0])}
    raise UnknownTypeError(f"no fragment of the schema describes {hint}")


def _matcher(matchers: MatcherTable) -> Schema:
    """A scalar that must be equal, or a mapping that names a matcher."""
    options = {
        "number": _SCALAR,
        "switch": {"type": "boolean"},
    }
    own = {name: options[kind.value] for row in matchers.values() for name, kind in row.options.items()}
    files = {"file": {"type": "string"}} if any(row.reads_file for row in matchers.values()) else {}
    properties = {"matcher": {"enum": list(matchers)}, "value": {}, **own, **files}
    return {
        "anyOf": [
            _SCALAR,
            {
                "type": "object",
                "required": ["matcher"],
                "properties": {key: _told("matcher", key, schema) for key, schema in properties.items()},
                "additionalProperties": False,
            },
        ]
    }


def _delay() -> Schema:
    bound = {"anyOf": [_ref("duration"), {"type": "null"}]}
    amounts = {key: _told("delay", key, bound) for key in AMOUNTS}
    name: Schema = {"enum": [each.value for each in Distribution]}
    sigma: Schema = {"type": "number", "minimum": 0, "maximum": WIDEST}
    return {
        "anyOf": [
            {"enum": list(DELAY_PRESETS)},
            _ref("duration"),
            {
                "type": "object",
                "properties": {
                    "distribution": _told("delay", "distribution", name),
                    **amounts,
                    SIGMA: _told("delay", SIGMA, sigma),
                },
                "additionalProperties": False,
            },
        ]
    }
