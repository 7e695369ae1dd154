"""Sixty-four clients at once on every route: nothing breaks, and the counts and the history agree."""

import json
import threading
from collections import Counter
from collections.abc import Callable, Iterator
from itertools import cycle, islice
from typing import Any

import pytest

from tests.acceptance.harness.waiting import wait_until
from tests.acceptance.smocker.conftest import ORIGINS
from tests.acceptance.smocker.ports import JSON_TYPE, YAML_TYPE, AdminPort, MockPort, told

CLIENTS = 64
ROUNDS = 8
PATHS = [f"/n/{number}" for number in range(8)]
LIMIT = 10

type Step = Callable[[int], int]
"""One thing that a client does, in a round; the status that it got."""


def run(steps: list[Step]) -> Counter[int]:
    """Every client goes through all steps, each beginning at another one; the statuses that they got."""
    statuses: Counter[int] = Counter()
    failures: list[BaseException] = []
    at_once = threading.Barrier(CLIENTS)
    lock = threading.Lock()

    def client(number: int) -> None:
        try:
            at_once.wait(20)
            mine = islice(cycle(steps), number, number + ROUNDS)
            seen = Counter(step(number) for step in mine)
            with lock:
                statuses.update(seen)
        except BaseException as error:  # noqa: BLE001 - shown by the test
            failures.append(error)

    threads = [threading.Thread(target=client, args=(number,)) for number in range(CLIENTS)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(60)
    assert failures == []
    assert not [thread for thread in threads if thread.is_alive()]
    return statuses


def asks(admin: AdminPort, method: str, target: str, body: Any = None, accept: str = JSON_TYPE) -> Step:
    """A step on the admin port."""
    sent = b"" if body is None else json.dumps(body).encode()

    def step(_number: int) -> int:
        lines = (f"Content-Type: {JSON_TYPE}", f"Accept: {accept}", "Accept-Encoding: gzip")
        return admin.send(method, target, *lines, body=sent).status

    return step


def calls(ports: list[MockPort], seen: Counter[str]) -> Step:
    """A call of one of the mocks; what was answered is counted."""
    lock = threading.Lock()

    def step(number: int) -> int:
        path = PATHS[number % len(PATHS)]
        answer = ports[number % len(ports)].post(path, f"from {number}")
        with lock:
            seen[f"{path} {answer.status} {answer.body.decode()}" if answer.status == 200 else "666"] += 1
        return answer.status

    return step


def mocks() -> str:
    every = [f"- {{request: {{path: {path}}}, response: {{body: b{path}}}}}\n" for path in PATHS[1:]]
    return (
        "".join(every)
        + f"- {{request: {{path: {PATHS[0]}}}, context: {{times: {LIMIT}}}, response: {{body: few}}}}\n"
    )


@pytest.fixture
def ports(admin: AdminPort) -> list[MockPort]:
    return [MockPort(admin.smockproxy, origin) for origin in ORIGINS.values()]


def by_id(admin: AdminPort) -> Iterator[tuple[str, dict[str, Any]]]:
    for mock in admin.mocks():
        yield mock["state"]["id"], mock


def test_within_one_session(admin: AdminPort, ports: list[MockPort]) -> None:
    admin.upload(mocks())
    session, mock_id = admin.summaries()[0]["id"], admin.mock_id()
    seen: Counter[str] = Counter()
    call = calls(ports, seen)
    other = [{"request": {"path": "/other"}, "response": {"body": "other"}}]
    statuses = run(
        [
            call,
            asks(admin, "GET", "/mocks"),
            call,
            asks(admin, "POST", "/mocks", other),
            call,
            asks(admin, "POST", "/mocks/lock", [mock_id]),
            asks(admin, "GET", "/history", accept=YAML_TYPE),
            call,
            asks(admin, "POST", "/mocks/unlock", [mock_id]),
            asks(admin, "POST", "/sessions/verify"),
            call,
            asks(admin, "GET", "/history/summary"),
            asks(admin, "GET", "/sessions"),
            call,
            asks(admin, "GET", "/sessions/summary"),
            asks(admin, "PUT", "/sessions", {"id": session, "name": "renamed"}),
            asks(admin, "GET", "/version"),
            asks(admin, "PUT", f"/mocks/{mock_id}", other * 2),
            asks(admin, "GET", "/history?filter=/n/1"),
        ]
    )
    assert set(statuses) <= {200, 400, 666}
    answered = sum(seen.values())
    entries = admin.history(answered)
    assert len(entries) == answered
    recorded = Counter(entry["context"].get("mock_id", "") for entry in entries)
    limited = 0
    for mock_id_, mock in by_id(admin):
        path = mock["request"]["path"]["value"]
        if mock["context"]:
            limited += 1
            assert recorded[mock_id_] == LIMIT
            assert mock["state"]["times_count"] == LIMIT + seen["666"]
        elif path in PATHS:
            assert mock["state"]["times_count"] == recorded[mock_id_] == seen[f"{path} 200 b{path}"]
    assert limited == 1
    assert recorded[""] == seen["666"]
    assert [summary["name"] for summary in admin.summaries()] == ["renamed"]


def test_while_sessions_come_and_go(admin: AdminPort, ports: list[MockPort]) -> None:
    admin.upload(mocks(), "?session=first")
    exported = admin.sessions()
    seen: Counter[str] = Counter()
    call = calls(ports, seen)
    uploaded = [{"request": {"path": path}, "response": {"body": "again"}} for path in PATHS]
    statuses = run(
        [
            call,
            asks(admin, "POST", "/sessions?name=next"),
            asks(admin, "POST", "/mocks?session=other", uploaded),
            call,
            delete_a_mock(admin),
            asks(admin, "POST", "/reset"),
            asks(admin, "POST", "/mocks?reset=true", uploaded),
            call,
            delete_a_session(admin),
            asks(admin, "GET", "/sessions"),
            asks(admin, "DELETE", "/history"),
            call,
            lock_a_mock(admin),
            edit_a_mock(admin),
            asks(admin, "POST", "/sessions/import", exported),
            asks(admin, "POST", "/sessions/verify", accept=YAML_TYPE),
            asks(admin, "GET", "/history/summary"),
        ]
    )
    assert set(statuses) <= {200, 404, 409, 666}
    assert_all_agree_after(admin, ports)


def delete_a_mock(admin: AdminPort) -> Step:
    def step(_number: int) -> int:
        listed = told(admin.send("GET", "/mocks"))
        mock_id = listed[0]["state"]["id"] if listed else "none"
        return admin.send("DELETE", f"/mocks/{mock_id}").status

    return step


def edit_a_mock(admin: AdminPort) -> Step:
    edited = json.dumps([{"request": {"path": PATHS[1]}, "response": {"body": "edited"}}])

    def step(_number: int) -> int:
        listed = told(admin.send("GET", "/mocks"))
        mock_id = listed[-1]["state"]["id"] if listed else "none"
        return admin.send("PUT", f"/mocks/{mock_id}", f"Content-Type: {JSON_TYPE}", body=edited).status

    return step


def delete_a_session(admin: AdminPort) -> Step:
    def step(_number: int) -> int:
        listed = told(admin.send("GET", "/sessions/summary"))
        session = listed[-1]["id"] if listed else "none"
        return admin.send("DELETE", f"/sessions/{session}").status

    return step


def lock_a_mock(admin: AdminPort) -> Step:
    def step(_number: int) -> int:
        listed = told(admin.send("GET", "/mocks"))
        ids = [mock["state"]["id"] for mock in listed[:1]]
        return admin.send("POST", "/mocks/lock", f"Content-Type: {JSON_TYPE}", body=json.dumps(ids)).status

    return step


def assert_all_agree_after(admin: AdminPort, ports: list[MockPort]) -> None:
    """It is as good as new: what comes now is counted and recorded, once."""
    admin.reset()
    admin.upload("[{response: {body: calm}}]")
    assert [port.get("/after").body for port in ports] == [b"calm"] * len(ports)
    assert len(admin.history(len(ports))) == len(ports)
    assert admin.counts() == [len(ports)]


def test_sessions_that_begin_meanwhile_lose_no_call(admin: AdminPort, ports: list[MockPort]) -> None:
    admin.upload(mocks())
    for mock in admin.mocks():
        if not mock["context"]:
            admin.json("POST", "/mocks/lock", body=[mock["state"]["id"]])
    seen: Counter[str] = Counter()
    call = calls(ports, seen)
    statuses = run([call, call, asks(admin, "POST", "/sessions"), call, asks(admin, "GET", "/mocks")])
    assert set(statuses) <= {200, 666}
    recorded = 0
    for session in settled(admin, sum(seen.values())):
        of_mocks = Counter(entry["context"].get("mock_id") for entry in session["history"])
        recorded += len(session["history"])
        for mock in session["mocks"]:
            if not mock["context"]:
                assert mock["state"]["times_count"] == of_mocks[mock["state"]["id"]]
    assert recorded == sum(seen.values())


def settled(admin: AdminPort, calls_made: int) -> list[dict[str, Any]]:
    """All sessions, once every call is recorded."""

    def look() -> list[dict[str, Any]] | None:
        sessions = admin.sessions()
        return sessions if sum(len(session["history"]) for session in sessions) >= calls_made else None

    return wait_until(look, f"{calls_made} recorded calls")
