"""A worker as the server sees it: started, given calls, killed."""

import asyncio
import contextlib
import json
import os
import signal
import sys
from collections.abc import Iterable
from pathlib import Path
from typing import Any

from smockproxy.engines import wire
from smockproxy.engines.contract import Call, Result, ScriptError
from smockproxy.engines.limits import Limits, NoWorkerError, ScriptTimeout, seconds_text
from smockproxy.engines.worker import death_text

BOOT = (
    "import sys, json; sys.path[:] = json.loads(sys.argv[1]); "
    "from smockproxy.engines.worker import main; main(sys.argv[2:])"
)
"""The worker's first words: it finds modules where the server does, and looks at nothing else."""
NEEDED_VARIABLES = ("LD_LIBRARY_PATH", "DYLD_LIBRARY_PATH", "SYSTEMROOT")
"""Without these some builds of Python do not start; the worker takes them away from its scripts."""
BEGINNING = 10.0
"""Seconds within which a worker must have begun with a call."""
DYING = 0.15
"""Seconds that a worker whose answers ended is given to be gone."""
BUFFER = 1024 * 1024


class WorkerProcess:
    """One process, which runs one call at a time."""

    def __init__(self, process: asyncio.subprocess.Process) -> None:
        self._process = process
        self._is_spent = False

    @property
    def pid(self) -> int:
        """Its process id."""
        return self._process.pid

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
            with contextlib.suppress(ProcessLookupError, PermissionError):
                _kill(self._process)
        if self._process.stdin is not None:
            self._process.stdin.close()

    async def gone(self) -> None:
        """Wait until it has ended."""
        await self._process.wait()


def _kill(process: asyncio.subprocess.Process) -> None:
    if sys.platform == "win32":
        process.kill()
    else:
        os.killpg(process.pid, signal.SIGKILL)


async def started(engines: Iterable[str]) -> WorkerProcess:
    """A new worker, which imports these engines before its first call. Raises `OSError`."""
    process = await asyncio.create_subprocess_exec(
        sys.executable,
        *("-I", "-S", "-c", BOOT, json.dumps(_import_path()), *engines),
        stdin=asyncio.subprocess.PIPE,
        stdout=asyncio.subprocess.PIPE,
        stderr=asyncio.subprocess.DEVNULL,
        env={name: os.environ[name] for name in NEEDED_VARIABLES if name in os.environ},
        cwd="/",
        start_new_session=True,
        limit=BUFFER,
    )
    return WorkerProcess(process)


def _import_path() -> list[str]:
    """Where the server's modules are; but not its working directory, where anything may lie."""
    here = str(Path.cwd())
    root = str(Path(__file__).resolve().parents[2])
    return [*(entry for entry in sys.path if entry not in {"", here, root}), root]
