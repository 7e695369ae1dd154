"""Callbacks on the wire: requests that follow an answer."""

import json
import signal
import time
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from typing import Any

import httpx
import pytest

from tests.acceptance.callbacks.receiver import Receiver
from tests.acceptance.conftest import Start
from tests.acceptance.harness.addon import free_port
from tests.acceptance.harness.clients import curl, httpx_client
from tests.acceptance.harness.process import Smockproxy
from tests.acceptance.harness.waiting import wait_until

MOCKS = """\
- request: {host: shop.test, path: /pay}
  response: {status: 201, json: {id: 7}}
  callbacks:
  - after: 200ms
    url: http://localhost:PORT/paid
    template: true
    headers: {X-Status: "{{ response.status }}"}
    json: {id: "{{ response.json.id }}", amount: "{{ request.body.amount }}", of: "{{ request.url }}"}
- request: {host: shop.test, path: /retry}
  response: {}
  callbacks: [{url: "http://localhost:PORT/twice", retries: 3, body: again, method: PUT}]
- request: {host: shop.test, path: /down}
  response: {}
  callbacks: [{url: "http://localhost:DOWN/x", retries: 1}]
- request: {host: shop.test, path: /once}
  response: {}
  callbacks: [{url: "http://localhost:PORT/503/once"}, {url: "http://localhost:PORT/404/no", retries: 2}]
- request: {host: shop.test, path_template: "/many/{n}"}
  response: {}
  callbacks: [{url: "http://localhost:PORT/many/{{ request.path_params.n }}", template: true}]
- request: {host: shop.test, path: /redirect}
  response: {}
  callbacks: [{url: "http://localhost:PORT/302/away"}]
- request: {host: shop.test, path: /big}
  response: {}
  callbacks: [{url: "http://localhost:PORT/big"}]
- request: {host: shop.test, path: /hang}
  response: {}
  callbacks: [{url: "http://localhost:PORT/hang", timeout: 200ms}]
- request: {host: shop.test, path: /to}
  response: {}
  callbacks: [{url: "{{ request.query_params.url[0] }}", template: true, method: GET}]
- request: {host: shop.test, path: /broken}
  response: {}
  callbacks: [{url: "http://localhost:PORT/{{ nothing.at.all }}", template: true}]
- request: {host: shop.test, path: /later}
  response: {}
  callbacks: [{url: "http://localhost:PORT/later", after: 1s}]
"""


@pytest.fixture(scope="module")
def receiver() -> Iterator[Receiver]:
    with Receiver() as server:
        yield server


def mocks(receiver: Receiver) -> str:
    return MOCKS.replace("PORT", str(receiver.port)).replace("DOWN", str(free_port()))


@pytest.fixture(scope="module")
def served(start_for_module: Start, receiver: Receiver) -> Smockproxy:
    return start_for_module(mocks(receiver), "--unmatched", "refuse")


@pytest.fixture
def smockproxy(served: Smockproxy, receiver: Receiver) -> Smockproxy:
    served.reset()
    receiver.received.clear()
    return served


def sent(smockproxy: Smockproxy, count: int = 1) -> list[dict[str, Any]]:
    """The callbacks of the history, once they are so many."""

    def look() -> list[dict[str, Any]]:
        found = [entry for entry in smockproxy.history() if entry["decision"] == "callback"]
        return found if len(found) >= count else []

    return wait_until(look, f"{count} callbacks in the history")


@pytest.mark.parametrize("scheme", ["http", "https"])
def test_it_follows_the_answer_with_what_was_asked_and_answered(smockproxy, receiver, scheme):
    url = f"{scheme}://shop.test/pay"
    answer = curl(smockproxy, url, "--json", '{"amount": 5}')
    answered = time.monotonic()
    assert (answer.status, receiver.at("/paid")) == (201, [])
    (came,) = receiver.await_at("/paid")
    assert 0.15 < came.at - answered < 3
    assert json.loads(came.body) == {"id": "7", "amount": "5", "of": url}
    assert (came.headers["X-Status"], came.headers["Content-Type"]) == ("201", "application/json")
    (entry,) = sent(smockproxy)
    (first,) = smockproxy.entries("/pay")[:1]
    assert entry["callback_of"] == first["id"]
    assert (entry["error"], entry["response"]["status"], entry["mock"]) == ("", 200, None)


def test_it_is_tried_again_and_each_try_is_in_history(smockproxy, receiver):
    curl(smockproxy, "http://shop.test/retry")
    came = receiver.await_at("/twice", 3)
    assert {(each.method, each.body) for each in came} == {("PUT", b"again")}
    assert came[2].at - came[1].at > came[1].at - came[0].at
    entries = sent(smockproxy, 3)
    assert [entry["response"]["status"] for entry in entries] == [503, 503, 200]
    assert len({entry["callback_of"] for entry in entries}) == 1


def test_a_server_that_is_down(smockproxy):
    curl(smockproxy, "http://shop.test/down")
    entries = sent(smockproxy, 2)
    assert all(entry["error"] and entry["response"] is None for entry in entries)


def test_without_retries_there_is_one_try_and_a_404_is_an_answer(smockproxy, receiver):
    curl(smockproxy, "http://shop.test/once")
    assert {entry["response"]["status"] for entry in sent(smockproxy, 2)} == {503, 404}
    time.sleep(0.4)
    assert (len(receiver.at("/503/once")), len(receiver.at("/404/no"))) == (1, 1)


def test_redirects_are_not_followed(smockproxy, receiver):
    curl(smockproxy, "http://shop.test/redirect")
    assert sent(smockproxy)[0]["response"]["status"] == 302
    assert receiver.at("/trap") == []


def test_little_is_read_of_a_large_answer(smockproxy):
    curl(smockproxy, "http://shop.test/big")
    assert sent(smockproxy)[0]["response"]["body_size"] == 64 * 1024


def test_a_server_that_hangs(smockproxy):
    curl(smockproxy, "http://shop.test/hang")
    assert sent(smockproxy)[0]["error"] == "no answer within 0.2 s"


def test_a_template_that_fails_is_told(smockproxy):
    curl(smockproxy, "http://shop.test/broken")
    assert "its template failed" in sent(smockproxy)[0]["error"]


@pytest.mark.parametrize(
    ("url", "told"),
    [
        (
            "http://evil.test/x",
            "callbacks to evil.test are not allowed: start smockproxy with --callback-host",
        ),
        ("http://10.0.0.1/", "not allowed"),
        ("http://0.0.0.0:ADMIN/", "not allowed"),
        ("http://2130706433/", "not allowed"),
        ("http://169.254.169.254/latest/meta-data", "not allowed"),
        ("http://[::ffff:10.0.0.1]/", "not allowed"),
        ("http://localhost@evil.test/", "has a user"),
        ("http://localhost:1@evil.test/", "has a user"),
        ("file:///etc/passwd", "no URL of http or https"),
        ("http://127.0.0.1:ADMIN/reset", "come back to smockproxy"),
        ("http://localhost:ADMIN/reset", "come back to smockproxy"),
        ("http://[::ffff:127.0.0.1]:ADMIN/reset", "come back to smockproxy"),
        ("http://localhost:PROXY/", "come back to smockproxy"),
    ],
)
def test_where_it_must_not_go(smockproxy, receiver, url, told):
    admin = smockproxy.admin.rpartition(":")[2]
    url = url.replace("ADMIN", admin).replace("PROXY", str(smockproxy.port))
    curl(smockproxy, str(httpx.URL("http://shop.test/to", params={"url": url})))
    (entry,) = sent(smockproxy)
    assert entry["error"].startswith("refused: ")
    assert told in entry["error"]
    assert (entry["response"], receiver.received) == (None, [])


def test_no_use_and_no_call_of_the_program(smockproxy, receiver):
    curl(smockproxy, "http://shop.test/down")
    sent(smockproxy, 2)
    verdict = smockproxy.ask_json(
        "/api/v1/verify", method="POST", body=b"{}", Content_Type="application/json"
    )
    assert verdict["exchanges"] == 1
    assert verdict["failed"]["count"] == 0
    smocker = smockproxy.ask_json("/history")
    assert len(smocker) == 1


def test_two_hundred_at_once(smockproxy, receiver):
    with httpx_client(smockproxy) as client, ThreadPoolExecutor(16) as pool:
        list(pool.map(lambda n: client.get(f"http://shop.test/many/{n}"), range(200)))
    wait_until(lambda: len(receiver.received) >= 200, "200 callbacks", seconds=30)
    assert sorted(each.path for each in receiver.received) == sorted(f"/many/{n}" for n in range(200))


def test_after_a_reset_nothing_is_sent(smockproxy, receiver):
    curl(smockproxy, "http://shop.test/later")
    smockproxy.reset()
    time.sleep(1.3)
    assert receiver.at("/later") == []


def test_a_mock_of_the_api_and_a_session_of_its_own(smockproxy, receiver):
    mock = {
        "request": {"path": "/api"},
        "response": {"body": "x"},
        "callbacks": [{"url": f"http://localhost:{receiver.port}/of-api"}],
    }
    named = {"X_Smockproxy_Session": "worker-1", "Content_Type": "application/json"}
    added = smockproxy.ask_json("/api/v1/mocks", method="POST", body=json.dumps(mock).encode(), **named)
    assert added["mocks"][0]["definition"] == mock
    curl(smockproxy, "http://a.test/api", "--proxy-user", "worker-1:")
    receiver.await_at("/of-api")
    (entry,) = sent(smockproxy)
    assert entry["session_name"] == "worker-1"


def test_hosts_that_are_allowed(start, receiver):
    smockproxy = start(mocks(receiver), "--unmatched", "refuse", "--callback-host", "*.internal")
    curl(smockproxy, f"http://shop.test/to?url=http://localhost:{receiver.port}/x")
    assert "callbacks to localhost are not allowed" in sent(smockproxy)[0]["error"]


def test_one_that_waits_when_smockproxy_stops(start, receiver, tmp_path):
    arguments = ("--unmatched", "refuse", "--sessions-dir", str(tmp_path / "sessions"))
    smockproxy = start(mocks(receiver), *arguments)
    curl(smockproxy, "http://shop.test/later")
    begun = time.monotonic()
    smockproxy.stop(signal.SIGTERM)
    assert time.monotonic() - begun < 5
    again = start(mocks(receiver), *arguments)
    (entry,) = sent(again)
    assert entry["error"] == "smockproxy stopped before the callback was answered"
    assert entry["callback_of"] == again.entries("/later")[0]["id"]


@pytest.mark.parametrize(
    ("text", "told"),
    [
        ("[{url: /paid}]", '"/paid" is no URL of http or https'),
        ("[{url: 'http://localhost', afer: 1s}]", "afer"),
        ("[{after: 1s}]", "a callback needs a url"),
        ("[{url: 'http://localhost', headers: {Content-Length: 3}}]", '"Content-Length" can\'t be set'),
    ],
)
def test_a_bad_one_is_a_problem_with_its_line(start, text, told):
    smockproxy = start(f"- response: {{}}\n  callbacks:\n    {text}\n", "--ignore-problems")
    (problem,) = smockproxy.problems()
    assert told in problem["message"]
    assert problem["line"] == 3
