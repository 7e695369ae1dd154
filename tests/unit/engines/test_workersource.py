"""Where workers come from, with a nursery that is none."""

import asyncio
import json
import os
import signal
import socket
import sys

import pytest

from smockproxy.engines import workersource
from smockproxy.engines.contract import Call, Program, Result, ScriptError
from smockproxy.engines.limits import DEFAULT_LIMITS
from smockproxy.engines.wire import frame, result_frame
from smockproxy.engines.workersource import ForkedWorkers, NewWorkers, default_source

CALL = Call(Program("lua", "return {}"), {})


class Pipe:
    """Where calls go."""

    def write(self, frame: bytes) -> None:
        pass

    def close(self) -> None:
        pass


class Nursery:
    """Answers as it is told, on the other end of the socket that the server made for it."""

    def __init__(self) -> None:
        self.control: socket.socket | None = None
        self.pid = 100
        self.heard: list[object] = []
        self.workers: list[socket.socket] = []
        self.options: dict[str, object] = {}
        self.stdin: Pipe | None = Pipe()
        self.stdout: asyncio.StreamReader | None = asyncio.StreamReader()
        self.returncode: int | None = None

    async def create(self, *arguments: object, **options: object) -> "Nursery":
        self.options = options | {"arguments": list(arguments)}
        stdin = options["stdin"]
        if isinstance(stdin, socket.socket):
            self.control = socket.socket(fileno=os.dup(stdin.fileno()))
        return self

    async def wait(self) -> int:
        return 0

    def listen(self) -> None:
        assert self.control
        received, sockets, _, _ = socket.recv_fds(self.control, 65_536, 10)
        self.heard += map(json.loads, received.splitlines())
        self.workers += [socket.socket(fileno=descriptor) for descriptor in sockets]

    def say(self, message: object) -> None:
        assert self.control
        self.control.send(json.dumps(message).encode() + b"\n")

    def close(self) -> None:
        for end in (self.control, *self.workers):
            if end:
                end.close()


@pytest.fixture
async def nursery(monkeypatch):
    nursery = Nursery()
    monkeypatch.setattr(asyncio, "create_subprocess_exec", nursery.create)
    yield nursery
    nursery.close()


async def settled() -> None:
    for _ in range(20):
        await asyncio.sleep(0)


async def forked(nursery: Nursery, source: ForkedWorkers, pid: int):
    asked = asyncio.ensure_future(source.worker(["lua"]))
    await settled()
    nursery.listen()
    nursery.say({"forked": pid})
    return await asked


async def test_a_worker_is_asked_for_and_spoken_with(nursery):
    source = ForkedWorkers()
    worker = await forked(nursery, source, 101)
    assert nursery.heard == [{"fork": ["lua"]}]
    nursery.workers[0].send(frame(["began"]) + result_frame(Result({"status": 200}), spent=False))
    assert await worker.run(CALL, DEFAULT_LIMITS) == Result({"status": 200})
    worker.kill()
    nursery.listen()
    assert nursery.heard[1:] == [{"kill": 101}]
    nursery.say({"died": 101, "code": -9})
    await worker.gone()
    await source.aclose()


async def test_how_a_worker_died_is_known(nursery):
    source = ForkedWorkers()
    worker = await forked(nursery, source, 101)
    nursery.workers[0].send(frame(["began"]))
    nursery.workers[0].close()
    nursery.say({"died": 1, "code": 0})
    nursery.say({"died": 101, "code": -signal.SIGSEGV})
    with pytest.raises(ScriptError, match="the script's process died of SIGSEGV"):
        await worker.run(CALL, DEFAULT_LIMITS)
    worker.kill()
    await source.aclose()


async def test_with_the_nursery_all_workers_are_lost_and_the_next_starts_it_anew(nursery):
    source = ForkedWorkers()
    worker = await forked(nursery, source, 101)
    asked = asyncio.ensure_future(source.worker([]))
    await settled()
    nursery.control.close()
    with pytest.raises(ConnectionError):
        await asked
    assert not worker.is_usable
    worker.kill()
    await worker.gone()
    other = await forked(nursery, source, 102)
    other.kill()
    await source.aclose()
    await other.gone()


async def test_who_gives_up_leaves_no_worker_waiting(nursery):
    source = ForkedWorkers()
    asked = asyncio.ensure_future(source.worker([]))
    await settled()
    nursery.listen()
    asked.cancel()
    await asyncio.wait([asked])
    await settled()
    assert nursery.workers[0].recv(10) == b""
    nursery.say({"forked": 101})
    nursery.say({"died": 101, "code": 0})
    await settled()
    await source.aclose()


async def test_after_the_end_nothing_is_started(nursery):
    source = ForkedWorkers()
    await source.aclose()
    with pytest.raises(ConnectionError, match="the process that starts workers has ended"):
        await source.worker([])
    assert nursery.options == {}


async def test_a_nursery_that_cannot_be_started_leaves_nothing_open(monkeypatch):
    async def fail(*_: object, **__: object) -> None:
        raise BlockingIOError

    monkeypatch.setattr(asyncio, "create_subprocess_exec", fail)
    with pytest.raises(BlockingIOError):
        await ForkedWorkers().worker([])


async def test_it_is_started_with_nothing_but_modules(nursery, monkeypatch, tmp_path):
    monkeypatch.setenv("SECRET", "x")
    monkeypatch.setenv("LD_LIBRARY_PATH", "/lib")
    monkeypatch.chdir(tmp_path)
    monkeypatch.setattr(sys, "path", ["", str(tmp_path), "/modules"])
    worker = await NewWorkers().worker(["lua", "python"])
    assert nursery.options["env"] == {"LD_LIBRARY_PATH": "/lib"}
    assert nursery.options["start_new_session"] is True
    _, *arguments = nursery.options["arguments"]
    assert arguments[:2] == ["-I", "-S"]
    assert "from smockproxy.engines.worker import main; main(sys.argv[2:])" in arguments[3]
    assert arguments[5:] == ["lua", "python"]
    assert json.loads(arguments[4])[0] == "/modules"
    assert str(tmp_path) not in arguments[4]
    nursery.stdout.feed_data(frame(["began"]) + result_frame(Result({"status": 200}), spent=False))
    assert await worker.run(CALL, DEFAULT_LIMITS) == Result({"status": 200})
    nursery.stdout.feed_eof()
    nursery.returncode = 0
    worker.kill()
    await worker.gone()
    await NewWorkers().aclose()


async def test_a_new_process_without_pipes_is_none(nursery):
    nursery.stdin = None
    with pytest.raises(BrokenPipeError):
        await NewWorkers().worker([])


def test_where_nothing_can_be_forked_workers_are_new_processes(monkeypatch):
    assert isinstance(default_source(), ForkedWorkers)
    monkeypatch.delattr(workersource.os, "fork")
    assert isinstance(default_source(), NewWorkers)
