"""What operations of the API do to the requests of a real process."""

import json
import time
from concurrent.futures import ThreadPoolExecutor

import pytest

from tests.acceptance.conftest import Start
from tests.acceptance.harness.clients import curl, run_curl
from tests.acceptance.harness.process import Smockproxy

MOCKS = """
- id: hello
  request: {host: api.test, path: /hello}
  response: {body: hi}
"""
NAMED = ("-H", "X-Smockproxy-Session: w")


@pytest.fixture
def smockproxy(start: Start) -> Smockproxy:
    return start(MOCKS, "--unmatched", "refuse")


def ask(smockproxy: Smockproxy, method: str, path: str, body: object = None, *arguments: str):
    """An operation's answer, parsed."""
    sent = () if body is None else ("-H", "Content-Type: application/json", "-d", json.dumps(body))
    answer = run_curl("-X", method, f"{smockproxy.admin}/api/v1{path}", *sent, *arguments)
    assert answer.status < 300, answer.body
    return json.loads(answer.body) if answer.body else None


def test_a_mock_of_a_file_is_switched_off_for_one_session(smockproxy: Smockproxy) -> None:
    url = "http://api.test/hello"
    ask(smockproxy, "POST", "/mocks/hello/disable?session=w")
    assert curl(smockproxy, url, *NAMED).status == 666
    assert curl(smockproxy, url).body == b"hi"
    why = ask(smockproxy, "POST", "/why?session=w", {"url": url})
    assert why["nearest"][0]["held_back"] == "disabled in this session"
    ask(smockproxy, "POST", "/sessions/w/reset")
    assert curl(smockproxy, url, *NAMED).body == b"hi"


def test_a_mock_is_made_changed_and_taken_away(smockproxy: Smockproxy) -> None:
    url = "http://api.test/pay"
    made = ask(
        smockproxy, "POST", "/mocks?session=w", {"request": {"path": "/pay"}, "response": {"body": "1"}}
    )
    (mock_id,) = made["ids"]
    assert curl(smockproxy, url, *NAMED).body == b"1"
    assert curl(smockproxy, url).status == 666
    changed = ask(smockproxy, "PATCH", f"/mocks/{mock_id}?session=w", {"response": {"status": 402}})
    assert changed["times_count"] == 1
    assert (curl(smockproxy, url, *NAMED).status, curl(smockproxy, url, *NAMED).body) == (402, b"1")
    ask(smockproxy, "DELETE", f"/mocks/{mock_id}?session=w")
    assert curl(smockproxy, url, *NAMED).status == 666


def test_a_wait_ends_when_what_is_waited_for_comes(smockproxy: Smockproxy) -> None:
    """In the session of the name: what others do is not what is waited for."""
    question = {"mock": "hello", "at_least": 2, "timeout": 30}
    with ThreadPoolExecutor() as pool:
        waiting = pool.submit(ask, smockproxy, "POST", "/wait?session=w", question)
        began = time.monotonic()
        for named in ((), NAMED, (), (), NAMED):
            curl(smockproxy, "http://api.test/hello", *named)
        told = waiting.result(timeout=20)
    assert (told["fulfilled"], told["exchanges"]) == (True, ["2", "5"])
    assert time.monotonic() - began < 15


def test_policy_and_seed_of_a_session(smockproxy: Smockproxy, upstream) -> None:
    row = ask(smockproxy, "PUT", "/sessions/w", {"unmatched": "forward", "seed": 5})
    assert (row["unmatched"], row["seed"]) == ("forward", 5)
    url = f"http://127.0.0.1:{upstream.port}/"
    assert curl(smockproxy, url, *NAMED).status == 200
    assert curl(smockproxy, url).status == 666
    verdict = ask(smockproxy, "POST", "/verify?session=w", {"fail_on": ["forwarded"]})
    assert (verdict["outcome"], verdict["seed"], verdict["forwarded"]["count"]) == ("failed", 5, 1)
    assert ask(smockproxy, "POST", "/verify", {"fail_on": ["forwarded"]})["outcome"] == "passed"


def test_an_export_is_what_the_filters_leave(smockproxy: Smockproxy) -> None:
    for path in ("hello", "nope", "hello"):
        curl(smockproxy, f"http://api.test/{path}")
    lines = run_curl(f"{smockproxy.admin}/api/v1/history/export?format=jsonl&decision=refused").body
    assert [json.loads(line)["request"]["path"] for line in lines.splitlines()] == ["/nope"]
    found = run_curl("--get", "--data-urlencode", "where=~u hello", f"{smockproxy.admin}/api/v1/history").body
    assert [entry["id"] for entry in json.loads(found)["entries"]] == ["1", "3"]
    sessions = json.loads(run_curl(f"{smockproxy.admin}/api/v1/history/export?format=smocker").body)
    assert [len(session["history"]) for session in sessions] == [3]
    imported = run_curl(
        "-H",
        "Content-Type: application/json",
        "--data-binary",
        json.dumps(sessions),
        f"{smockproxy.admin}/sessions/import",
    )
    assert imported.status == 200
