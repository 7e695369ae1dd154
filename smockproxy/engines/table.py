"""Which engines there are, and where. They are imported when the first script of theirs runs: a worker that
needs one of them does not wait for the others.
"""

from importlib import import_module
from typing import cast

from smockproxy.engines.contract import Engine, ScriptError

ENGINES = {
    "lua": "smockproxy.engines.lua:compile_program",
    "javascript": "smockproxy.engines.javascript:compile_program",
    "python": "smockproxy.engines.python:compile_program",
    "jinja2": "smockproxy.engines.jinja:compile_program",
    "jinja2_texts": "smockproxy.engines.jinjatexts:compile_program",
    "go_template": "smockproxy.engines.gotemplate.engine:compile_program",
    "go_template_yaml": "smockproxy.engines.gotemplate.engine:compile_program",
    "go_template_json": "smockproxy.engines.gotemplate.engine:compile_program",
}
"""Name → `module:callable`."""
FORKED = frozenset({"python"})
"""Engines whose scripts can change the worker itself, so that each of their runs gets a copy of it."""


def engine(name: str) -> Engine:
    """The engine of that name. Raises `ScriptError` when there is none, or it can't be loaded."""
    if name not in ENGINES:
        raise ScriptError(f"no engine {name!r}: expected {', '.join(ENGINES)}")
    module, _, function = ENGINES[name].partition(":")
    try:
        return cast("Engine", getattr(import_module(module), function))
    except (ImportError, AttributeError) as error:
        raise ScriptError(f"the engine {name} can't be loaded here: {error}") from error
