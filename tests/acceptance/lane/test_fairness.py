"""A client that sends much at once does not keep others waiting: told by the order of events, not by time."""

import threading
from contextlib import ExitStack

import pytest

from tests.acceptance.conftest import Start
from tests.acceptance.harness.process import Smockproxy
from tests.acceptance.lane.player import Voice

FLOOD = 850
"""Requests that come in one piece: all are there before the first is answered."""
MOCKS = """
- {request: {path: /many}, response: {body: many}}
- {request: {path: /one}, response: {body: one}}
"""


def asked(path: str) -> bytes:
    return f"GET {path} HTTP/1.1\r\nHost: fair.test\r\n\r\n".encode()


@pytest.fixture(scope="module", params=[(), ("--no-lane",)], ids=["lane", "mitmproxy"])
def smockproxy(start_for_module: Start, request: pytest.FixtureRequest) -> Smockproxy:
    return start_for_module(MOCKS, *request.param)


@pytest.mark.parametrize("path", ["/many", "/refused"])
def test_others_are_answered_in_between(smockproxy: Smockproxy, path: str) -> None:
    smockproxy.ask_admin("/api/v1/history", method="DELETE")
    with ExitStack() as stack:
        flooding, other = (stack.enter_context(closed(smockproxy)) for _ in range(2))
        other.send(asked("/one"))
        assert other.answer("GET").endswith(b"one")
        sent = asked(path) * FLOOD
        assert len(sent) < 65_000
        flooding.send(sent)
        first = flooding.answer("GET")  # the flood is being worked off
        reading = threading.Thread(target=lambda: [flooding.answer("GET") for _ in range(FLOOD - 1)])
        reading.start()
        other.send(asked("/one"))
        assert other.answer("GET").endswith(b"one")
        reading.join()
    assert first.startswith(b"HTTP/1.1 200" if path == "/many" else b"HTTP/1.1 666")
    paths = [entry["request"]["path"] for entry in smockproxy.history()]
    assert len(paths) == FLOOD + 2
    assert paths.index("/one", 1) < FLOOD // 2


class closed:  # noqa: N801 - reads as what it is
    """A connection that is closed in the end."""

    def __init__(self, smockproxy: Smockproxy) -> None:
        self.voice = Voice(smockproxy.proxy)

    def __enter__(self) -> Voice:
        return self.voice

    def __exit__(self, *_: object) -> None:
        self.voice.close()
