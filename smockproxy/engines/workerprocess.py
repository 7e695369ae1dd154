"""A worker as the server sees it: started, given calls, killed."""

import asyncio
import contextlib
from typing import Any, Protocol

from smockproxy.engines import wire
from smockproxy.engines.contract import Call, Result, ScriptError
from smockproxy.engines.limits import Limits, NoWorkerError, ScriptTimeout, seconds_text
from smockproxy.engines.worker import death_text

BEGINNING = 10.0
"""Seconds within which a worker must have begun with a call."""
DYING = 0.15
"""Seconds that a worker whose answers ended is given to be gone."""


class Process(Protocol):
    """A process with its streams; `asyncio.subprocess.Process` is one."""

    @property
    def stdin(self) -> asyncio.StreamWriter | None:
        """Where calls go."""
        ...

    @property
    def stdout(self) -> asyncio.StreamReader | None:
        """Where answers come from."""
        ...

    @property
    def returncode(self) -> int | None:
        """How it ended, negative for a signal; None while it lives."""
        ...

    def kill(self) -> None:
        """End it at once."""
        ...

    async def wait(self) -> int:
        """Wait until it has ended."""
        ...


class WorkerProcess:
    """One process, which runs one call at a time."""

    def __init__(self, process: Process) -> None:
        self._process = process
        self._is_spent = False

    @property
    def is_usable(self) -> bool:
        """Whether it can take another call."""
        return not self._is_spent and self._process.returncode is None

    async def run(self, call: Call, limits: Limits) -> Result:
        """Run a call. Raises `ScriptError` and its kinds, and `NoWorkerError` if it does not even begin.

        If it does not come to an answer, for whatever reason, the process is of no more use.
        """
        self._is_spent = True  # until it has answered
        log: list[str] = []
        outcome, self._is_spent = await self._outcome(call, limits, log)
        if isinstance(outcome, ScriptError):
            raise outcome
        return outcome

    async def _outcome(self, call: Call, limits: Limits, log: list[str]) -> tuple[Result | ScriptError, bool]:
        has_begun = False
        try:
            async with asyncio.timeout(BEGINNING) as clock:
                await self._send(wire.call_frame(call, limits))
                while True:
                    match await self._message():
                        case [wire.BEGAN]:
                            has_begun = True
                            clock.reschedule(asyncio.get_running_loop().time() + limits.seconds)
                        case [wire.LOG, str(text)]:
                            log.append(text)
                        case message:
                            return wire.read_outcome(message, tuple(log))
        except TimeoutError as error:
            if not has_begun:
                raise NoWorkerError(f"a worker did not begin within {seconds_text(BEGINNING)}") from error
            message = f"stopped because it took longer than {seconds_text(limits.seconds)}"
            raise ScriptTimeout(message, log=tuple(log)) from error
        except (EOFError, OSError, ValueError) as error:
            raise ScriptError(await self._death(), log=tuple(log)) from error

    async def _send(self, frame: bytes) -> None:
        stream = self._process.stdin
        if stream is None:
            raise EOFError
        stream.write(frame)
        await stream.drain()

    async def _message(self) -> Any:
        stream = self._process.stdout
        if stream is None:
            raise EOFError
        length = wire.frame_length(await stream.readexactly(wire.LENGTH_BYTES))
        return wire.message_of(await stream.readexactly(length))

    async def _death(self) -> str:
        with contextlib.suppress(TimeoutError):
            return death_text(await asyncio.wait_for(self._process.wait(), DYING))
        return "the script's process stopped answering"

    def kill(self) -> None:
        """End it, and what it has started, at once."""
        self._is_spent = True
        if self._process.returncode is None:
            with contextlib.suppress(ProcessLookupError):
                self._process.kill()
        if self._process.stdin is not None:
            self._process.stdin.close()

    async def gone(self) -> None:
        """Wait until it has ended, and its streams with it."""
        await self._process.wait()
        if self._process.stdout is not None:
            with contextlib.suppress(TimeoutError, OSError):
                await asyncio.wait_for(self._process.stdout.read(), DYING)
        if self._process.stdin is not None:
            with contextlib.suppress(OSError):
                await self._process.stdin.wait_closed()
