"""Point 2: `http_proxy`, `https_proxy` and plain requests to the port; one behaviour."""

import pytest

from tests.acceptance.conftest import Start
from tests.acceptance.harness.authority import client_context
from tests.acceptance.harness.clients import (
    curl,
    httpx_client,
    node_fetch,
    requests_session,
    run_curl,
)
from tests.acceptance.harness.process import Smockproxy
from tests.acceptance.harness.raw import RawConnection

MOCKS = """\
- request: {path: /hello}
  response: {status: 201, headers: {X-Way: any}, body: hi}
- request: {scheme: https, host: pay.test, path: /charges, method: POST, body: {amount: "5"}}
  response: {body: charged}
- request: {scheme: http, host: plain.test, path: /only-http}
  response: {body: over http}
- request: {host: hosted.test, path: /hosted}
  response: {body: its own host}
- request: {port: 8443, path: /port}
  response: {body: its own port}
- request: {scheme: https, host: 198.51.100.7, path: /address}
  response: {body: an address}
- request: {scheme: https, host: "2001:db8::7", path: /address}
  response: {body: a long address}
"""

SITES = ["http://a.test", "https://a.test", "https://b.test:8443"]


@pytest.fixture(scope="module")
def smockproxy(start_for_module: Start) -> Smockproxy:
    return start_for_module(MOCKS, "--unmatched", "refuse")


@pytest.mark.parametrize("site", SITES)
@pytest.mark.parametrize("version", ["--http1.1", "--http2"])
def test_curl_is_answered_by_a_mock(smockproxy: Smockproxy, site: str, version: str) -> None:
    answer = curl(smockproxy, f"{site}/hello", version)

    assert (answer.status, answer.body) == (201, b"hi")
    assert {name.lower(): value for name, value in answer.headers.items()}["x-way"] == "any"


def test_curl_gets_its_answer_by_the_base_url(smockproxy: Smockproxy) -> None:
    answer = run_curl(f"{smockproxy.proxy}/hello")

    assert (answer.status, answer.body, answer.headers["X-Way"]) == (201, b"hi", "any")


@pytest.mark.parametrize("site", SITES)
def test_requests_is_answered_by_a_mock(smockproxy: Smockproxy, site: str) -> None:
    with requests_session(smockproxy) as session:
        answer = session.get(f"{site}/hello", timeout=10)

    assert (answer.status_code, answer.text) == (201, "hi")


@pytest.mark.parametrize("http2", [False, True])
def test_httpx_is_answered_over_https(smockproxy: Smockproxy, *, http2: bool) -> None:
    with httpx_client(smockproxy, http2=http2) as client:
        answers = [client.post("https://pay.test/charges", json={"amount": 5}) for _ in range(3)]

    assert [answer.text for answer in answers] == ["charged"] * 3
    assert {answer.http_version for answer in answers} == {"HTTP/2" if http2 else "HTTP/1.1"}


def test_node_is_answered_by_the_base_url(smockproxy: Smockproxy) -> None:
    answer = node_fetch(f"{smockproxy.proxy}/hello")

    assert (answer.status, answer.text, answer.headers["x-way"]) == (201, "hi", "any")


@pytest.mark.parametrize("site", ["http://a.test", "https://a.test"])
def test_node_is_answered_through_its_proxy_agent(
    smockproxy: Smockproxy, node_packages: None, site: str
) -> None:
    answer = node_fetch(f"{site}/hello", proxy=smockproxy.proxy, ca=smockproxy.ca)

    assert (answer.status, answer.text) == (201, "hi")


def test_scheme_host_and_port_are_what_the_client_asked_for(smockproxy: Smockproxy) -> None:
    assert curl(smockproxy, "http://plain.test/only-http").text == "over http"
    assert curl(smockproxy, "https://plain.test/only-http").status == 666
    assert curl(smockproxy, "https://HOSTED.test/hosted").text == "its own host"
    assert curl(smockproxy, "https://other.test/hosted").status == 666
    assert curl(smockproxy, "https://a.test:8443/port").text == "its own port"
    assert curl(smockproxy, "http://a.test:8443/port").text == "its own port"
    assert curl(smockproxy, "https://a.test/port").status == 666


def test_https_addresses_without_a_name_are_mocked(smockproxy: Smockproxy) -> None:
    assert curl(smockproxy, "https://198.51.100.7/address").text == "an address"
    assert curl(smockproxy, "https://[2001:db8::7]/address").text == "a long address"


def test_the_host_of_a_plain_request_is_its_host_header(smockproxy: Smockproxy) -> None:
    named = run_curl(f"{smockproxy.proxy}/hosted", "-H", "Host: hosted.test")
    by_path = run_curl(f"{smockproxy.proxy}/hosted")

    assert (named.status, named.text) == (200, "its own host")
    assert by_path.status == 666


def test_an_absolute_form_wins_over_its_host_header(smockproxy: Smockproxy) -> None:
    with RawConnection(smockproxy.proxy) as connection:
        connection.ask("GET http://hosted.test/hosted HTTP/1.1\nHost: other.test")
        assert connection.read_answer().body == b"its own host"
        connection.ask("GET http://other.test/hosted HTTP/1.1\nHost: hosted.test")
        assert connection.read_answer().status == 666


def test_one_connection_carries_all_forms_in_turn(smockproxy: Smockproxy) -> None:
    with RawConnection(smockproxy.proxy) as connection:
        for line in ("GET http://a.test/hello", "GET /hello", "GET http://b.test:81/hello") * 2:
            connection.ask(f"{line} HTTP/1.1\nHost: a.test")
            answer = connection.read_answer()
            assert (answer.status, answer.body) == (201, b"hi")


def test_plain_http_inside_a_tunnel(smockproxy: Smockproxy) -> None:
    with RawConnection(smockproxy.proxy) as connection:
        assert connection.connect("plain.test:80").status == 200
        connection.ask("GET /only-http HTTP/1.1\nHost: plain.test")
        assert connection.read_answer().body == b"over http"
        connection.ask("GET /hello HTTP/1.1\nHost: plain.test")
        assert connection.read_answer().body == b"hi"


def test_a_tunnel_with_tls_shows_a_certificate_of_our_authority(smockproxy: Smockproxy) -> None:
    with RawConnection(smockproxy.proxy) as connection:
        connection.connect("offline.test:443")
        protocol = connection.start_tls(client_context(smockproxy.ca, "h2", "http/1.1"), "offline.test")
        assert protocol == "h2"
    with RawConnection(smockproxy.proxy) as connection:
        connection.connect("offline.test:443")
        protocol = connection.start_tls(client_context(smockproxy.ca, "http/1.1"), "offline.test")
        assert protocol == "http/1.1"
        connection.ask("GET /hello HTTP/1.1\nHost: offline.test")
        assert connection.read_answer().status == 201


def test_many_streams_of_one_http2_connection(smockproxy: Smockproxy) -> None:
    with httpx_client(smockproxy, http2=True) as client:
        client.get("https://many.test/hello")
        answers = [client.get(f"https://many.test/hello?n={number}") for number in range(50)]

    assert {answer.status_code for answer in answers} == {201}
    seen = smockproxy.entries("https://many.test/hello")
    assert len(seen) == 51
    assert {entry["request"]["http_version"] for entry in seen} == {"HTTP/2.0"}
