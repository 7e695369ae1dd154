"""`--seed N` repeats a run, whatever the order in which concurrent requests come."""

import contextlib
import json
import subprocess
from collections import defaultdict
from concurrent.futures import ThreadPoolExecutor
from functools import partial
from random import Random
from typing import Any

import httpx

from smockproxy.testing import Client
from tests.acceptance.conftest import Start
from tests.acceptance.harness.paths import PYTHON, ROOT, clean_environment
from tests.acceptance.harness.process import Smockproxy

MOCKS = """\
chaos:
- {id: errors, request: {path: /api}, probability: 0.4, faults: [{status: 500, weight: 3}, {drop: true}]}
- {id: later, request: {path: /disturbed}, probability: 0.5, delay: {distribution: exponential, mean: 2ms, max: 9ms}}
- {id: worse, request: {path: /disturbed}, ramp: {to: 0.8, over: 20}, preset: 503}
mocks:
- request: {path: /disturbed}
  response: {delay: 1ms}
- request: {path: /maybe}
  context: {probability: 0.4}
  response: {body: lucky}
- request: {path: /delayed}
  response: {template: true, body: "{{ mock.uses }}", delay: {distribution: lognormal, median: 3ms, sigma: 0.8, max: 40ms}}
- request: {path: /template}
  response: {template: true, body: "{{ mock.uses }} {{ uuid() }} {{ random() }} {{ faker.name() }}"}
- request: {path: /javascript}
  dynamic_response:
    engine: javascript
    script: "res.send(`${mock.uses} ${uuid()} ${Math.random()} ${faker.email()}`)"
- request: {path: /lua}
  dynamic_response: {engine: lua, script: "return {body = mock.uses .. ' ' .. random(), delay = {min = '1ms', max = '9ms'}}"}
- request: {path: /weighted}
  sequence: {mode: weighted}
  responses:
    - {template: true, body: "{{ mock.uses }} often", weight: 3}
    - {template: true, body: "{{ mock.uses }} seldom"}
"""  # noqa: E501 - scripts
OF_API = {
    "request": {"path": "/api"},
    "response": {"template": True, "body": "{{ mock.uses }} {{ random() }}", "delay": {"max": "9ms"}},
}
PATHS = ("/disturbed", "/maybe", "/delayed", "/template", "/javascript", "/lua", "/weighted", "/api")
REQUESTS, CLIENTS = 200, 16
QUIET = ("--unmatched", "refuse", "--script-timeout", "60000")
"""A busy machine must not end a script: that would be another run."""

type Told = dict[str, list[Any]]
"""By path: what became of each use."""


def ask(client: httpx.Client, path: str) -> None:
    with contextlib.suppress(httpx.TransportError):  # chaos drops some
        client.get(f"http://shop.test{path}")


def run(served: Smockproxy, order: int, session: str = "") -> Told:
    """The same requests in another order, by many clients; what became of each, in the order of uses."""
    proxy = served.proxy.replace("http://", f"http://{session}@") if session else served.proxy
    paths = [PATHS[number % len(PATHS)] for number in range(REQUESTS)]
    Random(order).shuffle(paths)
    with (
        httpx.Client(proxy=proxy, trust_env=False, timeout=30) as client,
        ThreadPoolExecutor(CLIENTS) as clients,
    ):
        list(clients.map(partial(ask, client), paths))
    told: Told = defaultdict(list)
    exported = b"".join(Client(served.admin).export_history(format="jsonl", session=session))
    for entry in map(json.loads, exported.splitlines()):
        path = entry["request"]["url"].removeprefix("http://shop.test")
        body = entry["response"]["body"] if entry["decision"] == "mocked" and path != "/maybe" else ""
        told[path].append((entry["decision"], body, entry["timing"]["delay"], *entry.get("chaos", ())))
    assert not [entry for entry in told["/lua"] if entry[0] == "failed"], served.log()[-3000:]
    return {path: sorted(outcomes) for path, outcomes in told.items()}


def differing(one: Told, other: Told) -> list[str]:
    return [path for path in PATHS if one[path] != other[path]]


def test_two_runs_with_one_seed_are_the_same_and_another_seed_is_not(start: Start):
    runs = []
    for order, seed in ((1, "7"), (2, "7"), (2, "8")):
        served = start(MOCKS, "--seed", seed, *QUIET)
        Client(served.admin).add_mocks(OF_API)
        runs.append(run(served, order))
        assert f"seed       {seed} (" in served.log()
        verdict = Client(served.admin).verify()
        assert verdict["seed"] == int(seed)
        told = subprocess.run(
            [PYTHON, "-m", "smockproxy", "verify", "--admin", served.admin],
            cwd=ROOT, env=clean_environment(), capture_output=True, text=True, timeout=30, check=False,
        )  # fmt: skip
        assert f"seed {seed}" in told.stdout
        served.stop()
    first, again, other = runs
    assert differing(first, again) == []
    assert differing(first, other) == list(PATHS)
    assert len({body.split()[0] for _, body, _ in first["/template"]}) == len(first["/template"])
    assert 0 < first["/maybe"].count(("mocked", "", 0.0)) < len(first["/maybe"])
    assert len({delay for _, _, delay in first["/delayed"]}) > 20


def test_a_named_session_repeats_by_its_own_seed(start: Start):
    served = start(MOCKS, *QUIET)
    admin = Client(served.admin)
    for name, seed in (("one", 7), ("two", 7), ("three", 9)):
        admin.put_session(name, seed=seed)
        admin.add_mocks(OF_API, session=name)
    one, two, three = (run(served, order, name) for order, name in enumerate(("one", "two", "three")))
    assert differing(one, two) == []
    assert differing(one, three) == list(PATHS)
    rows = {row["name"]: row["seed"] for row in admin.list_sessions()["sessions"]}
    assert (rows["one"], rows["two"], rows["three"]) == (7, 7, 9)
    assert json.loads(served.ask_admin("/api/v1/verify?session=three", method="POST"))["seed"] == 9
    admin.reset_session("one")
    admin.add_mocks(OF_API, session="one")
    assert differing(two, run(served, 5, "one")) == []
