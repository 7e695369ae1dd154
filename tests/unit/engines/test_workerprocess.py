"""A worker as the server sees it, with a process that is none."""

import asyncio
import signal

import pytest

from smockproxy.engines import wire, workerprocess
from smockproxy.engines.contract import Call, Program, Result, ScriptError
from smockproxy.engines.limits import DEFAULT_LIMITS, Limits, NoWorkerError, ScriptOverrun, ScriptTimeout
from smockproxy.engines.workerlink import Incoming
from smockproxy.engines.workerprocess import WorkerProcess

CALL = Call(Program("lua", "return {}"), {})
RESULT = wire.result_frame(Result({"status": 200}), spent=False)


class Way:
    """Says what it is told to say, to whoever listens."""

    def __init__(self, *frames: bytes, ends: bool = False) -> None:
        self.written = b""
        self.is_closed = self.is_read = False
        self.incoming = Incoming()
        self.listen = self.incoming.listen
        self.incoming.feed(b"".join(frames))
        if ends:
            self.incoming.end()

    def send(self, frame: bytes) -> None:
        self.written += frame

    def is_taken(self) -> bool:
        return self.is_read

    def close(self) -> None:
        self.is_closed = True

    async def closed(self) -> None:
        raise ConnectionResetError


class Process:
    """One that lives, or has ended."""

    def __init__(self, returncode: int | None = None) -> None:
        self.returncode = returncode
        self.is_killed = self.is_unknown = False

    def kill(self) -> None:
        self.is_killed = True
        if self.is_unknown:
            raise ProcessLookupError

    async def wait(self) -> int:
        if self.returncode is None:
            await asyncio.Event().wait()
        return self.returncode or 0


def worker(*frames: bytes, returncode: int | None = None, ends: bool = False) -> WorkerProcess:
    return WorkerProcess(Process(returncode), Way(*frames, ends=ends))


def message(*parts: object) -> bytes:
    return wire.frame(list(parts))


BROKEN = wire.error_frame(ScriptError("boom", 3), spent=False)
TOO_MUCH = wire.error_frame(ScriptOverrun("too much"), spent=True)


async def failure(of: WorkerProcess, limits: Limits = DEFAULT_LIMITS) -> ScriptError:
    with pytest.raises(ScriptError) as raised:
        await of.run(CALL, limits)
    return raised.value


async def test_a_call_goes_out_and_its_result_comes_back():
    way = Way(message("began"), message("log", "a"), RESULT)
    running = WorkerProcess(Process(), way)
    assert await running.run(CALL, DEFAULT_LIMITS) == Result({"status": 200}, ("a",))
    assert way.written == wire.call_frame(CALL, DEFAULT_LIMITS)
    assert running.is_usable


async def test_an_error_leaves_the_worker_usable():
    running = worker(message("began"), message("log", "a"), BROKEN)
    error = await failure(running)
    assert (error.message, error.line, error.log) == ("boom", 3, ("a",))
    assert running.is_usable


async def test_a_spent_worker_is_of_no_more_use():
    running = worker(message("began"), TOO_MUCH)
    assert isinstance(await failure(running), ScriptOverrun)
    assert not running.is_usable


async def test_a_script_that_takes_too_long_is_stopped_and_its_log_kept():
    running = worker(message("began"), message("log", "a"))
    error = await failure(running, Limits(seconds=0))
    assert isinstance(error, ScriptTimeout)
    assert (error.message, error.log) == ("stopped because it took longer than 0 s", ("a",))
    assert not running.is_usable


async def test_a_worker_that_does_not_begin_is_not_the_scripts_fault(monkeypatch):
    monkeypatch.setattr(workerprocess, "BEGINNING", 0)
    running = worker()
    with pytest.raises(NoWorkerError, match="a worker did not begin within 0 s"):
        await running.run(CALL, DEFAULT_LIMITS)
    assert not running.is_usable


async def test_a_worker_that_dies_fails_its_script_alone():
    running = worker(message("began"), message("log", "a"), returncode=-signal.SIGABRT, ends=True)
    error = await failure(running)
    assert error.message.startswith("the script's process died of SIGABRT")
    assert error.log == ("a",)
    assert not running.is_usable


async def test_a_worker_that_says_what_is_no_answer_is_of_no_more_use(monkeypatch):
    monkeypatch.setattr(workerprocess, "DYING", 0)
    running = worker(message("began"), b"\0\0\0\1x")
    assert (await failure(running)).message == "the script's process stopped answering"
    assert not running.is_usable


async def test_a_cancelled_call_leaves_no_usable_worker():
    running = worker(message("began"))
    call = asyncio.ensure_future(running.run(CALL, DEFAULT_LIMITS))
    await asyncio.sleep(0)
    call.cancel()
    with pytest.raises(asyncio.CancelledError):
        await call
    assert not running.is_usable


async def test_it_is_killed_and_its_link_closed():
    process, way = Process(), Way()
    running = WorkerProcess(process, way)
    running.kill()
    assert process.is_killed
    assert way.is_closed
    assert not running.is_usable


async def test_what_is_dead_is_not_killed():
    process = Process(returncode=0)
    dead = WorkerProcess(process, Way(ends=True))
    assert not dead.is_usable
    dead.kill()
    await dead.gone()
    assert not process.is_killed


async def test_a_process_that_is_just_gone_is_no_error():
    process = Process()
    process.is_unknown = True
    WorkerProcess(process, Way()).kill()
    assert process.is_killed


async def test_what_comes_after_the_answer_is_not_heard():
    running = worker(message("began"), RESULT, message("log", "late"))
    assert (await running.run(CALL, DEFAULT_LIMITS)).log == ()


async def test_the_time_of_a_script_counts_from_its_beginning():
    way = Way()
    running = WorkerProcess(Process(), way)
    call = asyncio.ensure_future(running.run(CALL, Limits(seconds=0)))
    for _ in range(5):
        await asyncio.sleep(0)
    assert not call.done()
    way.incoming.feed(message("began"))
    with pytest.raises(ScriptTimeout):
        await asyncio.wait_for(call, 1)


async def test_a_script_has_its_time_however_late_it_begins():
    way = Way()
    running = WorkerProcess(Process(), way)
    call = asyncio.ensure_future(running.run(CALL, Limits(seconds=0.001)))
    for _ in range(3):
        await asyncio.sleep(0)
    way.incoming.feed(message("began") + RESULT)
    assert (await call).response == {"status": 200}


async def test_a_script_that_was_taken_has_begun(monkeypatch):
    monkeypatch.setattr(workerprocess, "LOOK", 0)
    way = Way()
    running = WorkerProcess(Process(), way)
    call = asyncio.ensure_future(running.run(CALL, Limits(seconds=0)))
    for _ in range(5):
        await asyncio.sleep(0)
    assert not call.done()
    way.is_read = True
    with pytest.raises(ScriptTimeout):
        await asyncio.wait_for(call, 1)


async def test_what_is_imported_first_does_not_count(monkeypatch):
    monkeypatch.setattr(workerprocess, "LOOK", 0)
    way = Way(message("prepares"))
    way.is_read = True
    running = WorkerProcess(Process(), way)
    call = asyncio.ensure_future(running.run(CALL, Limits(seconds=0)))
    for _ in range(5):
        await asyncio.sleep(0)
    assert not call.done()
    way.incoming.feed(message("began"))
    with pytest.raises(ScriptTimeout):
        await asyncio.wait_for(call, 1)
