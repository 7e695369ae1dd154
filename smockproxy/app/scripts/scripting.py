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

from smockproxy.app.scripts.request import MOMENT, request_names
from smockproxy.app.scripts.told import told_request
from smockproxy.core.decision import Script
from smockproxy.core.delay import delay_of_shape
from smockproxy.core.duration import AnyDelay
from smockproxy.core.http import NO_HEADERS, Headers, Request, Response
from smockproxy.core.mock import Mock
from smockproxy.core.responders import MODULE, SMOCKERS_ENGINES, Scripted
from smockproxy.core.session import Session, SessionFacts
from smockproxy.core.state import Snapshot, State, StateOverrunError
from smockproxy.core.tables import Table, asks
from smockproxy.engines.contract import BadReturnError, Call, Program, Result, ScriptError
from smockproxy.engines.limits import NoWorkerError
from smockproxy.engines.table import named_parts

NO_RESPONSE: Mapping[str, Any] = {}
NO_TABLES: Mapping[str, Table] = {}
KEPT_PROGRAMS = 4096
KEPT_HEADERS = 256
_STATE = "state"
"""What all scripts say that change it."""
TRIES = 2
"""How often a script runs beside others; if what it read has changed each time, it runs once more alone."""

type Run = Callable[[Call], Awaitable[Result]]
"""Runs a call in a worker; raises `ScriptError` and `NoWorkerError`."""
type RunAtOnce = Callable[[Call], Result | None]
"""Runs a call without a worker, if it is that simple; raises `ScriptError`."""


async def no_workers(_call: Call) -> Result:
    """Where scripts can't run. Raises `NoWorkerError`."""
    raise NoWorkerError("there are no workers for scripts")


def never_at_once(_call: Call) -> None:
    """Where all scripts need workers."""


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
        self.run_at_once: RunAtOnce = never_at_once
        self._committing: WeakKeyDictionary[State, asyncio.Lock] = WeakKeyDictionary()
        """Held while somebody commits to a state, or runs alone on it."""

    def another(self) -> "Scripts":
        """Those of another session's name, which run alike."""
        twin = Scripts(self._run, self._clock)
        twin.run_at_once = self.run_at_once
        return twin

    def answer_at_once(self, mock: Mock, request: Request, session: Session) -> ScriptAnswer | None:
        """What the mock's next use in a session answers, if it takes no worker and leaves the state alone.

        None for all others, for scripts that may look at any part of the request, and for what fails. The
        use is not counted yet, and nothing has changed.
        """
        responder = mock.responder
        if not isinstance(responder, Scripted) or _STATE in responder.script:
            return None
        program = _program(responder)
        parts = named_parts(program)
        if parts is None:
            return None
        call = Call(
            program,
            request_names(request, mock, parts),
            session.state.snapshot().values,
            {"id": session.facts.id, "name": session.facts.name},
            {"id": mock.id, "uses": session.uses(mock) + 1},
            session.clock.at(self._clock()),
            session.chance_of_use(mock).script_seed,
            NO_RESPONSE,
            _tables(mock, program),
        )
        try:
            result = self.run_at_once(call)
        except ScriptError:
            return None
        return None if result is None or result.operations else scripted(result)

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
            told_request(program, request, mock),
            script.state.snapshot().values,
            {"id": session.id, "name": session.name},
            {"id": mock.id, "uses": script.trace.uses_after},
            script.clock.at(self._clock()),
            script.reservation.chance.script_seed,
            response,
            _tables(mock, program),
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


def _tables(mock: Mock, program: Program) -> Mapping[str, Table]:
    """Those that a script may ask."""
    return dict(mock.tables) if mock.tables and asks(program.source) else NO_TABLES


def program_of(script: Script) -> Program:
    """The program of a mock's script, with the place where it was written."""
    return _program(script.responder)


@lru_cache(maxsize=KEPT_PROGRAMS)
def _program(responder: Scripted) -> Program:
    return Program(responder.engine, responder.script, responder.file, responder.line)


def asks_moment(mock: Mock) -> bool:
    """Whether a mock's script may look at when its request came."""
    responder = mock.responder
    parts = named_parts(_program(responder)) if isinstance(responder, Scripted) else None
    return parts is None or MOMENT in parts


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
