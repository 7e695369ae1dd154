"""Use counts when many clients call at once; and to which session a call belongs."""

import http.client
import threading
from collections import Counter
from concurrent.futures import Future, ThreadPoolExecutor
from typing import Any

import pytest

from tests.acceptance.harness.waiting import wait_until
from tests.acceptance.smocker.ports import AdminPort, MockPort
from tests.acceptance.smocker_proxy.redirector import Slow

CALLS = 100
LIMIT = 10


def call(port: MockPort, ready: threading.Barrier) -> int:
    """The status of one call, from a client of its own."""
    connection = http.client.HTTPConnection("127.0.0.1", port.smockproxy.port, timeout=30)
    try:
        connection.connect()
        ready.wait(30)
        connection.request("GET", f"{port.origin}/m")
        answer = connection.getresponse()
        answer.read()
        return answer.status
    finally:
        connection.close()


def calls(port: MockPort, number: int = CALLS) -> Counter[int]:
    """The statuses of calls that are made at once."""
    ready = threading.Barrier(number)
    with ThreadPoolExecutor(number) as clients:
        futures: list[Future[int]] = [clients.submit(call, port, ready) for _ in range(number)]
        return Counter(future.result() for future in futures)


def limited(admin: AdminPort, **responder: Any) -> None:
    admin.upload_json([{"request": {"path": "/m"}, "context": {"times": LIMIT}, **responder}])


@pytest.mark.parametrize("response", [{"body": "hit"}, {"body": "hit", "delay": "50ms"}])
def test_a_mock_answers_as_often_as_it_may(
    admin: AdminPort, port: MockPort, response: dict[str, str]
) -> None:
    limited(admin, response=response)
    assert calls(port) == {200: LIMIT, 666: CALLS - LIMIT}
    assert admin.counts() == [CALLS]
    statuses = Counter(entry["response"]["status"] for entry in admin.history(CALLS))
    assert statuses == {200: LIMIT, 666: CALLS - LIMIT}


def test_a_forward_as_well(admin: AdminPort, port: MockPort) -> None:
    with Slow(0.05) as upstream:
        limited(admin, proxy={"host": upstream.url})
        assert calls(port) == {200: LIMIT, 666: CALLS - LIMIT}
        assert len(upstream.seen.requests) == LIMIT
    assert admin.counts() == [CALLS]
    assert len(admin.history(CALLS)) == CALLS


def test_what_fails_does_not_count(admin: AdminPort, port: MockPort) -> None:
    with Slow(0.05, is_broken=True) as upstream:
        limited(admin, proxy={"host": upstream.url})
        first = calls(port)
        assert set(first) <= {602, 666}
        assert first[602] >= LIMIT
        assert first[602] == len(upstream.seen.requests)
        upstream.is_broken = False
        assert calls(port) == {200: LIMIT, 666: CALLS - LIMIT}
    statuses = Counter(entry["response"]["status"] for entry in admin.history(2 * CALLS))
    assert statuses == {200: LIMIT, 602: first[602], 666: 2 * CALLS - LIMIT - first[602]}
    assert admin.counts() == [2 * CALLS - first[602]]


def test_some_fail_and_the_others_count(admin: AdminPort, port: MockPort) -> None:
    with Slow(0.05) as upstream:
        limited(admin, proxy={"host": upstream.url})
        hits = 0
        for number in range(8):
            upstream.is_broken = number % 2 == 0
            found = calls(port, 6)
            hits += found[200]
            assert set(found) <= {200, 602, 666}
        upstream.is_broken = False
        hits += calls(port, 20)[200]
    assert hits == LIMIT


@pytest.mark.parametrize("is_broken", [False, True])
def test_a_call_belongs_to_the_session_in_which_it_was_decided(
    admin: AdminPort,
    port: MockPort,
    is_broken: bool,  # noqa: FBT001
) -> None:
    with Slow(0.4, is_broken=is_broken) as upstream, ThreadPoolExecutor(1) as client:
        before = admin.begin("before")
        limited(admin, proxy={"host": upstream.url})
        answer = client.submit(call, port, threading.Barrier(1))
        wait_until(lambda: upstream.seen.requests, "the request to the server")
        after = admin.begin("after")
        limited(admin, proxy={"host": upstream.url})
        assert answer.result() == (602 if is_broken else 200)
    (entry,) = admin.history(1, f"?session={before}")
    assert entry["response"]["status"] == answer.result()
    assert admin.history(0, f"?session={after}") == []
    (then,) = admin.mocks(f"?session={before}")
    assert then["state"]["times_count"] == (0 if is_broken else 1)
    assert admin.counts() == [0]
