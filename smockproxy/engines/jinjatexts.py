"""The templates in a mock's own response (`template: true`): every text in it is one.

The program's source is the response as JSON (status, headers, body or json, delay in nanoseconds); texts
anywhere inside are templates, keys are not.
"""

import json
from collections.abc import Callable, Iterator, Mapping
from functools import lru_cache
from typing import Any

from smockproxy.engines.answer import response_of
from smockproxy.engines.contract import Compiled, Program, ScriptError, Surroundings
from smockproxy.engines.fixturenames import FIXTURE, with_fixture
from smockproxy.engines.functions import to_json
from smockproxy.engines.jinja import compiled_text, names_in, parts_of, render_text
from smockproxy.engines.shown import names
from smockproxy.engines.straightline import is_straight_line

KEPT_PROGRAMS = 4096
REQUEST, BODY = "request", "body"


def compile_program(program: Program) -> Compiled:
    """Compile all texts of a response. Raises `ScriptError`."""
    response = json.loads(program.source)
    plain = {path: text for path, text in texts(response) if "{" not in text}
    source = {path: text for path, text in texts(response) if path not in plain}
    compiled = {path: _told(path, compiled_text, text) for path, text in source.items()}

    wanted = frozenset[str]().union(*map(names_in, source.values()))
    known = _all_but_body(response, plain) if set(source) == {BODY} else None

    def run(surroundings: Surroundings) -> Mapping[str, Any]:
        has_fixture = FIXTURE in surroundings.request
        visible = with_fixture(names(surroundings)) if has_fixture else names(surroundings, wanted)
        printed = {path: _told(path, render_text, each, visible) for path, each in compiled.items()}
        if known is not None:
            return {**known, **printed}
        return _response(_replaced(response, "", plain | printed))

    return run


def _all_but_body(response: Mapping[str, Any], plain: Mapping[str, str]) -> dict[str, Any] | None:
    """The response, if all but its body, a text, can be told already; what is wrong with it its runs tell."""
    if "json" in response:
        return None
    try:
        return _response(_replaced({**response, BODY: ""}, "", {**plain, BODY: ""}))
    except ScriptError:
        return None


def _response(said: dict[str, Any]) -> dict[str, Any]:
    """The response: `json` is its body, and its delay is in nanoseconds already."""
    said = {**said}
    told = said.pop("delay", {})
    delay = {"delay": told} if told else {}
    if "json" in said:
        said["body"] = to_json(said.pop("json"))
    return response_of(said) | delay


def named_parts(program: Program) -> frozenset[str] | None:
    """Which parts of the request its texts look at; None if it may be any. Its texts must be templates."""
    found: frozenset[str] = frozenset()
    for _, text in texts(json.loads(program.source)):
        parts = parts_of(REQUEST, text)
        if parts is None:
            return None
        found |= parts
    return found | {"body_string"} if "body" in found else found  # which says how large it is


@lru_cache(maxsize=KEPT_PROGRAMS)
def runs_in_process(program: Program) -> bool:
    """Whether all its texts are so simple that no worker is needed. Raises `ScriptError`."""
    return all(_told(path, is_straight_line, text) for path, text in texts(json.loads(program.source)))


def texts(value: Any, path: str = "") -> Iterator[tuple[str, str]]:
    """All texts inside, with where they stand."""
    if isinstance(value, str):
        yield path, value
    elif isinstance(value, dict):
        for key, each in value.items():
            yield from texts(each, f"{path}.{key}".removeprefix("."))
    elif isinstance(value, list):
        for number, each in enumerate(value):
            yield from texts(each, f"{path}[{number}]")


def _replaced(value: Any, path: str, printed: Mapping[str, str]) -> Any:
    if isinstance(value, str):
        return printed[path]
    if isinstance(value, dict):
        inner = ((key, each, f"{path}.{key}".removeprefix(".")) for key, each in value.items())
        return {key: _replaced(each, below, printed) for key, each, below in inner}
    if isinstance(value, list):
        return [_replaced(each, f"{path}[{number}]", printed) for number, each in enumerate(value)]
    return value


def _told[**P, T](path: str, action: Callable[P, T], *arguments: P.args, **named: P.kwargs) -> T:
    """Do it; an error says in which text it is, and where there."""
    try:
        return action(*arguments, **named)
    except ScriptError as error:
        place = f"{path}, line {error.line}" if error.line else path
        raise type(error)(f"{place}: {error.message}", 0, error.log) from error
