"""The response in what a template of `go_template_json` printed.

Source: Smocker reads it into a map, makes text of its body, writes the map as JSON again and reads that
(encoding/json: in the order of the names, whatever their case).
"""

from collections.abc import Callable, Mapping
from typing import Any

from smockproxy.core.duration import parse_duration
from smockproxy.engines.answer import FAULT
from smockproxy.engines.contract import BadReturnError, ScriptError
from smockproxy.engines.gotemplate.answerparts import INTEGERS, PartialResponse
from smockproxy.engines.gotemplate.errors import FunctionError
from smockproxy.engines.gotemplate.gojson import json_kind, read_json
from smockproxy.engines.sprig.jsontext import encode

UNREADABLE = "failed to unmarshal response from dynamic template: "
IS_LOST = "this and what follows is left out"


class _Stop(Exception):  # noqa: N818 - not an error of its own
    """Smocker reads no further; why."""


def json_answer(printed: str, log: Callable[[str], None]) -> Mapping[str, Any]:
    """The response of a `Result`. Raises `ScriptError`; its kind `BadReturnError` for `null`."""
    tree = _tree(printed)
    body = tree.get("body")
    tree["body"] = body if isinstance(body, str) else _written(body)
    response = PartialResponse(log)
    try:
        for name in sorted(tree):
            if name.casefold() in _READERS:
                _READERS[name.casefold()](response, name, tree[name])
    except _Stop as stop:
        response.warn(f"{stop}: {IS_LOST}, in the order of the names")
    return response.result()


def _tree(printed: str) -> dict[str, Any]:
    try:
        value = read_json(printed)
    except ValueError as error:
        raise ScriptError(f"{UNREADABLE}{error}") from None
    if value is None:
        raise BadReturnError(
            "the template printed null: expected an object with status, headers, body, delay"
        )
    if isinstance(value, dict):
        return value
    kind = json_kind(value)
    reason = f"json: cannot unmarshal {kind} into Go value of type map[string]interface {{}}"
    raise ScriptError(f"{UNREADABLE}{reason}")


def _written(body: Any) -> str:
    try:
        return encode(body)
    except FunctionError as error:
        raise ScriptError(f"failed to marshal response body as JSON: {error}") from None


def _body(response: PartialResponse, name: str, value: Any) -> None:
    if name == "body":
        response.body = {"body": value}
    else:
        response.warn(f"{name} is left out: only body in small letters is the body")


def _status(response: PartialResponse, name: str, value: Any) -> None:
    if isinstance(value, float) and value.is_integer() and int(value) in INTEGERS:
        response.status = int(value)
    elif value is not None:
        response.warn(f"{name} is {_shown(value)}, which is left out: expected a whole number")


def _headers(response: PartialResponse, name: str, value: Any) -> None:
    if isinstance(value, dict):
        for header in sorted(value):
            response.headers[header] = _lines(f"{name}.{header}", value[header])
    elif value is not None:
        response.warn(f"{name} is {_shown(value)}, which is left out: expected an object")


def _lines(name: str, value: Any) -> list[str]:
    """The lines of a header; Go makes empty text of null."""
    lines = value if isinstance(value, list) else [value]
    for line in lines:
        if line is not None and not isinstance(line, str):
            raise _Stop(f"{name} is {_shown(value)}: expected text, or a list of texts")
    return [line or "" for line in lines]


def _delay(response: PartialResponse, name: str, value: Any) -> None:
    if value is None:
        return
    if isinstance(value, bool | list):
        raise _Stop(f'{name} is {_shown(value)}: expected a duration such as "100ms"')
    if isinstance(value, dict):
        for part in sorted(value):
            _bound(response, part.casefold(), value[part])
    else:
        response.shortest = response.longest = _duration(value)
    if response.is_out_of_order():
        raise _Stop(f"{name} is {_shown(value)}: expected 0 or more, min before max")


def _bound(response: PartialResponse, part: str, value: Any) -> None:
    length = _duration(value) if isinstance(value, str | float) else 0
    if part == "min":
        response.shortest = length
    elif part == "max":
        response.longest = length


def _duration(value: str | float) -> int:
    if isinstance(value, float):
        return int(value) if abs(value) < 2**63 else 0
    try:
        return parse_duration(value)
    except ValueError:
        raise _Stop(f'time: invalid duration "{value:.60}"') from None


def _shown(value: Any) -> str:
    text = encode(value)
    return text if len(text) <= 60 else f"{text[:60]}…"


_READERS: Mapping[str, Callable[[PartialResponse, str, Any], None]] = {
    "body": _body,
    "status": _status,
    "headers": _headers,
    "delay": _delay,
    FAULT: lambda response, *_: response.leave_fault_out(),
}
