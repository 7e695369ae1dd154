"""A static mock over the wire while ten thousand mocks are read anew."""

import http.client
import threading
import time
from collections.abc import Sequence
from dataclasses import dataclass, field
from pathlib import Path
from tempfile import TemporaryDirectory

from benchmarks.mocksets import HOST, write_files
from benchmarks.subjects import Setup, Subject, Workshop, started

FILES, EACH = 100, 100
STATIC = """\
- request: {host: static.test, path: /}
  response: {body: hello}
"""
LONGEST = 60.0
"""Seconds within which a reload must show."""


@dataclass(frozen=True, slots=True)
class Reload:
    """Latencies in seconds, and how long the new answers took to show."""

    at_rest: Sequence[float]
    while_reloading: Sequence[float]
    seconds: float


def quantile(sorted_values: Sequence[float], share: float) -> float:
    """The value below which this share of the values lies."""
    return sorted_values[min(len(sorted_values) - 1, int(len(sorted_values) * share))]


@dataclass
class _Caller:
    """One client that asks for the static mock again and again, on one connection."""

    subject: Subject
    latencies: list[float] = field(default_factory=list)
    stopped: threading.Event = field(default_factory=threading.Event)

    def run(self) -> None:
        connection = http.client.HTTPConnection(*self.subject.proxy, timeout=LONGEST)
        while not self.stopped.is_set():
            began = time.perf_counter()
            connection.request("GET", "http://static.test/")
            if connection.getresponse().read() != b"hello":
                raise AssertionError("the static mock gave another answer")
            self.latencies.append(time.perf_counter() - began)
            time.sleep(0.001)
        connection.close()

    def called_during(self, seconds: float) -> list[float]:
        self.latencies = []
        time.sleep(seconds)
        return sorted(self.latencies)


def _says(subject: Subject, number: int) -> bytes:
    connection = http.client.HTTPConnection(*subject.proxy, timeout=LONGEST)
    try:
        connection.request("GET", f"http://{HOST}/payments/{number}?currency=EUR", headers={"Accept": "*/*"})
        return connection.getresponse().read()
    finally:
        connection.close()


def measure_reload(reloads: int) -> Reload:
    """Rewrite all files some times, each time when the last change has shown."""
    with TemporaryDirectory() as name:
        workshop = Workshop(Path(name), None)
        folder = workshop.folder / "mocks"
        folder.mkdir()
        (folder / "static.yml").write_text(STATIC)
        write_files(folder, FILES, EACH, "0")
        with started(workshop, Setup("smockproxy", mocks=0, flags="mocks")) as subject:
            caller = _Caller(subject)
            thread = threading.Thread(target=caller.run, daemon=True)
            thread.start()
            time.sleep(1)
            at_rest = caller.called_during(3)
            caller.latencies = []
            began = time.monotonic()
            for number in range(1, reloads + 1):
                write_files(folder, FILES, EACH, str(number))
                _await_answer(subject, f'"says": "{number}"'.encode())
            seconds = (time.monotonic() - began) / reloads
            caller.stopped.set()
            thread.join()
            return Reload(at_rest, sorted(caller.latencies), seconds)


def _await_answer(subject: Subject, wanted: bytes) -> None:
    end = time.monotonic() + LONGEST
    while time.monotonic() < end:
        if wanted in _says(subject, FILES * EACH - 1):
            return
        time.sleep(0.1)
    raise AssertionError("the reload did not show")
