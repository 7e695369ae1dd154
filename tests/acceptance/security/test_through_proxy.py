"""The admin API through the proxy: at the magic host, and nowhere else."""

import json
from urllib.parse import urlsplit

import pytest

from tests.acceptance.conftest import Start
from tests.acceptance.harness.clients import curl, httpx_client, run_curl
from tests.acceptance.harness.process import Smockproxy
from tests.acceptance.harness.raw import RawConnection

MAGIC = "http://smock.proxy"
MOCKS = "- request: {path: {matcher: ShouldMatch, value: .*}}\n  response: {body: a mock for everything}\n"
UPLOAD = b"- request: {path: /uploaded}\n  response: {body: uploaded}\n"
AS_YAML = ("-H", "Content-Type: application/x-yaml", "--data-binary", "@-")


@pytest.fixture(scope="module")
def smockproxy(start_for_module: Start) -> Smockproxy:
    return start_for_module(MOCKS)


@pytest.fixture(scope="module")
def wide(start_for_module: Start) -> Smockproxy:
    return start_for_module("", "--host", "0.0.0.0", "--unmatched", "refuse")


@pytest.mark.parametrize("url", [MAGIC, "https://smock.proxy", "http://SMOCK.proxy."])
def test_it_answers_at_the_magic_host(smockproxy: Smockproxy, url: str) -> None:
    assert curl(smockproxy, f"{url}/version").json["app_name"] == "smockproxy"
    assert curl(smockproxy, f"{url}/healthz").json == {"status": "ok"}


def test_it_answers_over_http2(smockproxy: Smockproxy) -> None:
    with httpx_client(smockproxy, http2=True) as client:
        answer = client.get("https://smock.proxy/version")
    assert (answer.http_version, answer.json()["app_name"]) == ("HTTP/2", "smockproxy")


def test_mocks_can_be_uploaded_there(smockproxy: Smockproxy) -> None:
    assert curl(smockproxy, f"{MAGIC}/mocks", *AS_YAML, stdin=UPLOAD).status == 200
    assert curl(smockproxy, "http://any.test/uploaded").body == b"uploaded"
    smockproxy.reset()


def test_a_proxy_user_has_its_own_session_there(smockproxy: Smockproxy) -> None:
    port = smockproxy.port
    as_worker = ("-x", f"http://worker-1@127.0.0.1:{port}")
    run_curl(*as_worker, f"{MAGIC}/mocks", *AS_YAML, stdin=UPLOAD)
    assert run_curl(*as_worker, "http://any.test/uploaded").body == b"uploaded"
    assert curl(smockproxy, "http://any.test/uploaded").body == b"a mock for everything"


def test_it_leaves_no_trace(smockproxy: Smockproxy) -> None:
    smockproxy.reset()
    curl(smockproxy, f"{MAGIC}/version")
    curl(smockproxy, "http://any.test/after")
    smockproxy.await_entry("/after")
    assert smockproxy.entries("smock.proxy") == []


def test_events_are_for_the_admin_port(smockproxy: Smockproxy) -> None:
    assert curl(smockproxy, f"{MAGIC}/api/v1/events").status == 501


def test_a_plain_request_by_that_name_is_none_to_it(smockproxy: Smockproxy) -> None:
    answer = run_curl(f"{smockproxy.proxy}/version", "-H", "Host: smock.proxy")
    assert answer.body == b"a mock for everything"


def test_no_page_of_another_site_gets_in(smockproxy: Smockproxy) -> None:
    assert curl(smockproxy, f"{MAGIC}/reset", "-X", "POST", "-H", "Origin: http://evil.test").status == 403
    assert curl(smockproxy, f"{MAGIC}/reset", "-X", "POST", "-H", f"Origin: {MAGIC}").status == 200


def test_it_wants_the_token_there_too(wide: Smockproxy) -> None:
    assert curl(wide, f"{MAGIC}/mocks").status == 401
    assert (
        run_curl("-x", f"http://:{wide.ready['token']}@127.0.0.1:{wide.port}", f"{MAGIC}/mocks").status == 401
    )
    assert curl(wide, f"{MAGIC}/mocks", "-H", f"Authorization: Bearer {wide.ready['token']}").status == 200


def test_it_can_be_switched_off(start: Start) -> None:
    smockproxy = start("", "--no-magic-host", "--unmatched", "refuse")
    answer = curl(smockproxy, f"{MAGIC}/version")
    assert (answer.status, "app_name" in answer.text) == (666, False)


@pytest.mark.parametrize("host", ["127.0.0.1", "localhost", "[::ffff:127.0.0.1]", "0.0.0.0"])
def test_the_admin_port_is_no_destination(start: Start, host: str) -> None:
    smockproxy = start("")
    port = urlsplit(smockproxy.admin).port
    answer = curl(smockproxy, f"http://{host}:{port}/version")
    assert answer.status >= 500
    assert "app_name" not in answer.text


def test_nor_is_it_through_a_tunnel(start: Start) -> None:
    smockproxy = start("")
    authority = f"127.0.0.1:{urlsplit(smockproxy.admin).port}"
    with RawConnection(smockproxy.proxy) as connection:
        connection.connect(authority)
        connection.ask(f"GET /version HTTP/1.1\nHost: {authority}")
        answer = connection.read_answer()
    assert answer.status >= 500
    assert "app_name" not in json.dumps(answer.body.decode())
