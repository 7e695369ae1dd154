"""Reading a module of mocks: it is run once, in a copy of a worker, and what it declares is told as data.

A program's source is JSON: `module` (the text) and `path` (of its file). What comes of it is `{"declared":
[…]}`, of which each has `method`, `where`, `said` (as JSON has it), `line`, `function`, `code` (its text),
or, if it is no good, `complaint` and `hint`.
"""

import json
import signal
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from inspect import Parameter, iscoroutinefunction, signature
from types import CodeType
from typing import Any, NoReturn

from smockproxy.core.problem import did_you_mean
from smockproxy.engines.blame import script_error
from smockproxy.engines.bounds import GRACE
from smockproxy.engines.contract import Compiled, Program, ScriptError, Surroundings
from smockproxy.engines.declared import Declared
from smockproxy.engines.limits import ScriptTimeout
from smockproxy.engines.pythonmodules import asked_for, compiled_module, loaded_module, name_of
from smockproxy.engines.shown import names


class OutOfTimeError(BaseException):
    """Raised wherever the module is when its time is over; its `except Exception` does not get it."""


def compile_program(program: Program) -> Compiled:
    """Compile a module. Raises `ScriptError`."""
    told = json.loads(program.source)
    source, path = told["module"], told["path"]
    compiled_module(source, program.file)

    def run(surroundings: Surroundings) -> Mapping[str, Any]:
        known = given_names(surroundings)
        try:
            with _alarm():
                loaded = loaded_module(source, program.file, path)
                texts = _Texts(program.file, source.split("\n"))
                return {"declared": [_told(each, texts, known) for each in loaded.declared]}
        except OutOfTimeError as error:
            line = script_error(error, program.file).line
            raise ScriptTimeout("stopped because reading it took too long", line) from error
        except (Exception, SystemExit) as error:
            raise script_error(error, program.file) from error

    return run


def may_leave_traces(_source: str) -> bool:
    """Whether a module may change the process that reads it: any module may."""
    return True


def given_names(surroundings: Surroundings) -> tuple[str, ...]:
    """All names that a function may ask for."""
    return (*names(surroundings), "response")


@contextmanager
def _alarm() -> Iterator[None]:
    """Ring a little before the worker's own alarm, which would end it without a word of where it was."""
    remaining = signal.getitimer(signal.ITIMER_REAL)[0] if hasattr(signal, "getitimer") else 0.0
    if not remaining:
        yield
        return
    before = signal.signal(signal.SIGALRM, _ring)
    signal.setitimer(signal.ITIMER_REAL, max(remaining - GRACE, 0.01))
    try:
        yield
    finally:
        signal.setitimer(signal.ITIMER_REAL, GRACE)
        signal.signal(signal.SIGALRM, before)


def _ring(*_: object) -> NoReturn:
    raise OutOfTimeError


@dataclass(frozen=True, slots=True)
class _Texts:
    """The lines of a module."""

    file: str
    lines: list[str]

    def of(self, function: Callable[..., Any]) -> str:
        """The text of a function with its decorators; its name if it is no function of this module."""
        code = getattr(function, "__code__", None)
        if not isinstance(code, CodeType) or code.co_filename != self.file:
            return name_of(function)
        last = max((line for *_, line in code.co_lines() if line), default=code.co_firstlineno)
        return "\n".join(self.lines[code.co_firstlineno - 1 : last])


def _told(declared: Declared, texts: _Texts, known: tuple[str, ...]) -> dict[str, Any]:
    function = declared.function
    told = {
        "line": declared.line,
        "function": name_of(function),
        "method": declared.method,
        "code": texts.of(function),
    }
    try:
        told |= {"where": _text(declared.where), "said": _plain(declared.said)}
        _check(function, known)
    except ScriptError as error:
        complaint, _, hint = error.message.partition("\n")
        return told | {"complaint": complaint, "hint": hint}
    return told


def _text(where: object) -> str:
    if isinstance(where, str):
        return where
    raise ScriptError(f"expected a URL or a path, found {where!r:.60}")


def _plain(said: Mapping[str, Any]) -> dict[str, Any]:
    return {key: _as_json(key, value) for key, value in said.items()}


def _as_json(key: str, value: Any) -> Any:
    """A value as JSON has it. Raises `ScriptError`."""
    try:
        return json.loads(json.dumps(value, allow_nan=False))
    except (TypeError, ValueError, RecursionError) as error:
        hint = "a value is text, a number, True, False, None, a list or a dictionary of these"
        raise ScriptError(f"{key}: {error}\n{hint}") from error


def _check(function: Callable[..., Any], known: tuple[str, ...]) -> None:
    """Raises `ScriptError` for a function that can't be called, with a hint in a second line."""
    if iscoroutinefunction(function):
        raise ScriptError(f"{name_of(function)} is asynchronous\nwrite def instead of async def")
    try:
        parameters = signature(function).parameters
    except (TypeError, ValueError):
        raise ScriptError(f"{name_of(function)} is no function that can be called") from None
    for name in asked_for(function):
        if name not in known and parameters[name].default is Parameter.empty:
            hint = did_you_mean(name, known) or f"there are {', '.join(known)}"
            raise ScriptError(f"{name_of(function)} asks for {name!r}, which there is not\n{hint}")
