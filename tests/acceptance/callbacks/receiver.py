"""A server that takes callbacks and says what came."""

import time
from dataclasses import dataclass
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from threading import Thread
from typing import Self

from tests.acceptance.harness.waiting import wait_until


@dataclass(frozen=True, slots=True)
class Received:
    """One request."""

    at: float
    """On the clock of `time.monotonic`."""
    method: str
    path: str
    headers: dict[str, str]
    body: bytes


class Receiver:
    """Answers 200; a path that begins with a status gets that, `/302/…` leads to `/trap`, `/hang` nothing."""

    def __init__(self) -> None:
        self.received: list[Received] = []
        received = self.received

        class Handler(BaseHTTPRequestHandler):
            def do_POST(self) -> None:
                body = self.rfile.read(int(self.headers.get("Content-Length", "0")))
                headers = dict(self.headers.items())
                received.append(Received(time.monotonic(), self.command, self.path, headers, body))
                first = self.path.split("/")[1].partition("?")[0]
                if first == "hang":
                    time.sleep(3)
                tries = sum(each.path == self.path for each in received)
                status = 200 if first == "twice" and tries > 2 else 503 if first == "twice" else 200
                self.send_response(int(first) if first.isdigit() else status)
                if first == "302":
                    self.send_header("Location", "/trap")
                self.end_headers()
                self.wfile.write(b"x" * (1_000_000 if first == "big" else 2))

            do_GET = do_PUT = do_POST  # noqa: N815 - the names that the base class asks for

            def log_message(self, *_: object) -> None:
                pass

        self._server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
        self._server.daemon_threads = True
        self._server.handle_error = lambda *_: None  # type: ignore[method-assign]
        self.port = self._server.server_port
        Thread(target=self._server.serve_forever, daemon=True).start()

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self._server.shutdown()
        self._server.server_close()

    def at(self, path: str) -> list[Received]:
        """What came to a path."""
        return [each for each in self.received if each.path == path]

    def await_at(self, path: str, count: int = 1, seconds: float = 10) -> list[Received]:
        """The same, once it is so many."""
        wait_until(lambda: len(self.at(path)) >= count, f"{count} callbacks to {path}", seconds=seconds)
        return self.at(path)
