"""How the tests of Lua run a script."""

from collections.abc import Mapping
from random import Random
from typing import Any

from smockproxy.engines.contract import Program, ScriptError, Surroundings
from smockproxy.engines.functions import functions
from smockproxy.engines.lua import compile_program
from smockproxy.engines.scriptstate import ScriptState

NOW = 1_700_000_000.5
REQUEST: Mapping[str, Any] = {
    "method": "POST",
    "path": "/orders/7",
    "origin": "127.0.0.1",
    "date": "2026-11-21T08:36:55.509321354Z",
    "query_params": {"name": ["ann", "bob"]},
    "headers": {"host": ["shop.test"], "x-kind": ["one", "two"]},
    "body_string": '{"amount": 5, "items": ["x", null, "z"], "none": null, "deep": {"a": [{"b": 1.5}]}}',
}


def surroundings(
    state: dict[str, Any] | None = None, log: list[str] | None = None, **request: Any
) -> Surroundings:
    random = Random("seed")
    return Surroundings(
        request={**REQUEST, **request},
        state=ScriptState(state or {}),
        session={"name": "s1"},
        mock={"id": "m1", "uses": 2},
        now=NOW,
        random=random,
        log=(log if log is not None else []).append,
        functions=functions(NOW, random),
    )


def answer(source: str, given: Surroundings | None = None) -> Mapping[str, Any]:
    return compile_program(Program("lua", source))(given or surroundings())


def body(source: str, given: Surroundings | None = None) -> str:
    return str(answer(source, given)["body"])


def failure(source: str, given: Surroundings | None = None) -> ScriptError:
    try:
        found = answer(source, given)
    except ScriptError as error:
        return error
    raise AssertionError(f"it answered {found}")


def words(source: str) -> str:
    """The first line of what a script that fails is told."""
    return failure(source).message.removeprefix("failed to execute Lua script: ").splitlines()[0]
