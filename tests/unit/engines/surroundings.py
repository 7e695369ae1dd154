"""What scripts of these tests are given."""

from collections.abc import Mapping
from random import Random
from typing import Any

from smockproxy.engines.contract import Compiled, Engine, Program, ScriptError, Surroundings
from smockproxy.engines.functions import functions
from smockproxy.engines.scriptstate import ScriptState

NOW = 1_767_225_845.678
REQUEST: Mapping[str, Any] = {
    "method": "POST",
    "path": "/orders",
    "path_params": {"id": "7"},
    "query_params": {"q": ["a", "b"]},
    "headers": {"Host": ["shop.test"], "X-Kind": ["one", "two"]},
    "body": {"amount": 5, "items": ["x"]},
    "body_string": '{"amount":5,"items":["x"]}',
}


def surroundings(
    state: Mapping[str, Any] | None = None, log: list[str] | None = None, **request: Any
) -> Surroundings:
    random = Random("seed")
    lines: list[str] = [] if log is None else log
    return Surroundings(
        request=REQUEST | request,
        state=ScriptState(state or {}),
        session={"id": "s1"},
        mock={"id": "m1", "uses": 2},
        now=NOW,
        random=random,
        log=lines.append,
        functions=functions(NOW, random),
    )


def run(engine: Engine, source: str, given: Surroundings | None = None) -> Mapping[str, Any]:
    compiled: Compiled = engine(Program("of the test", source, "mocks/a.yml"))
    return compiled(given or surroundings())


def failure(engine: Engine, source: str, given: Surroundings | None = None) -> tuple[str, int]:
    """The message of a script that fails, and its line."""
    try:
        answer = run(engine, source, given)
    except ScriptError as error:
        return error.message, error.line
    raise AssertionError(f"it answered: {answer}")
