"""BP3: errors by one line, each of them on the wire."""

import json
import time
from typing import Any

import pytest

from tests.acceptance.conftest import Start
from tests.acceptance.harness.clients import CurlError, curl
from tests.acceptance.harness.process import Smockproxy

STATUSES = (400, 401, 403, 404, 409, 422, 429, 500, 502, 503, 504)
NAMES = (*map(str, STATUSES), "malformed_json", "empty_body", "timeout")
OWN = """
- request: {host: own.test}
  response: {preset: 503, headers: {Retry-After: 7}, json: {error: down}}
- request: {host: template.test}
  response: {preset: 404, template: true, headers: {X-Path: "{{ request.path }}"}}
- request: {host: late.test}
  response: {preset: timeout, delay: 300ms}
"""
MOCKS = "".join(f"- request: {{path: /{name}}}\n  response: {{preset: {name}}}\n" for name in NAMES) + OWN


@pytest.fixture(scope="module")
def smockproxy(start_for_module: Start) -> Smockproxy:
    return start_for_module(MOCKS)


@pytest.mark.parametrize("scheme", ["http", "https"])
@pytest.mark.parametrize("status", STATUSES)
def test_bp3_a_status(smockproxy: Smockproxy, scheme: str, status: int) -> None:
    answer = curl(smockproxy, f"{scheme}://api.test/{status}")
    headers = {name.lower(): line for name, line in answer.headers.items()}
    assert answer.status == status
    assert headers["content-type"] == "application/problem+json"
    assert answer.json["status"] == status
    assert answer.json["title"]
    assert answer.json["detail"]
    assert headers.get("retry-after") == ("60" if status == 429 else None)
    assert headers.get("www-authenticate") == ("Bearer" if status == 401 else None)


def test_bp3_malformed_json(smockproxy: Smockproxy) -> None:
    answer = curl(smockproxy, "http://api.test/malformed_json")
    assert (answer.status, answer.headers["Content-Type"]) == (200, "application/json")
    with pytest.raises(json.JSONDecodeError):
        json.loads(answer.body)


def test_bp3_empty_body(smockproxy: Smockproxy) -> None:
    answer = curl(smockproxy, "http://api.test/empty_body")
    assert (answer.status, answer.body) == (200, b"")


def test_bp3_timeout(smockproxy: Smockproxy) -> None:
    with pytest.raises(CurlError) as gave_up:
        curl(smockproxy, "http://api.test/timeout", "--max-time", "1")
    assert gave_up.value.code == 28
    began = time.monotonic()
    answer = curl(smockproxy, "http://late.test/")
    assert (answer.status, answer.json["status"]) == (504, 504)
    assert 0.3 <= time.monotonic() - began < 3


def test_what_stands_beside_wins(smockproxy: Smockproxy) -> None:
    answer = curl(smockproxy, "https://own.test/")
    assert (answer.status, answer.json) == (503, {"error": "down"})
    headers = {name.lower(): line for name, line in answer.headers.items()}
    assert (headers["retry-after"], headers["content-type"]) == ("7", "application/json")
    answer = curl(smockproxy, "http://template.test/a/b")
    assert (answer.status, answer.json["status"], answer.headers["X-Path"]) == (404, 404, "/a/b")


def test_by_the_api(smockproxy: Smockproxy) -> None:
    mock: dict[str, Any] = {"request": {"path": "/by-api"}, "response": {"preset": 503}}
    smockproxy.ask_admin(
        "/api/v1/mocks", method="POST", body=json.dumps(mock).encode(), Content_Type="application/json"
    )
    answer = curl(smockproxy, "http://api.test/by-api")
    assert (answer.status, answer.json["title"]) == (503, "Service Unavailable")


def test_an_unknown_one_is_a_problem_with_its_line(smockproxy: Smockproxy) -> None:
    bad = "- request: {path: /x}\n  response:\n    preset: malformed-json\n"
    with pytest.raises(AssertionError, match="line 3") as refused:
        smockproxy.ask_admin(
            "/api/v1/mocks", method="POST", body=bad.encode(), Content_Type="application/yaml"
        )
    assert "did you mean" in str(refused.value)
