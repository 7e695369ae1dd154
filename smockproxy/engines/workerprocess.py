"""A worker as the server sees it: started, given calls, killed."""

import asyncio
import contextlib
from collections.abc import Callable
from typing import Any, Protocol

from smockproxy.engines import wire
from smockproxy.engines.contract import Call, Result, ScriptError
from smockproxy.engines.lending import Lent
from smockproxy.engines.limits import Limits, NoWorkerError, ScriptTimeout, seconds_text
from smockproxy.engines.worker import death_text
from smockproxy.engines.workerlink import Link

BEGUN = wire.BEGUN[wire.LENGTH_BYTES :]
PREPARING = wire.PREPARING[wire.LENGTH_BYTES :]
LOOK = 0.05
"""Seconds after which it is looked whether a call that is not answered was taken."""
BEGINNING = 10.0
"""Seconds within which a worker must have begun with a call."""
DYING = 0.15
"""Seconds that a worker whose answers ended is given to be gone."""


class Process(Protocol):
    """A process that runs a worker; `asyncio.subprocess.Process` is one."""

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


class Silence(Exception):  # noqa: N818 - no error yet: the process knows why
    """Nothing more comes from a worker, or nothing that makes sense."""


class Run:
    """One call under way in a worker: what it has said so far, and how much time it has left."""

    def __init__(self, limits: Limits, is_taken: Callable[[], bool]) -> None:
        self._loop = asyncio.get_running_loop()
        self._limits = limits
        self._is_taken = is_taken
        self._is_preparing = False
        self._sent_at = self._loop.time()
        self._begun_at: float | None = None
        self._clock = self._loop.call_later(min(limits.seconds, BEGINNING, LOOK), self._look_at_the_time)
        self.log: list[str] = []
        self.outcome: asyncio.Future[tuple[Result | ScriptError, bool]] = self._loop.create_future()

    def hear(self, body: bytes | None) -> None:
        """Take the next message."""
        if self.outcome.done():
            return
        try:
            message = self._message(body)
            if message is not None:
                self.outcome.set_result(wire.read_outcome(message, tuple(self.log)))
        except ValueError:
            self.outcome.set_exception(Silence())

    def _message(self, body: bytes | None) -> Any:
        """What the run ends with; None if it goes on. Raises `ValueError`."""
        if body is None:
            raise ValueError("the end")
        if body == BEGUN:
            self._begun_at = self._loop.time()
            if self._clock.when() > self._begun_at + self._limits.seconds:
                self._clock.cancel()
                self._clock = self._loop.call_at(
                    self._begun_at + self._limits.seconds, self._look_at_the_time
                )
            return None
        if body == PREPARING:
            self._is_preparing = True
            return None
        match wire.message_of(body):
            case [wire.LOG, str(text)]:
                self.log.append(text)
                return None
            case message:
                return message

    def end(self) -> None:
        """Whatever becomes of it is not asked any more."""
        self._clock.cancel()

    def _look_at_the_time(self) -> None:
        """A script's time begins when it does; the clock was set when the call was sent."""
        if self.outcome.done():
            return
        now = self._loop.time()
        if self._begun_at is None and not self._is_preparing and self._is_taken():
            self._begun_at = now
        if self._begun_at is None:
            has_begun, end, next_look = False, self._sent_at + BEGINNING, now + LOOK
        else:
            has_begun, end = True, self._begun_at + self._limits.seconds
            next_look = end
        if now < end:
            self._clock = self._loop.call_at(min(end, next_look), self._look_at_the_time)
        elif has_begun:
            message = f"stopped because it took longer than {seconds_text(self._limits.seconds)}"
            self.outcome.set_exception(ScriptTimeout(message, log=tuple(self.log)))
        else:
            self.outcome.set_exception(
                NoWorkerError(f"a worker did not begin within {seconds_text(BEGINNING)}")
            )


class WorkerProcess:
    """One process, which runs one call at a time."""

    def __init__(self, process: Process, link: Link) -> None:
        self._process, self._link = process, link
        self._lent = Lent()
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
        run = Run(limits, self._link.is_taken)
        self._link.listen(run.hear)
        try:
            for frame in self._lent.frames(call.tables.values()):
                self._link.send(frame)
            self._link.send(wire.call_frame(call, limits))
            outcome, self._is_spent = await run.outcome
        except Silence as error:
            raise ScriptError(await self._death(), log=tuple(run.log)) from error
        finally:
            run.end()
            self._link.listen(None)
        if isinstance(outcome, ScriptError):
            raise outcome
        return outcome

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
        self._link.close()

    async def gone(self) -> None:
        """Wait until it has ended, and its link with it."""
        await self._process.wait()
        with contextlib.suppress(TimeoutError, OSError):
            await asyncio.wait_for(self._link.closed(), DYING)
