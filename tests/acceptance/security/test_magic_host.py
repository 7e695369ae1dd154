"""The admin API for clients of the proxy: at http://smock.proxy/, and nowhere else."""

import pytest

from tests.acceptance.conftest import Start
from tests.acceptance.harness.clients import curl, requests_session, run_curl
from tests.acceptance.harness.process import Smockproxy

MOCKS = "- request: {path: /hello}\n  response: {body: hi}\n"
UPLOAD = "- {request: {path: /uploaded}, response: {body: uploaded}}"
AS_YAML = ("-H", "Content-Type: application/x-yaml")


@pytest.fixture(scope="module")
def smockproxy(start_for_module: Start) -> Smockproxy:
    return start_for_module(MOCKS, "--unmatched", "refuse")


@pytest.mark.parametrize("site", ["http://smock.proxy", "https://smock.proxy"])
@pytest.mark.parametrize("version", ["--http1.1", "--http2"])
def test_it_is_the_same_admin_api(smockproxy: Smockproxy, site: str, version: str) -> None:
    assert curl(smockproxy, f"{site}/version", version).json["app_name"] == "smockproxy"
    assert curl(smockproxy, f"{site}/mocks", version, *AS_YAML, "--data-binary", UPLOAD).status == 200
    assert curl(smockproxy, "http://a.test/uploaded").text == "uploaded"
    smockproxy.reset()
    assert curl(smockproxy, f"{site}/sessions", version).json == []


def test_it_is_in_no_history(smockproxy: Smockproxy) -> None:
    smockproxy.reset()
    curl(smockproxy, "http://smock.proxy/version")
    curl(smockproxy, "http://a.test/hello")

    (entry,) = curl(smockproxy, "http://smock.proxy/api/v1/history").json["entries"]
    assert entry["request"]["host"] == "a.test"


def test_a_client_works_on_the_session_that_it_names(smockproxy: Smockproxy) -> None:
    named = smockproxy.proxy.replace("://", "://worker-1:@")
    run_curl("--proxy", named, *AS_YAML, "--data-binary", UPLOAD, "http://smock.proxy/mocks")

    assert run_curl("--proxy", named, "http://a.test/uploaded").status == 200
    assert curl(smockproxy, "http://a.test/uploaded").status == 666


def test_large_bodies_and_answers(smockproxy: Smockproxy) -> None:
    smockproxy.reset()
    many = "\n".join(f"- {{request: {{path: /n{n}}}, response: {{body: {'x' * 500}}}}}" for n in range(2000))
    with requests_session(smockproxy) as session:
        headers = {"Content-Type": "application/x-yaml"}
        added = session.post("http://smock.proxy/mocks", data=many, headers=headers, timeout=30)
        listed = session.get("http://smock.proxy/mocks", timeout=30).json()
    assert (added.status_code, len(listed)) == (200, 2000)


def test_a_plain_request_does_not_reach_it(smockproxy: Smockproxy) -> None:
    assert run_curl("-H", "Host: smock.proxy", f"{smockproxy.proxy}/version").status == 666


def test_the_admin_port_is_not_reached_through_the_proxy(start: Start) -> None:
    smockproxy = start(MOCKS)

    assert curl(smockproxy, f"{smockproxy.admin}/version").status == 666
    assert curl(smockproxy, smockproxy.admin.replace("127.0.0.1", "localhost") + "/version").status == 666


def test_pages_of_other_sites_are_kept_out(smockproxy: Smockproxy) -> None:
    answer = curl(smockproxy, "http://smock.proxy/reset", "-X", "POST", "-H", "Origin: http://evil.test")

    assert answer.status == 403


def test_events_come_at_the_admin_port(smockproxy: Smockproxy) -> None:
    answer = curl(smockproxy, "http://smock.proxy/api/v1/events")

    assert (answer.status, "admin port only" in answer.text) == (501, True)


def test_it_can_be_switched_off(start: Start) -> None:
    smockproxy = start(MOCKS, "--unmatched", "refuse", "--no-magic-host")

    assert curl(smockproxy, "http://smock.proxy/version").status == 666
    assert len(smockproxy.history()) == 1


def test_a_token_is_asked_for_there_as_well(start: Start) -> None:
    token = "a-token-that-is-long-enough"
    smockproxy = start(MOCKS, "--admin-token", token)

    assert curl(smockproxy, "http://smock.proxy/version").status == 401
    assert curl(smockproxy, "http://smock.proxy/version", "-H", f"X-Smockproxy-Token: {token}").status == 200
