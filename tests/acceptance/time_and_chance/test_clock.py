"""One clock a session: all that mocks do by the time follows it; history and log stay with real time."""

import base64
import json
import subprocess
import time
from datetime import datetime
from email.utils import parsedate_to_datetime

import pytest

from smockproxy.testing import Client
from tests.acceptance.conftest import Start
from tests.acceptance.harness.clients import Answer, curl
from tests.acceptance.harness.paths import PYTHON, ROOT, clean_environment
from tests.acceptance.harness.process import Smockproxy

MOCKS = """\
- request: {path: /jinja}
  response: {template: true, body: "{{ now() }}"}
- request: {path: /go}
  dynamic_response: {engine: go_template, script: 'body: {{ now | date "2006-01-02T15:04:05Z" }}'}
- request: {path: /lua}
  dynamic_response: {engine: lua, script: "return {body = now()}"}
- request: {path: /javascript}
  dynamic_response: {engine: javascript, script: "res.send(new Date().toISOString())"}
- request: {path: /python}
  dynamic_response: {engine: python, script: "return {'body': request.date}"}
- request: {path: /offer}
  context: {ttl: 1h}
  response: {body: cheap}
- request: {path: /license, query_params: {until: {matcher: ShouldBeAfter, value: now}}}
  response: {body: valid}
- request: {path: /token}
  response: {template: true, body: "{{ jwt.sign({'exp': timestamp() | int + 60}, 'k') }}"}
"""


@pytest.fixture(scope="module")
def served(start_for_module: Start) -> Smockproxy:
    return start_for_module(MOCKS, "--unmatched", "refuse")


@pytest.fixture
def client(served: Smockproxy) -> Client:
    served.reset()
    return Client(served.admin)


def body(served: Smockproxy, path: str, *arguments: str) -> str:
    return curl(served, f"http://shop.test{path}", *arguments).text


def date_of(answer: Answer) -> str:
    """The Date, by HTTP/1 or HTTP/2."""
    return next(value for name, value in answer.headers.items() if name.lower() == "date")


@pytest.mark.parametrize("engine", ["jinja", "go", "lua", "javascript", "python"])
def test_scripts_and_templates_see_it(served, client, engine):
    client.freeze_clock(at="2031-02-03T04:05:06Z")
    assert body(served, f"/{engine}").startswith("2031-02-03T04:05:06")


def test_the_date_of_an_answer_is_its(served, client):
    client.freeze_clock(at="2031-02-03T04:05:06Z")
    answer = curl(served, "http://shop.test/offer")
    assert date_of(answer) == "Mon, 03 Feb 2031 04:05:06 GMT"
    secure = curl(served, "https://shop.test/offer")
    assert date_of(secure) == "Mon, 03 Feb 2031 04:05:06 GMT"


def test_a_lifetime_runs_out_and_time_comes_back(served, client):
    assert body(served, "/offer") == "cheap"
    client.advance_clock(by="59m")
    assert body(served, "/offer") == "cheap"
    client.advance_clock(by="2m")
    assert curl(served, "http://shop.test/offer").status == 666
    assert client.why(url="http://shop.test/offer")["mock"] is None
    client.advance_clock(by="-10m")
    assert body(served, "/offer") == "cheap"


def test_a_mock_of_the_api_lives_by_it_too(served, client):
    client.advance_clock(by="1000h")
    client.add_mocks({"request": {"path": "/new"}, "context": {"ttl": "1h"}, "response": {"body": "here"}})
    assert body(served, "/new") == "here"
    client.advance_clock(by="61m")
    assert curl(served, "http://shop.test/new").status == 666


def test_matchers_of_moments_compare_with_it(served, client):
    license_ = "/license?until=2027-06-01T00:00:00Z"
    client.set_clock(now="2027-05-31T00:00:00Z")
    assert body(served, license_) == "valid"
    client.advance_clock(by="2d")
    assert curl(served, f"http://shop.test{license_}").status == 666


def test_tokens_have_its_times(served, client):
    client.freeze_clock(at="2031-02-03T04:05:06Z")
    claims = body(served, "/token").split(".")[1]
    assert '"exp":1927857966' in _decoded(claims)


def _decoded(text: str) -> str:
    return base64.urlsafe_b64decode(text + "=" * (-len(text) % 4)).decode()


@pytest.mark.parametrize(
    "moment", ["1000-01-01T00:00:00Z", "1969-12-31T23:59:59Z", "2126-11-21T00:00:00Z", "8999-12-31T23:00:00Z"]
)
def test_history_has_real_time_however_far_it_is_put(served, client, moment):
    client.set_clock(now=moment)
    before = time.time()
    for engine in ("jinja", "go", "lua", "javascript", "python"):
        assert body(served, f"/{engine}").startswith(moment[:16]), engine
    date = parsedate_to_datetime(date_of(curl(served, "http://shop.test/jinja")))
    assert date.isoformat()[:16] == moment[:16]
    entry = served.await_entry("/jinja")
    assert abs(datetime.fromisoformat(entry["timing"]["started_at"]).timestamp() - before) < 30
    (smockers, *_) = served.ask_json("/history")
    for part in ("request", "response"):
        assert abs(datetime.fromisoformat(smockers[part]["date"]).timestamp() - before) < 30
    har = json.loads(served.ask_admin("/api/v1/history/export?format=har"))
    first = har["log"]["entries"][0]["startedDateTime"]
    assert abs(datetime.fromisoformat(first).timestamp() - before) < 30
    assert client.verify()["outcome"] in {"passed", "failed"}
    served.ask_json("/sessions")


def test_a_named_session_has_its_own(served, client):
    named = client.with_session("clock-1")
    named.freeze_clock(at="2031-02-03T04:05:06Z")
    assert client.get_clock()["ahead"] == 0.0
    own = ("--proxy-user", "clock-1:x")
    assert body(served, "/jinja", *own) == "2031-02-03T04:05:06.000Z"
    assert not body(served, "/jinja").startswith("2031")
    named.reset_session("clock-1")
    assert not named.get_clock()["frozen"]


def test_it_outlives_a_reload_but_no_reset(served, client):
    client.freeze_clock(at="2031-02-03T04:05:06Z")
    client.add_mocks({"request": {"path": "/more"}, "response": {"template": True, "body": "{{ now() }}"}})
    assert body(served, "/more") == "2031-02-03T04:05:06.000Z"
    served.reset()
    assert client.get_clock()["ahead"] == 0.0


def smockproxy_clock(served: Smockproxy, *arguments: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [PYTHON, "-m", "smockproxy", "clock", *arguments, "--admin", served.admin],
        cwd=ROOT, env=clean_environment(), capture_output=True, text=True, timeout=30, check=False,
    )  # fmt: skip


def test_the_command(served, client):
    assert smockproxy_clock(served, "freeze", "2031-02-03T04:05:06Z").stdout.startswith(
        "2031-02-03T04:05:06Z ("
    )
    assert smockproxy_clock(served, "advance", "-2h").stdout.startswith("2031-02-03T02:05:06Z (")
    assert body(served, "/jinja") == "2031-02-03T02:05:06.000Z"
    assert "ahead of real time)" in smockproxy_clock(served, "resume").stdout
    wrong = smockproxy_clock(served, "set", "noon")
    assert (wrong.returncode, '"noon" is no moment' in wrong.stderr) == (1, True)


def test_it_is_kept_with_the_session(start: Start, tmp_path):
    kept = ("--sessions-dir", str(tmp_path / "kept"))
    first = start(MOCKS, *kept)
    Client(first.admin).freeze_clock(at="2031-02-03T04:05:06Z")
    Client(first.admin, session="w").set_clock(now="now+48h")
    first.stop()
    again = start(MOCKS, *kept)
    shown = Client(again.admin).get_clock()
    assert (shown["now"], shown["frozen"]) == ("2031-02-03T04:05:06Z", True)
    assert Client(again.admin, session="w").get_clock()["ahead"] == pytest.approx(172_800, abs=0.01)
