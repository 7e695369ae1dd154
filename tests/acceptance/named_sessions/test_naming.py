"""A client names its session as proxy user, by port or in a header; it has that session to itself."""

import json

import pytest

from tests.acceptance.conftest import Start
from tests.acceptance.harness.clients import CurlError, curl, run_curl
from tests.acceptance.harness.process import Smockproxy
from tests.acceptance.harness.waiting import wait_until

MOCKS = """\
- request: {path: /file}
  response: {body: from the file}
- request: {path: /twice}
  context: {times: 2}
  response: {body: at most twice}
- request: {path: /count}
  dynamic_response:
    engine: jinja2
    script: '{status: 200, body: "{{ state.incr("n") }}"}'
"""
SITES = ["http://a.test", "https://a.test"]


@pytest.fixture(scope="module")
def smockproxy(start_for_module: Start) -> Smockproxy:
    return start_for_module(MOCKS, "--unmatched", "refuse", "--session-port", "by-port=0")


def as_user(name: str, smockproxy: Smockproxy) -> str:
    return smockproxy.proxy.replace("://", f"://{name}:secret@")


def entries(smockproxy: Smockproxy, name: str) -> list[dict]:
    found = json.loads(run_curl(f"{smockproxy.admin}/api/v1/history?limit=1000").body)["entries"]
    return [entry for entry in found if entry.get("session_name", "") == name]


@pytest.mark.parametrize("site", SITES)
@pytest.mark.parametrize("version", ["--http1.1", "--http2"])
def test_the_proxy_user_names_the_session(smockproxy: Smockproxy, site: str, version: str) -> None:
    name = f"user-{site[:5].strip(':')}-{version.strip('-')}"
    through = ("--proxy", as_user(name, smockproxy), "--cacert", str(smockproxy.ca), version)
    answers = [run_curl(*through, f"{site}/twice") for _ in range(3)]

    assert [answer.status for answer in answers] == [200, 200, 666]
    assert len(entries(smockproxy, name)) == 3
    assert "secret" not in json.dumps(entries(smockproxy, name))
    assert "proxy-authorization" not in json.dumps(entries(smockproxy, name)).lower()


def test_a_port_names_the_session(smockproxy: Smockproxy) -> None:
    named = smockproxy.ready["sessions"]["by-port"]

    assert run_curl("--proxy", named, "http://a.test/file").text == "from the file"
    assert run_curl(f"{named}/file").text == "from the file"
    assert run_curl("--proxy", named, "--cacert", str(smockproxy.ca), "https://a.test/file").status == 200
    assert len(entries(smockproxy, "by-port")) == 3


@pytest.mark.parametrize("site", SITES)
def test_a_header_names_the_session_and_goes_no_further(smockproxy: Smockproxy, site: str) -> None:
    name = f"header-{site[:5].strip(':')}"
    assert curl(smockproxy, f"{site}/file", "-H", f"X-Smockproxy-Session: {name}").status == 200

    (entry,) = entries(smockproxy, name)
    assert "x-smockproxy-session" not in json.dumps(entry).lower()


def test_the_user_wins_over_the_port_and_the_port_over_the_header(smockproxy: Smockproxy) -> None:
    port = smockproxy.ready["sessions"]["by-port"]
    before = len(entries(smockproxy, "by-port"))
    header = ("-H", "X-Smockproxy-Session: loser")
    run_curl("--proxy", port.replace("://", "://winner:@"), "http://a.test/file", *header)
    run_curl("--proxy", port, "http://a.test/file", *header)

    assert len(entries(smockproxy, "winner")) == 1
    assert len(entries(smockproxy, "by-port")) == before + 1
    assert entries(smockproxy, "loser") == []


def test_mocks_of_a_name_are_seen_by_that_name_alone(smockproxy: Smockproxy) -> None:
    session = ("-H", "X-Smockproxy-Session: owner")
    upload = "- request: {path: /own}\n  response: {body: mine}\n"
    as_yaml = ("-H", "Content-Type: application/x-yaml", "--data-binary", upload)
    added = run_curl(*session, *as_yaml, f"{smockproxy.admin}/mocks")

    assert added.json["session"]["name"] == "owner"
    assert curl(smockproxy, "http://a.test/own", *session).text == "mine"
    assert curl(smockproxy, "http://a.test/own").status == 666
    assert curl(smockproxy, "http://a.test/own", "-H", "X-Smockproxy-Session: other").status == 666
    assert run_curl(*session, f"{smockproxy.admin}/history").json[0]["request"]["path"] == "/own"
    assert [each["name"] for each in run_curl(*session, f"{smockproxy.admin}/sessions").json] == ["owner"]
    assert "owner" not in run_curl(f"{smockproxy.admin}/sessions").text


def test_state_is_its_own_and_a_reset_touches_nobody_else(smockproxy: Smockproxy) -> None:
    one, two = ("-H", "X-Smockproxy-Session: one"), ("-H", "X-Smockproxy-Session: two")

    def counted(name: tuple[str, str]) -> str:
        return curl(smockproxy, "http://a.test/count", *name).text

    assert [counted(one), counted(one), counted(two)] == ["1", "2", "1"]
    assert run_curl(*one, "-X", "POST", f"{smockproxy.admin}/reset").status == 200
    assert [counted(one), counted(two)] == ["1", "2"]
    assert len(entries(smockproxy, "two")) == 2


def test_a_user_that_is_no_name_is_refused_with_the_reason(smockproxy: Smockproxy) -> None:
    through = ("--proxy", as_user("a%20b", smockproxy), "--cacert", str(smockproxy.ca))
    answer = run_curl(*through, "http://a.test/file")

    assert answer.status == 400
    assert "the proxy user, who names the session, has &#x27; &#x27; in it" in answer.text
    with pytest.raises(CurlError, match="400"):
        run_curl(*through, "https://a.test/file")


def test_a_header_that_is_no_name_is_refused_with_the_reason(smockproxy: Smockproxy) -> None:
    answer = curl(smockproxy, "http://a.test/file", "-H", "X-Smockproxy-Session: a/b")

    assert answer.status == 400
    assert "the header X-Smockproxy-Session has &#x27;/&#x27; in it" in answer.text


def test_idle_names_are_forgotten(start: Start) -> None:
    smockproxy = start(MOCKS, "--session-idle", "1")
    name = ("-H", "X-Smockproxy-Session: idle")
    curl(smockproxy, "http://a.test/count", *name)
    wait_until(lambda: "forgot the session idle" in smockproxy.log(), "the session to be forgotten")
    assert curl(smockproxy, "http://a.test/count", *name).text == "1"
