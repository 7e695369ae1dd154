"""A Lua state with what scripts find in it: values of Lua, and closures of the prelude."""

from functools import cache
from typing import Any

from lupa import lua51

from smockproxy.engines.contract import DEFAULT_MEMORY, Surroundings
from smockproxy.engines.limits import out_of_memory
from smockproxy.engines.lua.host import ANSWER, Host
from smockproxy.engines.lua.prelude import CHUNK, PRELUDE
from smockproxy.engines.lua.values import (
    ON_DEMAND,
    BodyReading,
    Reading,
    shown_request,
    size_in_lua,
    to_lua,
)

MARGIN = 4 * 1024 * 1024
"""Bytes that stay free for what a value needs beside its size, but of a small limit"""
SMALLEST_PART = 4
"""only so small a part."""
COMPILED_CODE = b"\x1b"
"""How code begins that is compiled already; it could reach any memory."""


class Interpreter:
    """Runs one script, in an environment of its own each time."""

    def __init__(self, source: bytes, names: tuple[str, ...]) -> None:
        self.names = names
        """What of ours the script can call."""
        self._state = new_state()
        self._memory = DEFAULT_MEMORY
        self._host: Host | None = None
        self._chunk = compiled_chunk(self._state, source)
        called, on_demand = (
            self._state.table_from([name.encode() for name in listed]) for listed in (names, ON_DEMAND)
        )
        self._begin, self._run, self._finish, *self._looks = self._state.compile(
            _compiled_prelude(), name=b"prelude"
        )(self._answer, called, on_demand)
        self._empty_object = self._looks[1]

    def run(self, surroundings: Surroundings) -> tuple[Any, ...]:
        """Run it: `(b"done", what it returned)` or `(b"failed", problem, traceback)`."""
        self._limit(surroundings.memory)
        reading = Reading(*self._looks)
        self._host = Host(surroundings, reading, self._plain, self._as_table)
        self._begin(
            self._as_table(shown_request(surroundings.request)),
            self._plain({"session": surroundings.session, "mock": surroundings.mock}),
        )
        outcome: tuple[Any, ...] = self._run(self._chunk)
        return outcome

    def _limit(self, memory: int) -> None:
        """How many bytes the script may have from now on, beside what it was given to begin with."""
        if memory != self._memory:
            self._memory = memory
            self._state.set_max_memory(memory)

    def body_reading(self) -> Reading:
        """Reads the body that the run returned."""
        return BodyReading(*self._looks)

    def finish(self) -> None:
        """Forget the run."""
        self._host = None
        self._finish()

    def _answer(self, name: bytes, *arguments: Any) -> ANSWER:
        assert self._host is not None  # noqa: S101 - scripts call only while they run
        return self._host.answer(name.decode(), arguments)

    def _plain(self, value: Any) -> Any:
        """A JSON value as Lua's own. Raises `ScriptOverrun` when there is no room for it."""
        return self._as_table(to_lua(value, self._empty_object))

    def _as_table(self, value: Any) -> Any:
        """A value of Lua's own. Raises `ScriptOverrun` when there is no room for it."""
        margin = min(MARGIN, self._memory // SMALLEST_PART)
        room = self._memory - margin - self._state.get_memory_used()
        if size_in_lua(value) > room:  # lupa ends the process when memory ends while it makes a value
            raise out_of_memory(self._memory)
        return self._state.table_from(value, recursive=True) if isinstance(value, dict) else value


def new_state() -> lua51.LuaRuntime:
    """A Lua state that has nothing of Python."""
    return lua51.LuaRuntime(
        encoding=None,  # Lua's strings are bytes, and no other object of Python becomes one
        register_eval=False,
        register_builtins=False,
        unpack_returned_tuples=True,
        attribute_filter=_no_attribute,
        max_memory=DEFAULT_MEMORY,
    )


def compiled_chunk(state: lua51.LuaRuntime, source: bytes) -> Any:
    """The script as a function. Raises `LuaError`."""
    return state.compile(source, name=b"=<string>")


def _no_attribute(_object: object, name: object, _is_setting: object) -> None:
    raise AttributeError(f"no attribute {name!r}")


@cache
def _compiled_prelude() -> bytes:
    """The prelude, compiled once."""
    dump = new_state().execute(
        b"local text, name = ...; return string.dump(loadstring(text, name))",
        PRELUDE.encode(),
        f"={CHUNK}".encode(),
    )
    return bytes(dump)
