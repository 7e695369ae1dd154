"""Point 5: what no mock answers is forwarded to where it was going, or refused; it never loops."""

import hashlib
import json
import socket
import time

import pytest

from tests.acceptance.conftest import Start
from tests.acceptance.harness.answers import BINARY
from tests.acceptance.harness.clients import (
    CurlError,
    curl,
    httpx_client,
    node_fetch,
    requests_session,
)
from tests.acceptance.harness.process import Smockproxy
from tests.acceptance.harness.raw import RawConnection
from tests.acceptance.harness.upstream_http1 import HttpUpstream
from tests.acceptance.harness.upstream_http2 import Http2Upstream

MOCKS = "- {request: {path: /hello}, response: {body: hi}}\n"
NO_MOCK = "No mock found matching the request"


@pytest.fixture(scope="module")
def forwarding(start_for_module: Start) -> Smockproxy:
    return start_for_module(MOCKS)


@pytest.fixture(scope="module")
def refusing(start_for_module: Start) -> Smockproxy:
    return start_for_module(MOCKS, "--unmatched", "refuse")


# -- forwarded ---------------------------------------------------------------------------------------------


def test_plain_http_goes_on_untouched(forwarding: Smockproxy, upstream: HttpUpstream) -> None:
    with RawConnection(forwarding.proxy) as connection:
        head = f"POST {upstream.url}/echo/%7Ea//b?z=1&a=%20x+y HTTP/1.1\nHost: {upstream.authority}\n"
        connection.ask(head + "X-oDD-Case: v\nX-Twice: 1\nX-Twice: 2\nContent-Length: 4", b"\0\xff\r\n")
        account = json.loads(connection.read_answer().body)

    assert account["request_line"] == "POST /echo/%7Ea//b?z=1&a=%20x+y HTTP/1.1"
    assert ["X-oDD-Case", "v"] in account["headers"]
    assert [value for name, value in account["headers"] if name == "X-Twice"] == ["1", "2"]
    assert ["Host", upstream.authority] in account["headers"]
    assert account["body_sha256"] == hashlib.sha256(b"\0\xff\r\n").hexdigest()
    assert not [
        name for name, _ in account["headers"] if name.lower().startswith(("proxy-", "x-forwarded", "via"))
    ]


def test_https_goes_on(forwarding: Smockproxy, tls_upstream: HttpUpstream) -> None:
    with requests_session(forwarding) as session:
        answer = session.post(f"{tls_upstream.url}/echo", data=b"payload", timeout=10)

    assert answer.json()["body_size"] == len("payload")
    assert answer.json()["request_line"] == "POST /echo HTTP/1.1"


def test_http2_on_both_sides(forwarding: Smockproxy, http2_upstream: Http2Upstream) -> None:
    with httpx_client(forwarding, http2=True) as client:
        answers = [client.post(f"{http2_upstream.url}/echo", content=b"x" * 200_000) for _ in range(3)]

    assert {answer.http_version for answer in answers} == {"HTTP/2"}
    assert {answer.json()["http_version"] for answer in answers} == {"HTTP/2"}
    assert {answer.json()["body_size"] for answer in answers} == {200_000}


def test_node_is_forwarded_through_its_proxy_agent(
    forwarding: Smockproxy, node_packages: None, tls_upstream: HttpUpstream
) -> None:
    answer = node_fetch(f"{tls_upstream.url}/binary", proxy=forwarding.proxy, ca=forwarding.ca)

    assert (answer.status, answer.body) == (200, BINARY)


@pytest.mark.parametrize(
    "path", ["gzip", "binary", "nothing", "redirect", "teapot", "duplicate", "many?n=300"]
)
def test_answers_come_back_as_they_are(forwarding: Smockproxy, upstream: HttpUpstream, path: str) -> None:
    answers = []
    for proxy, target in ((upstream.url, f"/{path}"), (forwarding.proxy, f"{upstream.url}/{path}")):
        with RawConnection(proxy) as connection:
            connection.ask(f"GET {target} HTTP/1.1\nHost: {upstream.authority}")
            answers.append(connection.read_answer())
            assert connection.is_quiet()

    assert answers[0] == answers[1]


def test_connections_are_kept(forwarding: Smockproxy, upstream: HttpUpstream) -> None:
    with requests_session(forwarding) as session:
        for _ in range(10):
            assert session.get(f"{upstream.url}/binary", timeout=10).content == BINARY

    assert len(upstream.seen.requests) == 10
    assert upstream.seen.connections == 1


def test_a_download_is_streamed(forwarding: Smockproxy, tls_upstream: HttpUpstream) -> None:
    with (
        httpx_client(forwarding) as client,
        client.stream("GET", f"{tls_upstream.url}/events?n=4&pause=0.4") as answer,
    ):
        start = time.monotonic()
        pieces = [(chunk, time.monotonic() - start) for chunk in answer.iter_raw()]

    assert b"".join(chunk for chunk, _ in pieces) == b"data: 0\n\ndata: 1\n\ndata: 2\n\ndata: 3\n\n"
    assert pieces[0][1] < 0.35, "the first event came only with later ones"
    assert pieces[-1][1] > 1.0


@pytest.mark.parametrize("http2", [False, True])
def test_an_upload_is_streamed(
    forwarding: Smockproxy, http2_upstream: Http2Upstream, upstream: HttpUpstream, *, http2: bool
) -> None:
    server = http2_upstream if http2 else upstream
    arrived: list[int] = []

    def pieces():
        yield b"x" * 100_000
        end = time.monotonic() + 5
        while not server.seen.connections and time.monotonic() < end:
            time.sleep(0.02)
        arrived.append(server.seen.connections)
        yield b"y" * 100_000

    with httpx_client(forwarding, http2=http2) as client:
        answer = client.post(f"{server.url}/echo", content=pieces())

    assert arrived == [1], "nothing had reached the server before the upload was complete"
    assert answer.json()["body_size"] == 200_000


def test_a_server_that_is_down_is_said_so(forwarding: Smockproxy) -> None:
    plain = curl(forwarding, "http://127.0.0.1:1/nobody")
    secure = curl(forwarding, "https://127.0.0.1:1/nobody")

    assert (plain.status, secure.status) == (502, 502)
    entry = forwarding.await_entry("http://127.0.0.1:1/nobody")
    assert entry["decision"] == "failed"
    assert entry["error"]


def test_a_host_that_does_not_exist_is_said_so(forwarding: Smockproxy) -> None:
    assert curl(forwarding, "http://no-such-host.test/nobody").status == 502
    assert curl(forwarding, "https://no-such-host.test/nobody").status == 502


def test_a_cut_answer_is_cut_for_the_client(forwarding: Smockproxy, upstream: HttpUpstream) -> None:
    with pytest.raises(CurlError):
        curl(forwarding, f"{upstream.url}/cut")

    entry = forwarding.await_entry("/cut")
    assert entry["decision"] == "failed"


def test_a_server_with_a_bad_certificate_is_not_trusted(start: Start, tls_upstream: HttpUpstream) -> None:
    smockproxy = start(MOCKS, trusts_upstream=False)

    answer = curl(smockproxy, f"{tls_upstream.url}/echo")
    assert answer.status == 502
    assert "certificate" in answer.text.lower()
    assert tls_upstream.seen.requests == []


# -- refused -----------------------------------------------------------------------------------------------


@pytest.mark.parametrize("scheme", ["http", "https"])
def test_refuse_gives_smockers_answer(refusing: Smockproxy, upstream: HttpUpstream, scheme: str) -> None:
    url = f"{scheme}://{upstream.authority}/nowhere?q=1&q=2"
    answer = curl(refusing, url, "-H", "X-Seen: yes", "--data-binary", '{"a":1}')

    assert answer.status == 666
    assert answer.headers.get("Content-Type", answer.headers.get("content-type")) == "application/json"
    assert answer.json["message"] == NO_MOCK
    request = answer.json["request"]
    assert (request["path"], request["method"]) == ("/nowhere", "POST")
    assert (request["body_string"], request["body"]) == ('{"a":1}', {"a": 1})
    assert request["query_params"] == {"q": ["1", "2"]}
    assert request["headers"]["X-Seen"] == ["yes"]
    assert request["headers"]["Host"] == [upstream.authority]
    assert upstream.seen.connections == 0


@pytest.mark.parametrize("http2", [False, True])
def test_refuse_drains_a_streamed_upload(
    refusing: Smockproxy, upstream: HttpUpstream, *, http2: bool
) -> None:
    with httpx_client(refusing, http2=http2) as client:
        url = upstream.url.replace("http:", "https:")
        answer = client.post(f"{url}/upload", content=(b"x" * 65536 for _ in range(100)))
        again = client.get(f"{url}/hello")

    assert (answer.status_code, again.text) == (666, "hi")
    assert upstream.seen.connections == 0


@pytest.mark.parametrize(
    "authority",
    [
        "UPSTREAM",
        "OURS",
        "localhost:OURPORT",
        "[::1]:OURPORT",
        "no-such-host.test",
        "127.0.0.1:1",
        "",
        "a b",
        "%zz",
        "a:b:c",
        "x" * 3000,
    ],
)
@pytest.mark.parametrize("policy", ["forward", "refuse"])
def test_a_plain_request_is_refused_whatever_its_host_says(
    forwarding: Smockproxy, refusing: Smockproxy, upstream: HttpUpstream, authority: str, policy: str
) -> None:
    smockproxy = forwarding if policy == "forward" else refusing
    host = authority.replace("UPSTREAM", upstream.authority).replace("OURPORT", str(smockproxy.port))
    host = host.replace("OURS", f"127.0.0.1:{smockproxy.port}")
    with RawConnection(smockproxy.proxy) as connection:
        connection.ask(f"GET /nowhere HTTP/1.1\nHost: {host}")
        answer = connection.read_answer()
        assert (answer.status, json.loads(answer.body)["message"]) == (666, NO_MOCK)
        connection.ask("GET /hello HTTP/1.1\nHost: a.test")
        assert connection.read_answer().body == b"hi"
    assert upstream.seen.connections == 0


def test_a_plain_request_without_a_host_is_refused(forwarding: Smockproxy) -> None:
    with RawConnection(forwarding.proxy) as connection:
        connection.ask("GET /nowhere HTTP/1.0")
        answer = connection.read_answer()
        assert answer.status in {666, 400}


def test_node_by_the_base_url_is_refused(forwarding: Smockproxy) -> None:
    answer = node_fetch(f"{forwarding.proxy}/nowhere")

    assert (answer.status, answer.json["message"]) == (666, NO_MOCK)


# -- never a loop ------------------------------------------------------------------------------------------


def own_names() -> list[str]:
    names = [
        "127.0.0.1",
        "localhost",
        "[::1]",
        "[::ffff:127.0.0.1]",
        "127.1",
        "0.0.0.0",
        "127.0.0.2",
        "LOCALHOST.",
    ]
    return [*names, socket.gethostname()]


@pytest.fixture(scope="module")
def wide(start_for_module: Start) -> Smockproxy:
    """Listens on every address, so that each of its names leads back to it."""
    return start_for_module(MOCKS, "--host", "0.0.0.0")


@pytest.mark.parametrize("name", own_names())
@pytest.mark.parametrize("binding", ["loopback", "wide"])
def test_no_request_comes_back_to_us(
    forwarding: Smockproxy, wide: Smockproxy, name: str, binding: str
) -> None:
    smockproxy = wide if binding == "wide" else forwarding
    smockproxy.reset()
    authority = f"{name}:{smockproxy.port}"
    with RawConnection(f"http://127.0.0.1:{smockproxy.port}") as connection:
        connection.ask(f"GET http://{authority}/looping HTTP/1.1\nHost: {authority}")
        answer = connection.read_answer()

    assert answer.status in {666, 502}
    smockproxy.await_entry("/looping")
    time.sleep(0.1)
    assert len(smockproxy.history()) == 1, "it went round"


@pytest.mark.parametrize("name", own_names())
def test_no_tunnel_leads_back_to_us(wide: Smockproxy, name: str) -> None:
    wide.reset()
    authority = f"{name}:{wide.port}"
    with RawConnection(f"http://127.0.0.1:{wide.port}") as connection:
        answer = connection.connect(authority)
        if answer.status == 200:
            connection.ask(f"GET /looping HTTP/1.1\nHost: {authority}")
            answer = connection.read_answer()

    assert answer.status in {666, 502, 403}
    time.sleep(0.2)
    assert len(wide.entries("/looping")) <= 1, "it went round"


@pytest.mark.parametrize("name", ["127.0.0.1", "localhost"])
def test_no_raw_tunnel_leads_back_to_us(forwarding: Smockproxy, name: str) -> None:
    """A CONNECT to ourselves, inside it a CONNECT to ourselves, and so on: it ends at once."""
    with RawConnection(forwarding.proxy) as connection:
        for _ in range(3):
            connection.ask(f"CONNECT {name}:{forwarding.port} HTTP/1.1\nHost: {name}:{forwarding.port}")
        connection.send(b"\0not http\r\n\r\n")
        received = connection.rest(3)

    assert received.count(b" 200 ") <= 1
    assert forwarding.is_running()


def test_our_own_mocks_can_be_asked_for_by_the_ports_name(forwarding: Smockproxy) -> None:
    """A client that sends everything through the proxy, also what goes to the base URL, gets the mock."""
    assert curl(forwarding, f"http://localhost:{forwarding.port}/hello").text == "hi"
