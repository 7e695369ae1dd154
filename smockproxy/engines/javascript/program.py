"""A script in JavaScript that is ready to run, each time in a context of its own: nothing of it stays."""

import binascii
import json
from collections.abc import Mapping
from typing import Any

import quickjs
import re2

from smockproxy.engines.answer import response_of
from smockproxy.engines.contract import DEFAULT_MEMORY, Program, ScriptError, Surroundings
from smockproxy.engines.fakes import NAME as FAKER
from smockproxy.engines.functions import known_names
from smockproxy.engines.javascript.host import Host
from smockproxy.engines.javascript.parts import SHOWN
from smockproxy.engines.javascript.prelude import PRELUDE
from smockproxy.engines.limits import MEBIBYTE, ScriptOverrun, out_of_memory, size_text

STACK = MEBIBYTE // 2
"""Bytes of stack."""
NO_MEMORY = "InternalError: out of memory"
"""quickjs's own words; with no memory left for them, it throws null."""
LINES_BEFORE = 1
"""Lines of what is evaluated that come before the script's first."""
NAMES = " ".join(name for name in known_names() if name != FAKER)
"""Our functions."""
PARTS = " ".join(SHOWN)
_PLACE = re2.compile(r"<input>:(\d+)")


def compile_program(program: Program) -> "JavaScriptProgram":
    """Compile a script. Raises `ScriptError`."""
    if "\0" in program.source:
        line = program.source[: program.source.index("\0")].count("\n") + 1
        raise ScriptError("the script has a NUL character", line)
    source = program.source.encode("utf-8", "replace").decode()
    return JavaScriptProgram(source)


class JavaScriptProgram:
    """A script that is ready to run."""

    def __init__(self, source: str) -> None:
        self._source = source
        self._memory = DEFAULT_MEMORY
        """Bytes that the contexts of its runs may have."""
        self._prepared: _Context | None = None
        self.prepare()

    def prepare(self) -> None:
        """Make the context of the next run, which takes longer than most runs. Raises `ScriptError`."""
        if self._prepared is None:
            self._prepared = self._context()

    def __call__(self, surroundings: Surroundings, /) -> Mapping[str, Any]:
        """Run it: the response of a `Result`. Raises `ScriptError`."""
        self._memory = surroundings.memory
        context, self._prepared = self._prepared or self._context(), None
        context.limit(self._memory)
        try:
            outcome = json.loads(context.run(Host(surroundings)))
        except quickjs.JSException as error:
            raise self._failure(*_split(str(error))) from None
        if "response" in outcome:
            return _response(json.loads(outcome["response"]))
        if "error" in outcome:
            raise self._failure(outcome["error"], outcome["stack"])
        raise ScriptError("the script waits for a promise that nothing will settle")

    def _context(self) -> "_Context":
        try:
            return _Context(self._source, self._memory)
        except quickjs.JSException as error:
            raise self._failure(*_split(str(error))) from None

    def _failure(self, message: str, stack: str) -> ScriptError:
        if message == NO_MEMORY:
            return out_of_memory(self._memory)
        if message == "null":
            return ScriptOverrun(f"it needs more memory than {size_text(self._memory)}, or it threw null")
        lines = (int(place) - LINES_BEFORE for place in _PLACE.findall(stack))
        return ScriptError(message, min(next(filter(None, lines), 0), self._source.count("\n") + 1))


class _Context:
    """A context for one run, with the script and what it needs compiled."""

    def __init__(self, source: str, memory: int) -> None:
        self._context = quickjs.Context()
        self.limit(memory)
        self._context.set_max_stack_size(STACK)
        self._script = self._context.eval(f"(function () {{\n{source}\n}})")
        self._begin = self._context.eval(PRELUDE)

    def limit(self, memory: int) -> None:
        """How many bytes it may have from now on."""
        self._context.set_memory_limit(memory)

    def run(self, host: Host) -> str:
        """What came of it, as JSON. Raises `JSException`."""
        self._context.add_callable("__host", host)
        step = self._begin(NAMES, PARTS)
        step(self._script)
        while self._context.execute_pending_job():
            pass
        return str(step())


def _split(text: str) -> tuple[str, str]:
    """Message and stack of an error as quickjs tells it."""
    message, _, stack = text.partition("\n    at ")
    return message.strip(), stack


def _response(given: Any) -> Mapping[str, Any]:
    if not isinstance(given, dict):
        raise ScriptError("the script changed how JSON is written: its answer can't be read")
    octets = given.pop("octets", None)
    response = response_of(given)
    if octets is None:
        text = str(response["body"]).encode("utf-16", "surrogatepass").decode("utf-16", "replace")
        return response | {"body": text}
    return response | {"body_base64": binascii.b2a_base64(bytes(octets), newline=False).decode()}
