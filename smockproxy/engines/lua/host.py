"""What a Lua script can call: our functions, by name. It sees closures of Lua, never these."""

import base64
from collections.abc import Callable, Iterable, Mapping
from typing import Any

from smockproxy.engines.arguments import counted
from smockproxy.engines.contract import STATE_METHODS, ScriptError, Surroundings
from smockproxy.engines.lua.values import (
    TABLES,
    NoJsonError,
    Reading,
    shown_table,
    smocker_body,
    text_of,
    to_go,
)

STATE = tuple(f"state.{name}" for name in STATE_METHODS)
DRAWS = ("math.random", "math.randomseed")
ANSWER = tuple[bool, Any]
"""Whether the call succeeded, and what it gave or why it failed, as values of Lua."""


def callable_names(functions: Iterable[str]) -> tuple[str, ...]:
    """What a script finds as globals and as members of them; `table.name` is a member."""
    return (*functions, *STATE, *DRAWS)


class Host:
    """Answers the calls of one run."""

    def __init__(
        self,
        surroundings: Surroundings,
        reading: Reading,
        plain: Callable[[Any], Any],
        as_table: Callable[[Any], Any],
    ) -> None:
        self._surroundings, self._reading = surroundings, reading
        self._plain = plain
        """Makes a value of Lua's own of one of JSON."""
        self._as_table = as_table
        """Makes one of what `to_go` gives."""

    def answer(self, name: str, arguments: tuple[Any, ...]) -> ANSWER:
        """One call. Nothing is raised through Lua: a script that caught it would hold an object of Python."""
        try:
            return True, self._answer(name, arguments)
        except (ScriptError, NoJsonError) as error:
            return False, str(error).encode("utf-8", "replace")
        except Exception as error:  # noqa: BLE001 - whatever it is, the script gets its text alone
            return False, f"{name}: {error}".encode("utf-8", "replace")

    def _answer(self, name: str, arguments: tuple[Any, ...]) -> Any:
        if name == "log":
            return self._surroundings.log(text_of(arguments[0]))
        if name == "request":
            return self._as_table(to_go(self._requested(arguments[0])))
        given = [self._reading.value(argument) for argument in arguments]
        return self._plain(self._callable(name)(*given))

    def _callable(self, name: str) -> Callable[..., Any]:
        if name in STATE:
            member: Callable[..., Any] = getattr(self._surroundings.state, name.removeprefix("state."))
            return member
        draws: Mapping[str, Callable[..., Any]] = dict(zip(DRAWS, (self._draw, self._reseed), strict=True))
        return counted(name, draws[name]) if name in draws else self._surroundings.functions[name]

    def _requested(self, part: bytes) -> Any:
        """A part of the request that is fetched on demand."""
        request = self._surroundings.request
        name = part.decode()
        if name in TABLES:
            return shown_table(request, name)
        text = str(request.get("body_string", ""))
        match part:
            case b"body":
                return smocker_body(text)
            case b"body_bytes":
                coded = request.get("body_base64")
                return text.encode("utf-8", "replace") if not coded else base64.b64decode(coded)
            case _:
                return text

    def _draw(self, low: float | None = None, high: float | None = None) -> float:
        """Lua's `math.random`, by the draws of this run."""
        random = self._surroundings.random
        if low is None:
            return random.random()
        first, last = (1, low) if high is None else (low, high)
        if first > last:
            raise ScriptError(f"bad argument #{1 if high is None else 2} to random (interval is empty)")
        return random.randint(int(first), int(last))

    def _reseed(self, seed: object = None) -> None:
        self._surroundings.random.seed(str(seed))
