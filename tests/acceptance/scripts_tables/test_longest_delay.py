"""The longest delay that a run allows: 30 s are taken, 31 s are refused, wherever they are written."""

import json
import re
import time

import pytest

from tests.acceptance.conftest import Start
from tests.acceptance.harness.clients import httpx_client
from tests.acceptance.harness.process import Smockproxy, StartError
from tests.acceptance.harness.waiting import wait_until
from tests.acceptance.scripts_tables.conftest import Served, last_entry

LONGEST = 0.3
"""Seconds."""
SCRIPTS = {
    "javascript": "state.set('a', 1); return {delay: req.query.d};",
    "python": "state.set('a', 1)\nreturn {'delay': request.query_params['d'][0]}",
    "lua": "state.set('a', 1)\nlocal d = request.query_params.d[1]\nreturn {delay = {min = d, max = d}}",
    "jinja2": "{% do state.set('a', 1) %}delay: {{ request.query_params.d[0] }}",
    "go_template_yaml": '{{ state.set "a" 1 }}\nstatus: 200\ndelay: {{ .Request.QueryParams.Get "d" }}',
}
MOCKS = """\
- request: {{host: slow.test, path: /fixed}}
  response: {{delay: {delay}}}
- request: {{host: slow.test, path: /range}}
  response:
    delay: {{min: 1ms, max: {delay}}}
- request: {{host: slow.test, path: /template}}
  response: {{template: true, body: "{{{{ request.path }}}}", delay: {delay}}}
- request: {{host: slow.test, path: /proxy}}
  proxy: {{host: "http://127.0.0.1:9", delay: {delay}}}
"""
MODULE = """\
from smockproxy import mock

@mock.get("http://slow.test/module", delay="{delay}")
def answer(request):
    return 200, "answered"
"""
UPLOAD = "- request: {{path: /own}}\n  response: {{delay: {delay}}}"
OURS = json.dumps([{"request": {"path": "/ours"}, "response": {"delay": "31s"}}]).encode()


def files(delay: str) -> dict[str, str]:
    return {"slow.yml": MOCKS.format(delay=delay), "slow.py": MODULE.format(delay=delay)}


@pytest.fixture(scope="module")
def smockproxy(serve: Served) -> Smockproxy:
    """It allows 300 ms, for a test to wait for."""
    by_engine = [
        {"request": {"host": f"{engine}.test"}, "dynamic_response": {"engine": engine, "script": script}}
        for engine, script in SCRIPTS.items()
    ]
    served = {"scripts.json": json.dumps(by_engine), **files("300ms")}
    return serve(served, "--longest-delay", "300")


def test_longer_delays_in_files_stop_the_start(start: Start) -> None:
    assert start(files("30s"), "--longest-delay", "30000").is_running()
    assert start(files("31s")).is_running()
    with pytest.raises(StartError) as refused:
        start(files("31s"), "--longest-delay", "30000")
    told = re.findall(r"mocks/(\S+):\d+: \S+: a delay may be 30s at most, found 31s\n", str(refused.value))
    places = ["slow.py:3", "slow.yml:2", "slow.yml:5", "slow.yml:7", "slow.yml:9"]
    assert told == places


def test_a_reload_leaves_what_was_there(start: Start) -> None:
    smockproxy = start(files("30s"), "--longest-delay", "30000")
    smockproxy.write("slow.yml", MOCKS.format(delay="31s"))
    (first, *rest) = wait_until(smockproxy.problems, "the problems of the new file")
    assert (first["line"], first["message"]) == (2, "a delay may be 30s at most, found 31s")
    assert len(rest) == 3
    assert len(smockproxy.ask_json("/api/v1/mocks")["mocks"]) == 5


def test_uploads(start: Start) -> None:
    smockproxy = start("", "--longest-delay", "30000")
    smockproxy.upload(UPLOAD.format(delay="30s"))
    told = "a delay may be 30s at most, found 31s"
    with pytest.raises(AssertionError, match=rf"400 .*\[0\].response.delay: {told}"):
        smockproxy.upload(UPLOAD.format(delay="31s"))
    with pytest.raises(AssertionError, match=rf"400 .*{told}"):
        smockproxy.ask_admin("/api/v1/mocks", method="POST", body=OURS, Content_Type="application/json")


@pytest.mark.parametrize("path", ["fixed", "range", "template", "module"])
def test_the_longest_delay_of_a_mock_is_waited_for(smockproxy: Smockproxy, path: str) -> None:
    begun = time.monotonic()
    with httpx_client(smockproxy) as client:
        assert client.get(f"http://slow.test/{path}").status_code == 200
    assert path == "range" or time.monotonic() - begun >= LONGEST


@pytest.mark.parametrize("engine", SCRIPTS)
def test_both_sides_of_the_longest_delay_of_a_script(
    smockproxy: Smockproxy, engine: str, failed: int
) -> None:
    smockproxy.reset()
    with httpx_client(smockproxy) as client:
        assert client.get(f"http://{engine}.test/?d=301ms").status_code == failed
        assert smockproxy.ask_json("/api/v1/state")["state"] == {}
        begun = time.monotonic()
        assert client.get(f"http://{engine}.test/?d=300ms").status_code == 200
    assert time.monotonic() - begun >= LONGEST
    assert smockproxy.ask_json("/api/v1/state")["state"] == {"a": 1}
    error = last_entry(smockproxy, f"{engine}.test/?d=301ms")["error"]
    assert "the delay of its answer is 301ms: 300ms at most is allowed (--longest-delay)" in error
