"""How the tests of JavaScript run a script."""

from collections.abc import Mapping
from random import Random
from typing import Any

from smockproxy.engines.contract import Program, ScriptError, Surroundings
from smockproxy.engines.functions import functions
from smockproxy.engines.javascript import compile_program
from smockproxy.engines.scriptstate import ScriptState

NOW = 1_700_000_000.5
REQUEST: Mapping[str, Any] = {
    "method": "POST",
    "scheme": "https",
    "host": "shop.test",
    "url": "https://shop.test/orders/7?name=ann&tag=a&tag=b",
    "path": "/orders/7",
    "path_params": {"id": "7"},
    "path_segments": ["orders", "7"],
    "query_params": {"name": ["ann"], "tag": ["a", "b"]},
    "headers": {"Host": ["shop.test"], "X-Kind": ["one", "two"]},
    "cookies": {"sid": "s-1"},
    "body": {"amount": 5, "items": ["x"]},
    "body_string": '{"amount": 5, "items": ["x"]}',
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
    return compile_program(Program("javascript", source))(given or surroundings())


def body(source: str, given: Surroundings | None = None) -> str:
    return str(answer(source, given)["body"])


def failure(source: str, given: Surroundings | None = None) -> tuple[str, int]:
    """The message of a script that fails, and its line."""
    try:
        found = answer(source, given)
    except ScriptError as error:
        return error.message, error.line
    raise AssertionError(f"it answered {found}")
