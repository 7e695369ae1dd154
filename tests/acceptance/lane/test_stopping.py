"""A server that is asked to end while much is open: both ways end it alike, for clients and real servers."""

import socket
import threading
from collections.abc import Iterator
from contextlib import suppress

import pytest

from tests.acceptance.conftest import Start
from tests.acceptance.lane.player import Voice

MOCKS = """
- {request: {path: /plain}, response: {body: plain}}
- {request: {path: /late}, response: {body: late, delay: 60s}}
"""
BEGUN = b"HTTP/1.1 200 OK\r\nContent-Length: 10\r\n\r\nhalf"


class Endless:
    """A real server that begins answers, at most, and never ends them."""

    def __init__(self) -> None:
        self._listener = socket.create_server(("127.0.0.1", 0))
        self.authority = f"127.0.0.1:{self._listener.getsockname()[1]}"
        self.asked = threading.Semaphore(0)
        self.left = threading.Semaphore(0)
        threading.Thread(target=self._accept, daemon=True).start()

    def _accept(self) -> None:
        with suppress(OSError):
            while True:
                connection, _ = self._listener.accept()
                threading.Thread(target=self._serve, args=(connection,), daemon=True).start()

    def _serve(self, connection: socket.socket) -> None:
        with connection, suppress(OSError):
            if b"/half" in connection.recv(65_536):
                connection.sendall(BEGUN)
            self.asked.release()
            while connection.recv(65_536):
                pass
        self.left.release()

    def close(self) -> None:
        self._listener.close()


@pytest.fixture
def real() -> Iterator[Endless]:
    server = Endless()
    yield server
    server.close()


def asked(url: str, *more: str) -> bytes:
    return "\r\n".join([f"GET {url} HTTP/1.1", "Host: a.test", *more, "", ""]).encode()


def heard_at_the_end(start: Start, real: Endless, *flags: str) -> list[tuple[bytes, str]]:
    """What each client hears after the signal, and how its connection ends."""
    server = start(MOCKS, *flags)
    forwards = [asked(f"http://{real.authority}/{path}") for path in ("none", "half")]
    upload = f"POST http://{real.authority}/upload HTTP/1.1\r\nHost: a\r\nContent-Length: 9\r\n\r\nx".encode()
    voices = [Voice(server.proxy) for _ in range(5)]
    try:
        for voice, sent in zip(voices, [*forwards, upload, asked("/late"), asked("/plain")], strict=True):
            voice.send(sent)
        assert voices[4].answer("GET").endswith(b"plain")
        assert voices[1].take_until(b"half").endswith(BEGUN)
        for _ in range(3):
            assert real.asked.acquire(timeout=10)
        assert server.stop() == 0
        for _ in range(3):
            assert real.left.acquire(timeout=10), "a connection to the real server stayed open"
        assert "Traceback" not in server.log()
        return [(voice.rest(), voice.end) for voice in voices]
    finally:
        for voice in voices:
            voice.close()


def test_what_is_open_ends_alike_on_both_ways(start: Start, real: Endless) -> None:
    lane = heard_at_the_end(start, real)
    assert lane == heard_at_the_end(start, real, "--no-lane")
    assert [end for _, end in lane] == ["closed"] * 5
