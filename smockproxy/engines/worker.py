"""The process in which scripts run, one at a time, until it is told to end or is killed.

Calls come by its standard input, answers go out by its standard output; to what runs inside, both are
closed, and so is the environment. It ends when its input ends.
"""

import contextlib
import os
import signal
import sys
from collections.abc import Sequence
from typing import BinaryIO, NoReturn

from smockproxy.engines import bounds, wire
from smockproxy.engines.contract import Call, ScriptError
from smockproxy.engines.lending import Shelf
from smockproxy.engines.limits import Limits, ScriptOverrun
from smockproxy.engines.log import ScriptLog
from smockproxy.engines.preloading import needs, preload
from smockproxy.engines.running import check_answer, failure_of, outcome, prepare_next
from smockproxy.engines.table import kept_memory, may_leave_traces

GROWTH = 0.5
"""Of the memory limit: a worker that at rest has grown by so much is spent."""
ANSWERED = 86
"""How a copy exits that has sent an answer; a script that ends it may well say 0."""


class Channel:
    """The way to the server and back."""

    def __init__(self, calls: BinaryIO, answers: int) -> None:
        self._calls, self._answers = calls, answers

    def receive(self) -> bytes | None:
        """The next call; None when there will be none."""
        head = self._calls.read(wire.LENGTH_BYTES)
        if len(head) < wire.LENGTH_BYTES:
            return None
        length = wire.frame_length(head)
        body = self._calls.read(length)
        return body if len(body) == length else None

    def send(self, frame: bytes) -> None:
        """Send all of a frame."""
        rest = memoryview(frame)
        while rest:
            rest = rest[os.write(self._answers, rest) :]


class Worker:
    """Runs calls, and knows when it is spent: after a script that took too much, or when it has grown."""

    def __init__(self, channel: Channel, *, says_begun: bool = True) -> None:
        """`says_begun`: whether the server can't see by itself when a call is taken."""
        self._channel = channel
        self._says_begun = says_begun
        self._engines: set[str] = set()
        self._shelf = Shelf()
        self._at_rest = 0
        self._is_a_copy = self._has_stepped_back = False
        self._is_waited_for = says_begun
        """Whether the server has to be told that the present call begins."""

    def prepare(self, name: str) -> None:
        """Import an engine, or what scripts use besides: its memory is the worker's own, not a script's.

        Raises `ScriptError`.
        """
        if name not in self._engines:
            preload(name)
            self._engines.add(name)
            self._at_rest = bounds.memory_in_use()

    def serve(self, preloaded: Sequence[str] = ()) -> None:
        """Run calls until there are no more; the engines that are named are imported before the first."""
        for name in preloaded:
            with contextlib.suppress(ScriptError):
                self.prepare(name)
        while (body := self._channel.receive()) is not None:
            if wire.is_call(body):
                self.answer(body)
            else:
                self.take(body)

    def take(self, body: bytes) -> None:
        """Keep a table, or forget one: its memory is the worker's own, not a script's."""
        before = bounds.memory_in_use()
        self._shelf.take(wire.message_of(body))
        self._at_rest += bounds.memory_in_use() - before

    def answer(self, body: bytes) -> None:
        """Run one call."""
        call, limits = wire.read_call(body, self._shelf.tables)
        needed, *besides = needs(call.program)
        is_ready = self._engines.issuperset((needed, *besides))
        if not (is_ready or self._says_begun):
            self._channel.send(wire.PREPARING)
        for name in besides:
            with contextlib.suppress(ScriptError):  # it may well do without
                self.prepare(name)
        try:
            self.prepare(needed)
        except ScriptError as error:
            self._channel.send(wire.error_frame(error, spent=False))
            return
        self._is_waited_for = self._says_begun or not is_ready
        if hasattr(os, "fork") and may_leave_traces(call.program):
            self._answer_in_a_copy(call, limits)
        elif self._run(call, limits):
            with contextlib.suppress(Exception):  # its next run will tell
                prepare_next(call.program)

    def _answer_in_a_copy(self, call: Call, limits: Limits) -> None:
        """Run it in a child: whatever it changes, modules and all, ends with it."""
        child = os.fork()
        if child == 0:
            self._is_a_copy = True
            with contextlib.suppress(OSError):
                self._run(call, limits)
                os._exit(ANSWERED)
            os._exit(1)
        _, status = os.waitpid(child, 0)
        code = os.waitstatus_to_exitcode(status)
        if code != ANSWERED:
            error = ScriptError(death_text(code))
            self._channel.send(wire.error_frame(error, spent=True))

    def _run(self, call: Call, limits: Limits) -> bool:
        """Run it and send what came of it; whether that is an answer."""
        log = ScriptLog(limits.log, lambda text: self._channel.send(wire.frame([wire.LOG, text])))
        if self._is_waited_for:
            self._channel.send(wire.BEGUN)
        self._step_back()
        try:
            with bounds.bounded(limits):
                result = outcome(call, log, limits)
            check_answer(result, limits)
            frame = wire.result_frame(result, spent=self._is_spent(limits))
        except BaseException as error:  # noqa: BLE001 - the one rim of scripts: whatever it is, the script failed
            failure = failure_of(error, limits)
            self._channel.send(wire.error_frame(failure, spent=self._is_spent(limits, failure)))
            return False
        self._channel.send(frame)
        return True

    def _step_back(self) -> None:
        """From its first script on it comes after everyone else; there is no way back."""
        if not self._has_stepped_back:
            bounds.step_back()
            self._has_stepped_back = True

    def _is_spent(self, limits: Limits, failure: ScriptError | None = None) -> bool:
        if self._is_a_copy:
            return False
        kept = min(kept_memory(self._engines), limits.memory)
        has_grown = bounds.memory_in_use() > self._at_rest + kept + limits.memory * GROWTH
        return has_grown or isinstance(failure, ScriptOverrun)


def death_text(code: int) -> str:
    """How a process ended that should not have; `code` is negative for a signal."""
    if code >= 0:
        return f"the script's process ended by itself, with exit status {code}"
    try:
        name = signal.Signals(-code).name
    except ValueError:
        name = f"signal {-code}"
    return f"the script's process died of {name}: it may have run out of memory, or called itself too deeply"


def _private_channel() -> Channel:
    """Take the standard streams away from what runs inside; in their place there is nothing."""
    calls, answers = os.dup(0), os.dup(1)
    nowhere = os.open(os.devnull, os.O_RDWR)
    for stream in (0, 1, 2):
        os.dup2(nowhere, stream)
    os.close(nowhere)
    return Channel(os.fdopen(calls, "rb"), answers)


def main(preloaded: Sequence[str] = ()) -> NoReturn:
    """Serve calls; the engines that are named are imported before the first."""
    channel = _private_channel()
    bounds.hide_surroundings()
    bounds.leave_no_core()
    Worker(channel).serve(preloaded)
    os._exit(0)


if __name__ == "__main__":
    main(sys.argv[1:])
