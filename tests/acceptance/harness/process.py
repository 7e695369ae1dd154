"""The product as a process: `python -m smockproxy serve` on free ports, with mock files of its own."""

import json
import os
import signal
import subprocess
import time
import urllib.error
import urllib.request
from collections.abc import Iterator, Mapping
from contextlib import suppress
from pathlib import Path
from typing import Any, Self
from urllib.parse import urlsplit

from tests.acceptance.harness.paths import PYTHON, ROOT, clean_environment
from tests.acceptance.harness.waiting import wait_until

START_SECONDS = 30.0
STOP_SECONDS = 15.0
GATHERED_FOR = 0.15
"""Seconds after which all lines of the log are out."""
DIRECT = urllib.request.build_opener(urllib.request.ProxyHandler({}))
"""Ignores proxy variables."""


class StartError(AssertionError):
    """The process ended, or said nothing, before it listened."""


class Smockproxy:
    """One process. Its folder holds the mock files, the authority, the log and the ready file."""

    def __init__(
        self, folder: Path, confdir: Path, *arguments: str, environment: Mapping[str, str] | None = None
    ) -> None:
        self.folder = folder
        self.confdir = confdir
        self.mocks = folder / "mocks"
        self.mocks.mkdir(parents=True, exist_ok=True)
        self.proxy = self.admin = ""
        self.ready: dict[str, Any] = {}
        self._arguments = arguments
        found_by = os.pathsep.join(filter(None, [str(ROOT), os.environ.get("PYTHONPATH", "")]))
        self._environment = clean_environment() | {"PYTHONPATH": found_by} | dict(environment or {})
        self._log = folder / "process.log"
        self._process: subprocess.Popen[bytes] | None = None

    @property
    def ca(self) -> Path:
        """The authority that clients must trust."""
        return self.confdir / "mitmproxy-ca-cert.pem"

    @property
    def ready_file(self) -> Path:
        return self.folder / "ready.json"

    @property
    def port(self) -> int:
        return urlsplit(self.proxy).port or 0

    @property
    def pid(self) -> int:
        assert self._process is not None
        return self._process.pid

    def command(self) -> list[str]:
        fixed = ["--port", "0", "--admin-port", "0", "--ready-file", str(self.ready_file)]
        ours = [*fixed, "--confdir", str(self.confdir), *self._arguments]
        return [PYTHON, "-m", "smockproxy", "serve", *ours, str(self.mocks)]

    def start(self) -> Self:
        with self._log.open("ab") as log:
            self._process = subprocess.Popen(
                self.command(),
                cwd=self.folder,
                env=self._environment,
                stdin=subprocess.DEVNULL,
                stdout=log,
                stderr=subprocess.STDOUT,
            )
        end = time.monotonic() + START_SECONDS
        while not self.ready_file.exists():
            if self._process.poll() is not None:
                raise StartError(f"ended with {self._process.returncode} before it listened:\n{self.log()}")
            if time.monotonic() > end:
                self.kill()
                raise StartError(f"not ready after {START_SECONDS} s:\n{self.log()}")
            time.sleep(0.02)
        self.ready = ready = json.loads(self.ready_file.read_text())
        self.proxy, self.admin = ready["proxy"].rstrip("/"), ready["admin"].rstrip("/")
        return self

    def stop(self, with_signal: int = signal.SIGTERM) -> int:
        """Ask it to end; its exit code."""
        assert self._process is not None
        if self._process.poll() is None:
            self._process.send_signal(with_signal)
        try:
            return self._process.wait(STOP_SECONDS)
        except subprocess.TimeoutExpired:
            self.kill()
            raise AssertionError(f"did not stop within {STOP_SECONDS} s:\n{self.log()}") from None

    def kill(self) -> None:
        """End it whatever it is doing."""
        if self._process is not None and self._process.poll() is None:
            self._process.kill()
            self._process.wait(STOP_SECONDS)

    def is_running(self) -> bool:
        return self._process is not None and self._process.poll() is None

    def log(self) -> str:
        """What it printed so far; lines about exchanges are gathered for 50 ms."""
        time.sleep(GATHERED_FOR)
        return self._log.read_text(errors="replace") if self._log.exists() else ""

    def write(self, name: str, text: str) -> Path:
        """Write a mock file in one go (rename); the files are taken at start, or by the reload."""
        path = self.mocks / name
        path.parent.mkdir(parents=True, exist_ok=True)
        unfinished = path.with_name(f".{path.name}.tmp")
        unfinished.write_text(text)
        unfinished.rename(path)
        return path

    def ask_admin(
        self, path: str, *, method: str = "GET", body: bytes | None = None, **headers: str
    ) -> bytes:
        """The admin API's answer; an error status is a failure that shows its text."""
        token = self.ready.get("token")
        shown = {"Authorization": f"Bearer {token}"} if token else {}
        named = shown | {name.replace("_", "-"): value for name, value in headers.items()}
        request = urllib.request.Request(self.admin + path, data=body, method=method, headers=named)
        try:
            with DIRECT.open(request, timeout=20) as answer:
                return answer.read()
        except urllib.error.HTTPError as error:
            text = error.read().decode(errors="replace")
            error.close()
            raise AssertionError(f"{method} {path}: {error.code} {text}") from None

    def ask_json(self, path: str, **facts: Any) -> Any:
        return json.loads(self.ask_admin(path, **facts))

    def reset(self) -> None:
        """An empty history, counts at zero, no mocks but the files'."""
        self.ask_admin("/reset", method="POST")

    def upload(self, mocks: str) -> None:
        """Register mocks (YAML) by Smocker's route."""
        self.ask_admin("/mocks", method="POST", body=mocks.encode(), Content_Type="application/x-yaml")

    def history(self) -> list[dict[str, Any]]:
        """Every entry, oldest first, through all pages."""
        return list(self._entries())

    def _entries(self) -> Iterator[dict[str, Any]]:
        after = ""
        while True:
            page = self.ask_json(f"/api/v1/history?limit=500&after={after}")
            yield from page["entries"]
            after = page["next"]
            if not after:
                return

    def entries(self, part_of_url: str) -> list[dict[str, Any]]:
        """The entries of requests whose URL holds this."""
        return [entry for entry in self.history() if part_of_url in (entry["request"]["url"] or "")]

    def await_entry(self, part_of_url: str, seconds: float = 5.0) -> dict[str, Any]:
        """The first such entry; it may be complete only some moments after the client read its answer."""
        return wait_until(
            lambda: self.entries(part_of_url), f"a history entry with {part_of_url}", seconds=seconds
        )[0]

    def problems(self) -> list[dict[str, Any]]:
        """What is wrong in the mock files now."""
        answer = self.ask_json("/api/v1/problems")
        return answer["problems"] if isinstance(answer, dict) else answer

    def memory(self, field: str = "VmRSS") -> int:
        """Bytes of memory by /proc: VmRSS now, VmHWM at most so far."""
        for line in Path(f"/proc/{self.pid}/status").read_text().splitlines():
            if line.startswith(f"{field}:"):
                return int(line.split()[1]) * 1024
        raise AssertionError(f"/proc has no {field}")

    def open_files(self) -> int:
        return len(list(Path(f"/proc/{self.pid}/fd").iterdir()))

    def open_sockets(self) -> frozenset[str]:
        """The name of each socket that is open; no two have the same one at any time."""
        names = set()
        for file in Path(f"/proc/{self.pid}/fd").iterdir():
            with suppress(FileNotFoundError):  # closed since it was listed
                names.add(str(file.readlink()))
        return frozenset(name for name in names if name.startswith("socket:"))
