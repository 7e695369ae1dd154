"""Patches and routes stay what they are: over a change, an import and a restart; in files over a reload."""

from pathlib import Path

import pytest
import requests

from tests.acceptance.conftest import Start
from tests.acceptance.harness.addon import free_port
from tests.acceptance.harness.clients import curl
from tests.acceptance.harness.process import Smockproxy
from tests.acceptance.harness.waiting import wait_until
from tests.acceptance.live.real import Real

DEFINITION = """\
id: patched
request: {{host: patched.test}}
proxy:
  host: "{real}"
  timeout: 5s
  rewrite: {{pattern: '^/old(/.*)', replacement: '$1'}}
  patch: {{status: 203, json_merge: {{secret: null}}, replace: [{{pattern: '(A)da', replacement: '$1my'}}]}}
  on_error: {{preset: 503}}
"""
FILE = """\
- request: {{host: file.test}}
  proxy: {{host: "{real}", patch: {{json_merge: {{seen: {seen}}}}}}}
"""
HEADERS = {"X-Smockproxy-Session": "worker-1"}


def api(smockproxy: Smockproxy, method: str, path: str, **said: object) -> requests.Response:
    return requests.request(method, f"{smockproxy.admin}/api/v1{path}", timeout=10, headers=HEADERS, **said)


def definition(smockproxy: Smockproxy) -> dict:
    return api(smockproxy, "GET", "/mocks/patched").json()["definition"]


def facts(smockproxy: Smockproxy, real: Real) -> list[object]:
    """What clients of the session get."""
    mine = ("--proxy-user", "worker-1:x")
    patched = curl(smockproxy, "http://patched.test/old/json", *mine)
    routed = curl(smockproxy, f"{real.url}/x", *mine)
    return [patched.status, patched.json, routed.text, curl(smockproxy, f"{real.url}/x").status]


def test_over_a_change_and_a_restart(start: Start, real: Real, tmp_path: Path) -> None:
    arguments = ("--unmatched", "refuse", "--sessions-dir", str(tmp_path / "kept"))
    first = start("", *arguments)
    put = api(first, "POST", "/mocks", data=DEFINITION.format(real=real.url).encode())
    assert put.status_code == 201, put.text
    api(first, "PUT", "/routes", json={"host": "127.0.0.1", "to": "real", "ttl": "1h"})
    assert api(first, "PATCH", "/mocks/patched", json={"proxy": {"patch": {"status": 299}}}).ok
    before = facts(first, real)
    assert before == [299, {"user": {"name": "Amy", "age": 36}, "tags": ["a", "b"]}, "real /x", 666]
    kept, routes = definition(first), api(first, "GET", "/routes").json()
    first.stop()

    again = start("", *arguments)
    assert (definition(again), api(again, "GET", "/routes").json()) == (kept, routes)
    assert facts(again, real) == before


def test_over_an_export_and_an_import(start: Start, real: Real) -> None:
    smockproxy = start("", "--unmatched", "refuse")
    put = requests.post(
        f"{smockproxy.admin}/api/v1/mocks", data=DEFINITION.format(real=real.url).encode(), timeout=10
    )
    assert put.status_code == 201, put.text
    exported = smockproxy.ask_json("/sessions")
    shown = smockproxy.ask_json("/api/v1/mocks/patched")["definition"]
    smockproxy.reset()
    assert curl(smockproxy, "http://patched.test/old/json").status == 666
    requests.post(f"{smockproxy.admin}/sessions/import", json=exported, timeout=10).raise_for_status()
    assert smockproxy.ask_json("/api/v1/mocks/patched")["definition"] == shown
    assert curl(smockproxy, "http://patched.test/old/json").json["user"]["name"] == "Amy"


def test_a_patch_in_a_file_is_reloaded_and_a_bad_one_keeps_the_last(start: Start, real: Real) -> None:
    smockproxy = start(FILE.format(real=real.url, seen=1))

    def seen() -> object:
        return curl(smockproxy, "http://file.test/json").json["seen"]

    assert seen() == 1
    smockproxy.write("mocks.yml", FILE.format(real=real.url, seen=2))
    wait_until(lambda: seen() == 2, "the patch as it is now")
    smockproxy.write("mocks.yml", FILE.format(real=real.url, seen=3).replace("json_merge", "json_mrege"))
    wait_until(smockproxy.problems, "the problem")
    assert 'did you mean "json_merge"' in smockproxy.problems()[0]["hint"]
    assert seen() == 2


@pytest.fixture(scope="module")
def plain(start_for_module: Start) -> Smockproxy:
    return start_for_module("")


def test_a_real_host_that_is_down_is_a_502_as_without_mocks(plain: Smockproxy) -> None:
    url = f"http://127.0.0.1:{free_port()}/x"
    without = curl(plain, url)
    api(plain, "PUT", "/routes", json={"host": "127.0.0.1", "to": "real"})
    answer = curl(plain, url, "--proxy-user", "worker-1:x")
    assert (answer.status, without.status) == (502, 502)
    assert answer.json["message"].startswith(f"smockproxy got no answer from {url}: ")
    assert api(plain, "GET", "/routes").json()["routes"][0]["uses"] == 0


def test_ids_of_routes_are_made_by_routes(plain: Smockproxy) -> None:
    api(plain, "PUT", "/routes", json={"host": "a.test", "to": "real"})
    said = {"id": "route-a.test", "response": {}}
    for method, path in (("POST", "/mocks"), ("PUT", "/mocks/route-a.test")):
        refused = api(plain, method, path, json=said)
        assert refused.status_code in {400, 409}
        assert "`smockproxy route` makes and changes them" in refused.json()["message"]
