"""What is wrong with a script that can be told without running it. It is looked into in a worker.

A program's source is JSON, a list of `[engine, script]`; what comes of it is `{"complaints": […]}`, of which
each is `[message, line]`, or null for a script that is fine.
"""

import json
from collections.abc import Callable, Mapping
from typing import Any

import quickjs
import re2
from jinja2 import TemplateSyntaxError

from smockproxy.engines.contract import Compiled, Program, ScriptError, Surroundings
from smockproxy.engines.jinja import SANDBOX
from smockproxy.engines.pythonmodules import compiled_module
from smockproxy.engines.table import engine

JAVASCRIPT_MEMORY = 64 * 1024 * 1024
"""Bytes."""
BEFORE = "throw 0; (function () {\n"
"""All of a text is read before any of it is run, and then this is what it does first."""
NOTHING_RAN = "0"
"""What is told when it did."""
LINES_BEFORE = 1
_SMOCKERS = re2.compile(
    r"failed to (?:execute Lua script|parse dynamic template): (?:<string>|template: engine):\d+: "
)
_KIND = re2.compile(r"^(?:SyntaxError|ScriptError): ")


def compile_program(program: Program) -> Compiled:
    """What a worker is to do: compile the scripts that the program's source tells."""
    scripts = [Program(engine, script) for engine, script in json.loads(program.source)]

    def run(_surroundings: Surroundings) -> Mapping[str, Any]:
        return {"complaints": list(map(complaint, scripts))}

    return run


def complaint(script: Program) -> tuple[str, int] | None:
    """What is wrong with a script, and its line, or 0."""
    try:
        COMPILED.get(script.engine, _compile)(script)
    except ScriptError as error:
        return plain_words(error.message), error.line
    return None


def plain_words(message: str) -> str:
    """An engine's message without what is told beside it anyway: that it is a syntax error, and where."""
    return str(_KIND.sub("", _SMOCKERS.sub("", message)))


def _compile(program: Program) -> None:
    engine(program.engine)(program)


def check_javascript(program: Program) -> None:
    """Raises `ScriptError` for what is no body of a function. Nothing of it is run."""
    if "\0" in program.source:
        line = program.source[: program.source.index("\0")].count("\n") + 1
        raise ScriptError("the script has a NUL character", line)
    source = program.source.encode("utf-8", "replace").decode()
    context = quickjs.Context()
    context.set_memory_limit(JAVASCRIPT_MEMORY)
    try:
        context.eval(f"{BEFORE}{source}\n}})")
    except quickjs.JSException as error:
        message, _, stack = str(error).partition("\n")
        if message.strip() != NOTHING_RAN:
            line = _line_in(stack)
            raise ScriptError(message, min(line, source.count("\n") + 1)) from None


def _line_in(stack: str) -> int:
    """The line of the script that quickjs names, as in `at <input>:3`; 0 when it names none."""
    number = stack.partition("<input>:")[2].partition(":")[0].partition(")")[0].strip()
    return max(int(number) - LINES_BEFORE, 0) if number.isdigit() else 0


def check_jinja(program: Program) -> None:
    """Raises `ScriptError` for what is no template; the code that it becomes is not compiled, for speed."""
    try:
        SANDBOX.compile(program.source, raw=True)
    except TemplateSyntaxError as error:
        raise ScriptError(error.message or "no template", error.lineno) from error


def check_module(program: Program) -> None:
    """Raises `ScriptError` for what is no Python. Nothing of the module is run."""
    compiled_module(program.source, "<module>")


COMPILED: Mapping[str, Callable[[Program], None]] = {
    "javascript": check_javascript,
    "jinja2": check_jinja,
    "python_module": check_module,
}
"""Engines that run something when they compile, or take long, and what is done instead."""
