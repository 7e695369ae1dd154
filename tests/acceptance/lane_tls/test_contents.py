"""What goes through TLS of the lane's: large, slow, HTTP/2, and what is no HTTP at all."""

import hashlib
import socket
import ssl
import time

import pytest

from tests.acceptance.harness.authority import client_context
from tests.acceptance.harness.clients import curl, httpx_client
from tests.acceptance.harness.servers import RawEcho
from tests.acceptance.harness.waiting import wait_until
from tests.acceptance.lane.servers import in_any_order
from tests.acceptance.lane_tls.tunnels import (
    ask,
    is_by_the_lane,
    received,
    remembered,
    secured,
    tunnel,
)

BIG = b"0123456789abcdef" * 65_536
MIB = 1024 * 1024


@pytest.mark.parametrize("protocol", ["--http1.1", "--http2"])
def test_curl_gets_what_it_gets_of_mitmproxy(lane, reference, protocol):
    seen = []
    for server in (lane, reference):
        server.reset()
        answers = [
            curl(server, "https://a.test/hi", protocol),
            curl(server, "https://a.test/large", protocol),
            curl(server, "https://127.0.0.1/hi", protocol),
            curl(server, "https://b.test/taken", protocol, "--data", "x" * 5000),
        ]
        assert [answer.status for answer in answers] == [200] * 4
        assert answers[1].body == BIG
        wait_until(lambda server=server: len(server.history()) == 4, "four entries")
        seen.append(remembered(server))

    assert seen[0] == seen[1]
    assert [entry["request"]["url"] for entry in seen[0]] == [
        "https://a.test/hi",
        "https://a.test/large",
        "https://127.0.0.1/hi",
        "https://b.test/taken",
    ]


def test_http_2_with_many_streams(lane, reference):
    seen = []
    for server in (lane, reference):
        server.reset()
        with httpx_client(server, http2=True) as client:
            for number in range(60):
                answer = client.get(f"https://a.test/hi?n={number}")
                assert (answer.text, answer.http_version) == ("hello", "HTTP/2")
        wait_until(lambda server=server: len(server.history()) == 60, "sixty entries")
        seen.append(in_any_order(server.history()))

    assert seen[0] == seen[1]


def test_a_large_body_goes_up_and_is_mocked(lane):
    body = bytes(8 * MIB)
    with secured(lane, "a.test", "http/1.1") as client:
        assert ask(client, "/taken", body=body) == b"taken"
        assert ask(client, "/hi") == b"hello"


@pytest.mark.parametrize("protocol", ["--http1.1", "--http2"])
def test_large_bodies_go_both_ways_to_a_real_server(lane, real, tmp_path, protocol):
    sent = tmp_path / "sent"
    sent.write_bytes(BIG * 20)
    real.forget()

    up = curl(lane, f"{real.url}/up", protocol, "--data-binary", f"@{sent}", "-H", "Expect:")
    down = curl(lane, f"{real.url}/big?n={20 * MIB}", protocol)

    assert up.json["body_sha256"] == hashlib.sha256(BIG * 20).hexdigest()
    assert len(down.body) == 20 * MIB


def test_a_client_that_reads_slowly_gets_all_of_it(lane):
    with secured(lane, "a.test", "http/1.1") as client:
        client.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, 131072)
        client.sendall(b"GET /large HTTP/1.1\r\nHost: a.test\r\n\r\n" * 3)
        time.sleep(0.5)
        assert [read_exactly(client, len(BIG)) for _ in range(3)] == [BIG] * 3


def read_exactly(client, size):
    head = b""
    while not head.endswith(b"\r\n\r\n"):
        head += client.recv(1)
    body = b""
    while len(body) < size:
        body += client.recv(size - len(body))
    return body


def test_who_reads_nothing_does_not_fill_the_memory(lane):
    before = lane.memory()
    with secured(lane, "a.test", "http/1.1") as client:
        client.settimeout(2)
        request = b"GET /large HTTP/1.1\r\nHost: a.test\r\n\r\n"
        try:
            for _ in range(400):
                client.sendall(request)
                time.sleep(0.002)
        except TimeoutError:
            pass
        grown = lane.memory() - before
    assert grown < 100 * MIB


def test_the_lane_and_mitmproxy_take_turns_in_one_connection(lane, reference):
    seen = []
    for server in (lane, reference):
        server.reset()
        with secured(server, "a.test", "http/1.1") as client:
            assert ask(client, "/hi") == b"hello"
            assert ask(client, "/hi?by=mitmproxy", more="TE: trailers\r\n") == b"hello"
            assert ask(client, "/slow") == b"late"
            assert ask(client, "/hi?still", more="TE: trailers\r\n") == b"hello"
            assert ask(client, "/hi?again") == b"hello"
        wait_until(lambda server=server: len(server.history()) == 5, "five entries")
        seen.append(remembered(server))

    assert seen[0] == seen[1]


def test_a_client_that_leaves_during_a_delay(lane, reference):
    seen = []
    for server in (lane, reference):
        server.reset()
        with secured(server, "a.test", "http/1.1") as client:
            client.sendall(b"GET /slow HTTP/1.1\r\nHost: a.test\r\n\r\n")
            time.sleep(0.1)
        wait_until(server.history, "an entry")
        seen.append(remembered(server))

    assert seen[0] == seen[1]


def test_plain_http_in_a_tunnel(lane, reference):
    seen = []
    for server in (lane, reference):
        server.reset()
        with tunnel(server, "a.test", 80) as raw:
            assert ask(raw, "/hi") == b"hello"
            assert ask(raw, "/hi") == b"hello"
        wait_until(lambda server=server: len(server.history()) == 2, "two entries")
        seen.append(remembered(server))

    assert seen[0] == seen[1]


def test_what_is_no_http_is_relayed(lane, reference, raw_echo):
    for server in (lane, reference):
        server.reset()
        with tunnel(server, "localhost", raw_echo.port) as raw:
            raw.sendall(b"\x00no http\xff")
            assert received(raw) == b"\x00no http\xff"
        entry = wait_until(server.history, "the tunnel")[0]
        assert (entry["protocol"], entry["decision"]) == ("tcp", "forwarded")


def test_what_is_no_http_inside_tls_is_relayed(lane, reference, trust):
    with RawEcho(trust.server_context(), host="localhost") as echo:
        for server in (lane, reference):
            server.reset()
            context = client_context(server.ca)
            with tunnel(server, "localhost", echo.port) as raw:
                client = context.wrap_socket(raw, server_hostname="localhost")
                assert is_by_the_lane(client) is (server is lane)
                client.sendall(b"\x00no http\xff")
                assert received(client) == b"\x00no http\xff"
                client.close()
            entry = wait_until(server.history, "the tunnel")[0]
            assert (entry["protocol"], entry["decision"]) == ("tls", "forwarded")
            assert (entry["request"]["url"]) == f"https://localhost:{echo.port}"


def test_a_client_that_waits_for_a_greeting_gets_none(lane, raw_echo):
    with tunnel(lane, "localhost", raw_echo.port) as raw:
        raw.settimeout(0.3)
        with pytest.raises(TimeoutError):
            raw.recv(1)
        raw.settimeout(10)
        raw.sendall(b"\x00hello")
        assert received(raw) == b"\x00hello"


def test_a_greeting_that_comes_with_the_connect(lane):
    """Such a client does not wait for the answer to CONNECT."""
    context, incoming, outgoing = client_context(lane.ca), ssl.MemoryBIO(), ssl.MemoryBIO()
    client = context.wrap_bio(incoming, outgoing, server_hostname="a.test")
    with pytest.raises(ssl.SSLWantReadError):
        client.do_handshake()
    with socket.create_connection(("127.0.0.1", lane.port), timeout=10) as raw:
        raw.sendall(b"CONNECT a.test:443 HTTP/1.1\r\nHost: a.test:443\r\n\r\n" + outgoing.read())
        answer = received(raw)
        assert answer.startswith(b"HTTP/1.1 200 Connection established\r\n\r\n")


@pytest.mark.parametrize(
    "option", ["tls_version_client_max=TLS1_2", "request_client_cert=true", "http2=false"]
)
def test_options_of_mitmproxys_hold(start, option):
    server = start("- request: {path: /hi}\n  response: {body: hello}\n", "--set", option)

    with secured(server, "a.test", "h2", "http/1.1") as client:
        is_ours = option == "http2=false"
        assert client.selected_alpn_protocol() == ("http/1.1" if is_ours else "h2")
        assert option != "tls_version_client_max=TLS1_2" or client.version() == "TLSv1.2"


def test_a_certificate_of_the_user_is_shown(start, trust, tmp_path):
    pair = tmp_path / "own.pem"
    own = trust.authority.issue_cert("*.own.test")
    own.private_key_and_cert_chain_pem.write_to_path(str(pair))
    server = start("- request: {path: /hi}\n  response: {body: hello}\n", "--set", f"certs=*.own.test={pair}")

    with secured(server, "a.own.test", context=client_context(trust.ca_file)) as client:
        assert ask(client, "/hi") == b"hello"
    with secured(server, "a.test") as client:
        assert is_by_the_lane(client)
