"""The response that a Go template printed, by Smocker's rules: what can't be read is dropped, save bad JSON.

Source: Smocker's behaviour (go_template_yaml, go_template_json), yaml.v3 and mapstructure as it shows them.
"""

import binascii
from collections.abc import Callable, Mapping
from typing import Any

import yaml

from smockproxy.core.duration import parse_duration
from smockproxy.engines.contract import BadReturnError, ScriptError
from smockproxy.engines.gotemplate.errors import FunctionError
from smockproxy.engines.sprig.jsontext import decode, encode

STATUSES = range(100, 1000)
DEEPEST = 1_000
"""Brackets that may stand open in what is read as YAML."""
NO_JSON = "failed to unmarshal response from dynamic template: "
"""Smocker's words."""
EMPTY: Mapping[str, Any] = {"status": 200, "headers": {}, "body": "", "delay": {"min": 0, "max": 0}}
TAG = "tag:yaml.org,2002:"
Log = Callable[[str], None]


class _Unfit(Exception):  # noqa: N818 - no error: it is dropped
    """A value of the wrong type."""


def from_yaml(text: str, log: Log) -> dict[str, Any]:
    """The response in what was printed as YAML; what isn't one is logged, and left out."""
    try:
        root = _composed(text)
    except (yaml.YAMLError, ValueError, RecursionError, _Unfit) as error:
        log(f"the template printed no YAML: {str(error).partition(chr(10))[0]}")
        return dict(EMPTY)
    if not isinstance(root, yaml.MappingNode):
        if root is not None:
            log("the template printed no mapping of status, headers, body and delay")
        return dict(EMPTY)
    members = {str(key.value): _value(node) for key, node in root.value}
    return _response(members, members.get("body"), log, _yaml_status)


def _composed(text: str) -> yaml.Node | None:
    if text.count("[") + text.count("{") > DEEPEST:
        raise _Unfit(f"more than {DEEPEST} brackets")
    node: yaml.Node | None = yaml.compose(text, yaml.CSafeLoader)
    return node


def from_json(text: str, log: Log) -> dict[str, Any]:
    """The response in what was printed as JSON. Raises `ScriptError` for what is no object of JSON."""
    try:
        value = decode(text)
    except FunctionError as error:
        raise ScriptError(NO_JSON + error.message) from None
    if value is None:
        raise BadReturnError("the template printed null: expected an object with status, headers and body")
    if not isinstance(value, dict):
        wanted = "Go value of type map[string]interface {}"
        raise ScriptError(f"{NO_JSON}json: cannot unmarshal {_kind(value)} into {wanted}")
    body = value.get("body")
    members = {name.lower(): member for name, member in value.items()}
    return _response(members, body if isinstance(body, str) else encode(body), log, _json_status)


def _kind(value: Any) -> str:
    kinds = {bool: "bool", str: "string", list: "array"}
    return next((name for kind, name in kinds.items() if isinstance(value, kind)), "number")


class _Scalar(str):
    """A scalar of YAML as it was written, with its type."""

    __slots__ = ("tag",)
    tag: str


def _value(node: yaml.Node) -> Any:
    """A node as lists and mappings of scalars, two levels deep, which is all that a response has."""
    if isinstance(node, yaml.ScalarNode):
        scalar = _Scalar(node.value)
        scalar.tag = node.tag
        return scalar
    if isinstance(node, yaml.SequenceNode):
        return [_line(member) for member in node.value]
    return {str(key.value): _below(member) for key, member in node.value}


def _below(node: yaml.Node) -> Any:
    return [_line(member) for member in node.value] if isinstance(node, yaml.SequenceNode) else _line(node)


def _line(node: yaml.Node) -> Any:
    return _value(node) if isinstance(node, yaml.ScalarNode) else None


def _response(
    members: Mapping[str, Any], body: Any, log: Log, status: Callable[[Any], int]
) -> dict[str, Any]:
    response = dict(EMPTY)
    readers: tuple[tuple[str, Any, Callable[[Any], Any]], ...] = (
        ("status", members.get("status"), status),
        ("headers", members.get("headers"), _headers),
        ("delay", members.get("delay"), _delay),
        ("body", body, _body),
    )
    for name, value, read in readers:
        if _is_nothing(value):
            continue
        try:
            response[name] = read(value)
        except (_Unfit, ValueError) as error:
            log(f"the template's {name} is left out: {error}")
    if isinstance(response["body"], bytes):
        coded = binascii.b2a_base64(response["body"], newline=False).decode()
        response |= {"body": "", "body_base64": coded}
    if response["status"] not in STATUSES:
        raise BadReturnError(f"the template printed the status {response['status']}: expected 100 to 999")
    return response


def _is_nothing(value: Any) -> bool:
    return value is None or getattr(value, "tag", "") == f"{TAG}null"


def _yaml_status(value: Any) -> int:
    if isinstance(value, _Scalar) and value.tag in {f"{TAG}int", f"{TAG}float"}:
        return _whole(float(value.replace("_", "")))
    raise _Unfit("expected a number")


def _json_status(value: Any) -> int:
    if isinstance(value, float):
        return _whole(value)
    raise _Unfit("expected a number")


def _whole(number: float) -> int:
    if not number.is_integer():
        raise _Unfit("expected a whole number")
    return int(number) or 200


def _body(value: Any) -> str | bytes:
    if isinstance(value, _Scalar) and value.tag == f"{TAG}binary":
        return binascii.a2b_base64(value)
    if isinstance(value, str):
        return str(value)
    raise _Unfit("expected text")


def _headers(value: Any) -> dict[str, list[str]]:
    if not isinstance(value, dict):
        raise _Unfit("expected a mapping of names to values")
    listed = {name: lines if isinstance(lines, list) else [lines] for name, lines in value.items()}
    if not all(isinstance(line, str) for lines in listed.values() for line in lines):
        raise _Unfit("expected texts")
    return {name: [str(line) for line in lines] for name, lines in listed.items()}


def _delay(value: Any) -> dict[str, int]:
    ends = value if isinstance(value, dict) else {"min": value, "max": value}
    low, high = _duration(ends.get("min")), _duration(ends.get("max"))
    if not 0 <= low <= high:
        raise _Unfit(f"invalid delay range from {low} ns to {high} ns")
    return {"min": low, "max": high}


def _duration(value: Any) -> int:
    if value is None:
        return 0
    if isinstance(value, float):
        return int(value)
    if isinstance(value, _Scalar) and value.tag != f"{TAG}str":
        raise _Unfit("expected a duration such as 100ms")
    return parse_duration(str(value))
