"""Scenarios through a real process: mocks that answer in a state, and lead to another."""

import json
import subprocess
import sys
from collections import Counter
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Any

import httpx
import pytest

from tests.acceptance.conftest import Start
from tests.acceptance.harness.clients import httpx_client
from tests.acceptance.harness.paths import ROOT
from tests.acceptance.harness.process import Smockproxy
from tests.acceptance.harness.waiting import wait_until

CLIENTS = 25
CALLS = 50
API = "/api/v1/scenarios"

MOCKS = """
defaults:
  request: {host: bank.test}
  scenario: {name: Banking}
mocks:
  - request: {method: POST, path: /api/accounts}
    scenario: {when: Started, then: Account created}
    response: {status: 201, json: {accountId: ACC001, balance: 0}}
  - request: {method: POST, path: /api/accounts/ACC001/deposit}
    scenario: {when: Account created, then: Money deposited}
    response: {json: {balance: 1000}}
  - request: {method: POST, path: /api/accounts/ACC001/withdraw, json: {amount: 300}}
    scenario: {when: Money deposited, then: Money withdrawn}
    response: {json: {balance: 700}}
  - request: {method: POST, path: /api/accounts/ACC001/withdraw, json: {amount: 1000}}
    scenario: {when: [Money withdrawn, Account closed]}
    response:
      status: 400
      json: {error: Insufficient funds, currentBalance: 700, requestedAmount: 1000}
  - request: {method: DELETE, path: /api/accounts/ACC001}
    scenario: {then: Account closed}
    response: {status: 204}
"""
STATE_MOCKS = """
- request: {host: state.test, path: /visit}
  response: {template: true, body: "{{ state.incr('visits') }}"}
- request: {host: state.test, path: /gate}
  response: {status: 403}
- request:
    host: state.test
    path: /gate
    any_of: [{state: {visits: 3}}, {state: {user.name: {matcher: ShouldBeIn, value: [Ada, Bo]}}}]
  response: {body: open}
- request: {host: state.test, path: /new, state: {visits: {matcher: ShouldBeAbsent}}}
  response: {body: first}
- request: {host: state.test, path: /new, state: {visits: {matcher: ShouldBePresent}}}
  response: {body: again}
- request: {host: state.test, path: /list, state: {orders: {matcher: ShouldMatchJSON, value: [{id: 1}]}}}
  response: {body: one order}
"""
ONCE = """
- request: {host: once.test, path: /step}
  response: {status: 404}
- request: {host: once.test, path: /step}
  scenario: {name: Once, when: Started, then: Done}
  response: {body: won, delay: 20ms}
- request: {host: once.test, path: /script}
  response: {status: 404}
- request: {host: once.test, path: /script}
  scenario: {name: Scripted, when: Started, then: Done}
  dynamic_response:
    engine: javascript
    script: |
      if (req.headers["x-fail"]) { state.set("left", true); throw new Error("no"); }
      return {body: "won"};
"""


@pytest.fixture(scope="module")
def served(start_for_module: Start) -> Smockproxy:
    files = {"bank.yml": MOCKS, "state.yml": STATE_MOCKS, "once.yml": ONCE}
    return start_for_module(files, "--unmatched", "refuse")


@pytest.fixture
def smockproxy(served: Smockproxy) -> Smockproxy:
    served.reset()
    return served


@pytest.fixture
def client(smockproxy: Smockproxy) -> Iterator[httpx.Client]:
    with httpx_client(smockproxy) as client:
        yield client


def states(smockproxy: Smockproxy, query: str = "") -> dict[str, str]:
    return {row["name"]: row["state"] for row in smockproxy.ask_json(API + query)["scenarios"]}


def put(smockproxy: Smockproxy, wanted: dict[str, str], query: str = "") -> Any:
    return smockproxy.ask_json(API + query, method="PUT", body=json.dumps(wanted).encode())


def walk(client: httpx.Client, base: str) -> None:
    """The steps of the banking service that an automaton without data can tell."""
    opened = client.post(f"{base}/accounts", json={"customerId": "CUST001"})
    assert (opened.status_code, opened.json()["accountId"]) == (201, "ACC001")
    assert client.post(f"{base}/accounts/ACC001/deposit", json={"amount": 1000}).json() == {"balance": 1000}
    assert client.post(f"{base}/accounts/ACC001/withdraw", json={"amount": 300}).json() == {"balance": 700}
    refused = client.post(f"{base}/accounts/ACC001/withdraw", json={"amount": 1000})
    assert (refused.status_code, refused.json()["currentBalance"]) == (400, 700)


@pytest.mark.parametrize("scheme", ["http", "https"])
def test_wm7_the_banking_walk(smockproxy: Smockproxy, client: httpx.Client, scheme: str) -> None:
    base = f"{scheme}://bank.test/api"
    walk(client, base)
    again = client.post(f"{base}/accounts/ACC001/deposit", json={"amount": 1000})
    assert again.status_code == 666  # the scenario has moved on
    assert states(smockproxy)["Banking"] == "Money withdrawn"
    assert client.delete(f"{base}/accounts/ACC001").status_code == 204
    assert states(smockproxy)["Banking"] == "Account closed"


def test_wm13_a_state_set_and_reset_by_the_admin_api(smockproxy: Smockproxy, client: httpx.Client) -> None:
    withdraw = "http://bank.test/api/accounts/ACC001/withdraw"
    assert client.post(withdraw, json={"amount": 300}).status_code == 666
    put(smockproxy, {"Banking": "Money deposited"})
    assert client.post(withdraw, json={"amount": 300}).json() == {"balance": 700}
    smockproxy.ask_json(f"{API}?name=Banking", method="DELETE")
    assert states(smockproxy)["Banking"] == "Started"
    walk(client, "http://bank.test/api")


def test_a_state_that_no_mock_names_is_refused_with_the_nearest(smockproxy: Smockproxy) -> None:
    with pytest.raises(AssertionError, match=r'400 .*did you mean ."Account created'):
        put(smockproxy, {"Banking": "Acount created"})
    put(smockproxy, {"Banking": "Elsewhere"}, "?force=true")
    assert states(smockproxy)["Banking"] == "Elsewhere"


def test_each_session_has_its_own_states(smockproxy: Smockproxy, client: httpx.Client) -> None:
    first, second = {"X-Smockproxy-Session": "a"}, {"X-Smockproxy-Session": "b"}
    url = "http://bank.test/api/accounts"
    answers = [client.post(url, headers=name).status_code for name in (first, first, second)]
    assert answers == [201, 666, 201]
    found = [states(smockproxy, f"?session={name}")["Banking"] for name in ("a", "b", "")]
    assert found == ["Account created", "Account created", "Started"]


@pytest.mark.parametrize("scheme", ["http", "https"])
def test_of_many_callers_of_a_step_one_sees_it(smockproxy: Smockproxy, scheme: str) -> None:
    with httpx_client(smockproxy) as client, ThreadPoolExecutor(CLIENTS) as threads:
        found = Counter(threads.map(lambda _: client.get(f"{scheme}://once.test/step").text, range(CALLS)))
    assert found["won"] == 1
    (row,) = [each for each in smockproxy.ask_json(API)["scenarios"] if each["name"] == "Once"]
    assert row["state"] == "Done"


def test_a_script_that_fails_leaves_the_scenario_where_it_was(
    smockproxy: Smockproxy, client: httpx.Client
) -> None:
    url = "http://once.test/script"
    assert client.get(url, headers={"X-Fail": "1"}).status_code == 601
    assert states(smockproxy)["Scripted"] == "Started"
    assert smockproxy.ask_json("/api/v1/state")["state"] == {}
    uses = {row["id"]: row["times_count"] for row in smockproxy.ask_json("/api/v1/mocks")["mocks"]}
    assert sum(uses.values()) == 0
    assert client.get(url).text == "won"
    assert states(smockproxy)["Scripted"] == "Done"


def test_conditions_on_the_state(smockproxy: Smockproxy, client: httpx.Client) -> None:
    get = lambda path: client.get(f"http://state.test{path}")  # noqa: E731 - read as a table
    assert get("/new").text == "first"
    assert [get("/visit").text, get("/gate").status_code] == ["1", 403]
    assert get("/new").text == "again"
    assert [get("/visit").text, get("/gate").status_code] == ["2", 403]
    assert [get("/visit").text, get("/gate").text] == ["3", "open"]
    smockproxy.ask_json("/api/v1/state", method="PUT", body=b'{"visits": 9, "user": {"name": "Ada"}}')
    assert get("/gate").text == "open"
    smockproxy.ask_json("/api/v1/state", method="PUT", body=b'{"user": {"name": "Eve"}}')
    assert get("/gate").status_code == 403
    assert get("/list").status_code == 666
    smockproxy.ask_json("/api/v1/state", method="PUT", body=b'{"orders": [{"id": 1, "open": true}]}')
    assert get("/list").text == "one order"


def test_mocks_of_the_api_take_part(smockproxy: Smockproxy, client: httpx.Client) -> None:
    mock = {
        "request": {"host": "bank.test", "path": "/api/audit"},
        "scenario": {"name": "Banking", "when": "Account created"},
        "response": {"body": "seen"},
    }
    smockproxy.ask_admin(
        "/api/v1/mocks", method="POST", body=json.dumps(mock).encode(), Content_Type="application/json"
    )
    assert client.get("http://bank.test/api/audit").status_code == 666
    client.post("http://bank.test/api/accounts")
    assert client.get("http://bank.test/api/audit").text == "seen"
    (shown,) = [each for each in smockproxy.ask_json("/api/v1/mocks")["mocks"] if each["source"] is None]
    assert shown["definition"]["scenario"] == mock["scenario"]


def test_a_reload_leaves_the_state(smockproxy: Smockproxy, client: httpx.Client) -> None:
    client.post("http://bank.test/api/accounts")
    smockproxy.write("bank.yml", MOCKS.replace("balance: 1000", "balance: 1001"))
    try:
        wait_until(lambda: "1001" in json.dumps(smockproxy.ask_json("/api/v1/mocks")), "the new mocks")
        deposit = client.post("http://bank.test/api/accounts/ACC001/deposit", json={})
        assert deposit.json() == {"balance": 1001}
    finally:
        smockproxy.write("bank.yml", MOCKS)
        wait_until(lambda: "1001" not in json.dumps(smockproxy.ask_json("/api/v1/mocks")), "the old mocks")


def test_why_names_the_state_that_it_is_in(smockproxy: Smockproxy, client: httpx.Client) -> None:
    client.post("http://bank.test/api/accounts/ACC001/deposit", json={})
    entry = smockproxy.await_entry("/deposit")
    client.post("http://bank.test/api/accounts")  # what is known of the exchange is what was so then
    question = json.dumps({"id": entry["id"]}).encode()
    told = smockproxy.ask_json("/api/v1/why", method="POST", body=question)
    mismatches = [each for miss in told["nearest"] for each in miss["mismatches"]]
    found = [each for each in mismatches if each["field"] == "scenario Banking"]
    assert found[0]["actual"] == "Started"
    assert "Account created" in found[0]["expected"]


def test_the_command(smockproxy: Smockproxy) -> None:
    def run(*arguments: str) -> str:
        command = [sys.executable, "-m", "smockproxy", "scenarios", *arguments, "--admin", smockproxy.admin]
        done = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=False)
        return done.stdout + done.stderr

    assert "Banking: Started (Started, " in run("list")
    assert "Banking: Money deposited" in run("set", "Banking", "Money deposited")
    assert 'did you mean "Money deposited"?' in run("set", "Banking", "Money depositd")
    assert "Banking: Started" in run("reset", "Banking")


def test_states_outlive_the_process(start: Start, tmp_path: Path) -> None:
    smockproxy = start({"bank.yml": MOCKS}, "--sessions-dir", str(tmp_path / "kept"), "--unmatched", "refuse")
    with httpx_client(smockproxy) as client:
        assert client.post("http://bank.test/api/accounts").status_code == 201
    smockproxy.stop()
    smockproxy.ready_file.unlink(missing_ok=True)
    smockproxy.start()
    assert states(smockproxy)["Banking"] == "Account created"
    with httpx_client(smockproxy) as client:
        assert client.post("http://bank.test/api/accounts/ACC001/deposit", json={}).status_code == 200
