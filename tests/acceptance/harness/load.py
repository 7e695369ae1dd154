"""Constant load: threads that ask for paths on kept connections, and remember what they got and when."""

import http.client
import threading
import time
from collections.abc import Callable
from dataclasses import dataclass
from types import TracebackType
from typing import Self
from urllib.parse import urlsplit


@dataclass(frozen=True, slots=True)
class Sample:
    """One answer; `asked_at` is monotonic."""

    path: str
    asked_at: float
    status: int
    body: str


class Load:
    """While it is entered, `threads` clients ask; `samples` and `errors` are complete after the exit."""

    def __init__(self, url: str, next_path: Callable[[int], str], threads: int = 2) -> None:
        parts = urlsplit(url)
        self.samples: list[Sample] = []
        self.errors: list[str] = []
        self._host, self._port = parts.hostname or "", parts.port or 80
        self._next_path = next_path
        self._over = threading.Event()
        self._threads = [threading.Thread(target=self._ask, daemon=True) for _ in range(threads)]

    def __enter__(self) -> Self:
        for thread in self._threads:
            thread.start()
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self._over.set()
        for thread in self._threads:
            thread.join(20)

    def _ask(self) -> None:
        connection = http.client.HTTPConnection(self._host, self._port, timeout=10)
        number = 0
        while not self._over.is_set():
            number += 1
            path = self._next_path(number)
            asked_at = time.monotonic()
            try:
                connection.request("GET", path)
                answer = connection.getresponse()
                self.samples.append(Sample(path, asked_at, answer.status, answer.read().decode()))
            except (OSError, http.client.HTTPException) as error:
                self.errors.append(f"{path}: {error!r}")
                connection.close()
            time.sleep(0.01)
        connection.close()
