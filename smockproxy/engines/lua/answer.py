"""The response in what a Lua script returned, by Smocker's rules.

Sources: Smocker (its Lua engine), gluamapper (names become camel case), mapstructure (weak decoding), Go's
strconv and encoding/json.
"""

import base64
from collections.abc import Callable, Mapping
from typing import Any

from smockproxy.core.duration import parse_duration
from smockproxy.engines.contract import BadReturnError, ScriptError
from smockproxy.engines.lua.gojson import go_json_text
from smockproxy.engines.lua.values import LuaTable, NoJsonError, Reading, is_table, text_of
from smockproxy.engines.lua.weak import (
    camel_case,
    go_kind,
    header_lines,
    is_number,
    key_text,
    list_length,
    text_field,
    whole_number,
)

STATUSES = range(100, 1000)
"""What Go's server can write."""


def answer_of(returned: Any, reading: Reading, warn: Callable[[str], None]) -> Mapping[str, Any]:
    """The response of a `Result`. Raises `BadReturnError` for what Smocker answers with a 500.

    What is left out without an error, as in Smocker, is warned of.
    """
    if not is_table(returned):
        raise BadReturnError("the script returned no table: expected {status = …, headers = …, body = …}")
    entries = dict(returned.items())
    if b"body" in entries:
        entries[b"body"] = _raw_body(entries[b"body"], reading, warn)
    delay = _delay(entries.get(b"delay"))
    fields = _fields(entries)
    problems = _Problems()
    response = {
        "status": _status(problems.of(lambda: whole_number(fields.get("status")))),
        "headers": problems.of(lambda: header_lines(fields.get("headers"))) or {},
        **_body(problems.of(lambda: text_field("Body", fields.get("body")))),
        "delay": delay,
    }
    problems.raise_any()
    return response


class _Problems:
    """What could not be decoded; all of it is told together."""

    def __init__(self) -> None:
        self._found: list[str] = []

    def of[T](self, decode: Callable[[], T]) -> T | None:
        try:
            return decode()
        except ValueError as error:
            self._found.append(str(error))
            return None

    def raise_any(self) -> None:
        if self._found:
            listed = "\n".join(f"* {problem}" for problem in sorted(self._found))
            raise _invalid(f"{len(self._found)} error(s) decoding:\n\n{listed}")


def _invalid(reason: str) -> ScriptError:
    return ScriptError(f"invalid result from Lua script: {reason}")


def _fields(entries: Mapping[Any, Any]) -> dict[str, Any]:
    """The entries by the names that gluamapper gives them, in small letters: the spelling does not matter."""
    if list_length(entries):
        raise _invalid("arguments #1 must be a table, but got an array")
    named = {camel_case(key_text(key)): value for key, value in entries.items()}
    spelt_otherwise = {name.lower(): value for name, value in named.items()}
    return spelt_otherwise | {name: named[name.title()] for name in spelt_otherwise if name.title() in named}


def _status(number: int | None) -> int:
    if not number:
        return 200
    if number not in STATUSES:
        raise BadReturnError(f"the script returned the status {number}: expected 100 to 999")
    return number


def _raw_body(value: Any, reading: Reading, warn: Callable[[str], None]) -> Any:
    """A table as JSON, or nothing when it stands for none; anything else as it is."""
    if not is_table(value):
        return value
    try:
        return go_json_text(reading.value(value)).encode()
    except (NoJsonError, ValueError) as error:
        warn(f"the body is left out: {error}")
        return b""


def _body(value: Any) -> dict[str, str]:
    raw = value if isinstance(value, bytes) else str(value or "").encode()
    try:
        return {"body": raw.decode()}
    except UnicodeDecodeError:
        return {"body_base64": base64.b64encode(raw).decode()}


def _delay(value: Any) -> dict[str, int]:
    """The bounds in nanoseconds. A delay that is no table is read, and then ignored, as in Smocker."""
    bounds: dict[str, int] = {}
    _read_delay("delay", value, bounds, "value")
    low, high = bounds.get("min", 0), bounds.get("max", 0)
    if low > high:
        raise BadReturnError(f"the script returned a delay from {low} ns to {high} ns: the first is longer")
    return {"min": max(low, 0), "max": max(high, 0)}


def _read_delay(key: str, value: Any, bounds: dict[str, int], name: str) -> None:
    if value is None:
        return
    if isinstance(value, bytes):
        bounds[name] = _duration(text_of(value))
    elif is_number(value):
        bounds[name] = int(value) if abs(value) < 2**63 else 0
    elif is_table(value):
        _read_bounds(value, bounds, name)
    else:
        reason = f'invalid lua type for key "{key}": {go_kind(value)}'
        raise ScriptError(f"invalid delay from Lua script: {reason}")


def _read_bounds(table: LuaTable, bounds: dict[str, int], name: str) -> None:
    entries = dict(table.items())
    for key in ("value", "min", "max"):
        part = entries.get(key.encode())
        if is_table(part):
            raise ScriptError(f'invalid delay from Lua script: "{key}" of "{name}" is a table')
        _read_delay(key, part, bounds, key)


def _duration(text: str) -> int:
    try:
        return parse_duration(text)
    except ValueError:
        raise ScriptError(f'invalid delay from Lua script: time: invalid duration "{text}"') from None
