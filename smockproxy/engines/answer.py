"""What a script gives as its response, read into the form that a `Result` has."""

import binascii
from collections.abc import Callable, Mapping
from typing import Any

from smockproxy.core.delay import AMOUNTS, PRESETS, SIGMA, BadDelayError, delay_of, delay_shape
from smockproxy.core.duration import parse_duration
from smockproxy.engines.contract import ScriptError
from smockproxy.engines.functions import to_json

STATUSES = range(100, 1000)
KEYS = ("status", "headers", "body", "delay")
FAULT = "fault"
NO_FAULT = "a script can't break connections yet"
JSON_TYPE = "application/json"


def response_of(value: Any) -> dict[str, Any]:
    """The response that a mapping of status, headers, body and delay describes.

    A body that is no text becomes JSON, with its content type unless there is one. Raises `ScriptError`.
    """
    if not isinstance(value, Mapping):
        raise ScriptError(f"the response is {_kind(value)}: expected a mapping of {', '.join(KEYS)}")
    for key in value:
        if key == FAULT:
            raise ScriptError(f"{FAULT}: {NO_FAULT}, leave it out")
        if key not in KEYS:
            raise ScriptError(f"the response has a key {key!r:.60}: expected {', '.join(KEYS)}")
    response = {"status": 200, "headers": {}, "body": ""}
    response |= {key: READERS[key](each) for key, each in value.items() if key != "body"}
    return response | _body(value.get("body"), response)


def _kind(value: Any) -> str:
    return "nothing" if value is None else f"{type(value).__name__} {str(value)!r:.60}"


def _status(value: Any) -> int:
    text = str(value) if isinstance(value, int | str) and not isinstance(value, bool) else ""
    if text.isascii() and text.isdigit() and len(text) == 3 and int(text) in STATUSES:
        return int(text)
    raise ScriptError(f"status is {_kind(value)}: expected a number from 100 to 999")


def _headers(value: Any) -> dict[str, list[str]]:
    if value is None:
        return {}
    if not isinstance(value, Mapping):
        raise ScriptError(f"headers is {_kind(value)}: expected a mapping of names to values")
    return {_name(name): _lines(name, lines) for name, lines in value.items()}


def _name(name: Any) -> str:
    if isinstance(name, str) and name:
        return str(name)
    raise ScriptError(f"a name in headers is {_kind(name)}: expected text")


def _lines(name: str, lines: Any) -> list[str]:
    return [_line(name, line) for line in (lines if isinstance(lines, list | tuple) else (lines,))]


def _line(name: str, line: Any) -> str:
    if isinstance(line, bool):
        return "true" if line else "false"
    if isinstance(line, str | int | float):
        return str(line)
    raise ScriptError(f"headers.{name} is {_kind(line)}: expected text, or a list of texts")


def _delay(value: Any) -> dict[str, Any]:
    if value is None:
        return {"min": 0, "max": 0}
    if isinstance(value, str) and value in PRESETS:
        return delay_shape(PRESETS[value])
    if isinstance(value, Mapping) and set(value) != {"min", "max"}:
        return _told_delay(value)
    ends = value if isinstance(value, Mapping) else {"min": value, "max": value}
    low, high = _duration(ends["min"]), _duration(ends["max"])
    if not 0 <= low <= high:
        raise ScriptError(
            f"delay goes from {ends['min']} to {ends['max']}: expected 0 or more, min before max"
        )
    return {"min": low, "max": high}


def _told_delay(value: Mapping[Any, Any]) -> dict[str, Any]:
    """A distribution, or a range with a fixed part."""
    if not value.keys() & {"distribution", "add"}:
        raise ScriptError(f"delay has {', '.join(map(str, value)) or 'nothing'}: expected min and max")
    told = {str(key): _amount(key, each) for key, each in value.items() if key != "distribution"}
    name = value.get("distribution")
    try:
        return delay_shape(delay_of(None if name is None else str(name), told))
    except BadDelayError as error:
        raise ScriptError(f"delay: {error}") from error


def _amount(key: Any, value: Any) -> float:
    if key != SIGMA:
        return _duration(value) if key in AMOUNTS else 0
    if isinstance(value, bool) or not isinstance(value, int | float):
        raise ScriptError(f"delay.{SIGMA} is {_kind(value)}: expected a number")
    return value


def _duration(value: Any) -> int:
    try:
        return parse_duration(value if isinstance(value, str) else "")
    except ValueError as error:
        raise ScriptError(f"delay is {_kind(value)}: expected a duration such as 100ms or 1.5s") from error


READERS: Mapping[str, Callable[[Any], Any]] = {"status": _status, "headers": _headers, "delay": _delay}


def _body(value: Any, response: Mapping[str, Any]) -> dict[str, Any]:
    if value is None or isinstance(value, str):
        return {"body": str(value or "")}
    if isinstance(value, bytes | bytearray):
        return {"body": "", "body_base64": binascii.b2a_base64(value, newline=False).decode()}
    headers = response["headers"]
    if not any(name.lower() == "content-type" for name in headers):
        headers = headers | {"Content-Type": [JSON_TYPE]}
    return {"body": to_json(value), "headers": headers}
