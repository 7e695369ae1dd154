"""BP7: real or mocked by host, by per cent, by header; switched while requests come, without a restart."""

import json
import subprocess
import threading
import time
from collections import Counter
from concurrent.futures import ThreadPoolExecutor

import pytest
import requests

from tests.acceptance.conftest import Start
from tests.acceptance.harness.clients import curl, httpx_client, requests_session, run_curl
from tests.acceptance.harness.paths import PYTHON, ROOT, clean_environment
from tests.acceptance.harness.process import Smockproxy
from tests.acceptance.live.real import Real

MOCKS = """
- request: {host: {matcher: ShouldMatch, value: '^(127\\.0\\.0\\.1|localhost)$'}}
  response: {body: mocked}
- priority: 1000000
  request: {path: /first}
  response: {body: mocked first}
"""


@pytest.fixture(scope="module")
def smockproxy(start_for_module: Start) -> Smockproxy:
    return start_for_module(MOCKS, "--unmatched", "refuse", "--seed", "11")


@pytest.fixture(autouse=True)
def _all_mocked(smockproxy: Smockproxy) -> None:
    """Begin without routes."""
    requests.delete(f"{smockproxy.admin}/api/v1/routes", timeout=10)


def route(smockproxy: Smockproxy, *arguments: str, fails: bool = False) -> str:
    done = subprocess.run(
        [PYTHON, "-m", "smockproxy", "route", *arguments, "--admin", smockproxy.admin],
        capture_output=True,
        text=True,
        cwd=ROOT,
        env=clean_environment(),
        timeout=30,
        check=False,
    )
    assert bool(done.returncode) is fails, done.stderr + done.stdout
    return done.stderr if fails else done.stdout


def change(smockproxy: Smockproxy, **said: object) -> list[dict]:
    told = requests.put(f"{smockproxy.admin}/api/v1/routes", json=said, timeout=10)
    assert told.status_code == 200, told.text
    return told.json()["routes"]


def test_bp7_a_host_is_switched_by_the_command(smockproxy: Smockproxy, real: Real) -> None:
    url = f"{real.url}/x"
    assert curl(smockproxy, url).text == "mocked"
    assert "127.0.0.1  real" in route(smockproxy, "127.0.0.1", "real")
    assert curl(smockproxy, url).text == "real /x"
    assert curl(smockproxy, f"{real.url}/first").text == "real /first"
    assert (
        route(smockproxy, "127.0.0.1", "mocked")
        == "No host is real: mocks answer, and the unmatched policy holds.\n"
    )
    assert curl(smockproxy, url).text == "mocked"


def test_bp7_over_https_and_http2(smockproxy: Smockproxy, secure: Real) -> None:
    change(smockproxy, host="LOCALHOST", to="real")
    with httpx_client(smockproxy, http2=True) as client:
        assert client.get(f"{secure.url}/x").text == "real /x"
        change(smockproxy, host="localhost", to="mocked")
        assert client.get(f"{secure.url}/x").text == "mocked"


def test_bp7_by_per_cent_and_the_same_again_by_the_same_seed(smockproxy: Smockproxy, real: Real) -> None:
    def texts() -> list[str]:
        requests.post(f"{smockproxy.admin}/api/v1/sessions/~/reset", timeout=10)
        change(smockproxy, host="127.0.0.1", to="30%")
        with requests_session(smockproxy) as client:
            return [client.get(f"{real.url}/x", timeout=10).text for _ in range(200)]

    first = texts()
    assert Counter(first).keys() == {"real /x", "mocked"}
    assert 35 <= first.count("real /x") <= 85
    assert texts() == first


@pytest.mark.parametrize("by", ["header:X-User", "cookie:user"])
def test_bp7_the_same_client_has_the_same_choice(smockproxy: Smockproxy, real: Real, by: str) -> None:
    def choices() -> dict[int, str]:
        found = {}
        for user in range(100):
            sent = {"X-User": f"u{user}"} if by.startswith("header") else {"Cookie": f"user=u{user}"}
            found[user] = client.get(f"{real.url}/x", headers=sent, timeout=10).text
        return found

    with requests_session(smockproxy) as client:
        change(smockproxy, host="127.0.0.1", to="30%", by=by)
        first = choices()
        assert choices() == first
        assert 15 <= Counter(first.values())["real /x"] <= 45
        change(smockproxy, host="127.0.0.1", to="60%", by=by)
        more = choices()
        assert {user for user, text in first.items() if text != "mocked"} < {
            user for user, text in more.items() if text != "mocked"
        }
        assert client.get(f"{real.url}/x", timeout=10).text == "mocked", "who does not say who it is"


def test_bp7_by_header_and_path(smockproxy: Smockproxy, real: Real) -> None:
    route(smockproxy, "127.0.0.1", "real", "--header", "X-Real: 1", "--path", "/pay/*")
    url = f"{real.url}/pay/7"
    assert curl(smockproxy, url, "-H", "X-Real: 1").text == "real /pay/7"
    assert curl(smockproxy, url).text == "mocked"
    assert curl(smockproxy, f"{real.url}/x", "-H", "X-Real: 1").text == "mocked"
    row = json.loads(route(smockproxy, "list", "--json"))["routes"][0]
    assert (row["host"], row["to"], row["path"], row["headers"], row["uses"]) == (
        "127.0.0.1",
        "real",
        "/pay/*",
        {"X-Real": "1"},
        1,
    )


def test_a_host_that_is_mocked_again_has_no_route_left(smockproxy: Smockproxy) -> None:
    change(smockproxy, host="127.0.0.1", to="real", path="/a")
    change(smockproxy, host="127.0.0.1", to="50%")
    left = change(smockproxy, host="other.test", to="real")
    assert len(left) == 3
    assert [row["host"] for row in change(smockproxy, host="127.0.0.1", to="mocked")] == ["other.test"]


def test_a_route_ends_by_itself(smockproxy: Smockproxy, real: Real) -> None:
    change(smockproxy, host="127.*", to="real", ttl="600ms")
    assert curl(smockproxy, f"{real.url}/x").text == "real /x"
    time.sleep(0.7)
    assert curl(smockproxy, f"{real.url}/x").text == "mocked"


def test_a_named_session_has_routes_of_its_own(smockproxy: Smockproxy, real: Real) -> None:
    route(smockproxy, "127.0.0.1", "real", "--session", "worker-1")
    url = f"{real.url}/x"
    assert curl(smockproxy, url).text == "mocked"
    assert curl(smockproxy, url, "--proxy-user", "worker-1:x").text == "real /x"
    assert "real" in route(smockproxy, "list", "--session", "worker-1")
    assert "No host" in route(smockproxy, "list")


def test_what_comes_straight_to_the_port_is_never_sent_on(smockproxy: Smockproxy, real: Real) -> None:
    change(smockproxy, host="127.0.0.1", to="real")
    real.forget()
    assert run_curl(f"{smockproxy.proxy}/x", "-H", f"Host: {real.authority}").text == "mocked"
    assert real.lines == []


def test_methods_of_any_name_are_routed(smockproxy: Smockproxy, real: Real) -> None:
    change(smockproxy, host="127.0.0.1", to="real")
    assert curl(smockproxy, f"{real.url}/x", "-X", "PURGE").text == "real /x"


def test_history_and_why_name_the_route(smockproxy: Smockproxy, real: Real) -> None:
    change(smockproxy, host="127.0.0.1", to="99.9%")
    curl(smockproxy, f"{real.url}/x")
    page = requests.get(f"{smockproxy.admin}/api/v1/history", params={"last": 1}, timeout=10).json()
    entry = page["entries"][0]
    assert entry["mock"]["id"] == "route-127.0.0.1"
    told = requests.post(f"{smockproxy.admin}/api/v1/why", json={"id": entry["id"]}, timeout=10).text
    assert "route: 127.0.0.1 real (99.9 %)" in told


def test_switching_under_load_gives_no_wrong_answer(smockproxy: Smockproxy, real: Real) -> None:
    """16 clients ask all the while; once a switch is told of, only one answer is right."""
    over = threading.Event()

    def client() -> Counter:
        found: Counter = Counter()
        with requests_session(smockproxy) as session:
            while not over.is_set():
                got = session.get(f"{real.url}/x", timeout=10)
                found[got.status_code, got.text] += 1
        return found

    with ThreadPoolExecutor(17) as pool, requests_session(smockproxy) as checking:
        clients = [pool.submit(client) for _ in range(16)]
        for turn in range(9):
            to = ("real", "mocked", "50%")[turn % 3]
            change(smockproxy, host="127.0.0.1", to=to)
            expected = {"real": {"real /x"}, "mocked": {"mocked"}, "50%": {"real /x", "mocked"}}[to]
            assert {checking.get(f"{real.url}/x", timeout=10).text for _ in range(10)} <= expected
        over.set()
        total = sum((each.result() for each in clients), Counter())
    assert set(total) == {(200, "real /x"), (200, "mocked")}
    assert sum(total.values()) > 100


@pytest.mark.parametrize(
    ("arguments", "told"),
    [
        (("api.test", "rael"), "to is real, mocked, or a share such as 30%"),
        (("api.test", "130%"), "to is real, mocked, or a share such as 30%"),
        (("http://api.test/", "real"), "host is a host without scheme and port"),
        (("api.test", "30%", "--by", "user"), "does not say who a client is"),
        (("api.test", "real", "--ttl", "soon"), "ttl"),
        (("api.test", "real", "--header", "X"), "is no header"),
        (("clear", "nobody.test"), 'There is no route of "nobody.test"'),
    ],
)
def test_what_is_no_route_is_refused_in_words(
    smockproxy: Smockproxy, arguments: tuple[str, ...], told: str
) -> None:
    assert told in route(smockproxy, *arguments, fails=True)
    assert "No host" in route(smockproxy, "list")


def test_shares_and_plain_requests_in_a_file(start: Start, real: Real) -> None:
    mocks = "- request: {proxied: true, share: {by: header:X-User, percent: 100}}\n  response: {body: all}\n"
    process = start(mocks, "--unmatched", "refuse")
    assert curl(process, "http://a.test/", "-H", "X-User: x").text == "all"
    assert curl(process, "http://a.test/").status == 666
    assert run_curl(f"{process.proxy}/", "-H", "X-User: x").status == 666
