"""What passes between the server and its workers: frames of JSON, each after its length in 4 bytes.

To the worker: calls. Back, for each: `began`, `log` for each line, then `result` or an error of one of the
kinds below.
"""

import json
from collections.abc import Mapping
from dataclasses import asdict
from typing import Any

from smockproxy.engines.contract import BadReturnError, Call, Program, Result, ScriptError
from smockproxy.engines.limits import Limits, ScriptOverrun

LENGTH_BYTES = 4
JSON = json.JSONEncoder(ensure_ascii=False, separators=(",", ":"))
BEGAN, LOG, RESULT = "began", "log", "result"
ERRORS: Mapping[str, type[ScriptError]] = {
    "failed": ScriptError,
    "bad return": BadReturnError,
    "overrun": ScriptOverrun,
}


def frame(message: Any) -> bytes:
    """A message with its length before it."""
    body = JSON.encode(message).encode("utf-8", "surrogatepass")
    return len(body).to_bytes(LENGTH_BYTES) + body


def frame_length(head: bytes) -> int:
    """How long the message is that follows."""
    return int.from_bytes(head)


def message_of(body: bytes) -> Any:
    """The message in a frame. Raises `ValueError`."""
    return json.loads(body)


def call_frame(call: Call, limits: Limits) -> bytes:
    """A call on its way to a worker."""
    named = {name: getattr(call, name) for name in ("request", "state", "session", "mock", "now", "seed")}
    return frame({"program": asdict(call.program), "limits": asdict(limits), **named})


def read_call(body: bytes) -> tuple[Call, Limits]:
    """A call as a worker gets it."""
    message = message_of(body)
    program, limits = Program(**message.pop("program")), Limits(**message.pop("limits"))
    return Call(program, **message), limits


def result_frame(result: Result, *, spent: bool) -> bytes:
    """What came of a call; `spent`: the worker is not to be used again."""
    return frame([RESULT, result.response, result.operations, result.reads, result.growth, spent])


def error_frame(error: ScriptError, *, spent: bool) -> bytes:
    """How a call failed."""
    kind = next((kind for kind, of in ERRORS.items() if type(error) is of), "failed")
    return frame([kind, error.message, error.line, spent])


def read_outcome(message: list[Any], log: tuple[str, ...]) -> tuple[Result | ScriptError, bool]:
    """The last message of a call, and whether its worker is spent."""
    match message:
        case [str(kind), str(text), int(line), bool(spent)] if kind in ERRORS:
            return ERRORS[kind](text, line, log), spent
        case [kind, Mapping() as response, [*operations], [*reads], [int(keys), int(size)], bool(spent)] if (
            kind == RESULT
        ):
            changes = tuple(map(tuple, operations))
            return Result(response, log, changes, tuple(reads), (keys, size)), spent
    raise ValueError(f"no answer of a worker: {str(message)[:100]}")
