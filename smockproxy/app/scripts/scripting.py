"""Answers by scripts: run one, and commit what it did to the state, all of it or nothing.

Source of the texts that clients get from Smocker's own engines: Smocker (its 601).
"""

import asyncio
from base64 import b64decode
from collections.abc import Awaitable, Callable, Mapping
from dataclasses import dataclass, replace
from functools import lru_cache
from typing import Any
from weakref import WeakKeyDictionary

from smockproxy.app.scripts.request import request_names
from smockproxy.core.decision import Script
from smockproxy.core.delay import delay_of_shape
from smockproxy.core.duration import AnyDelay
from smockproxy.core.http import NO_HEADERS, Headers, Request, Response
from smockproxy.core.responders import MODULE, SMOCKERS_ENGINES, Scripted
from smockproxy.core.session import SessionFacts
from smockproxy.core.state import Snapshot, State, StateOverrunError
from smockproxy.core.tables import Table, asks
from smockproxy.engines.contract import BadReturnError, Call, Program, Result, ScriptError
from smockproxy.engines.limits import NoWorkerError
from smockproxy.engines.table import named_parts

NO_RESPONSE: Mapping[str, Any] = {}
NO_TABLES: Mapping[str, Table] = {}
KEPT_PROGRAMS = 4096
KEPT_HEADERS = 256
TRIES = 2
"""How often a script runs beside others; if what it read has changed each time, it runs once more alone."""

type Run = Callable[[Call], Awaitable[Result]]
"""Runs a call in a worker; raises `ScriptError` and `NoWorkerError`."""


async def no_workers(_call: Call) -> Result:
    """Where scripts can't run. Raises `NoWorkerError`."""
    raise NoWorkerError("there are no workers for scripts")


@dataclass(frozen=True, slots=True)
class ScriptAnswer:
    """What a script answers."""

    response: Response
    delay: AnyDelay
    log: tuple[str, ...] = ()


class FailedScriptError(Exception):
    """A script without an answer; the text is for its author, `told` for the client.

    `is_bad_return`: it ran, but what it gave back is no response, which Smocker answers with a 500.
    """

    def __init__(
        self, message: str, told: str, log: tuple[str, ...] = (), *, is_bad_return: bool = False
    ) -> None:
        super().__init__(message)
        self.told, self.log, self.is_bad_return = told, log, is_bad_return


class Scripts:
    """Runs the scripts of decisions. Used from one event loop."""

    def __init__(self, run: Run, clock: Callable[[], float]) -> None:
        self._run, self._clock = run, clock
        self._committing: WeakKeyDictionary[State, asyncio.Lock] = WeakKeyDictionary()
        """Held while somebody commits to a state, or runs alone on it."""

    async def answer(
        self,
        script: Script,
        request: Request,
        session: SessionFacts,
        response: Mapping[str, Any] = NO_RESPONSE,
    ) -> ScriptAnswer:
        """Run the script, which sees a real server's answer if there is one.

        Raises `FailedScriptError`, and then the state is as it was.
        """
        program, mock = program_of(script), script.mock
        call = Call(
            program,
            request_names(request, mock, named_parts(program)),
            script.state.snapshot().values,
            {"id": session.id, "name": session.name},
            {"id": mock.id, "uses": script.trace.uses_after},
            script.clock.at(self._clock()),
            script.reservation.chance.script_seed,
            response,
            dict(mock.tables) if mock.tables and asks(program.source) else NO_TABLES,
        )
        try:
            return scripted(await self._committed(call, script.state))
        except ScriptError as error:
            raise _failed(script, error) from error
        except StateOverrunError as error:
            raise _failed(script, ScriptError(str(error))) from error
        except NoWorkerError as error:
            raise FailedScriptError(str(error), _told(program, str(error))) from error

    async def _committed(self, call: Call, state: State) -> Result:
        snapshot = state.snapshot()
        for attempt in range(TRIES):
            if attempt:
                snapshot = state.snapshot()
                call = replace(call, state=snapshot.values)
            result = await self._run(call)
            if not result.operations:
                return result
            async with self._lock(state):
                if _commit(state, result, snapshot):
                    return result
        async with self._lock(state):
            while True:  # others may still write by the API, who do not wait
                snapshot = state.snapshot()
                result = await self._run(replace(call, state=snapshot.values))
                if _commit(state, result, snapshot):
                    return result

    def _lock(self, state: State) -> asyncio.Lock:
        return self._committing.setdefault(state, asyncio.Lock())


def _commit(state: State, result: Result, snapshot: Snapshot) -> bool:
    return state.commit(result.operations, result.reads, snapshot.version, result.growth)


def program_of(script: Script) -> Program:
    """The program of a mock's script, with the place where it was written."""
    return _program(script.responder)


@lru_cache(maxsize=KEPT_PROGRAMS)
def _program(responder: Scripted) -> Program:
    return Program(responder.engine, responder.script, responder.file, responder.line)


def scripted(result: Result) -> ScriptAnswer:
    """What goes out for a script's result: headers sorted by name, as Smocker writes them."""
    told = result.response
    headers = told.get("headers")
    lines = _headers(tuple((name, *headers[name]) for name in sorted(headers))) if headers else NO_HEADERS
    response = Response(int(told.get("status") or 0), lines, _body(told))
    return ScriptAnswer(response, delay_of_shape(told.get("delay") or {}), result.log)


@lru_cache(maxsize=KEPT_HEADERS)
def _headers(lines: tuple[tuple[str, ...], ...]) -> Headers:
    """Each name with its lines; most answers have the same as others."""
    return Headers.of((name, line) for name, *values in lines for line in values)


def _body(told: Any) -> bytes:
    if coded := told.get("body_base64"):
        return b64decode(coded)
    return str(told.get("body") or "").encode("utf-8", "replace")


def _failed(script: Script, error: ScriptError) -> FailedScriptError:
    """The error with its place: in the author's file, or in the script if it has none."""
    is_bad_return = isinstance(error, BadReturnError)
    told = _told(program_of(script), error.message)
    message = f"{_place(script, error.line)}{error.message}"
    return FailedScriptError(message, told, error.log, is_bad_return=is_bad_return)


def _place(script: Script, line: int) -> str:
    """Where it failed; where it begins, if the line is not known: 0."""
    responder, source = script.responder, script.mock.source
    if responder.file and responder.engine == MODULE and source and not line:
        return f"{source}: "
    if responder.file:
        return f"{responder.file}:{responder.line + (line or 1)}: "
    if not line or responder.engine in SMOCKERS_ENGINES:  # whose own words have it
        return ""
    return f"line {line}: "


def _told(program: Program, message: str) -> str:
    if program.engine in SMOCKERS_ENGINES:
        return f"Error during template engine execution: {message}"
    return "Error during template engine execution: the script failed; the history says why"
