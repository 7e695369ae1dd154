"""What passes between the server and its workers: frames of JSON, each after its length in 4 bytes.

To the worker: tables (`lending.py`) and calls. Back, for each call: `log` for each line, then `result` or an
error of one of the kinds below. A worker says `began` before; one of which the server sees what it has taken
does so only after `prepares`, when it first has to import something.
"""

import json
from collections.abc import Mapping
from dataclasses import asdict
from functools import lru_cache
from typing import Any

from smockproxy.core.tables import Table
from smockproxy.engines.contract import BadReturnError, Call, Program, Result, ScriptError
from smockproxy.engines.limits import Limits, ScriptOverrun
from smockproxy.engines.written import Written

LENGTH_BYTES = 4
KEPT_FACTS = 256
KEPT_READ = 64
"""Of a worker, whose memory is its own: as many as the programs that it keeps."""
NO_TABLES: Mapping[str, Table] = {}
JSON = json.JSONEncoder(ensure_ascii=False, separators=(",", ":"))
PREPARES, BEGAN, LOG, RESULT = "prepares", "began", "log", "result"
ERRORS: Mapping[str, type[ScriptError]] = {
    "failed": ScriptError,
    "bad return": BadReturnError,
    "overrun": ScriptOverrun,
}


def frame(message: Any) -> bytes:
    """A message with its length before it."""
    return _with_length(encoded(message))


def encoded(message: Any) -> bytes:
    """A message as JSON."""
    return JSON.encode(message).encode("utf-8", "surrogatepass")


def _with_length(body: bytes) -> bytes:
    return len(body).to_bytes(LENGTH_BYTES) + body


def frame_length(head: bytes | bytearray) -> int:
    """How long the message is that follows."""
    return int.from_bytes(head)


def message_of(body: bytes) -> Any:
    """The message in a frame. Raises `ValueError`."""
    return json.loads(str(body, "utf-8", "surrogatepass"))


BEGUN = frame([BEGAN])
PREPARING = frame([PREPARES])


def call_frame(call: Call, limits: Limits) -> bytes:
    """A call on its way to a worker."""
    request = call.request
    written = request.json if isinstance(request, Written) else encoded(request)
    named = {name: getattr(call, name) for name in ("state", "session", "mock", "now", "seed")}
    if call.response:
        named["response"] = call.response
    if call.tables:
        named["tables"] = {name: table.digest for name, table in call.tables.items()}
    return _with_length(b'%b\n{"request":%b,%b' % (_facts(call.program, limits), written, encoded(named)[1:]))


@lru_cache(maxsize=KEPT_FACTS)
def _facts(program: Program, limits: Limits) -> bytes:
    """What most calls have in common with one before, as JSON, which has no end of a line in it."""
    return encoded({"program": asdict(program), "limits": asdict(limits)})


@lru_cache(maxsize=KEPT_READ)
def _read_facts(facts: bytes) -> tuple[Program, Limits]:
    message = message_of(facts)
    return Program(**message["program"]), Limits(**message["limits"])


def is_call(body: bytes) -> bool:
    """Whether a frame to a worker is a call, or else about a table."""
    return body.startswith(b"{")


def read_call(body: bytes, tables: Mapping[str, Table] = NO_TABLES) -> tuple[Call, Limits]:
    """A call as a worker gets it; the tables that it has by their digests."""
    facts, _, own = body.partition(b"\n")
    (program, limits), message = _read_facts(facts), message_of(own)
    asked = {name: tables[digest] for name, digest in message.pop("tables", {}).items()}
    return Call(program, **message, tables=asked), limits


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
