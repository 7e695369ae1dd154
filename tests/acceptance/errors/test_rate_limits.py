"""Rate limits on the wire: who is let through, what the headers say, and that no use is lost."""

import json
import time
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest
from httpx import Response

from tests.acceptance.conftest import Start
from tests.acceptance.harness.authority import Trust
from tests.acceptance.harness.clients import curl, httpx_client
from tests.acceptance.harness.process import Smockproxy
from tests.acceptance.harness.upstream_http1 import HttpUpstream
from tests.acceptance.harness.waiting import wait_until

MOCKS = """\
- request: {host: many.test}
  response: {body: ok, rate_limit: {limit: 10, per: 1h}}
- id: counted
  request: {host: counted.test}
  context: {times: 3}
  response: {body: ok, rate_limit: {limit: 1, per: 1s, response: {json: {error: slow down}}}}
- request: {host: keyed.test}
  response: {body: ok, rate_limit: {limit: 2, per: 1h, key: "header:X-Api-Key", algorithm: sliding}}
- request: {host: bucket.test}
  response: {body: ok, rate_limit: {limit: 20, per: 2s, algorithm: token_bucket, burst: 3}}
- request: {host: session.test}
  response: {body: ok, rate_limit: {limit: 1, per: 1h}}
- request: {host: script.test}
  dynamic_response: {engine: lua, script: "return {body = 'ok'}", rate_limit: {limit: 1, per: 1h}}
- request: {host: forward.test}
  proxy: {host: "UPSTREAM", rate_limit: {limit: 1, per: 1h}}
"""


@pytest.fixture(scope="module")
def smockproxy(start_for_module: Start, trust: Trust) -> Smockproxy:
    return start_for_module(MOCKS.replace("UPSTREAM", "http://127.0.0.1:9"))


def statuses(smockproxy: Smockproxy, url: str, *headers: dict[str, str]) -> list[int]:
    with httpx_client(smockproxy) as client:
        return [client.get(url, headers=each).status_code for each in headers]


@pytest.mark.parametrize("http2", [False, True])
def test_100_parallel_calls_with_a_limit_of_10_give_exactly_10(
    smockproxy: Smockproxy, *, http2: bool
) -> None:
    smockproxy.ask_admin("/reset", method="POST")
    schemes = ("https",) if http2 else ("http", "https")

    def ask_ten(scheme: str) -> list[Response]:
        """Each thread has a connection of its own: before Python 3.13 threads can't share one with TLS."""
        with httpx_client(smockproxy, http2=http2) as client:
            return [client.get(f"{scheme}://many.test/") for _ in range(10)]

    with ThreadPoolExecutor(10) as threads:
        asked = threads.map(ask_ten, [schemes[number % len(schemes)] for number in range(10)])
        answers = [answer for ten in asked for answer in ten]
    let_through = [answer for answer in answers if answer.status_code == 200]
    assert len(let_through) == 10
    assert sorted(int(answer.headers["RateLimit-Remaining"]) for answer in let_through) == list(range(10))
    others = [answer for answer in answers if answer.status_code != 200]
    assert {answer.status_code for answer in others} == {429}
    assert all(3590 <= int(answer.headers["Retry-After"]) <= 3600 for answer in others)


def test_what_is_beyond_is_no_use_and_is_told(smockproxy: Smockproxy) -> None:
    first, second = (curl(smockproxy, "http://counted.test/") for _ in range(2))
    assert (first.status, first.text, second.status) == (200, "ok", 429)
    assert second.json == {"error": "slow down"}
    assert second.headers["Retry-After"] == "1"
    assert (second.headers["RateLimit-Limit"], second.headers["X-RateLimit-Remaining"]) == ("1", "0")
    assert second.headers["RateLimit-Policy"] == '"default";q=1;w=1'

    entries = wait_until(
        lambda: len(found := smockproxy.entries("counted.test")) == 2 and found, "both exchanges"
    )
    assert "rate limit" in json.dumps(entries[1]["log"])
    assert "log" not in entries[0]
    why = smockproxy.ask_json(f"/api/v1/history/{entries[1]['id']}/trace")
    assert "rate limit" in why["verdict"]
    assert (why["mock"]["id"], why["uses_before"], why["uses_after"]) == ("counted", 1, 1)

    for _ in range(2):
        time.sleep(1.05)
        assert curl(smockproxy, "http://counted.test/").status == 200
    time.sleep(1.05)
    assert curl(smockproxy, "http://counted.test/").status == 666  # used up, after three uses


def test_each_key_has_its_own(smockproxy: Smockproxy) -> None:
    one, other = {"x-api-key": "a"}, {"X-Api-Key": "b"}
    got = statuses(smockproxy, "http://keyed.test/", one, one, one, other, {}, {}, {})
    assert got == [200, 200, 429, 200, 200, 200, 429]


def test_a_bucket_fills_up_steadily(smockproxy: Smockproxy) -> None:
    assert statuses(smockproxy, "http://bucket.test/", *[{}] * 4)[:3] == [200] * 3
    with httpx_client(smockproxy) as client:
        end, got = time.monotonic() + 1, list[int]()
        while time.monotonic() < end:
            got.append(client.get("http://bucket.test/").status_code)
    assert 9 <= got.count(200) <= 13  # ten tokens a second
    assert 429 in got


def test_scripts_and_named_sessions(smockproxy: Smockproxy) -> None:
    assert statuses(smockproxy, "https://script.test/", {}, {}) == [200, 429]
    one, other = {"X-Smockproxy-Session": "one"}, {"X-Smockproxy-Session": "other"}
    assert statuses(smockproxy, "http://session.test/", {}, one, other, one, {}) == [200, 200, 200, 429, 429]


def test_a_forwarded_answer_has_the_headers_too(smockproxy: Smockproxy) -> None:
    with HttpUpstream() as upstream:
        smockproxy.write("mocks.yml", MOCKS.replace("UPSTREAM", upstream.url))
        wait_until(lambda: curl(smockproxy, "http://forward.test/").status == 200, "the upstream", seconds=3)
        smockproxy.ask_admin("/reset", method="POST")
        with httpx_client(smockproxy) as client:
            first, second = (client.get("https://forward.test/get") for _ in range(2))
    assert (first.status_code, second.status_code) == (200, 429)
    assert first.headers["RateLimit"].startswith('"default";r=0;t=')


def test_a_reload_keeps_the_counts_of_what_did_not_change(smockproxy: Smockproxy) -> None:
    smockproxy.write(
        "more.yml", "- {request: {host: more.test}, response: {rate_limit: {limit: 1, per: 1h}}}\n"
    )
    wait_until(lambda: curl(smockproxy, "http://more.test/").status == 200, "the new file", seconds=3)
    smockproxy.write("another.yml", "- {request: {host: another.test}, response: {}}\n")
    wait_until(lambda: curl(smockproxy, "http://another.test/").status == 200, "another", seconds=3)
    assert curl(smockproxy, "http://more.test/").status == 429


def test_by_the_api(smockproxy: Smockproxy) -> None:
    mock = {
        "request": {"host": "api.test"},
        "response": {"rate_limit": {"limit": 1, "per": "1h", "key": "ip"}},
    }
    smockproxy.ask_admin(
        "/api/v1/mocks", method="POST", body=json.dumps(mock).encode(), Content_Type="application/json"
    )
    assert statuses(smockproxy, "http://api.test/", {}, {}) == [200, 429]


def test_a_reset_forgets(smockproxy: Smockproxy) -> None:
    assert statuses(smockproxy, "http://many.test/", *[{}] * 11)[-1] == 429
    smockproxy.ask_admin("/reset", method="POST")
    assert statuses(smockproxy, "http://many.test/", {}) == [200]


def test_the_sessions_clock_measures(smockproxy: Smockproxy) -> None:
    smockproxy.ask_admin("/reset", method="POST")
    assert statuses(smockproxy, "http://session.test/", {}, {}) == [200, 429]
    forward = json.dumps({"by": "61m"}).encode()
    smockproxy.ask_admin(
        "/api/v1/clock/advance", method="POST", body=forward, Content_Type="application/json"
    )
    assert statuses(smockproxy, "http://session.test/", {}, {}) == [200, 429]


def test_a_restart_keeps_them_with_the_sessions(start: Start, tmp_path: Path) -> None:
    kept = ("--sessions-dir", str(tmp_path / "kept"))
    answers = []
    for _ in range(2):
        served = start("- request: {host: many.test}\n  response: {rate_limit: {limit: 3, per: 1h}}\n", *kept)
        answers += [curl(served, "http://many.test/").status for _ in range(2)]
        served.stop()
    assert answers == [200, 200, 200, 429]
