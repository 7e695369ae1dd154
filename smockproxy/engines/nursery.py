"""The process that workers are copied from: engines are imported here once, and a copy is ready in no time.

No script runs in it. It is told what to do by lines of JSON on a socket, its standard input: `{"fork":
[engine…]}`, which brings the worker's own socket along, and `{"kill": pid}`. It answers `{"forked": pid}`
in turn, and `{"died": pid, "code": …}` when it happens. When the socket ends it takes all workers with it.
"""

import contextlib
import gc
import json
import os
import select
import signal
import socket
import sys
from typing import NoReturn

from smockproxy.engines import bounds
from smockproxy.engines.contract import ScriptError
from smockproxy.engines.preloading import preload
from smockproxy.engines.worker import Channel, Worker

RECEIVED = 65_536
"""Bytes read at once, and with them so many sockets:"""
MOST_SOCKETS = 64


class Nursery:
    """Forks workers, kills them, and tells when they died."""

    def __init__(self, control: socket.socket) -> None:
        self._control = control
        self._woken, self._waking = os.pipe()
        self._workers: set[int] = set()
        self._unread = b""
        self._sockets: list[int] = []

    def serve(self) -> None:
        """Do as told until the server is gone."""
        for end in (self._woken, self._waking):
            os.set_blocking(end, False)
        signal.signal(signal.SIGCHLD, lambda *_: None)
        signal.set_wakeup_fd(self._waking)
        while True:
            ready, _, _ = select.select([self._control.fileno(), self._woken], [], [])
            if self._woken in ready:
                os.read(self._woken, RECEIVED)
                self._bury()
            if self._control.fileno() in ready and not self._obey():
                break
        for worker in self._workers:
            _kill_group(worker)

    def _obey(self) -> bool:
        """Read what the server says; whether it is still there."""
        received, sockets, _, _ = socket.recv_fds(self._control, RECEIVED, MOST_SOCKETS)
        self._sockets += sockets
        *lines, self._unread = (self._unread + received).split(b"\n")
        for line in lines:
            match json.loads(line):
                case {"fork": [*engines]}:
                    self._fork(engines, self._sockets.pop(0))
                case {"kill": int(pid)} if pid in self._workers:
                    _kill_group(pid)
        return bool(received)

    def _fork(self, engines: list[str], own: int) -> None:
        for name in engines:
            with contextlib.suppress(ScriptError):
                preload(name)
        gc.freeze()
        pid = os.fork()
        if pid == 0:
            self._become_worker(own, engines)
        os.close(own)
        with contextlib.suppress(OSError):
            os.setpgid(pid, pid)  # as it does itself: whoever comes first
        self._workers.add(pid)
        self._say({"forked": pid})

    def _become_worker(self, own: int, engines: list[str]) -> NoReturn:
        signal.set_wakeup_fd(-1)
        signal.signal(signal.SIGCHLD, signal.SIG_DFL)
        for end in (self._control.detach(), self._woken, self._waking, *self._sockets):
            os.close(end)
        with contextlib.suppress(OSError):
            os.setpgid(0, 0)
        with contextlib.suppress(OSError):
            says_begun = sys.platform != "linux"
            Worker(Channel(os.fdopen(own, "rb"), own), says_begun=says_begun).serve(engines)
        os._exit(0)

    def _bury(self) -> None:
        with contextlib.suppress(ChildProcessError):
            while (ended := os.waitpid(-1, os.WNOHANG))[0]:
                pid, status = ended
                self._workers.discard(pid)
                _kill_group(pid)  # what it may have left behind
                self._say({"died": pid, "code": os.waitstatus_to_exitcode(status)})

    def _say(self, message: object) -> None:
        with contextlib.suppress(OSError):
            self._control.sendall(json.dumps(message).encode() + b"\n")


def _kill_group(pid: int) -> None:
    with contextlib.suppress(ProcessLookupError, PermissionError):
        os.killpg(pid, signal.SIGKILL)


def main() -> NoReturn:
    """Serve the socket that is the standard input."""
    control = socket.socket(fileno=os.dup(0))
    nowhere = os.open(os.devnull, os.O_RDWR)
    for stream in (0, 1, 2):
        os.dup2(nowhere, stream)
    os.close(nowhere)
    bounds.hide_surroundings()
    bounds.leave_no_core()
    Nursery(control).serve()
    sys.exit(0)


if __name__ == "__main__":
    main()
