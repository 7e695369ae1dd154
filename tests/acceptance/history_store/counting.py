"""Clients that ask without a pause until their server is gone, and remember what they had an answer for."""

import http.client
import threading
import time
from dataclasses import dataclass
from itertools import count
from random import Random

from tests.acceptance.harness.process import Smockproxy

LONGEST = 20_000
"""Bytes of a request's body, which comes back in the answer."""
PATHS = ("counted", "limited", "counted", "own")


@dataclass(frozen=True, slots=True)
class Answered:
    """An exchange that a client had the whole answer of; times are monotonic."""

    session: str
    path: str
    sent: str
    status: int
    got: str
    at: float


class Asking:
    """One client, of one session, over all runs of the server: it asks for one thing after the other."""

    def __init__(self, session: str, seed: int) -> None:
        self.session = session
        self.answered: list[Answered] = []
        """Of the present run."""
        self.asked: list[str] = []
        """The paths of the present run, also those without an answer."""
        self._random, self._ids = Random(seed), count(1)
        self._thread: threading.Thread | None = None

    def begin(self, smockproxy: Smockproxy) -> None:
        self.answered, self.asked = [], []
        self._thread = threading.Thread(target=self._ask, args=(smockproxy.port,), daemon=True)
        self._thread.start()

    def join(self) -> None:
        assert self._thread is not None
        self._thread.join(20)
        assert not self._thread.is_alive()

    def _ask(self, port: int) -> None:
        connection = http.client.HTTPConnection("127.0.0.1", port, timeout=15)
        try:
            while True:
                self.answered.append(self._one(connection))
        except (OSError, http.client.HTTPException):
            return
        finally:
            connection.close()

    def _one(self, connection: http.client.HTTPConnection) -> Answered:
        number = next(self._ids)
        path = f"/{PATHS[number % len(PATHS)]}/{self.session}-{number}"
        sent = f"{number} " * self._random.randrange(LONGEST // (len(str(number)) + 1))
        self.asked.append(path)
        headers = {"X-Smockproxy-Session": self.session, "Content-Type": "text/plain"}
        connection.request("POST", f"http://a.test{path}", sent, headers)
        answer = connection.getresponse()
        got = answer.read().decode()
        return Answered(self.session, path, sent, answer.status, got, time.monotonic())
