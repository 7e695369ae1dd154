"""Point 8: every exchange is in history, whatever became of it, and can be taken out again."""

import base64
import json
import ssl
import threading
import time
from datetime import UTC, datetime
from typing import Any

import pytest

from tests.acceptance.conftest import Start
from tests.acceptance.harness.answers import BINARY
from tests.acceptance.harness.authority import Trust, client_context
from tests.acceptance.harness.clients import CurlError, curl, httpx_client, run_curl
from tests.acceptance.harness.process import Smockproxy
from tests.acceptance.harness.raw import RawConnection
from tests.acceptance.harness.servers import RawEcho
from tests.acceptance.harness.upstream_http1 import HttpUpstream
from tests.acceptance.harness.upstream_http2 import Http2Upstream
from tests.acceptance.harness.waiting import wait_until

MOCKS = """\
# a comment, so that the first mock is on line 2
- request: {path: /hello}
  response: {headers: {X-Mock: "yes"}, body: hi}

- request: {path: /late}
  response: {delay: 200ms, body: late}
- request: {path: /picture}
  response: {body: !!binary iVBORw0KGgo=}
- request: {path: /long-wait}
  context: {times: 1}
  response: {delay: 60s, body: never read}
"""


@pytest.fixture(scope="module")
def shared(start_for_module: Start) -> Smockproxy:
    return start_for_module(MOCKS)


@pytest.fixture
def smockproxy(shared: Smockproxy) -> Smockproxy:
    shared.reset()
    return shared


@pytest.fixture(scope="module")
def refusing(start_for_module: Start) -> Smockproxy:
    return start_for_module(MOCKS, "--unmatched", "refuse")


def header(message: dict[str, Any], name: str) -> list[str]:
    return [value for key, value in message["headers"] if key.lower() == name.lower()]


# -- every kind ---------------------------------------------------------------------------------------------


def test_a_mocked_exchange(smockproxy: Smockproxy) -> None:
    before = datetime.now(UTC)
    curl(smockproxy, "http://a.test/hello?x=1", "-H", "X-Seen: yes", "--data-binary", "question")

    entry = smockproxy.await_entry("/hello")
    assert entry["decision"] == "mocked"
    assert entry["mock"]["source"].endswith("mocks.yml:2")
    assert entry["mock"]["kind"] == "static"
    request, response = entry["request"], entry["response"]
    assert (request["method"], request["url"]) == ("POST", "http://a.test/hello?x=1")
    assert (request["body"], request["body_size"], request["body_cut"]) == ("question", 8, False)
    assert header(request, "X-Seen") == ["yes"]
    assert (response["status"], response["body"], response["body_size"]) == (200, "hi", 2)
    assert header(response, "X-Mock") == ["yes"]
    assert entry["error"] == ""
    started = datetime.fromisoformat(entry["timing"]["started_at"])
    assert 0 <= (started - before).total_seconds() + 1 < 3


def test_an_https_exchange_over_http2(smockproxy: Smockproxy) -> None:
    curl(smockproxy, "https://b.test/hello", "--http2")

    entry = smockproxy.await_entry("/hello")
    assert entry["request"]["url"] == "https://b.test/hello"
    assert entry["request"]["http_version"] == "HTTP/2.0"


def test_a_forwarded_exchange(smockproxy: Smockproxy, tls_upstream: HttpUpstream) -> None:
    curl(smockproxy, f"{tls_upstream.url}/binary", "--data-binary", "question")

    entry = smockproxy.await_entry("/binary")
    assert (entry["decision"], entry["mock"]) == ("forwarded", None)
    assert entry["server"].endswith(f":{tls_upstream.port}")
    assert base64.b64decode(entry["response"]["body_base64"]) == BINARY
    assert entry["request"]["body"] == "question"


def test_a_refused_exchange(refusing: Smockproxy) -> None:
    curl(refusing, "https://a.test/nowhere")

    entry = refusing.await_entry("https://a.test/nowhere")
    assert (entry["decision"], entry["mock"], entry["response"]["status"]) == ("refused", None, 666)
    assert entry["error"]


def test_a_request_that_used_up_mocks_matched(smockproxy: Smockproxy) -> None:
    smockproxy.upload("- {request: {path: /once}, context: {times: 1}, response: {body: once}}")
    for _ in range(2):
        run_curl(f"{smockproxy.proxy}/once")

    entries = wait_until(lambda: (found := smockproxy.entries("/once"))[1:] and found, "two entries")
    assert [entry["decision"] for entry in entries] == ["mocked", "refused"]
    assert entries[0]["mock"]["source"] is None


def test_a_server_that_is_down(smockproxy: Smockproxy) -> None:
    curl(smockproxy, "http://127.0.0.1:1/down")

    entry = smockproxy.await_entry("/down")
    assert entry["decision"] == "failed"
    assert "refused" in entry["error"].lower() or "connect" in entry["error"].lower()
    assert entry["server"] in {"", "127.0.0.1:1"}


def test_a_client_that_left_in_the_middle_of_a_delay(smockproxy: Smockproxy) -> None:
    with RawConnection(smockproxy.proxy) as connection:
        connection.ask("GET /long-wait HTTP/1.1\nHost: a.test")
        assert connection.is_quiet(0.2)
    left = time.monotonic()

    entry = smockproxy.await_entry("/long-wait", seconds=1)
    assert time.monotonic() - left < 0.5
    assert (entry["decision"], entry["error"]) == ("failed", "client gone")
    assert entry["mock"]["source"].endswith(":9")


def test_a_client_that_left_in_the_middle_of_its_request(smockproxy: Smockproxy) -> None:
    with RawConnection(smockproxy.proxy) as connection:
        connection.ask("POST /hello?half HTTP/1.1\nHost: a.test\nContent-Length: 100", b"only this")

    entry = smockproxy.await_entry("/hello?half")
    assert entry["decision"] == "failed"
    assert entry["request"]["body_size"] == 9


def test_a_client_that_left_while_forwarded(smockproxy: Smockproxy, upstream: HttpUpstream) -> None:
    with RawConnection(smockproxy.proxy) as connection:
        connection.ask(f"GET {upstream.url}/never HTTP/1.1\nHost: {upstream.authority}")
        assert connection.is_quiet(0.2)

    entry = smockproxy.await_entry("/never")
    assert (entry["decision"], entry["error"]) == ("failed", "client gone")
    wait_until(lambda: upstream.open_connections == 0, "the server's connection to be closed")


def test_a_client_that_left_in_the_middle_of_the_answer(
    smockproxy: Smockproxy, upstream: HttpUpstream
) -> None:
    with RawConnection(smockproxy.proxy) as connection:
        connection.ask(f"GET {upstream.url}/big?n=300000000 HTTP/1.1\nHost: {upstream.authority}")
        connection.socket.recv(1000)
        connection.reset()

    entry = smockproxy.await_entry("/big")
    assert (entry["decision"], entry["error"]) == ("failed", "client gone")
    assert entry["response"]["status"] == 200


def test_tls_that_the_client_refuses(smockproxy: Smockproxy, trust: Trust) -> None:
    with RawConnection(smockproxy.proxy) as connection:
        connection.connect("distrusted.test:443")
        with pytest.raises(ssl.SSLCertVerificationError):
            connection.start_tls(client_context(trust.ca_file), "distrusted.test")

    entry = wait_until(lambda: [e for e in smockproxy.history() if "distrusted.test" in json.dumps(e)], "it")[
        0
    ]
    assert (entry["decision"], entry["protocol"]) == ("failed", "tls")
    assert "tls" in entry["error"].lower()


def test_a_tunnel_without_http(smockproxy: Smockproxy, raw_echo: RawEcho) -> None:
    with RawConnection(smockproxy.proxy) as connection:
        connection.connect(raw_echo.authority)
        connection.send(b"\0\1binary\xff")
        assert connection.socket.recv(100) == b"\0\1binary\xff"

    entry = wait_until(lambda: [e for e in smockproxy.history() if e["protocol"] == "tcp"], "the entry")[0]
    assert entry["decision"] == "forwarded"
    assert entry["server"] == raw_echo.authority
    assert raw_echo.seen.connections == 1


def test_a_tunnel_without_http_that_is_refused(refusing: Smockproxy, raw_echo: RawEcho) -> None:
    with RawConnection(refusing.proxy) as connection:
        connection.connect(raw_echo.authority)
        connection.send(b"\0\1binary\xff")
        connection.rest(5)

    entry = wait_until(lambda: [e for e in refusing.history() if e["protocol"] == "tcp"], "the entry")[0]
    assert entry["decision"] == "refused"
    assert raw_echo.seen.connections == 0


# -- order, timing, budgets ---------------------------------------------------------------------------------


def test_entries_are_in_order_of_completion(smockproxy: Smockproxy) -> None:
    late = threading.Thread(target=run_curl, args=(f"{smockproxy.proxy}/late?1",))
    late.start()
    time.sleep(0.1)
    run_curl(f"{smockproxy.proxy}/hello?2")
    late.join()
    smockproxy.await_entry("/late")

    assert [entry["request"]["path"] for entry in smockproxy.history()] == ["/hello", "/late"]


def test_timing(smockproxy: Smockproxy) -> None:
    with RawConnection(smockproxy.proxy) as connection:
        connection.ask("POST /late HTTP/1.1\nHost: a.test\nContent-Length: 4", b"ab")
        time.sleep(0.15)
        connection.send(b"cd")
        connection.read_answer()

    timing = smockproxy.await_entry("/late")["timing"]
    assert timing["delay"] == 200
    assert 100 <= timing["request_read"] < 400
    assert timing["request_read"] + 190 <= timing["response_started"] <= timing["ended"] < 2000


def test_pages(smockproxy: Smockproxy) -> None:
    with httpx_client(smockproxy) as client:
        for number in range(25):
            client.get(f"http://a.test/hello?{number}")
    smockproxy.await_entry("/hello?24")

    first = smockproxy.ask_json("/api/v1/history?limit=10")
    second = smockproxy.ask_json(f"/api/v1/history?limit=10&after={first['next']}")
    third = smockproxy.ask_json(f"/api/v1/history?limit=10&after={second['next']}")
    assert [len(page["entries"]) for page in (first, second, third)] == [10, 10, 5]
    assert third["next"] in {"", None}
    urls = [entry["request"]["url"] for page in (first, second, third) for entry in page["entries"]]
    assert urls == [f"http://a.test/hello?{number}" for number in range(25)]
    one = smockproxy.ask_json(f"/api/v1/history/{first['entries'][3]['id']}")
    assert one == first["entries"][3]


def test_budgets_and_cut_bodies(start: Start, upstream: HttpUpstream) -> None:
    small = start(
        MOCKS,
        environment={"SMOCKPROXY_HISTORY_ENTRIES": "20", "SMOCKPROXY_HISTORY_BODY_LIMIT": "1000"},
    )
    with httpx_client(small) as client:
        for number in range(30):
            client.get(f"http://a.test/hello?{number}")
        client.post(f"{upstream.url}/big?n=5000", content=b"q" * 3000)
    entry = small.await_entry("/big")

    assert len(small.history()) == 20
    assert small.history()[0]["request"]["url"].endswith("?11")
    assert (entry["request"]["body"], entry["request"]["body_size"]) == ("q" * 1000, 3000)
    assert entry["request"]["body_cut"] is entry["response"]["body_cut"] is True
    assert (entry["response"]["body"], entry["response"]["body_size"]) == ("0" * 1000, 5000)


def test_a_byte_budget(start: Start) -> None:
    small = start(MOCKS, environment={"SMOCKPROXY_HISTORY_BYTES": "400000"})
    with httpx_client(small) as client:
        for number in range(20):
            client.post(f"http://a.test/hello?{number}", content=b"x" * 50_000)
    small.await_entry("/hello?19")

    assert 5 <= len(small.history()) <= 8
    assert small.history()[-1]["request"]["url"].endswith("?19")


# -- Smocker's routes ---------------------------------------------------------------------------------------


def test_smockers_history(smockproxy: Smockproxy) -> None:
    for path in ("/test", "/test2?x=1", "/a/test"):
        run_curl(f"{smockproxy.proxy}{path}")
    smockproxy.await_entry("/a/test")

    def paths(query: str) -> list[str]:
        return [entry["request"]["path"] for entry in smockproxy.ask_json(f"/history{query}")]

    assert paths("") == paths("?filter=/test") == ["/test", "/test2", "/a/test"]
    assert paths("?filter=%5E/test%24") == ["/test"]
    assert paths("?filter=x=1") == []
    entry = smockproxy.ask_json("/history")[0]
    assert (entry["response"]["status"], entry["request"]["method"]) == (666, "GET")
    assert entry["request"]["headers"]["Host"] == [smockproxy.proxy.removeprefix("http://")]
    with pytest.raises(AssertionError, match=r"400.*error parsing regexp: missing"):
        smockproxy.ask_json("/history?filter=%5B")


def test_smockers_mocks_are_those_of_the_api(smockproxy: Smockproxy) -> None:
    assert smockproxy.ask_json("/mocks") == []
    smockproxy.upload(
        "- {request: {path: /first}, response: {body: a}}\n- {request: {path: /last}, response: {body: b}}"
    )
    run_curl(f"{smockproxy.proxy}/last")

    listed = smockproxy.ask_json("/mocks")
    assert [mock["request"]["path"]["value"] for mock in listed] == ["/last", "/first"]
    assert [mock["state"]["times_count"] for mock in listed] == [1, 0]
    assert len(smockproxy.ask_json("/api/v1/mocks")["mocks"]) == 2 + 4
    smockproxy.reset()
    assert smockproxy.ask_json("/mocks") == smockproxy.ask_json("/history") == []


def test_version_and_health(smockproxy: Smockproxy) -> None:
    assert {"app_name", "build_version", "build_commit", "build_date"} <= set(smockproxy.ask_json("/version"))
    assert smockproxy.ask_admin("/healthz")


def test_tunnels_leave_no_socket_open(smockproxy: Smockproxy, raw_echo: RawEcho) -> None:
    before = smockproxy.open_files()
    for _ in range(10):
        with RawConnection(smockproxy.proxy) as connection:
            connection.connect(raw_echo.authority)
            connection.send(b"\0")
            assert connection.socket.recv(1) == b"\0"
            connection.reset()
        with RawConnection(smockproxy.proxy) as connection:
            connection.connect("127.0.0.1:1")
            connection.send(b"\0")
            connection.reset()

    wait_until(lambda: smockproxy.open_files() <= before + 1, "all sockets to be closed")
    wait_until(lambda: raw_echo.open_connections == 0, "the server's connections to be closed")


def test_a_cut_answer_and_a_reset_stream(smockproxy: Smockproxy, http2_upstream: Http2Upstream) -> None:
    with pytest.raises(CurlError):
        curl(smockproxy, f"{http2_upstream.url}/cut", "--http2")

    assert smockproxy.await_entry("/cut")["decision"] == "failed"
