"""Delays on the wire: drawn as their distribution says, kept as drawn, without a thread each."""

import asyncio
import time
from math import log
from pathlib import Path
from statistics import median, stdev
from typing import Any

import pytest

from smockproxy.testing import Client
from tests.acceptance.conftest import Start
from tests.acceptance.harness.clients import curl, httpx_client
from tests.acceptance.harness.process import Smockproxy
from tests.acceptance.harness.waiting import wait_until

MOCKS = """\
- request: {path: /wm1}
  response: {delay: {distribution: lognormal, median: 150ms, sigma: 0.4, add: 150ms}}
- request: {path: /fast}
  response: {delay: fast}
- request: {path: /slow}
  response: {delay: slow}
- request: {path: /timeout}
  context: {probability: 0.5}
  response: {delay: timeout}
- request: {path: /scripted}
  dynamic_response: {engine: javascript, script: "return {delay: 'fast'}"}
- request: {path: /drawn}
  dynamic_response:
    engine: python
    script: "return {'delay': {'distribution': 'exponential', 'mean': '20ms', 'max': '90ms'}}"
- request: {path: /template}
  response: {template: true, body: "{{ 1 + 1 }}", delay: {distribution: normal, mean: 60ms, stddev: 5ms, min: 40ms}}
- request: {path: /held}
  response: {body: held, delay: 2s}
"""  # noqa: E501 - mocks
USES = 200


@pytest.fixture(scope="module")
def served(start_for_module: Start) -> Smockproxy:
    return start_for_module(MOCKS, "--unmatched", "refuse", "--seed", "11", "--script-timeout", "60000")


@pytest.fixture
def client(served: Smockproxy) -> Client:
    served.reset()
    return Client(served.admin)


def delays(served: Smockproxy, path: str) -> list[float]:
    """Those that were drawn, in milliseconds."""
    return [entry["timing"]["delay"] for entry in served.entries(path)]


async def connections(served: Smockproxy, path: str, count: int) -> list[float]:
    """Ask that often at once, each on a connection of its own; when each answer was there, in seconds."""
    began, request = (
        time.monotonic(),
        f"GET http://shop.test{path} HTTP/1.1\r\nHost: shop.test\r\n\r\n".encode(),
    )

    async def ask() -> float:
        reader, writer = await asyncio.open_connection("127.0.0.1", served.port)
        writer.write(request)
        head = await reader.readuntil(b"\r\n\r\n")
        taken = time.monotonic() - began
        assert head.startswith(b"HTTP/1.1 200"), head
        writer.close()
        return taken

    return await asyncio.gather(*(ask() for _ in range(count)))


def threads(served: Smockproxy) -> int:
    status = Path(f"/proc/{served.pid}/status").read_text()
    return next(int(line.split()[1]) for line in status.splitlines() if line.startswith("Threads:"))


async def test_wm1_a_fixed_part_and_a_lognormal_one_are_added(served, client):
    client.put_session("", delay_factor=0.1)
    await connections(served, "/wm1", USES)
    wait_until(lambda: len(delays(served, "/wm1")) == USES, "all exchanges in history")
    client.put_session("", delay_factor=1)
    drawn = [delay * 10 - 150 for delay in delays(served, "/wm1")]
    assert min(drawn) >= 0
    assert median(drawn) == pytest.approx(150, rel=0.15)
    assert stdev(map(log, drawn)) == pytest.approx(0.4, abs=0.06)


@pytest.mark.parametrize(
    ("path", "low", "high"),
    [
        ("/fast", 50, 200),
        ("/slow", 500, 1000),
        ("/scripted", 50, 200),
        ("/drawn", 0, 90),
        ("/template", 40, 100),
    ],
)
def test_bp2_answers_wait_as_long_as_was_drawn(served, client, path, low, high):
    began = time.monotonic()
    assert curl(served, f"https://shop.test{path}").status == 200
    taken = (time.monotonic() - began) * 1000
    (drawn,) = delays(served, path)
    assert low <= drawn <= high
    assert taken >= drawn
    (entry,) = served.entries(path)
    assert entry["timing"]["response_started"] >= drawn


def test_bp2_a_timeout_with_a_probability(served, client):
    client.put_session("", delay_factor=0.001)
    with httpx_client(served) as asking:
        statuses = [asking.get("http://shop.test/timeout").status_code for _ in range(60)]
    client.put_session("", delay_factor=1)
    assert 10 < statuses.count(200) < 50
    assert all(5 <= delay <= 10 for delay in delays(served, "/timeout") if delay)


async def test_a_thousand_at_once_take_no_threads_and_no_longer(served, client):
    before = threads(served)
    asking = asyncio.create_task(connections(served, "/held", 1000))
    async with asyncio.timeout(60):
        while served.open_files() < 1000:  # noqa: ASYNC110 - another process sends no event
            await asyncio.sleep(0.05)
    during = threads(served)
    taken = await asking
    assert during - before < 20
    assert min(taken) >= 2
    assert max(taken) < 60, "one after the other would be 2000 s"


def test_a_factor_of_0_answers_at_once_for_one_session(served, client):
    row = client.put_session("quick", delay_factor=0)
    assert row["delay_factor"] == 0
    began = time.monotonic()
    assert curl(served, "http://shop.test/held", "--proxy-user", "quick:x").text == "held"
    assert time.monotonic() - began < 1.9
    assert client.get_session("")["delay_factor"] == 1


def test_api_mocks_have_them_too_and_show_them(served, client):
    delay = {"distribution": "lognormal", "median": "5ms", "sigma": 0.3, "max": "30ms"}
    client.add_mocks({"id": "api", "request": {"path": "/api"}, "response": {"delay": delay}})
    assert curl(served, "http://shop.test/api").status == 200
    assert 0 < delays(served, "/api")[0] <= 30
    assert client.get_mock("api")["definition"]["response"]["delay"] == delay


def errors(served: Smockproxy) -> list[dict[str, Any]]:
    return [problem for problem in served.problems() if problem["severity"] == "error"]


def test_what_is_no_delay_is_told_with_its_line(served, client):
    served.write(
        "wrong.yml",
        "- request: {path: /x}\n  response:\n    delay: {distribution: lognormall, median: 1ms}\n",
    )
    (problem,) = wait_until(lambda: errors(served), "a problem")
    assert (problem["line"], problem["hint"]) == (3, 'did you mean "lognormal"?')
    (served.mocks / "wrong.yml").unlink()
    wait_until(lambda: not errors(served), "no problem")


BOUNDED = """\
- request: {path: /fast}
  response: {delay: fast}
- request: {path: /much}
  dynamic_response: {engine: javascript, script: "return {delay: {distribution: 'exponential', mean: '1ms'}}"}
"""


def test_the_longest_delay_bounds_scripts_and_files(start: Start):
    bounded = start(BOUNDED, "--longest-delay", "200", "--delay-factor", "0", "--script-timeout", "60000")
    assert curl(bounded, "http://shop.test/fast").status == 200
    assert curl(bounded, "http://shop.test/much").status == 601
    assert "allowed (--longest-delay)" in bounded.await_entry("/much")["error"]
