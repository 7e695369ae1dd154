"""The names that a script of Python or Jinja2 sees: the same for both."""

import binascii
from collections.abc import Callable, Mapping, Set
from functools import cache, partial
from random import Random  # noqa: TID251 - nothing is drawn
from typing import Any

from smockproxy.core.memory import REMEMBERED
from smockproxy.engines.contract import State, Surroundings
from smockproxy.engines.fakes import NAME
from smockproxy.engines.functions import functions, nested

NAMED = ("path_params", "query_params", "cookies")
"""Parts of the request whose entries are attributes. Its body is JSON as it came."""


class Named(dict[str, Any]):
    """A mapping whose entries are attributes as well: `request.path` is `request["path"]`."""

    __slots__ = ()

    def __getattr__(self, name: str) -> Any:
        try:
            return self[name]
        except KeyError:
            raise AttributeError(f"no {name!r}: there are {', '.join(self) or 'none'}") from None


class Lines(Named):
    """The lines of each header, whatever the case of its name."""

    __slots__ = ()

    def __init__(self, entries: Mapping[str, Any]) -> None:
        super().__init__({name.lower(): lines for name, lines in entries.items()})

    def __getitem__(self, name: str) -> Any:
        return super().__getitem__(name.lower())

    def __contains__(self, name: object) -> bool:
        return isinstance(name, str) and super().__contains__(name.lower())

    def get(self, name: str, default: Any = None) -> Any:
        """The lines of a header, or the default."""
        return super().get(name.lower(), default)


class Remembered:
    """What answers left behind, by name, as entries and as attributes; it counts as read when it is asked."""

    __slots__ = ("_state",)

    def __init__(self, state: State) -> None:
        self._state = state

    def get(self, name: str, default: Any = None) -> Any:
        """A value, or the default."""
        return self._values().get(name, default)

    def __getitem__(self, name: str) -> Any:
        return self._values()[name]

    def __contains__(self, name: object) -> bool:
        return name in self._values()

    def __getattr__(self, name: str) -> Any:
        values = self._values()
        if name in values:
            return values[name]
        raise AttributeError(f"no {name!r} is remembered: there are {', '.join(values) or 'none'}")

    def _values(self) -> Mapping[str, Any]:
        values = self._state.get(REMEMBERED)
        return values if isinstance(values, Mapping) else {}


class Console:
    """`console.log(...)` for those who are used to it."""

    __slots__ = ("log",)

    def __init__(self, log: Callable[..., str]) -> None:
        self.log = log


class Fakes:
    """`faker.name()`: each attribute invents something."""

    __slots__ = ("_invent",)

    def __init__(self, invent: Callable[..., Any]) -> None:
        self._invent = invent

    def __getattr__(self, name: str) -> Callable[..., Any]:
        return partial(self._invent, name)


def names(surroundings: Surroundings, wanted: Set[str] | None = None) -> dict[str, Any]:
    """All names by which a script finds what it is given; those that it wants will do, if that is known."""
    if wanted is None:
        shown = {name: show(surroundings) for name, show in VALUES.items()}
        return {**_functions(surroundings), **shown, **_answer(surroundings)}
    shown = {name: VALUES[name](surroundings) for name in wanted if name in VALUES}
    if len(shown) == len(wanted):
        return shown
    return {**_functions(surroundings), **shown, **_answer(surroundings)}


def _request(surroundings: Surroundings) -> Named:
    request = Named(surroundings.request)
    coded = request.pop("body_base64", "")
    request["body_bytes"] = binascii.a2b_base64(coded) if coded else _encoded(request.get("body_string", ""))
    for name in NAMED:
        if isinstance(part := request.get(name), Mapping):
            request[name] = Named(part)
    request["headers"] = Lines(request.get("headers") or {})
    return request


def _log(surroundings: Surroundings) -> Callable[..., str]:
    def log(*values: object) -> str:
        surroundings.log(" ".join(map(str, values)))
        return ""

    return log


VALUES: Mapping[str, Callable[[Surroundings], Any]] = {
    "request": _request,
    "state": lambda surroundings: surroundings.state,
    "remembered": lambda surroundings: Remembered(surroundings.state),
    "session": lambda surroundings: Named(surroundings.session),
    "mock": lambda surroundings: Named(surroundings.mock),
    "log": _log,
    "console": lambda surroundings: Console(_log(surroundings)),
}
"""The names that are no functions of a script's run, with what they stand for."""


@cache
def known_names() -> frozenset[str]:
    """All names that scripts may be shown, but for `response`."""
    return frozenset({*VALUES, *nested(functions(0.0, Random(0)))})  # noqa: S311 - nothing is drawn


def _functions(surroundings: Surroundings) -> dict[str, Any]:
    functions = nested(surroundings.functions)
    levels = {name: Named(each) for name, each in functions.items() if isinstance(each, dict)}
    return {**functions, **levels, NAME: Fakes(functions[NAME])}


def _answer(surroundings: Surroundings) -> dict[str, Any]:
    """The real server's answer, where there is one: `response`."""
    response = surroundings.response
    if not response:
        return {}
    return {"response": Named({**response, "headers": Lines(response.get("headers") or {})})}


def _encoded(text: Any) -> bytes:
    return str(text).encode("utf-8", "surrogatepass")
