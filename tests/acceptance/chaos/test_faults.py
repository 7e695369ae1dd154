"""Rules of chaos on the wire: errors, delays, ends of connections, damaged bodies."""

import json
import time
from collections.abc import Callable

import httpx
import pytest

from tests.acceptance.conftest import Start
from tests.acceptance.harness.authority import client_context
from tests.acceptance.harness.clients import httpx_client
from tests.acceptance.harness.process import Smockproxy
from tests.acceptance.harness.raw import RawConnection
from tests.acceptance.harness.upstream_http1 import HttpUpstream

MOCKS = """\
mocks:
- request: {path: {matcher: ShouldStartWith, value: /}, host: mocked.test}
  response: {json: {id: 7, name: Ada, lines: [{id: 1, price: 2.5}]}}
- request: {host: scripted.test}
  dynamic_response: {engine: lua, script: "return {body = 'from lua'}"}
chaos:
- {id: error, request: {path: /error}, preset: 503}
- {id: own, request: {path: /own}, response: {status: 418, headers: {X-Own: "yes"}, body: short}}
- {id: slow, request: {path: /slow}, delay: 300ms}
- {id: slow-error, request: {path: /slow-error}, status: 500, delay: 200ms}
- {id: drop, request: {path: /drop}, drop: true}
- {id: cut, request: {path: /cut}, damage: {truncate: 0.5}}
- {id: flip, request: {path: /flip}, damage: {corrupt: 0.1}}
- {id: packed, request: {path: /gzip}, damage: {drop_fields: [packed]}}
- {id: cut-live, request: {query_params: {cut: "1"}}, damage: {truncate: 0.5}}
- {id: lost, request: {path: /lost}, damage: {drop_fields: [id]}}
- {id: body, request: {path: /body, body: {matcher: ShouldContainSubstring, value: break}}, status: 500}
"""
BODY = b'{"id":7,"name":"Ada","lines":[{"id":1,"price":2.5}]}'


@pytest.fixture(scope="module")
def smockproxy(start_for_module: Start) -> Smockproxy:
    return start_for_module(MOCKS)


@pytest.fixture(params=["http", "https"])
def scheme(request: pytest.FixtureRequest) -> str:
    return str(request.param)


def last(smockproxy: Smockproxy) -> dict:
    return smockproxy.ask_json("/api/v1/history?last=1")["entries"][0]


def test_bp4_an_error_answers_in_place_of_a_mock(smockproxy, scheme):
    with httpx_client(smockproxy) as client:
        answer = client.get(f"{scheme}://mocked.test/error")
    assert (answer.status_code, answer.headers["content-type"]) == (503, "application/problem+json")
    entry = last(smockproxy)
    assert (entry["decision"], entry["mock"], entry["error"]) == ("mocked", None, "")
    (fault,) = entry["chaos"]
    assert fault.startswith("chaos: ")
    assert "mocks.yml:7 answers 503 (call " in fault


def test_an_answer_may_be_any_response(smockproxy):
    with httpx_client(smockproxy) as client:
        answer = client.get("http://mocked.test/own")
    assert (answer.status_code, answer.headers["x-own"], answer.text) == (418, "yes", "short")


@pytest.mark.parametrize("host", ["mocked.test", "scripted.test"])
def test_a_delay_comes_before_mocked_and_scripted_answers(smockproxy, host):
    with httpx_client(smockproxy) as client:
        before = time.monotonic()
        assert client.get(f"http://{host}/slow").status_code == 200
        assert time.monotonic() - before >= 0.3
    entry = last(smockproxy)
    assert 300 <= entry["timing"]["delay"] < 320
    assert entry["mock"] is not None
    assert "holds the answer back" in entry["chaos"][0]


def test_a_delay_comes_before_forwarded_answers(smockproxy, upstream: HttpUpstream):
    with httpx_client(smockproxy) as client:
        before = time.monotonic()
        assert client.get(f"{upstream.url}/slow").status_code == 200
        assert time.monotonic() - before >= 0.3
    assert last(smockproxy)["decision"] == "forwarded"


def test_an_error_reaches_no_real_server(smockproxy, upstream: HttpUpstream):
    with httpx_client(smockproxy) as client:
        assert client.get(f"{upstream.url}/slow-error").status_code == 500
    assert upstream.seen.requests == []
    assert last(smockproxy)["timing"]["delay"] >= 200


def plain(smockproxy: Smockproxy) -> RawConnection:
    return RawConnection(smockproxy.proxy)


def tunnelled(smockproxy: Smockproxy) -> RawConnection:
    connection = RawConnection(smockproxy.proxy)
    connection.connect("mocked.test:443")
    connection.start_tls(client_context(smockproxy.ca, "http/1.1"), "mocked.test")
    return connection


@pytest.mark.parametrize("connect", [plain, tunnelled])
def test_a_dropped_connection_ends_without_a_byte(smockproxy, connect: Callable[[Smockproxy], RawConnection]):
    with connect(smockproxy) as connection:
        target = "http://mocked.test/drop" if connect is plain else "/drop"
        connection.ask(f"GET {target} HTTP/1.1\nHost: mocked.test")
        assert connection.rest(5.0) == b""
    entry = smockproxy.await_entry("/drop")
    assert (entry["decision"], entry["response"], entry["error"]) == (
        "failed",
        None,
        "the connection was dropped",
    )
    assert "drops the connection" in entry["chaos"][0]


def test_a_body_that_is_still_being_sent_ends_too(smockproxy):
    with plain(smockproxy) as connection:
        connection.ask(
            "POST http://mocked.test/drop HTTP/1.1\nHost: mocked.test\nContent-Length: 200000", b"x" * 1000
        )
        connection.send(b"x" * 199_000)
        assert connection.rest(5.0) == b""


def test_a_stream_of_http2_is_reset_and_the_others_live(smockproxy):
    with httpx_client(smockproxy, http2=True) as client:
        assert client.get("https://mocked.test/before").http_version == "HTTP/2"
        with pytest.raises(httpx.RemoteProtocolError, match="StreamReset"):
            client.get("https://mocked.test/drop")
        assert client.get("https://mocked.test/after").status_code == 200


def test_bp4_a_body_is_cut_and_its_length_is_right(smockproxy, scheme):
    with httpx_client(smockproxy) as client:
        answer = client.get(f"{scheme}://mocked.test/cut")
    assert answer.content == BODY[: len(BODY) // 2]
    assert answer.headers["content-length"] == str(len(BODY) // 2)
    with pytest.raises(json.JSONDecodeError):
        answer.json()


def test_bp4_bytes_are_flipped(smockproxy):
    with httpx_client(smockproxy) as client:
        answer = client.get("http://mocked.test/flip").content
    assert len(answer) == len(BODY)
    assert sum(a != b for a, b in zip(answer, BODY, strict=True)) == round(len(BODY) * 0.1)


def test_bp4_fields_are_left_out(smockproxy):
    with httpx_client(smockproxy) as client:
        assert client.get("http://mocked.test/lost").json() == {"name": "Ada", "lines": [{"price": 2.5}]}


def test_bp4_a_forwarded_body_is_damaged_inside_its_coding(smockproxy, upstream: HttpUpstream):
    with httpx_client(smockproxy) as client:
        answer = client.get(f"{upstream.url}/gzip")
    assert (answer.json(), answer.headers["content-encoding"]) == ({}, "gzip")
    assert last(smockproxy)["decision"] == "forwarded"


@pytest.mark.parametrize("path", ["chunked?n=5", "binary"])
def test_bp4_a_forwarded_body_is_cut(smockproxy, upstream: HttpUpstream, path: str):
    with httpx_client(smockproxy) as client:
        whole = client.get(f"{upstream.url}/{path}").content
        answer = client.get(f"{upstream.url}/{path}&cut=1" if "?" in path else f"{upstream.url}/{path}?cut=1")
    assert answer.content == whole[: len(whole) // 2]


def test_a_rule_on_the_body_waits_for_it(smockproxy):
    with httpx_client(smockproxy) as client:
        assert client.post("http://mocked.test/body", content="fine").status_code == 200
        assert client.post("http://mocked.test/body", content="break").status_code == 500


def test_what_is_refused_is_not_disturbed(smockproxy):
    with httpx.Client() as client:
        assert client.get(f"{smockproxy.proxy}/error").status_code == 666


def test_exports_and_filters_know_it(smockproxy):
    with httpx_client(smockproxy) as client:
        client.get("http://mocked.test/error")
        client.get("http://mocked.test/fine")
    disturbed = smockproxy.ask_json("/api/v1/history?where=~comment+chaos")["entries"]
    assert disturbed
    assert all("chaos" in entry for entry in disturbed)
    log = smockproxy.ask_json("/api/v1/history/export?format=har&path=/error")["log"]
    assert "answers 503" in log["entries"][0]["_chaos"][0]


def verdict_on(smockproxy):
    body = json.dumps({"fail_on": ["unmatched", "forwarded", "failed"]}).encode()
    return smockproxy.ask_json("/api/v1/verify", method="POST", body=body, Content_Type="application/json")


def test_a_verdict_does_not_mind_but_for_a_miss(smockproxy):
    smockproxy.reset()
    with httpx_client(smockproxy) as client:
        client.get("http://mocked.test/error")
        with pytest.raises(httpx.RemoteProtocolError):
            client.get("http://mocked.test/drop")
        assert verdict_on(smockproxy)["outcome"] == "passed"
        client.get("http://nowhere.test/error")
        with pytest.raises(httpx.RemoteProtocolError):
            client.get("http://nowhere.test/drop")
    verdict = verdict_on(smockproxy)
    assert verdict["breaches"] == ["unmatched", "unused"]
    assert (verdict["passed_on"]["count"], verdict["forwarded"]["count"]) == (2, 0)
