"""Rules of chaos: chance and seed, reload, lifetimes, named sessions, the API and the command."""

import json
import os
import subprocess
import threading
from collections import Counter
from concurrent.futures import ThreadPoolExecutor
from contextlib import ExitStack

import httpx
import pytest

from tests.acceptance.conftest import Start
from tests.acceptance.harness.clients import httpx_client
from tests.acceptance.harness.paths import PYTHON, ROOT, clean_environment
from tests.acceptance.harness.process import Smockproxy
from tests.acceptance.harness.waiting import wait_until

FLAKY = """\
mocks:
- {request: {host: mocked.test}, response: {body: fine}}
chaos:
- {id: flaky, request: {host: mocked.test}, probability: 0.2, preset: 503}
"""
CALLS, CLIENTS = 1_000, 16


def statuses(smockproxy: Smockproxy, calls: int = CALLS) -> Counter[int]:
    """What so many calls by 16 clients are answered with."""
    here = threading.local()

    def ask(number: int) -> int:
        if not hasattr(here, "client"):
            here.client = opened.enter_context(httpx_client(smockproxy))
        return here.client.get(f"http://mocked.test/{number}").status_code

    with ExitStack() as opened, ThreadPoolExecutor(CLIENTS) as pool:
        return Counter(pool.map(ask, range(calls)))


def failed_calls(smockproxy: Smockproxy) -> set[int]:
    """Which calls of the rule failed, by their numbers."""
    faults = (entry["chaos"][0] for entry in smockproxy.history() if "chaos" in entry)
    return {int(fault.rpartition("call ")[2].rstrip(")")) for fault in faults}


def post(smockproxy: Smockproxy, rule: object, session: str = "") -> list[dict]:
    body = json.dumps(rule).encode()
    path = f"/api/v1/chaos?session={session}"
    return smockproxy.ask_json(path, method="POST", body=body, Content_Type="application/json")["rules"]


def status(smockproxy: Smockproxy, url: str = "http://mocked.test/", **headers: str) -> int:
    with httpx_client(smockproxy) as client:
        return client.get(url, headers=headers).status_code


def test_a_seed_repeats_the_same_failures_whatever_the_order(start: Start):
    one, other = start(FLAKY, "--seed", "7"), start(FLAKY, "--seed", "7")
    counted = statuses(one)
    statuses(other, 300)
    failed = failed_calls(one)
    assert counted == {503: len(failed), 200: CALLS - len(failed)}
    assert {call for call in failed if call <= 300} == failed_calls(other)
    assert 160 <= len(failed) <= 240, "0.2 of 1,000, give or take three standard deviations"
    (row,) = one.ask_json("/api/v1/chaos")["rules"]
    assert (row["calls"], row["injected"], row["acts"]) == (CALLS, len(failed), "answers 503")


@pytest.fixture(scope="module")
def smockproxy(start_for_module: Start) -> Smockproxy:
    return start_for_module("- {request: {host: mocked.test}, response: {body: fine}}\n", "--seed", "3")


@pytest.fixture(autouse=True)
def _clean(request: pytest.FixtureRequest) -> None:
    if "smockproxy" in request.fixturenames:
        request.getfixturevalue("smockproxy").reset()


def test_hot_reload_switches_it_on_and_off(smockproxy):
    rule = "chaos:\n- {{id: switched, request: {{path: /switched}}, enabled: {}, status: 500}}\n"
    url = "http://mocked.test/switched"
    smockproxy.write("chaos.yml", rule.format("true"))
    wait_until(lambda: status(smockproxy, url) == 500, "the rule acts")
    smockproxy.write("chaos.yml", rule.format("false"))
    wait_until(lambda: status(smockproxy, url) == 200, "the rule is gone")
    smockproxy.write("chaos.yml", "chaos:\n- {preset: 503, probabilty: 0.5}\n")
    wait_until(smockproxy.problems, "the problem is told")
    (problem,) = smockproxy.problems()
    assert (problem["line"], problem["hint"]) == (2, 'did you mean "probability"?')
    smockproxy.write("chaos.yml", "")
    wait_until(lambda: not smockproxy.problems(), "the problem is gone")


def test_a_rule_by_the_api_is_switched_and_deleted(smockproxy):
    (row,) = post(smockproxy, {"id": "mine", "request": {"host": "mocked.test"}, "status": 500})
    assert (row["id"], row["source"], row["enabled"]) == ("mine", None, True)
    assert status(smockproxy) == 500
    smockproxy.ask_admin("/api/v1/chaos/mine/disable", method="POST")
    assert status(smockproxy) == 200
    smockproxy.ask_admin("/api/v1/chaos/mine/enable", method="POST")
    assert status(smockproxy) == 500
    smockproxy.ask_admin("/api/v1/chaos/mine", method="DELETE")
    assert status(smockproxy) == 200
    assert smockproxy.ask_json("/api/v1/chaos")["rules"] == []


def test_a_rule_is_no_mock_of_smockers(smockproxy):
    post(smockproxy, {"status": 500, "request": {"path": "/nowhere"}})
    assert smockproxy.ask_json("/mocks") == []
    assert len(smockproxy.ask_json("/api/v1/mocks")["mocks"]) == 1


def test_rules_are_uploaded_as_mocks_and_as_files_too(smockproxy):
    for body in (
        b"{request: {path: /one}, context: {times: 1}, chaos: {status: 500}}",
        b"chaos:\n- {request: {path: /two}, times: 1, status: 500}\n",
    ):
        smockproxy.ask_admin("/api/v1/mocks", method="POST", body=body, Content_Type="application/x-yaml")
    for path in ("one", "two"):
        assert status(smockproxy, f"http://mocked.test/{path}") == 500
        assert status(smockproxy, f"http://mocked.test/{path}") == 200


def test_what_is_wrong_with_a_rule_is_told(smockproxy):
    with pytest.raises(AssertionError, match=r'400 .*did you mean \\"probability\\"'):
        post(smockproxy, {"preset": 503, "probabilty": 0.5})
    with pytest.raises(AssertionError, match=r"400 .*Expected a rule"):
        post(smockproxy, [3])
    with pytest.raises(AssertionError, match=r"404 .*no rule"):
        smockproxy.ask_admin("/api/v1/chaos/nobody", method="DELETE")


def test_lifetimes_follow_the_sessions_clock(smockproxy):
    post(smockproxy, {"request": {"host": "mocked.test"}, "status": 500, "ttl": "10m"})
    assert status(smockproxy) == 500
    body = json.dumps({"by": "11m"}).encode()
    smockproxy.ask_admin("/api/v1/clock/advance", method="POST", body=body, Content_Type="application/json")
    assert status(smockproxy) == 200


def test_st11_outages_that_come_back(smockproxy):
    """Time-outs, error codes and invalid payloads really happen."""
    window = {"every": "1m", "for": "10s"}
    post(smockproxy, {"request": {"path": "/outage"}, "preset": "malformed_json", "window": window})
    url, found = "http://mocked.test/outage", []
    for seconds in ("0s", "30s", "30s"):
        body = json.dumps({"by": seconds}).encode()
        smockproxy.ask_admin(
            "/api/v1/clock/advance", method="POST", body=body, Content_Type="application/json"
        )
        with httpx_client(smockproxy) as client:
            found.append(client.get(url).text.startswith("{"))
    assert found == [True, False, True]


def test_bp4_gradual_degradation_and_recovery(smockproxy):
    ramp = {"to": 1.0, "over": 100, "then": "recover"}
    post(smockproxy, {"request": {"host": "mocked.test"}, "status": 500, "ramp": ramp})
    with httpx_client(smockproxy) as client:
        failed = [client.get("http://mocked.test/").status_code == 500 for _ in range(220)]
    assert sum(failed[:20]) <= 6
    assert sum(failed[80:120]) >= 30
    assert sum(failed[180:]) <= 8
    assert not any(failed[201:])


def test_bp4_the_delay_grows(smockproxy):
    post(smockproxy, {"request": {"host": "mocked.test"}, "ramp": {"to": "100ms", "over": 4}})
    with httpx_client(smockproxy) as client:
        for _ in range(6):
            client.get("http://mocked.test/")
    delays = [entry["timing"]["delay"] for entry in smockproxy.history()]
    assert delays == pytest.approx([0, 25, 50, 75, 100, 100])


def test_only_the_named_session_is_disturbed(smockproxy):
    post(smockproxy, {"request": {"host": "mocked.test"}, "status": 500}, session="worker-1")
    assert status(smockproxy) == 200
    assert status(smockproxy, **{"X-Smockproxy-Session": "worker-1"}) == 500


def test_why_names_the_rule_and_the_draw(smockproxy):
    post(smockproxy, {"id": "odd", "request": {"host": "mocked.test"}, "status": 500, "probability": 0.999})
    assert status(smockproxy) == 500
    entry = smockproxy.history()[-1]
    trace = smockproxy.ask_json(f"/api/v1/history/{entry['id']}/trace")
    assert "chaos: odd answers 500 (draw 0." in trace["verdict"]
    assert trace["verdict"].endswith("< 0.999, call 1)")
    assert trace["uses_before"] == trace["uses_after"]


def run(smockproxy: Smockproxy, *arguments: str) -> str:
    token = {"SMOCKPROXY_ADMIN_TOKEN": smockproxy.ready["token"]} if smockproxy.ready.get("token") else {}
    command = [PYTHON, "-m", "smockproxy", "chaos", *arguments, "--admin", smockproxy.admin]
    environment = clean_environment() | {"PYTHONPATH": os.pathsep.join([str(ROOT)])} | token
    done = subprocess.run(command, capture_output=True, text=True, timeout=60, env=environment, check=False)
    assert done.returncode == 0, done.stderr
    return done.stdout


def test_the_command(smockproxy):
    told = run(
        smockproxy,
        "add",
        "--host",
        "mocked.*",
        "--probability",
        "1",
        "--preset",
        "503",
        "--ttl",
        "10m",
        "--id",
        "cli",
    )
    assert "answers 503" in told
    assert status(smockproxy) == 503
    assert run(smockproxy, "list").splitlines()[1].split()[:5] == ["cli", "API", "yes", "1", "1"]
    run(smockproxy, "disable", "cli")
    assert status(smockproxy) == 200
    run(smockproxy, "delete", "cli")
    assert run(smockproxy, "list") == "There are no rules of chaos.\n"


def test_a_rule_of_the_api_is_kept_with_its_session(start: Start, tmp_path):
    kept = str(tmp_path / "kept")
    first = start("", "--sessions-dir", kept)
    post(first, {"id": "kept", "request": {"host": "mocked.test"}, "status": 500})
    assert status(first) == 500
    first.stop()
    again = start("", "--sessions-dir", kept)
    assert [row["id"] for row in again.ask_json("/api/v1/chaos")["rules"]] == ["kept"]
    assert status(again) == 500


def test_a_client_that_is_dropped_sees_no_answer(smockproxy):
    post(smockproxy, {"request": {"host": "mocked.test"}, "drop": True})
    with httpx_client(smockproxy) as client, pytest.raises(httpx.RemoteProtocolError):
        client.get("http://mocked.test/")
