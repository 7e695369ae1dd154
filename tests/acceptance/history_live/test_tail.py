"""Exchanges are told as they are completed: `/api/v1/events` and `smockproxy history tail`."""

import subprocess
from collections.abc import Iterator
from contextlib import contextmanager
from threading import Thread
from urllib.parse import urlsplit

from tests.acceptance.conftest import Start
from tests.acceptance.harness.clients import curl
from tests.acceptance.harness.paths import PYTHON, ROOT, clean_environment
from tests.acceptance.harness.process import DIRECT, Smockproxy
from tests.acceptance.harness.waiting import wait_until

MOCKS = """
- {request: {host: hello.test, path: /hi}, response: {body: hi}}
- {request: {host: hello.test, path: /needle, method: POST}, response: {status: 418, body: a needle}}
"""


class Tail:
    """A running `smockproxy history tail`, and the lines that it has printed."""

    def __init__(self, admin: str, *arguments: str) -> None:
        self.lines: list[str] = []
        self.errors: list[str] = []
        command = [PYTHON, "-m", "smockproxy", "history", "tail", "--admin", admin, *arguments]
        self._process = subprocess.Popen(
            command,
            env=clean_environment() | {"PYTHONPATH": str(ROOT), "PYTHONUNBUFFERED": "1"},
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            text=True,
        )
        streams = [(self._process.stdout, self.lines), (self._process.stderr, self.errors)]
        self._readers = [Thread(target=gather, args=each) for each in streams]
        for reader in self._readers:
            reader.start()

    def end(self) -> None:
        self._process.kill()
        self._process.wait()
        for reader in self._readers:
            reader.join()

    def shows(self, *texts: str) -> bool:
        return len(self.lines) >= len(texts) and all(
            text in line for text, line in zip(texts, self.lines, strict=False)
        )


def gather(stream, lines: list[str]) -> None:
    with stream:
        lines.extend(iter(stream.readline, ""))


@contextmanager
def tail(smockproxy: Smockproxy, *arguments: str) -> Iterator[Tail]:
    tailing = Tail(smockproxy.admin, *arguments)
    try:
        yield tailing
    finally:
        tailing.end()


def ask(smockproxy: Smockproxy, path: str, *arguments: str) -> None:
    curl(smockproxy, f"http://hello.test{path}", *arguments)


@contextmanager
def restarted(smockproxy: Smockproxy) -> Iterator[Smockproxy]:
    """The same on the same ports, after it was killed."""
    ports = ["--port", str(smockproxy.port), "--admin-port", str(urlsplit(smockproxy.admin).port)]
    smockproxy.ready_file.unlink()
    again = Smockproxy(smockproxy.folder, smockproxy.confdir, *ports)
    try:
        yield again.start()
    finally:
        again.kill()


def test_each_exchange_is_a_line_when_it_is_completed(start: Start):
    smockproxy = start(MOCKS)
    ask(smockproxy, "/hi")
    with tail(smockproxy) as tailing:
        wait_until(lambda: tailing.shows("GET http://hello.test/hi"), "a line")
        ask(smockproxy, "/needle", "-d", "x")
        wait_until(lambda: tailing.shows("/hi", "POST http://hello.test/needle"), "a line")
    first, second = tailing.lines
    assert first.split()[2:4] == ["mocked", "200"]
    assert first.split()[-1].endswith("mocks.yml:2")
    assert second.split()[2:4] == ["mocked", "418"]
    assert "\x1b" not in first + second


def test_only_what_the_filter_says_is_shown(start: Start):
    smockproxy = start(MOCKS)
    with tail(smockproxy, "--where", "~c 418 & ~bs needle") as tailing:
        other = Tail(smockproxy.admin)
        try:
            ask(smockproxy, "/hi")
            ask(smockproxy, "/needle", "-d", "x")
            wait_until(lambda: other.shows("/hi", "/needle"), "a line")
            wait_until(lambda: tailing.shows("/needle"), "a line")
        finally:
            other.end()
    assert len(tailing.lines) == 1


def test_only_the_session_that_is_named_is_shown(start: Start):
    smockproxy = start(MOCKS)
    with tail(smockproxy, "--session", "w-1", "--json") as tailing:
        ask(smockproxy, "/hi")
        ask(smockproxy, "/hi?mine", "-H", "X-Smockproxy-Session: w-1")
        wait_until(lambda: tailing.shows("mine"), "a line")
    assert len(tailing.lines) == 1
    assert '"session_name":"w-1"' in tailing.lines[0]


def test_it_waits_for_one_that_was_killed_and_shows_what_it_missed(start: Start):
    smockproxy = start(MOCKS)
    with tail(smockproxy) as tailing:
        ask(smockproxy, "/hi?1")
        wait_until(lambda: tailing.shows("/hi?1"), "a line")
        smockproxy.kill()
        wait_until(lambda: "is gone; waiting" in "".join(tailing.errors), "a warning")
        with restarted(smockproxy) as again:
            ask(again, "/hi?2")
            wait_until(lambda: tailing.shows("/hi?1", "/hi?2"), "a line")
    assert "It is back." in "".join(tailing.errors)


def test_a_bad_filter_is_refused_with_its_place(start: Start):
    smockproxy = start(MOCKS)
    with tail(smockproxy, "--where", "~metod POST") as tailing:
        wait_until(lambda: "did you mean" in "".join(tailing.errors), "a warning")
    assert "".join(tailing.errors).startswith(
        'Error: where: there is no term "~metod"\n    ~metod POST\n    ^'
    )


def test_a_server_with_listeners_stops_at_once(start: Start):
    smockproxy = start(MOCKS)
    with DIRECT.open(f"{smockproxy.admin}/api/v1/events", timeout=20) as answer:
        assert answer.headers["Content-Type"].startswith("text/event-stream")
        assert answer.readline().startswith(b":")
        assert smockproxy.stop() == 0
