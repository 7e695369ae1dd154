"""The harness on its own: a test tool that is wrong makes every result worthless."""

import hashlib
import json
import socket

import httpx
import pytest

from tests.acceptance.harness.answers import BINARY
from tests.acceptance.harness.authority import Trust, client_context
from tests.acceptance.harness.clients import node_fetch, run_curl
from tests.acceptance.harness.raw import ClosedError, RawConnection
from tests.acceptance.harness.servers import RawEcho, Silent
from tests.acceptance.harness.upstream_http1 import HttpUpstream
from tests.acceptance.harness.upstream_http2 import Http2Upstream


def direct(trust: Trust, *, http2: bool = False) -> httpx.Client:
    return httpx.Client(verify=client_context(trust.ca_file), http2=http2, trust_env=False, timeout=10)


def test_upstream_gives_an_account_of_a_request(upstream: HttpUpstream) -> None:
    answer = run_curl(f"{upstream.url}/echo?x=1", "-H", "X-Seen: yes", "--data-binary", "hello")

    account = json.loads(answer.body)
    assert account["request_line"] == "POST /echo?x=1 HTTP/1.1"
    assert ["X-Seen", "yes"] in account["headers"]
    assert account["body_size"] == 5
    assert account["body_sha256"] == hashlib.sha256(b"hello").hexdigest()
    assert upstream.seen.connections == len(upstream.seen.requests) == 1


def test_upstream_keeps_connections_and_reads_chunked_bodies(upstream: HttpUpstream, trust: Trust) -> None:
    with direct(trust) as client:
        accounts = [
            client.post(f"{upstream.url}/echo", content=iter([b"ab", b"cd"])).json() for _ in range(3)
        ]

    assert [account["body_size"] for account in accounts] == [4, 4, 4]
    assert upstream.seen.connections == 1


@pytest.mark.parametrize("http2", [False, True])
def test_upstream_answers_by_path(http2_upstream: Http2Upstream, trust: Trust, *, http2: bool) -> None:
    with direct(trust, http2=http2) as client:
        echo = client.post(f"{http2_upstream.url}/echo", content=b"x" * 300_000)
        assert echo.json()["http_version"] == echo.http_version == ("HTTP/2" if http2 else "HTTP/1.1")
        assert echo.json()["body_size"] == 300_000
        assert len(client.get(f"{http2_upstream.url}/big?n=300000").content) == 300_000
        assert client.get(f"{http2_upstream.url}/chunked?n=2").text == "piece 0;piece 1;"
        assert client.get(f"{http2_upstream.url}/gzip").json() == {"packed": True}
        assert client.get(f"{http2_upstream.url}/binary").content == BINARY
        assert client.get(f"{http2_upstream.url}/nothing").status_code == 204
        assert client.head(f"{http2_upstream.url}/binary").content == b""
        assert client.get(f"{http2_upstream.url}/redirect").headers["location"] == "/echo"
        assert client.get(f"{http2_upstream.url}/events?n=2&pause=0").text == "data: 0\n\ndata: 1\n\n"
        with pytest.raises(httpx.RemoteProtocolError):
            client.get(f"{http2_upstream.url}/cut")


def test_upstream_that_never_answers(upstream: HttpUpstream) -> None:
    with RawConnection(upstream.url) as connection:
        connection.ask("GET /never HTTP/1.1\nHost: a.test")
        assert connection.is_quiet(0.1)


def test_raw_connection_reads_answers_one_by_one(upstream: HttpUpstream) -> None:
    with RawConnection(upstream.url) as connection:
        connection.ask("HEAD /binary HTTP/1.1\nHost: a.test")
        connection.ask("GET /chunked?n=2 HTTP/1.1\nHost: a.test")
        connection.ask("GET /binary HTTP/1.1\nHost: a.test")
        assert connection.read_answer("HEAD").header("content-length") == str(len(BINARY))
        assert connection.read_answer().body == b"piece 0;piece 1;"
        assert connection.read_answer().body == BINARY
        assert connection.is_quiet()


def test_raw_connection_sees_a_cut_answer(upstream: HttpUpstream) -> None:
    with RawConnection(upstream.url) as connection:
        connection.ask("GET /cut HTTP/1.1\nHost: a.test")
        with pytest.raises(ClosedError):
            connection.read_answer()


def test_raw_echo_counts_connections(raw_echo: RawEcho, silent: Silent) -> None:
    with socket.create_connection((raw_echo.host, raw_echo.port), 5) as client:
        client.sendall(b"\0binary")
        assert client.recv(100) == b"\0binary"
    with socket.create_connection((silent.host, silent.port), 5):
        pass
    assert raw_echo.seen.connections == 1


def test_node_asks_directly(upstream: HttpUpstream) -> None:
    answer = node_fetch(f"{upstream.url}/binary", headers={"X-Seen": "node"})

    assert (answer.status, answer.body) == (200, BINARY)
    assert upstream.seen.requests[0]["request_line"] == "GET /binary HTTP/1.1"


def test_node_packages_can_be_installed(node_packages: None, upstream: HttpUpstream) -> None:
    with pytest.raises(AssertionError, match="Proxy"):
        node_fetch("http://a.test/", proxy=upstream.url.replace("http:", "ftp:"))
