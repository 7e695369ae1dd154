"""The nursery with a kernel that is none: nothing is forked, nothing killed."""

import json
import os
import signal
import socket
import sys

import pytest

from smockproxy.engines import nursery, table
from smockproxy.engines.nursery import Nursery


class Kernel:
    """Gives children numbers, and remembers what is done to them."""

    def __init__(self, monkeypatch: pytest.MonkeyPatch) -> None:
        self.forked, self.killed, self.grouped = 100, list[int](), list[int]()
        self.dead: list[tuple[int, int]] = []
        monkeypatch.setattr(os, "fork", self.fork)
        monkeypatch.setattr(os, "setpgid", lambda pid, _group: self.grouped.append(pid))
        monkeypatch.setattr(os, "killpg", lambda pid, _signal: self.killed.append(pid))
        monkeypatch.setattr(os, "waitpid", self.waitpid)

    def fork(self) -> int:
        self.forked += 1
        return self.forked

    def waitpid(self, _pid: int, _options: int) -> tuple[int, int]:
        if self.dead:
            return self.dead.pop()
        raise ChildProcessError


class Told:
    """A nursery and who tells it what to do."""

    def __init__(self) -> None:
        self.server, control = socket.socketpair()
        self.nursery = Nursery(control)

    def tell(self, *messages: object, sockets: int = 0) -> None:
        text = b"".join(json.dumps(message).encode() + b"\n" for message in messages)
        pairs = [socket.socketpair() for _ in range(sockets)]
        socket.send_fds(self.server, [text], [theirs.fileno() for _, theirs in pairs])
        for pair in pairs:
            for end in pair:
                end.close()
        self.nursery._obey()

    @property
    def said(self) -> list[object]:
        self.server.settimeout(1)
        return [json.loads(line) for line in self.server.recv(65_536).splitlines()]

    def close(self) -> None:
        self.server.close()
        self.nursery._control.close()
        os.close(self.nursery._woken)
        os.close(self.nursery._waking)


@pytest.fixture
def kernel(monkeypatch):
    return Kernel(monkeypatch)


@pytest.fixture
def told(kernel):
    told = Told()
    yield told
    told.close()


def test_workers_are_forked_in_groups_of_their_own(told, kernel):
    told.tell({"fork": ["python", "perl"]}, {"fork": []}, sockets=2)
    assert told.said == [{"forked": 101}, {"forked": 102}]
    assert kernel.grouped == [101, 102]
    assert told.nursery._sockets == []


def test_engines_are_imported_before(told, monkeypatch):
    imported: list[str] = []
    monkeypatch.setattr(nursery, "preload", imported.append)
    told.tell({"fork": ["lua", "python"]}, sockets=1)
    assert imported == ["lua", "python"]
    assert "lua" in table.ENGINES


def test_only_its_own_workers_are_killed(told, kernel):
    told.tell({"fork": []}, sockets=1)
    told.tell({"kill": 101}, {"kill": 1})
    assert kernel.killed == [101]


def test_half_a_line_waits_for_its_rest(told):
    told.server.send(b'{"for')
    told.nursery._obey()
    ours, theirs = socket.socketpair()
    with ours, theirs:
        socket.send_fds(told.server, [b'k": []}\n'], [theirs.fileno()])
        told.nursery._obey()
    assert told.said == [{"forked": 101}]


def test_deaths_are_told_and_what_is_left_of_them_ends(told, kernel):
    told.tell({"fork": []}, {"fork": []}, sockets=2)
    kernel.dead = [(101, signal.SIGSEGV), (102, 3 << 8)]
    told.nursery._bury()
    assert told.said[2:] == [{"died": 102, "code": 3}, {"died": 101, "code": -signal.SIGSEGV}]
    assert kernel.killed == [102, 101]
    told.tell({"kill": 101})
    assert kernel.killed == [102, 101]


def test_it_takes_its_workers_with_it(told, kernel, monkeypatch):
    monkeypatch.setattr(signal, "signal", lambda *_: None)
    monkeypatch.setattr(signal, "set_wakeup_fd", lambda _: None)
    told.tell({"fork": []}, sockets=1)
    os.write(told.nursery._waking, b"x")
    told.server.shutdown(socket.SHUT_WR)
    told.nursery.serve()
    assert kernel.killed == [101]


def test_a_server_that_does_not_listen_any_more_is_no_error(told):
    told.server.close()
    told.nursery._say({"died": 1, "code": 0})


def test_what_is_already_gone_is_no_error(monkeypatch):
    def gone(*_: object) -> None:
        raise ProcessLookupError

    monkeypatch.setattr(os, "killpg", gone)
    nursery._kill_group(101)


def test_the_copy_serves_calls_and_nothing_else(told, kernel, monkeypatch):
    ended: list[object] = []
    served: list[object] = []

    class Worker:
        def __init__(self, channel: object, *, says_begun: bool) -> None:
            assert says_begun is (sys.platform != "linux")
            served.append(channel)

        def serve(self, engines: list[str]) -> None:
            served.append(engines)
            raise BrokenPipeError

    def end(status: int) -> None:
        raise SystemExit(status)

    monkeypatch.setattr(nursery, "Worker", Worker)
    monkeypatch.setattr(nursery, "Channel", lambda calls, _own: calls)
    monkeypatch.setattr(signal, "signal", lambda *what: ended.append(what))
    monkeypatch.setattr(signal, "set_wakeup_fd", ended.append)
    monkeypatch.setattr(os, "close", lambda _: None)
    monkeypatch.setattr(os, "_exit", end)
    descriptor = told.nursery._control.fileno()
    ours, theirs = socket.socketpair()
    with ours, theirs:
        with pytest.raises(SystemExit):
            told.nursery._become_worker(os.dup(theirs.fileno()), ["lua"])
        served[0].close()
    assert served[1] == ["lua"]
    assert ended == [-1, (signal.SIGCHLD, signal.SIG_DFL)]
    assert kernel.grouped == [0]
    told.nursery._control = socket.socket(fileno=descriptor)
