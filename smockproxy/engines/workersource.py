"""Where workers come from: copies of a nursery, or, where processes can't be copied, new ones."""

import asyncio
import contextlib
import json
import os
import socket
import sys
from collections import deque
from collections.abc import Sequence
from pathlib import Path
from typing import Any, Protocol

from smockproxy.engines.workerlink import PipesLink, SocketLink
from smockproxy.engines.workerprocess import WorkerProcess

BOOT = (
    "import sys, json; sys.path[:] = json.loads(sys.argv[1]); "
    "from smockproxy.engines.{module} import main; main({arguments})"
)
"""A process's first words: it finds modules where the server does, and looks at nothing else."""
NEEDED_VARIABLES = ("LD_LIBRARY_PATH", "DYLD_LIBRARY_PATH", "SYSTEMROOT")
"""Without these some builds of Python do not start; they are taken away before a script runs."""
RECEIVED = 65_536
ENDED = "the process that starts workers has ended"
LOST = -9
"""How a worker is said to have ended whose nursery is gone."""


class WorkerSource(Protocol):
    """Makes workers."""

    async def worker(self, engines: Sequence[str]) -> WorkerProcess:
        """A new worker with these engines imported. Raises `OSError`."""
        ...

    async def aclose(self) -> None:
        """End what made them; the workers are ended already."""
        ...


def default_source() -> WorkerSource:
    """The best that this system can do."""
    return ForkedWorkers() if hasattr(os, "fork") else NewWorkers()


class NewWorkers:
    """Each worker is a new process of Python."""

    async def worker(self, engines: Sequence[str]) -> WorkerProcess:
        """A new worker. Raises `OSError`."""
        pipe = asyncio.subprocess.PIPE
        process = await _started("worker", engines, stdin=pipe, stdout=pipe)
        if process.stdin is None or process.stdout is None:
            raise BrokenPipeError("a worker was started without its pipes")
        return WorkerProcess(process, PipesLink(process.stdin, process.stdout))

    async def aclose(self) -> None:
        """There is nothing to end."""


class Forked:
    """A worker that the nursery forks, in the shape of asyncio's processes."""

    def __init__(self, nursery: "ForkedWorkers") -> None:
        self._nursery = nursery
        self._born, self._ended = asyncio.Event(), asyncio.Event()
        self.pid = 0
        self.returncode: int | None = None

    def begin(self, pid: int) -> None:
        """It was forked."""
        self.pid = pid
        self._born.set()

    async def begun(self) -> None:
        """Wait until it was forked. Raises `OSError` if it was not."""
        await self._born.wait()
        if self.returncode is not None:
            raise ConnectionAbortedError(ENDED)

    def end(self, code: int) -> None:
        """It has ended, or will never begin."""
        self.returncode = code
        self._born.set()
        self._ended.set()

    def kill(self) -> None:
        """End it at once."""
        self._nursery.kill(self.pid)

    async def wait(self) -> int:
        """Wait until it has ended."""
        await self._ended.wait()
        return LOST if self.returncode is None else self.returncode


class ForkedWorkers:
    """Workers are copies of one process, which is started with the first and again when it is lost."""

    def __init__(self) -> None:
        self._starting = asyncio.Lock()
        self._is_closed = False
        self._process: asyncio.subprocess.Process | None = None
        self._control: socket.socket | None = None
        self._unread = b""
        self._asked: deque[Forked] = deque()
        """Those that are to be forked, in the order of asking."""
        self._workers: dict[int, Forked] = {}

    async def worker(self, engines: Sequence[str]) -> WorkerProcess:
        """A new worker. Raises `OSError`."""
        async with self._starting:
            await self._start()
        ours, theirs = socket.socketpair()
        with theirs:
            _, link = await asyncio.get_running_loop().create_connection(SocketLink, sock=ours)
            forked = Forked(self)
            try:
                self._ask(forked, engines, theirs)
                await forked.begun()
            except BaseException:
                link.close()  # if it is forked all the same, it ends by this
                raise
        return WorkerProcess(forked, link)

    async def aclose(self) -> None:
        """End the nursery."""
        async with self._starting:
            self._is_closed = True
            self._lose()
            if self._process is not None:
                await self._process.wait()

    def kill(self, pid: int) -> None:
        """End a worker, and what it has started."""
        if self._control and pid in self._workers:
            with contextlib.suppress(OSError):
                self._control.sendall(_line({"kill": pid}))

    def _ask(self, forked: Forked, engines: Sequence[str], theirs: socket.socket) -> None:
        if self._control is None:
            raise ConnectionAbortedError(ENDED)
        socket.send_fds(self._control, [_line({"fork": list(engines)})], [theirs.fileno()])
        self._asked.append(forked)

    async def _start(self) -> None:
        if self._control is not None or self._is_closed:
            return
        ours, theirs = socket.socketpair()
        ours.setblocking(False)  # noqa: FBT003 - a method of the standard library
        with theirs:
            try:
                self._process = await _started("nursery", (), stdin=theirs, stdout=asyncio.subprocess.DEVNULL)
            except BaseException:
                ours.close()
                raise
        self._control, self._unread = ours, b""
        asyncio.get_running_loop().add_reader(ours, self._hear)

    def _hear(self) -> None:
        """Take what the nursery says."""
        if self._control is None:
            return
        try:
            received = self._control.recv(RECEIVED)
        except BlockingIOError:
            return
        except OSError:
            received = b""
        *lines, self._unread = (self._unread + received).split(b"\n")
        for line in lines:
            self._take(json.loads(line))
        if not received:
            self._lose()

    def _take(self, message: Any) -> None:
        match message:
            case {"forked": int(pid)} if self._asked:
                self._workers[pid] = self._asked.popleft()
                self._workers[pid].begin(pid)
            case {"died": int(pid), "code": int(code)} if pid in self._workers:
                self._workers.pop(pid).end(code)

    def _lose(self) -> None:
        """The nursery is gone, and all workers with it."""
        if self._control is None:
            return
        asyncio.get_running_loop().remove_reader(self._control)
        self._control.close()
        self._control = None
        for forked in (*self._asked, *self._workers.values()):
            forked.end(LOST)
        self._asked.clear()
        self._workers.clear()


async def _started(module: str, arguments: Sequence[str], **streams: Any) -> asyncio.subprocess.Process:
    """A process of Python that runs a module of these, and knows of nothing else. Raises `OSError`."""
    return await asyncio.create_subprocess_exec(
        *worker_command(module, arguments),
        stderr=asyncio.subprocess.DEVNULL,
        env=worker_environment(),
        cwd="/",
        start_new_session=True,
        **streams,
    )


def worker_command(module: str, arguments: Sequence[str]) -> list[str]:
    """The command that runs a module of these in a process of its own."""
    boot = BOOT.format(module=module, arguments="sys.argv[2:]" if arguments else "")
    return [sys.executable, "-I", "-S", "-c", boot, json.dumps(_import_path()), *arguments]


def worker_environment() -> dict[str, str]:
    """All that such a process is told."""
    return {name: os.environ[name] for name in NEEDED_VARIABLES if name in os.environ}


def _import_path() -> list[str]:
    """Where the server's modules are; but not its working directory, where anything may lie."""
    here = str(Path.cwd())
    root = str(Path(__file__).resolve().parents[2])
    return [*(entry for entry in sys.path if entry not in {"", here, root}), root]


def _line(message: object) -> bytes:
    return json.dumps(message).encode() + b"\n"
