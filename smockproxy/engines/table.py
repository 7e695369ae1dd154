"""Which engines there are, and where. They are imported when the first script of theirs runs: a worker that
needs one of them does not wait for the others.
"""

from collections.abc import Callable, Iterable
from functools import cache, lru_cache
from importlib import import_module
from typing import Any, cast

from smockproxy.engines.contract import Engine, Program, ScriptError

ENGINES = {
    "lua": "smockproxy.engines.lua:compile_program",
    "javascript": "smockproxy.engines.javascript:compile_program",
    "python": "smockproxy.engines.python:compile_program",
    "jinja2": "smockproxy.engines.jinja:compile_program",
    "jinja2_texts": "smockproxy.engines.jinjatexts:compile_program",
    "python_module": "smockproxy.engines.pythonmodules:compile_program",
    "go_template": "smockproxy.engines.gotemplate.engine:compile_program",
    "go_template_yaml": "smockproxy.engines.gotemplate.engine:compile_program",
    "go_template_json": "smockproxy.engines.gotemplate.engine:compile_program",
}
"""Name → `module:callable`."""
INSPECTIONS = {
    "python_module_reading": "smockproxy.engines.pythonmodulereading:compile_program",
    "compiling": "smockproxy.engines.compiling:compile_program",
}
"""What is done with scripts in a worker besides running them: no mock can ask for it."""
TRACES = {
    "python": "smockproxy.engines.pythontraces:may_leave_traces",
    "python_module_reading": "smockproxy.engines.pythonmodulereading:may_leave_traces",
}
"""Engines whose scripts can change the process that they run in: which of them may, by their source."""
KEEPING = {"python_module": "smockproxy.engines.pythonmodules:kept_memory"}
"""Engines that keep something of a script for its next run on purpose, and how many bytes that takes."""


IN_PROCESS = {"jinja2_texts": "smockproxy.engines.jinjatexts:runs_in_process"}
"""Engines some of whose programs need no worker, and which do."""
NAMED_PARTS = {"jinja2_texts": "smockproxy.engines.jinjatexts:named_parts"}
"""Engines that can tell which parts of the request a program looks at."""
KEPT_PROGRAMS = 4096


def engine(name: str) -> Engine:
    """The engine of that name. Raises `ScriptError` when there is none, or it can't be loaded."""
    places = ENGINES | INSPECTIONS
    if name not in places:
        raise ScriptError(f"no engine {name!r}: expected {', '.join(ENGINES)}")
    try:
        return cast("Engine", _function(places[name]))
    except Exception as error:
        raise ScriptError(
            f"the engine {name} can't be loaded here: {type(error).__name__}: {error}"
        ) from error


def may_leave_traces(program: Program) -> bool:
    """Whether a program needs a copy of the worker, since it may change more than its answer."""
    return program.engine in TRACES and bool(_function(TRACES[program.engine])(program.source))


def kept_memory(engines: Iterable[str]) -> int:
    """Bytes that these engines keep for scripts that they ran."""
    return sum(int(_function(KEEPING[name])()) for name in engines if name in KEEPING)


@lru_cache(maxsize=KEPT_PROGRAMS)
def runs_in_process(program: Program) -> bool:
    """Whether a program is over so soon that the server may run it. Raises `ScriptError` if it is none."""
    return program.engine in IN_PROCESS and bool(_function(IN_PROCESS[program.engine])(program))


@lru_cache(maxsize=KEPT_PROGRAMS)
def named_parts(program: Program) -> frozenset[str] | None:
    """Which parts of the request a program looks at that runs in the server; None if it may be any."""
    if program.engine not in NAMED_PARTS:
        return None
    try:
        if not runs_in_process(program):
            return None
    except ScriptError:
        return None
    parts: frozenset[str] | None = _function(NAMED_PARTS[program.engine])(program)
    return parts


@cache
def _function(place: str) -> Callable[..., Any]:
    module, _, name = place.partition(":")
    function: Callable[..., Any] = getattr(import_module(module), name)
    return function
