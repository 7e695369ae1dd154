"""The addon in mitmproxy's own programs, as a process; the ready file says where it listens."""

import os
import pty
import re
import select
import signal
import socket
import subprocess
import termios
import time
from collections.abc import Mapping
from pathlib import Path

from tests.acceptance.harness.paths import PYTHON, ROOT
from tests.acceptance.harness.process import STOP_SECONDS, Smockproxy

SCRIPT = ROOT / "addons" / "smock.py"
BIN = Path(PYTHON).parent

NOT_INSTALLED = """\
import sys
from importlib.machinery import PathFinder


class OnlyFromSysPath:
    '''Finds smockproxy where sys.path says, but never where packages are installed.'''

    @staticmethod
    def find_spec(name, path=None, target=None):
        if name in {blocked!r}:
            raise ModuleNotFoundError(f"No module named {{name!r}}", name=name)
        if name != "smockproxy":
            return None
        places = [place for place in sys.path if "site-packages" not in place]
        if (found := PathFinder.find_spec(name, places)) is None:
            raise ModuleNotFoundError("No module named 'smockproxy'", name=name)
        return found


sys.path = [place for place in sys.path if place != {root!r}]
sys.meta_path.insert(0, OnlyFromSysPath)
"""


def without_packages(folder: Path, *blocked: str) -> Mapping[str, str]:
    """Variables for a Python that has no smockproxy installed, nor the packages `blocked`."""
    folder.mkdir(parents=True, exist_ok=True)
    (folder / "sitecustomize.py").write_text(NOT_INSTALLED.format(blocked=set(blocked), root=str(ROOT)))
    return {"PYTHONPATH": str(folder)}


def free_port() -> int:
    """A port that nobody listens on now."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return probe.getsockname()[1]


class AddonProcess(Smockproxy):
    """One of mitmproxy's programs with the addon, run in a folder that is not the checkout."""

    def __init__(self, program: str, folder: Path, confdir: Path, *arguments: str, **facts) -> None:
        facts.setdefault("environment", without_packages(folder / "site"))
        super().__init__(folder, confdir, *arguments, **facts)
        self._program = str(BIN / program)
        self.script = str(SCRIPT)
        self.names_mocks = True
        """Whether the mocks are named by an option; else the program looks for mocks/ where it is started."""

    def command(self) -> list[str]:
        options = {
            "confdir": self.confdir,
            "smock_admin_port": 0,
            "smock_ready_file": self.ready_file,
        } | ({"smock_mocks": self.mocks} if self.names_mocks else {})
        sets = [part for name, value in options.items() for part in ("--set", f"{name}={value}")]
        listen = ["--listen-host", "127.0.0.1", "--listen-port", "0"]
        return [self._program, "-s", self.script, *listen, *sets, *self._arguments]

    def run_to_its_end(self, seconds: float = 60) -> subprocess.CompletedProcess[str]:
        """Run it where it must end by itself."""
        return subprocess.run(
            self.command(),
            cwd=self.folder,
            env=self._environment,
            stdin=subprocess.DEVNULL,
            capture_output=True,
            text=True,
            timeout=seconds,
            check=False,
        )

    def in_terminal(self) -> "Terminal":
        """Run it in a terminal of its own, as its console user interface needs."""
        return Terminal(self.command(), self.folder, self._environment)


class Terminal:
    """A program in a pseudo-terminal."""

    def __init__(self, command: list[str], folder: Path, environment: Mapping[str, str]) -> None:
        self.shown = b""
        """All that it wrote to the terminal."""
        self.code: int | None = None
        self.pid, self._terminal = pty.fork()
        if self.pid == 0:
            os.chdir(folder)
            termios.tcsetwinsize(0, (40, 120))
            os.execve(command[0], command, {**environment, "TERM": "xterm"})

    def press(self, keys: str) -> None:
        os.write(self._terminal, keys.encode())

    def look(self, seconds: float = 0.05) -> bytes:
        """Read what it writes, until it writes nothing for some time; all of it so far, as plain text."""
        while select.select([self._terminal], [], [], seconds)[0]:
            try:
                written = os.read(self._terminal, 65536)
            except OSError:
                break
            if not written:
                break
            self.shown += written
        return re.sub(rb"\x1b\[[0-9;?]*[A-Za-z]", b"", self.shown)

    def has_ended(self) -> bool:
        if self.code is None:
            pid, status = os.waitpid(self.pid, os.WNOHANG)
            self.code = os.waitstatus_to_exitcode(status) if pid else None
        return self.code is not None

    def end(self) -> int:
        """Its exit code; it is killed if it does not end by itself."""
        deadline = time.monotonic() + STOP_SECONDS
        while not self.has_ended() and time.monotonic() < deadline:
            self.look()
        if not self.has_ended():
            os.kill(self.pid, signal.SIGKILL)
            os.waitpid(self.pid, 0)
            self.code = -signal.SIGKILL
        self.look()
        os.close(self._terminal)
        assert self.code is not None
        return self.code
