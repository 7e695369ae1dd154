"""Go templates as Smocker presents them, with the names of all engines beside sprig's functions.

A template sees `.Request`; `state`, `request`, `session`, `mock`, `log` and the functions of all engines are
functions without a dot. Where sprig has a function of the same name, it is sprig's.
"""

from collections.abc import Callable, Iterator, Mapping
from functools import partial
from random import Random  # noqa: TID251 - only for the names of functions
from typing import Any

from smockproxy.engines.contract import STATE_METHODS, Compiled, Program, ScriptError, State, Surroundings
from smockproxy.engines.fakes import DATED
from smockproxy.engines.fakes import NAME as FAKER
from smockproxy.engines.fakes import NAMES as FAKES
from smockproxy.engines.functions import nested
from smockproxy.engines.gotemplate.budget import Budget, Meter
from smockproxy.engines.gotemplate.errors import BudgetError, FunctionError, TemplateError
from smockproxy.engines.gotemplate.jsonanswer import json_answer
from smockproxy.engines.gotemplate.printing import plain
from smockproxy.engines.gotemplate.requestview import shared_request, smocker_request
from smockproxy.engines.gotemplate.template import Template, parse
from smockproxy.engines.gotemplate.yamlanswer import yaml_answer
from smockproxy.engines.limits import ScriptOverrun, ScriptTimeout
from smockproxy.engines.sprig.table import functions as sprig_functions

NAME = "engine"
"""What messages call a template, as Smocker's do."""
SILENT = ("set", "clear", "put")
"""Methods of the state that give nothing."""
JSON = "go_template_json"
OURS = frozenset((
    *("request", "state", "session", "mock", "log", "uuid", "timestamp"),
    *("random", "random_int", "random_choice"),
    *("random_sample", "random_id", "object_id", "lookup", "rows", "random_row", "date_add", "date_format"),
    *("to_json", "from_json", "base64", "base64_decode", "base64url", "hash", "hmac", "jwt", FAKER),
))  # fmt: skip
"""Names of all engines; `now` is sprig's."""
INVENTED = (*FAKES, *DATED)


def _unbound() -> None:
    """Stands for a function while a template is parsed."""


KNOWN = dict.fromkeys((*OURS, *sprig_functions(0.0, Random(0))), _unbound)  # noqa: S311 - draws nothing


def compile_program(program: Program) -> Compiled:
    """Compile a template. Raises `ScriptError`."""
    try:
        template = parse(program.source, NAME, KNOWN)
    except TemplateError as error:
        raise ScriptError(f"failed to parse dynamic template: {error.message}", error.line) from None
    read = json_answer if program.engine == JSON else yaml_answer

    def run(surroundings: Surroundings) -> Mapping[str, Any]:
        return read(_printed(template, surroundings), surroundings.log)

    return run


def _printed(template: Template, surroundings: Surroundings) -> str:
    data = {"Request": smocker_request(surroundings.request, surroundings.now)}
    try:
        return template.render(data, functions=Names(surroundings))
    except BudgetError as error:
        raise ScriptOverrun(error.message, error.line) from None
    except TemplateError as error:
        raise ScriptError(f"failed to execute dynamic template: {error.message}", error.line) from None


class Level:
    """Functions that are called with a dot: `jwt.sign`, `state.get`."""

    go_type = "functions"

    def __init__(self, functions: Mapping[str, Callable[..., Any]]) -> None:
        self.go_methods = frozenset(functions)
        for name, function in functions.items():
            setattr(self, name, _guarded(function))


def _guarded(function: Callable[..., Any]) -> Callable[..., Any]:
    """A function as a template calls it."""

    def call(*given: Any) -> Any:
        try:
            return function(*given)
        except (ScriptOverrun, ScriptTimeout):
            raise
        except ScriptError as error:
            raise FunctionError(error.message) from None

    return call


def _silent(function: Callable[..., Any]) -> Callable[..., str]:
    """A function that gives nothing, and prints nothing, not even `<no value>`."""

    def call(*given: Any) -> str:
        function(*given)
        return ""

    return call


class Names(Mapping[str, Callable[..., Any]]):
    """Sprig's functions, and where it has none those of all engines; made when they are called for."""

    def __init__(self, surroundings: Surroundings) -> None:
        self._given = surroundings
        self._sprig = sprig_functions(surroundings.now, surroundings.random)
        self._made: dict[str, Callable[..., Any]] = {}

    def __getitem__(self, name: str) -> Callable[..., Any]:
        try:
            return self._sprig[name]
        except KeyError:
            if name not in OURS:
                raise
            if name not in self._made:
                self._made[name] = self._function(name)
            return self._made[name]

    def __iter__(self) -> Iterator[str]:
        yield from self._sprig
        yield from OURS

    def __len__(self) -> int:
        return len(self._sprig) + len(OURS)

    def _function(self, name: str) -> Callable[..., Any]:
        given = self._given
        if name == "log":
            return _silent(lambda *values: given.log(_printed_line(values)))
        if name == "state":
            return _constant(state_value(given.state))
        if name == "request":
            return _constant(shared_request(given.request))
        if name in {"session", "mock"}:
            return _constant(dict(getattr(given, name)))
        if name == FAKER:
            return _constant(Level({each: partial(given.functions[FAKER], each) for each in INVENTED}))
        found = nested(given.functions)[name]
        return _constant(Level(found)) if isinstance(found, dict) else _guarded(found)


def _printed_line(values: tuple[Any, ...]) -> str:
    meter = Meter(Budget())
    return " ".join(plain(value, meter) for value in values)


def state_value(state: State) -> Level:
    """The session's state as templates see it."""
    methods = {name: getattr(state, name) for name in STATE_METHODS}
    return Level(methods | {name: _silent(methods[name]) for name in SILENT})


def _constant(value: Any) -> Callable[[], Any]:
    return lambda: value
