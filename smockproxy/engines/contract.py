"""What a script is given and what it gives back: the same for every language.

A call and its result are JSON on their way to a worker process and back; `Surroundings` is what an engine
shows its script inside the worker.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from random import Random  # noqa: TID251 - the type of an argument
from typing import Any, Protocol

from smockproxy.core.tables import Table

DEFAULT_MEMORY = 64 * 1024 * 1024
"""Bytes."""


@dataclass(frozen=True, slots=True)
class Program:
    """A script as its author wrote it."""

    engine: str
    """lua, javascript, python, jinja2, jinja2_texts (a response as JSON, its texts templates), go_template,
    go_template_yaml, go_template_json.
    """
    source: str
    file: str = ""
    """Where it was written, for messages; empty for a script that came by the API."""
    line: int = 0
    """The line of the file before the script's first line."""


@dataclass(slots=True)
class Call:
    """One run of a program; not frozen, which would take longer."""

    program: Program
    request: Mapping[str, Any]
    """By the names that every engine shows; `body_base64` beside `body_string`."""
    state: Mapping[str, Any] = field(default_factory=dict)
    """The session's state as it is when the script begins."""
    session: Mapping[str, Any] = field(default_factory=dict)
    mock: Mapping[str, Any] = field(default_factory=dict)
    now: float = 0.0
    """Seconds since the epoch; the script's clock."""
    seed: str = ""
    """What its random draws follow: a second run of the same call draws the same."""
    response: Mapping[str, Any] = field(default_factory=dict)
    """The answer of a real server, for templates that change it; empty for all others."""
    tables: Mapping[str, Table] = field(default_factory=dict)
    """Those that the script may ask, by name."""


@dataclass(slots=True)
class Result:
    """What came of a call; not frozen, which would take longer."""

    response: Mapping[str, Any]
    """status, headers (name → lines), body (text) or body_base64, delay (`core.delay.delay_shape`)."""
    log: tuple[str, ...] = ()
    operations: tuple[tuple[Any, ...], ...] = ()
    """Changes of the state, in order: `("set", key, value)`, `("delete", key)`, `("clear",)`."""
    reads: tuple[str, ...] = ()
    """Keys of the state that the script looked at; `"*"` when it looked at which there are."""
    growth: tuple[int, int] = field(default=(0, 0), compare=False)
    """Keys and bytes by which it may have enlarged the state at most, at any time while it ran."""


class ScriptError(Exception):
    """A script that failed, in the words for its author; `line` counts from 1 in the program's source.

    `log` is what it had logged until then; the worker fills it in, not the engines.
    """

    def __init__(self, message: str, line: int = 0, log: tuple[str, ...] = ()) -> None:
        super().__init__(message)
        self.message, self.line, self.log = message, line, log


class BadReturnError(ScriptError):
    """A script that ran, but gave back what is no response: Smocker answers 500 then, not 601."""


STATE_METHODS = (
    *("get", "set", "delete", "has", "keys", "incr", "clear"),
    *("push", "pop", "shift", "put", "remove"),
)
"""What a script can call of `State`, in every language."""


class State(Protocol):
    """The session's state as a script sees and changes it; nothing is in force until the script has ended."""

    def get(self, key: str, default: Any = None) -> Any:
        """The value of a key, a copy of it."""
        ...

    def set(self, key: str, value: Any) -> None:
        """Set a key. Raises `ScriptError` for what is no JSON, and over a limit."""
        ...

    def delete(self, key: str) -> bool:
        """Remove a key; whether it was there."""
        ...

    def has(self, key: str) -> bool:
        """Whether the key is there."""
        ...

    def keys(self) -> list[str]:
        """All keys, sorted."""
        ...

    def incr(self, key: str, by: float = 1) -> float:
        """Add to a number, which begins at 0; gives the sum. Raises `ScriptError` for what is no number."""
        ...

    def clear(self) -> None:
        """Remove all keys."""
        ...

    def push(self, key: str, value: Any) -> int:
        """Append to a list, which begins empty; gives its length. Raises `ScriptError` for another value."""
        ...

    def pop(self, key: str) -> Any:
        """Take the last of a list away; None when there is none."""
        ...

    def shift(self, key: str) -> Any:
        """Take the first of a list away; None when there is none."""
        ...

    def put(self, key: str, name: str, value: Any) -> None:
        """Set an entry of a mapping, which begins empty. Raises `ScriptError` for another value."""
        ...

    def remove(self, key: str, name: str) -> bool:
        """Remove an entry of a mapping; whether it was there."""
        ...


@dataclass(slots=True)
class Surroundings:
    """What an engine shows its script, inside the worker; not frozen, which would take longer."""

    request: Mapping[str, Any]
    state: State
    session: Mapping[str, Any]
    mock: Mapping[str, Any]
    now: float
    random: Random
    log: Callable[[str], None]
    functions: Mapping[str, Callable[..., Any]]
    """uuid, to_json, from_json, base64 and the others that all engines have, by name; the dot of `jwt.sign`
    is a level (`functions.nested`). `faker` takes the name of what to invent, and shows as a level.
    """
    memory: int = DEFAULT_MEMORY
    """Bytes that the script may use, for engines that keep watch over it themselves."""
    response: Mapping[str, Any] = field(default_factory=dict)
    """The answer of a real server, for templates that change it; empty for all others."""


class Compiled(Protocol):
    """A program that is ready to run, any number of times, one at a time.

    If it can do a part of its next run beforehand, its method `prepare` does so, and raises `ScriptError`.
    """

    def __call__(self, surroundings: Surroundings, /) -> Mapping[str, Any]:
        """Run it: the response of a `Result`. Raises `ScriptError`."""
        ...


class Engine(Protocol):
    """One language."""

    def __call__(self, program: Program, /) -> Compiled:
        """Compile a program. Raises `ScriptError`."""
        ...
