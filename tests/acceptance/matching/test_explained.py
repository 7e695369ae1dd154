"""What a user sees of matching over the wire: reasons, traces, lint at load, chance by seed."""

import json
import subprocess

import pytest

from tests.acceptance.conftest import Start
from tests.acceptance.harness.clients import curl
from tests.acceptance.harness.paths import PYTHON, ROOT, clean_environment
from tests.acceptance.harness.process import Smockproxy

ORDERS = """
- request: {host: shop.test, path: /orders/7, headers: {X-Tenant: a}}
  response: {body: seven}
- request: {host: shop.test, path: /orders, json: {items: [{price: 3}]}}
  response: {body: ordered}
"""
SHADOWED = """
- request: {host: shop.test, path: /orders/7}
  response: {body: never}
- request: {host: shop.test}
  response: {body: always}
"""
COIN = "- {request: {host: coin.test}, context: {probability: 0.5}, response: {body: heads}}\n"


def smockproxy_command(smockproxy: Smockproxy, *arguments: str) -> str:
    done = subprocess.run(
        [PYTHON, "-m", "smockproxy", *arguments],
        env=clean_environment() | {"PYTHONPATH": str(ROOT), "SMOCKPROXY_ADMIN_URL": smockproxy.admin},
        capture_output=True,
        text=True,
        timeout=60,
        check=False,
    )
    return done.stdout + done.stderr


@pytest.mark.parametrize("scheme", ["http", "https"])
def test_a_refusal_says_what_is_amiss(start: Start, scheme: str) -> None:
    smockproxy = start(ORDERS, "--unmatched", "refuse")
    answer = curl(smockproxy, f"{scheme}://shop.test/orders/7")
    assert answer.status == 666
    told = json.loads(answer.body)
    assert told["message"] == "No mock found matching the request"
    first = told["why"][0]
    assert [first[key] for key in ("field", "expected", "actual")] == [
        "headers.X-Tenant",
        "present",
        "absent",
    ]
    assert told["nearest"][0]["request"]["path"]["value"] == "/orders/7"


def test_a_refusal_as_text(start: Start) -> None:
    smockproxy = start(ORDERS, "--unmatched", "refuse")
    answer = curl(smockproxy, "http://shop.test/orders/8", "-H", "Accept: text/plain")
    assert b"Nearest:" in answer.body
    assert b"mocks.yml:2" in answer.body


def test_the_trace_and_the_commands_tell_the_same(start: Start) -> None:
    smockproxy = start(ORDERS, "--unmatched", "refuse")
    curl(smockproxy, "http://shop.test/orders", "--json", '{"items": [{"price": 4}]}')
    (entry,) = smockproxy.history()
    trace = smockproxy.ask_json(f"/api/v1/history/{entry['id']}/trace")
    assert "price" in json.dumps(trace)
    for told in (
        smockproxy_command(smockproxy, "why", entry["id"]),
        smockproxy_command(
            smockproxy,
            "why",
            "POST",
            "http://shop.test/orders",
            "-d",
            '{"items": [{"price": 4}]}',
            "-H",
            "Content-Type: application/json",
        ),
        smockproxy_command(smockproxy, "history", "show", entry["id"], "--trace"),
    ):
        assert "$.items[0].price" in told, told


EITHER = """
- request: {host: shop.test, any_of: [{headers: {X-A: a}}, {headers: {X-B: b}}]}
  response: {body: either}
"""


def test_an_edit_says_what_it_drops_and_it_works(start: Start) -> None:
    smockproxy = start(EITHER, "--unmatched", "refuse")
    url = "http://shop.test/orders"
    told = smockproxy_command(smockproxy, "why", "GET", url)
    assert "  It drops any_of[0].headers.X-A, any_of[1].headers.X-B." in told, told
    assert "any_of: []" not in told
    question = json.dumps({"method": "GET", "url": url}).encode()
    edit = smockproxy.ask_json("/api/v1/why", method="POST", body=question)["edit"]
    assert edit["drops"] == ["any_of[0].headers.X-A", "any_of[1].headers.X-B"]
    lines = EITHER.splitlines()
    for change in reversed(edit["lines"]):
        at = change["line"] - 1
        lines[at : at + len(change["old"])] = change["new"]
    assert curl(start("\n".join(lines), "--unmatched", "refuse"), url).body == b"either"


@pytest.mark.parametrize("arguments", [("GET",), ("abc",), ("GET", "abc")])
def test_what_is_no_question_is_a_usage_error(arguments: tuple[str, ...]) -> None:
    done = subprocess.run(
        [PYTHON, "-m", "smockproxy", "why", *arguments],
        env=clean_environment() | {"PYTHONPATH": str(ROOT)},
        capture_output=True,
        text=True,
        timeout=60,
        check=False,
    )
    assert (done.returncode, done.stdout) == (2, "")
    assert "http://api.test/users/7" in done.stderr


def test_lint_at_load_is_in_the_log_and_among_the_problems(start: Start) -> None:
    smockproxy = start(SHADOWED)
    (problem,) = smockproxy.problems()
    assert (problem["severity"], problem["line"]) == ("warning", 2)
    assert "never answers" in smockproxy.log()
    assert curl(smockproxy, "http://shop.test/orders/7").body == b"always"


def test_one_seed_is_one_run(start: Start) -> None:
    def run(seed: str) -> list[int]:
        smockproxy = start(COIN, "--unmatched", "refuse", "--seed", seed)
        return [curl(smockproxy, "http://coin.test/").status for _ in range(12)]

    first = run("7")
    assert run("7") == first
    assert {200, 666} == set(first)


def test_a_mock_for_one_session(start: Start) -> None:
    smockproxy = start("- {request: {host: s.test, session: suite}, response: {body: mine}}\n")
    url = "http://s.test/"
    assert curl(smockproxy, url).status == 502
    smockproxy.ask_admin("/mocks?session=suite", method="POST", body=b"[]", Content_Type="application/json")
    assert curl(smockproxy, url).body == b"mine"


def test_a_mock_that_is_used_up_says_so_as_json_and_as_text(start: Start) -> None:
    smockproxy = start("- {request: {host: o.test}, context: {times: 1}, response: {body: one}}\n")
    assert curl(smockproxy, "http://o.test/").body == b"one"
    told = json.loads(curl(smockproxy, "http://o.test/").body)
    assert [mock["request"]["host"]["value"] for mock in told["nearest"]] == ["o.test"]
    assert [reason.get("held_back") for reason in told["why"]] == ["used up"]
    answer = curl(smockproxy, "http://o.test/", "-H", "Accept: text/plain")
    assert answer.status == 666
    assert b"used up" in answer.body
