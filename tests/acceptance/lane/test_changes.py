"""Changes between two requests of one connection: the lane never answers by what was in force before."""

import threading
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

import pytest

from tests.acceptance.conftest import Start
from tests.acceptance.lane.comparing import fail_for
from tests.acceptance.lane.player import Heard, Voice
from tests.acceptance.lane.servers import Admin, Pair, Server

ASKED = b"GET /changing?n=1 HTTP/1.1\r\nHost: lane.test\r\n\r\n"
NAMED = (
    b"GET http://lane.test/changing HTTP/1.1\r\nHost: lane.test\r\n"
    b"Proxy-Authorization: Basic YWRhOg==\r\n\r\n"
)
CHANGING = {"path": "/changing"}
REPLACEMENTS = 400

STEPS: dict[str, tuple[str, str, Any]] = {
    "a mock": ("/api/v1/mocks", "POST", {"id": "one", "request": CHANGING, "response": {"body": "one"}}),
    "one above it": (
        "/api/v1/mocks",
        "POST",
        {"id": "two", "request": CHANGING, "response": {"body": "two"}},
    ),
    "it is replaced": ("/api/v1/mocks/two", "PUT", {"request": CHANGING, "response": {"body": "second"}}),
    "it is patched": (
        "/api/v1/mocks/two",
        "PATCH",
        {"response": {"body": "patched", "headers": {"X-A": "b"}}},
    ),
    "it is switched off": ("/api/v1/mocks/two/disable", "POST", None),
    "it is switched on": ("/api/v1/mocks/two/enable", "POST", None),
    "a limit": ("/api/v1/mocks/two", "PATCH", {"context": {"times": 8}}),
    "a rule": ("/api/v1/chaos", "POST", {"id": "rule", "request": CHANGING, "status": 503}),
    "it is off": ("/api/v1/chaos/rule/disable", "POST", None),
    "it is on": ("/api/v1/chaos/rule/enable", "POST", None),
    "it is gone": ("/api/v1/chaos/rule", "DELETE", None),
    "a seed": ("/api/v1/sessions/ada", "PUT", {"seed": 5}),
    "another clock": ("/api/v1/clock", "PUT", {"now": "2030-01-02T03:04:05Z"}),
    "a clock that stands": ("/api/v1/clock/freeze", "POST", None),
    "the real clock": ("/api/v1/clock", "DELETE", None),
    "by the session": (
        "/api/v1/mocks",
        "POST",
        {"id": "three", "request": CHANGING | {"session": "ada"}, "response": {"body": "ada"}},
    ),
    "by the state": (
        "/api/v1/mocks",
        "POST",
        {"id": "four", "request": CHANGING | {"state": {"a": "1"}}, "response": {"body": "state"}},
    ),
    "the state": ("/api/v1/state", "PUT", {"a": 1}),
    "another state": ("/api/v1/state", "PUT", {"a": 2}),
    "the mock is gone": ("/api/v1/mocks/two", "DELETE", None),
    "a reset": ("/reset", "POST", None),
}


def told(server: Server, voices: list[Voice], steps: list[str]) -> dict[str, list[tuple[list[bytes], str]]]:
    """What the clients hear after each step, twice each."""
    heard = {}
    for step in steps:
        path, method, body = STEPS[step]
        server.admin.ask(path, method, body)
        pairs = [(ASKED, voices[0]), (ASKED, voices[0]), (NAMED, voices[1]), (NAMED, voices[1])]
        answers = []
        for sent, voice in pairs:
            voice.send(sent)
            answers.append(voice.answer("GET"))
        heard[step] = Heard(answers, "open").masked(server.names)
    return heard


def test_each_change_is_in_force_for_the_next_request(pair: Pair) -> None:
    pair.begin()
    heard = []
    for server in pair:
        voices = [Voice(server.url), Voice(server.url)]
        server.admin.ask("/api/v1/sessions/ada", "PUT", {"unmatched": "refuse"})
        heard.append(told(server, voices, list(STEPS)))
        for voice in voices:
            voice.close()

    found = [
        f"after {step}: {one!s:.1500} without the lane, {heard[1][step]!s:.1500} with it"
        for step, one in heard[0].items()
        if one != heard[1][step]
    ]
    fail_for(found)
    assert len({answers[0] for answers, _ in heard[1].values()}) > 5


@contextmanager
def under_load(url: str) -> Iterator[list[bytes]]:
    """Two more clients that ask all the time."""
    is_over, heard = threading.Event(), []

    def ask() -> None:
        voice = Voice(url)
        while not is_over.is_set():
            voice.send(ASKED)
            heard.append(voice.answer("GET"))
        voice.close()

    threads = [threading.Thread(target=ask, daemon=True) for _ in range(2)]
    for thread in threads:
        thread.start()
    try:
        yield heard
    finally:
        is_over.set()
        for thread in threads:
            thread.join(20)


@pytest.mark.parametrize("is_file", [False, True])
def test_never_an_answer_of_before(start: Start, *, is_file: bool) -> None:
    """Under load: as soon as a change is acknowledged, the next answer follows it."""
    server = start({"a.yml": "- {request: {path: /changing}, response: {body: '0'}}\n"})
    admin, voice = Admin(server.admin), Voice(server.proxy)
    if not is_file:
        admin.ask("/api/v1/mocks", "POST", {"id": "one", "request": CHANGING, "response": {"body": "0"}})
    try:
        with under_load(server.proxy) as heard:
            for number in range(1, 8 if is_file else REPLACEMENTS):
                if is_file:
                    server.write(
                        "a.yml", f"- {{request: {{path: /changing}}, response: {{body: '{number}'}}}}\n"
                    )
                    while admin.ask("/api/v1/mocks")["mocks"][0]["definition"]["response"]["body"] != str(
                        number
                    ):
                        pass
                else:
                    admin.ask(
                        "/api/v1/mocks/one", "PUT", {"request": CHANGING, "response": {"body": str(number)}}
                    )
                for _ in range(2):
                    voice.send(ASKED)
                    assert voice.answer("GET").endswith(b"\r\n\r\n%d" % number)
        assert len(heard) > 100
        assert all(answer.startswith(b"HTTP/1.1 200 OK\r\n") for answer in heard)
        assert admin.ask("/api/v1/lane")["answered"] >= len(heard)
    finally:
        admin.close()
        voice.close()
