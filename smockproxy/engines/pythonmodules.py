"""Modules of mocks: functions in Python that answer requests, found by their decorators.

A program's source is JSON: `module` (the text), `path` (of its file), `mock` (which of the mocks that it
declares, counted from 0), `function` (that one's name) and, if the decorator has one, `delay`. A worker runs
a module once and calls its functions as often as they are asked for, so that what a module keeps in
variables of its own is one worker's alone.
"""

import builtins
import inspect
import json
import sys
from collections.abc import Callable, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from functools import lru_cache
from types import CodeType, ModuleType
from typing import TYPE_CHECKING, Any

import smockproxy
from smockproxy.engines.answer import response_of
from smockproxy.engines.blame import script_error
from smockproxy.engines.bounds import memory_in_use
from smockproxy.engines.contract import Compiled, Program, ScriptError, Surroundings
from smockproxy.engines.declared import Declared, Mocks
from smockproxy.engines.python import printing, returned_response
from smockproxy.engines.shown import names

if TYPE_CHECKING:
    from collections.abc import Iterator

KEPT_MODULES = 64


class Loaded:
    """A module that was run: the mocks that it declares, and where its prints go for now."""

    def __init__(self) -> None:
        self.declared: list[Declared] = []
        self.asked: dict[int, tuple[str, ...]] = {}
        """What the functions ask for that were called, by their number."""
        self.log: Callable[[str], object] = _nowhere
        self.printed = printing(self._logged)
        """`print` as the module has it."""

    def _logged(self, text: str) -> None:
        self.log(text)

    @contextmanager
    def logging_to(self, log: Callable[[str], object]) -> "Iterator[None]":
        """Meanwhile what it prints goes there."""
        self.log = log
        try:
            yield
        finally:
            self.log = _nowhere


def _nowhere(_text: str) -> None:
    """What is printed when nobody is asked for an answer is lost."""


def compile_program(program: Program) -> Compiled:
    """Compile the module of a function. Raises `ScriptError`."""
    told = json.loads(program.source)
    source, path = told["module"], told["path"]
    compiled_module(source, program.file)

    def run(surroundings: Surroundings) -> Mapping[str, Any]:
        try:
            loaded = loaded_module(source, program.file, path)
            with loaded.logging_to(surroundings.log):
                response = _answer(loaded, told, surroundings)
        except (Exception, SystemExit) as error:
            raise script_error(error, program.file) from error
        delay = response.get("delay") or told.get("delay")
        return {**response, "delay": delay} if delay else response

    return run


@lru_cache(maxsize=KEPT_MODULES)
def compiled_module(source: str, file: str) -> CodeType:
    """The code of a module; nothing of it is run. Raises `ScriptError`."""
    try:
        return compile(source, file, "exec", dont_inherit=True)
    except (SyntaxError, ValueError) as error:
        raise script_error(error, file) from error


@dataclass(slots=True)
class Kept:
    """What the modules of this process take."""

    memory: int = 0
    """Bytes."""


KEPT = Kept()


def kept_memory() -> int:
    """Bytes that modules take which this process has run: those are no growth of its scripts."""
    return KEPT.memory


@lru_cache(maxsize=KEPT_MODULES)
def loaded_module(source: str, file: str, path: str) -> Loaded:
    """Run a module. Raises whatever it raises."""
    loaded, before = Loaded(), memory_in_use()
    module = ModuleType(f"mocks:{file}")
    module.__file__ = path
    module.__dict__["__builtins__"] = {**vars(builtins), "print": loaded.printed}
    sys.modules[module.__name__] = module  # dataclasses look for their module there
    with _noting(loaded.declared):
        exec(compiled_module(source, file), module.__dict__)  # noqa: S102 - that is what it is for: trusted code from a file
    KEPT.memory += max(memory_in_use() - before, 0)
    return loaded


@contextmanager
def _noting(noted: list[Declared]) -> "Iterator[None]":
    """Meanwhile `from smockproxy import mock` gives decorators that note what they decorate."""
    usual, smockproxy.mock = smockproxy.mock, Mocks(noted)
    try:
        yield
    finally:
        smockproxy.mock = usual


def _function(loaded: Loaded, told: Mapping[str, Any]) -> Callable[..., Any]:
    number, name = told["mock"], told["function"]
    found = loaded.declared[number : number + 1]
    if [name_of(each.function) for each in found] != [name]:
        raise ScriptError(f"{name}: the module declares other mocks now than when it was read")
    return found[0].function


def name_of(function: Callable[..., Any]) -> str:
    """What messages call a function."""
    return str(getattr(function, "__name__", type(function).__name__))


def _answer(loaded: Loaded, told: Mapping[str, Any], surroundings: Surroundings) -> Mapping[str, Any]:
    function, number = _function(loaded, told), told["mock"]
    if number not in loaded.asked:
        loaded.asked[number] = asked_for(function)
    response: dict[str, Any] = {"status": 200, "headers": {}, "body": ""}
    visible = {**names(surroundings), "response": response}
    given = {name: visible[name] for name in loaded.asked[number] if name in visible}
    return response_of(returned_response(function(**given), response))


def asked_for(function: Callable[..., Any]) -> tuple[str, ...]:
    """The names of a function's parameters, but for those with stars."""
    parameters = inspect.signature(function).parameters.values()
    starred = (inspect.Parameter.VAR_POSITIONAL, inspect.Parameter.VAR_KEYWORD)
    return tuple(each.name for each in parameters if each.kind not in starred)
