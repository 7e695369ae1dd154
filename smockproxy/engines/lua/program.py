"""A Lua script that is ready to run. Its runs share a Lua state, as long as none fails, and nothing else."""

from collections.abc import Mapping
from typing import Any

from lupa import lua51

from smockproxy.engines.answer import FAULT, NO_FAULT
from smockproxy.engines.contract import Program, ScriptError, Surroundings
from smockproxy.engines.limits import out_of_memory
from smockproxy.engines.lua.answer import answer_of
from smockproxy.engines.lua.host import callable_names
from smockproxy.engines.lua.interpreter import (
    COMPILED_CODE,
    Interpreter,
    compiled_chunk,
    new_state,
)
from smockproxy.engines.lua.values import is_table
from smockproxy.engines.lua.words import FAILED, go_message, go_traceback, line_of

NO_MEMORY = "not enough memory"
"""Lua's own words."""


def compile_program(program: Program) -> "LuaProgram":
    """Compile a script. Raises `ScriptError`."""
    source = program.source.encode("utf-8", "replace")
    if source.startswith(COMPILED_CODE):
        raise ScriptError(f"{FAILED}<string>: compiled code is not allowed", 1)
    try:
        compiled_chunk(new_state(), source)
    except lua51.LuaMemoryError:
        raise MemoryError from None
    except lua51.LuaError as error:
        flaw = _words(error).removeprefix("error loading code: ")
        last = source.rstrip(b"\n").count(b"\n") + 1  # Lua counts one more at the end
        raise ScriptError(f"{FAILED}{flaw}", min(line_of(flaw), last)) from None
    return LuaProgram(source)


class LuaProgram:
    """A script that is ready to run."""

    def __init__(self, source: bytes) -> None:
        self._source = source
        self._interpreter: Interpreter | None = None

    def __call__(self, surroundings: Surroundings, /) -> Mapping[str, Any]:
        """Run it: the response of a `Result`. Raises `ScriptError`."""
        interpreter, self._interpreter = self._interpreter, None
        try:
            names = callable_names(surroundings.functions)
            if interpreter is None or interpreter.names != names:
                interpreter = Interpreter(self._source, names)
            response = _outcome(interpreter, surroundings)
            interpreter.finish()
        except lua51.LuaMemoryError:
            raise out_of_memory(surroundings.memory) from None
        except lua51.LuaError as error:
            raise ScriptError(f"{FAILED}{_words(error)}", line_of(_words(error))) from None
        self._interpreter = interpreter
        return response


def _outcome(interpreter: Interpreter, surroundings: Surroundings) -> Mapping[str, Any]:
    def warn(text: str) -> None:
        surroundings.log(f"warning: {text}")

    how, *outcome = interpreter.run(surroundings)
    if how == b"done":
        if is_table(outcome[0]) and FAULT.encode() in set(outcome[0].keys()):
            warn(f"{FAULT} is left out: {NO_FAULT}")
        return answer_of(outcome[0], interpreter.body_reading(), warn)
    problem, traceback = map(_text, outcome)
    if problem == NO_MEMORY:
        raise out_of_memory(surroundings.memory)
    raise _failure(problem, traceback)


def _failure(problem: str, traceback: str) -> ScriptError:
    line = line_of(problem) or line_of(traceback)
    return ScriptError(f"{FAILED}{go_message(problem)}\n{go_traceback(traceback)}", line)


def _words(error: Exception) -> str:
    return _text(error.args[0]) if error.args else ""


def _text(value: Any) -> str:
    return value.decode("utf-8", "replace") if isinstance(value, bytes) else str(value)
