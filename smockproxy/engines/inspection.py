"""Looking into scripts without running them in the server: in one process of its own, which can be killed.

For whoever reads files, from one thread at a time; requests are answered by the pool.
"""

import contextlib
import json
import os
import signal
import subprocess
import sys
import threading
from collections.abc import Callable, Iterator, Sequence
from dataclasses import replace
from itertools import batched
from typing import IO, Any

from smockproxy.engines import wire
from smockproxy.engines.contract import Call, Program, Result, ScriptError
from smockproxy.engines.limits import DEFAULT_LIMITS, MEBIBYTE, Limits, ScriptTimeout, seconds_text
from smockproxy.engines.worker import death_text
from smockproxy.engines.workerprocess import BEGINNING
from smockproxy.engines.workersource import worker_command, worker_environment

COMPILING, READING = "compiling", "python_module_reading"
COMPILE_LIMITS = Limits(seconds=20.0, memory=256 * MEBIBYTE)
"""Of scripts that are looked into together; on a busy machine, with the engines yet to be imported."""
TOGETHER = 100
"""Scripts that are looked into at once."""
KEPT = 10_000
"""Scripts whose state is known without asking again."""
LAST_WORD = 0.3
"""Seconds after its time that a module is given to say where it was."""
IDLE = 5.0
"""Seconds after which the process is ended that nobody needed."""
type Script = tuple[str, str]
"""Its engine and its text."""
type Complaint = tuple[str, int]
"""What is wrong, and in which line, counted from 1; 0 when that is not known."""


class Inspection:
    """What can be told of scripts. `close` ends its process, which begins again when it is needed."""

    def __init__(self, limits: Limits = DEFAULT_LIMITS) -> None:
        self._limits = replace(limits, seconds=max(limits.seconds, DEFAULT_LIMITS.seconds))
        """Of the reading of a module, which takes its imports, too."""
        self._process: subprocess.Popen[bytes] | None = None
        self._dismissal: threading.Timer | None = None
        self._busy = threading.Lock()
        self._known: dict[Script, Complaint | None] = {}

    def complaints(self, scripts: Sequence[Script]) -> list[Complaint | None]:
        """What is wrong with each script; nothing of them is run."""
        unknown = list(dict.fromkeys(script for script in scripts if script not in self._known))
        if len(self._known) + len(unknown) > KEPT:
            self._known.clear()
            unknown = list(dict.fromkeys(scripts))
        unasked: dict[Script, Complaint] = {}
        for some in batched(unknown, TOGETHER):
            self._ask(some, unasked)
        return [unasked[script] if script in unasked else self._known[script] for script in scripts]

    def _ask(self, scripts: tuple[Script, ...], unasked: dict[Script, Complaint]) -> None:
        """Learn what is wrong with some scripts; if they come to no end together, each by itself is asked.

        What is wrong with one that comes to no end is not kept: another time it may.
        """
        try:
            program = Program(COMPILING, json.dumps(scripts))
            told = self._run(program, COMPILE_LIMITS).response["complaints"]
        except ScriptError as error:
            if len(scripts) > 1:
                for script in scripts:
                    self._ask((script,), unasked)
            else:
                unasked[scripts[0]] = error.message, error.line
            return
        self._known |= {
            script: each and (each[0], each[1]) for script, each in zip(scripts, told, strict=True)
        }

    def declared(self, module: str, file: str, path: str) -> list[dict[str, Any]]:
        """What a module of mocks declares: it is run for that, once. Raises `ScriptError`."""
        source = json.dumps({"module": module, "path": path})
        program = Program(READING, source, file)
        declared: list[dict[str, Any]] = self._run(program, self._limits).response["declared"]
        return declared

    def close(self) -> None:
        """End the process."""
        with self._busy:
            self._end()

    def _run(self, program: Program, limits: Limits) -> Result:
        with self._busy:
            self._keep()
            process = self._process = self._process or _started()
            try:
                outcome, is_spent = self._outcome(process, Call(program, {}), limits)
            except BaseException:
                self._end()
                raise
            if is_spent:
                self._end()
            else:
                self._dismiss_later()
        if isinstance(outcome, ScriptError):
            raise outcome
        return outcome

    def _outcome(
        self, process: "subprocess.Popen[bytes]", call: Call, limits: Limits
    ) -> tuple[Result | ScriptError, bool]:
        """What came of it. Raises `ScriptError` when its process did not survive it."""
        calls, answers = _pipes(process)
        late = threading.Event()
        message: Any = [wire.LOG]
        with contextlib.suppress(OSError):
            calls.write(wire.call_frame(call, limits))
            calls.flush()
        seconds = BEGINNING
        while message[0] in {wire.LOG, wire.PREPARES, wire.BEGAN}:
            with _ended_after(seconds, process, late):
                message = _message(answers)
            if message is None:
                raise _death(process, limits, is_late=late.is_set())
            if message[0] == wire.BEGAN:
                seconds = limits.seconds + LAST_WORD
        return wire.read_outcome(message, ())

    # -- life ---------------------------------------------------------------------------

    def _keep(self) -> None:
        if self._dismissal is not None:
            self._dismissal.cancel()
            self._dismissal = None

    def _dismiss_later(self) -> None:
        self._dismissal = _timer(IDLE, self.close)

    def _end(self) -> None:
        self._keep()
        process, self._process = self._process, None
        if process is not None:
            _kill(process)
            process.wait()
            _close(process)


def _started() -> "subprocess.Popen[bytes]":
    """A worker. Raises `ScriptError` when the system has no room for it."""
    pipe = subprocess.PIPE
    try:
        return subprocess.Popen(  # noqa: S603 - our own interpreter, with our own words
            worker_command("worker", ()),
            stdin=pipe,
            stdout=pipe,
            stderr=subprocess.DEVNULL,
            env=worker_environment(),
            cwd="/",
            start_new_session=True,
        )
    except OSError as error:
        raise ScriptError(f"no process to look into it: {error}") from error


def _pipes(process: "subprocess.Popen[bytes]") -> tuple[IO[bytes], IO[bytes]]:
    assert process.stdin is not None  # noqa: S101 - it was started with both
    assert process.stdout is not None  # noqa: S101
    return process.stdin, process.stdout


def _close(process: "subprocess.Popen[bytes]") -> None:
    for pipe in _pipes(process):
        with contextlib.suppress(OSError):
            pipe.close()


def _death(process: "subprocess.Popen[bytes]", limits: Limits, *, is_late: bool) -> ScriptError:
    if is_late:
        return ScriptTimeout(f"stopped because it took longer than {seconds_text(limits.seconds)}")
    return ScriptError(death_text(process.wait()))


def _message(answers: IO[bytes]) -> Any:
    """What the process says; None when it has ended."""
    head = answers.read(wire.LENGTH_BYTES)
    body = answers.read(wire.frame_length(head)) if len(head) == wire.LENGTH_BYTES else b""
    return wire.message_of(body) if body else None


@contextlib.contextmanager
def _ended_after(seconds: float, process: "subprocess.Popen[bytes]", late: threading.Event) -> Iterator[None]:
    """Kill the process when what is inside takes longer."""

    def end() -> None:
        late.set()
        _kill(process)

    timer = _timer(seconds, end)
    try:
        yield
    finally:
        timer.cancel()


def _timer(seconds: float, ring: Callable[[], None]) -> threading.Timer:
    timer = threading.Timer(seconds, ring)
    timer.daemon = True
    timer.start()
    return timer


def _kill(process: "subprocess.Popen[bytes]") -> None:
    """End a process and what it has started."""
    if sys.platform == "win32":
        process.kill()
        return
    with contextlib.suppress(ProcessLookupError, PermissionError):
        os.killpg(process.pid, signal.SIGKILL)
