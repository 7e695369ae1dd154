"""Clients that behave badly: the lane stands by what mitmproxy would do, and others don't notice."""

import resource
import socket
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress

import pytest

from tests.acceptance.conftest import Start
from tests.acceptance.harness.process import Smockproxy
from tests.acceptance.lane.player import Voice
from tests.acceptance.lane.servers import Pair, in_any_order

MEGABYTE = 1024 * 1024
PLAIN = b"GET /plain HTTP/1.1\r\nHost: lane.test\r\n\r\n"
MOCKS = """
- {request: {path: /plain}, response: {body: plain}}
- {request: {path: /large}, response: {body: "LARGE"}}
- {request: {path: /late}, response: {body: late, delay: 30s}}
- request: {path: /slow-script}
  dynamic_response: {engine: python, script: "import time; time.sleep(0.4); return 'done'"}
""".replace("LARGE", "0123456789abcdef" * 8192)


def head(path: str, *more: str, method: str = "GET") -> bytes:
    return "\r\n".join([f"{method} {path} HTTP/1.1", "Host: lane.test", *more, "", ""]).encode()


@contextmanager
def client(url: str) -> Iterator[Voice]:
    voice = Voice(url)
    try:
        yield voice
    finally:
        voice.close()


def reset(voice: Voice) -> None:
    """Hang up with a RST."""
    voice.socket.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, b"\x01\0\0\0\0\0\0\0")
    voice.close()


def half_closed(voice: Voice, sent: bytes) -> bytes:
    voice.send(sent)
    time.sleep(0.1)  # else the two come together, and who sees the end first is a race
    voice.finish(b"")
    return voice.rest()


GONE: dict[str, bytes] = {
    "before a head is whole": b"GET /plain HTTP/1.1\r\nHost: la",
    "before a body is whole": head("/c/body", "Content-Length: 50", method="POST") + b"abc",
    "before the last chunk": head("/c/body", "Transfer-Encoding: chunked", method="POST") + b"5\r\nexact\r\n",
    "during a delay": head("/u/long"),
    "during a script": head("/s/long"),
}
LONG = """
- {request: {path: /u/long}, response: {body: late, delay: 1500ms}}
- request: {path: /s/long}
  dynamic_response: {engine: lua, script: "local n = 0; for i = 1, 3e7 do n = n + i end; return {body = 'x'}"}
"""


@pytest.mark.parametrize("leave", [reset, lambda voice: voice.close(), lambda voice: half_closed(voice, b"")])
def test_a_client_that_leaves(pair: Pair, leave: Callable[[Voice], object]) -> None:
    pair.begin()
    for server in pair:
        server.upload(LONG)
        voices = [Voice(server.url) for _ in GONE]
        for voice, sent in zip(voices, GONE.values(), strict=True):
            voice.send(sent)
        time.sleep(0.15)
        for voice in voices:
            leave(voice)
            voice.close()

    reference = in_any_order(pair.reference.settled(4))
    lane = in_any_order(pair.lane.settled(len(reference)))
    assert lane == reference
    assert len(reference) >= 3


def test_a_client_that_only_reads_any_more(pair: Pair) -> None:
    """What is answered at once is answered; who waits for something else is left, as by mitmproxy."""
    pair.begin()
    heard = []
    for server in pair:
        server.upload(LONG)
        answers = []
        for sent in (PLAIN, head("/u/long"), PLAIN + head("/u/long"), head("/s/long")):
            with client(server.url) as voice:
                answers.append(half_closed(voice, sent).partition(b"\r\n")[0])
        heard.append(answers)
    assert heard[0] == heard[1]
    assert heard[1][0] == b"HTTP/1.1 200 OK"
    assert in_any_order(pair.lane.settled(5)) == in_any_order(pair.reference.settled(5))


def test_the_end_right_behind_a_request_takes_no_answer_away(pair: Pair) -> None:
    pair.begin()
    for _ in range(20):
        with client(pair.lane.url) as voice:
            voice.send(PLAIN)
            voice.finish(b"")
            assert voice.rest().endswith(b"plain")


@pytest.fixture(scope="module")
def smockproxy(start_for_module: Callable[..., Smockproxy]) -> Smockproxy:
    soft, hard = resource.getrlimit(resource.RLIMIT_NOFILE)
    resource.setrlimit(resource.RLIMIT_NOFILE, (min(hard, 8192), hard))
    try:
        return start_for_module(MOCKS)
    finally:
        resource.setrlimit(resource.RLIMIT_NOFILE, (max(soft, min(hard, 8192)), hard))


@pytest.mark.parametrize("path", ["/large", "/plain"])
def test_a_client_that_asks_and_never_reads(smockproxy: Smockproxy, path: str) -> None:
    """Hundreds of requests at once: what can't be delivered is not made, and memory stays small."""
    count = 300
    before = smockproxy.memory()
    with client(smockproxy.proxy) as voice:
        sending = threading.Thread(target=voice.send, args=(head(path) * count,), daemon=True)
        sending.start()
        sending.join(2)
        most = smockproxy.memory()
        assert most - before < 40 * MEGABYTE
        with client(smockproxy.proxy) as other:
            other.send(PLAIN)
            assert other.answer("GET").endswith(b"plain")
        for _ in range(count):
            assert voice.answer("GET").startswith(b"HTTP/1.1 200 OK\r\n")
        sending.join(10)
    assert smockproxy.memory() - before < 60 * MEGABYTE


def test_one_request_after_the_other_without_reading(smockproxy: Smockproxy) -> None:
    """Each for itself, so that the lane takes them: it stops when the client takes nothing any more."""
    before = smockproxy.memory()
    with client(smockproxy.proxy) as voice:
        voice.socket.settimeout(0.5)
        with suppress(TimeoutError):
            for _ in range(400):
                voice.socket.sendall(head("/large"))
                time.sleep(0.001)
        assert smockproxy.memory() - before < 40 * MEGABYTE


def test_two_thousand_idle_clients(smockproxy: Smockproxy) -> None:
    before = smockproxy.memory()
    voices = [Voice(smockproxy.proxy) for _ in range(2000)]
    try:
        for voice in voices[::20]:
            voice.send(PLAIN)
            assert voice.answer("GET").endswith(b"plain")
        assert smockproxy.memory() - before < 40 * MEGABYTE
    finally:
        for voice in voices:
            voice.close()


def test_the_end_of_the_server_with_clients_there(start: Start) -> None:
    """Idle ones, one in the middle of a head, one that waits: all are let go, and the run ends well."""
    server = start(MOCKS)
    voices = [Voice(server.proxy) for _ in range(5)]
    sent = [b"", PLAIN, b"GET /pla", head("/late"), head("/plain", "Content-Length: 9", method="POST") + b"x"]
    for voice, each in zip(voices, sent, strict=True):
        voice.send(each)
    voices[1].answer("GET")
    time.sleep(0.2)

    began = time.monotonic()
    assert server.stop() == 0
    assert time.monotonic() - began < 12
    for voice in voices:
        voice.rest()
        assert voice.end == "closed"
        voice.close()
