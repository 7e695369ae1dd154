"""Who shakes hands, and what clients are shown."""

import socket
import ssl
import subprocess
from concurrent.futures import ThreadPoolExecutor

import pytest

from tests.acceptance.harness.authority import client_context
from tests.acceptance.harness.waiting import wait_until
from tests.acceptance.lane_tls.tunnels import (
    ask,
    is_by_the_lane,
    read_answer,
    remembered,
    secured,
    tunnel,
)

VERSIONS = [ssl.TLSVersion.TLSv1_2, ssl.TLSVersion.TLSv1_3]


def of_version(server, version):
    context = client_context(server.ca)
    context.minimum_version = context.maximum_version = version
    return context


@pytest.mark.parametrize("version", VERSIONS, ids=["1.2", "1.3"])
def test_both_versions_are_the_lanes_and_sessions_are_resumed(lane, version):
    context, host = of_version(lane, version), f"resumed-{version}.test"
    with secured(lane, host, context=context) as first:
        assert is_by_the_lane(first)
        assert ask(first, "/hi") == b"hello"
        session = first.session

    with secured(lane, host, context=context, session=session) as again:
        assert again.session_reused
        assert ask(again, "/hi") == b"hello"


@pytest.mark.parametrize("more", [["-tls1_2"], ["-tls1_3"]], ids=["1.2", "1.3"])
def test_openssl_resumes_sessions_too(lane, tmp_path, more):
    def talk(*arguments):
        command = ["openssl", "s_client", "-proxy", f"127.0.0.1:{lane.port}", "-connect", "openssl.test:443"]
        request = b"GET /hi HTTP/1.1\r\nHost: openssl.test\r\nConnection: close\r\n\r\n"
        return subprocess.run(
            [*command, "-CAfile", str(lane.ca), "-ign_eof", *more, *arguments],
            input=request,
            capture_output=True,
            timeout=20,
            check=False,
        ).stdout

    first = talk("-sess_out", str(tmp_path / "session"))
    again = talk("-sess_in", str(tmp_path / "session"))

    assert b"New, TLS" in first
    assert b"Reused, TLS" in again
    assert b"hello" in again
    assert b"Verify return code: 0 (ok)" in first


def test_a_client_may_not_negotiate_anew(lane):
    command = ["openssl", "s_client", "-proxy", f"127.0.0.1:{lane.port}", "-connect", "a.test:443", "-tls1_2"]

    done = subprocess.run(
        [*command, "-CAfile", str(lane.ca)], input=b"R\n", capture_output=True, timeout=20, check=False
    )

    assert b"no renegotiation" in done.stderr


@pytest.mark.parametrize(
    ("host", "name", "names"),
    [
        ("a.test", "a.test", (("DNS", "a.test"),)),
        ("a.test", "b.test", (("DNS", "b.test"), ("DNS", "a.test"))),
        ("127.0.0.1", "127.0.0.1", (("IP Address", "127.0.0.1"),)),
        ("127.0.0.1", "b.test", (("DNS", "b.test"), ("IP Address", "127.0.0.1"))),
        ("deep.er.sub.a.test", "deep.er.sub.a.test", (("DNS", "deep.er.sub.a.test"),)),
    ],
)
def test_certificates_have_the_names_that_mitmproxys_have(lane, reference, host, name, names):
    for server in (lane, reference):
        with secured(server, host, name=name) as client:
            assert is_by_the_lane(client) is (server is lane)
            assert client.getpeercert()["subjectAltName"] == names
            assert ask(client, "/hi") == b"hello"


def test_a_client_without_a_name_sees_our_address(lane):
    context = client_context(lane.ca)
    context.check_hostname = False

    with tunnel(lane) as raw, context.wrap_socket(raw) as client:
        assert is_by_the_lane(client)
        assert client.getpeercert()["subjectAltName"] == (("IP Address", "127.0.0.1"), ("DNS", "a.test"))


def test_names_beyond_ascii_are_served(lane):
    with secured(lane, "xn--bcher-kva.test") as client:
        assert ask(client, "/hi") == b"hello"


def test_a_client_of_rsa_only_is_mitmproxys(lane):
    context = of_version(lane, ssl.TLSVersion.TLSv1_2)
    context.set_ciphers("ECDHE-RSA-AES128-GCM-SHA256")

    with secured(lane, context=context) as client:
        assert not is_by_the_lane(client)
        assert ask(client, "/hi") == b"hello"


@pytest.mark.parametrize("version", VERSIONS, ids=["1.2", "1.3"])
def test_tls_may_come_in_pieces_of_one_byte(lane, version):
    context = of_version(lane, version)
    incoming, outgoing = ssl.MemoryBIO(), ssl.MemoryBIO()
    client = context.wrap_bio(incoming, outgoing, server_hostname="a.test")
    with tunnel(lane) as raw:
        raw.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)

        def send():
            data = outgoing.read()
            for at in range(len(data)):
                raw.sendall(data[at : at + 1])

        def until_done(step):
            while True:
                try:
                    return step()
                except ssl.SSLWantReadError:
                    send()
                    incoming.write(raw.recv(65536))

        until_done(client.do_handshake)
        client.write(b"GET /hi HTTP/1.1\r\nHost: a.test\r\n\r\n")
        send()

        answer = b""
        while not answer.endswith(b"\r\n\r\nhello"):
            answer += until_done(lambda: client.read(65536))


def test_many_hosts_at_once(lane):
    def call(number):
        with secured(lane, f"host-{number}.test", "http/1.1") as client:
            return is_by_the_lane(client), ask(client, "/hi")

    with ThreadPoolExecutor(40) as pool:
        answers = list(pool.map(call, range(200)))

    assert answers == [(True, b"hello")] * 200


def failing(server, speak):
    """The history of a handshake that came to nothing."""
    server.reset()
    with tunnel(server, "untrusted.test") as raw:
        speak(raw)
        raw.shutdown(socket.SHUT_WR)
        while raw.recv(65536):
            pass
    wait_until(server.history, "the tunnel in history")
    return remembered(server)


def in_memory(raw, version):
    """A client that says what it thinks of our authority, and stays."""
    context = ssl.create_default_context()
    context.minimum_version = context.maximum_version = version
    incoming, outgoing = ssl.MemoryBIO(), ssl.MemoryBIO()
    client = context.wrap_bio(incoming, outgoing, server_hostname="untrusted.test")
    while True:
        try:
            client.do_handshake()
        except ssl.SSLWantReadError:
            raw.sendall(outgoing.read())
            incoming.write(raw.recv(65536))
        except ssl.SSLCertVerificationError:
            raw.sendall(outgoing.read())
            return


def leaves(raw):
    outgoing = ssl.MemoryBIO()
    client = ssl.create_default_context().wrap_bio(
        ssl.MemoryBIO(), outgoing, server_hostname="untrusted.test"
    )
    with pytest.raises(ssl.SSLWantReadError):
        client.do_handshake()
    raw.sendall(outgoing.read())
    raw.recv(1)


def leaves_in_the_middle(raw):
    raw.sendall(b"\x16\x03\x01\x02\x00\x01\x00\x01\xfc\x03\x03")


def talks_rubbish(raw):
    raw.sendall(b"\x16\x03\x01\x00\x10" + b"rubbish in a box")


@pytest.mark.parametrize(
    "speak",
    [
        lambda raw: in_memory(raw, ssl.TLSVersion.TLSv1_3),
        lambda raw: in_memory(raw, ssl.TLSVersion.TLSv1_2),
        leaves,
        leaves_in_the_middle,
        talks_rubbish,
    ],
    ids=["mistrust 1.3", "mistrust 1.2", "leaves", "leaves in the middle", "rubbish"],
)
def test_handshakes_that_fail_are_in_history_as_mitmproxys_are(lane, reference, speak):
    ours, theirs = failing(lane, speak), failing(reference, speak)

    assert ours == theirs
    assert ours[0]["protocol"] == "tls"
    assert ours[0]["error"].startswith("TLS with the client failed: ")


def test_a_session_of_a_tunnel_is_that_of_what_is_in_it(lane):
    lane.reset()
    credentials = "Proxy-Authorization: Basic dHVubmVsOng=\r\n"  # tunnel:x
    for protocol in ("http/1.1", ""):
        with secured(lane, "a.test", *filter(None, [protocol]), more=credentials) as client:
            assert ask(client, "/hi") == b"hello"
            assert ask(client, "/hi", more="TE: trailers\r\n") == b"hello"

    entries = lane.ask_json("/api/v1/history?session=tunnel")["entries"]

    assert [entry["request"]["path"] for entry in entries] == ["/hi"] * 4
    assert all("Proxy-Authorization" not in str(entry["request"]["headers"]) for entry in entries)


def test_an_end_is_told_with_a_farewell(lane):
    with secured(lane, "a.test", "http/1.1") as client:
        client.sendall(b"GET /hi HTTP/1.1\r\nHost: a.test\r\nConnection: close\r\n\r\n")
        assert read_answer(client)[1] == b"hello"
        assert client.recv(1) == b""
