"""Real servers behind TLS: verified as mitmproxy verifies them, and failing in its words."""

import socket
import ssl
from collections.abc import Callable, Iterator

import pytest
import trustme

from tests.acceptance.conftest import starter
from tests.acceptance.harness.authority import Trust, client_context
from tests.acceptance.lane_forwarding.both import Both, Seen, masked, played
from tests.acceptance.lane_forwarding.told import Script, Served, all_of

OK = b"HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nok"

type MakeContext = Callable[[Trust], ssl.SSLContext]


def answers(served: Served) -> None:
    """A server that answers everything."""
    while served.hear_request():
        served.say(OK)


def through_tls(
    smockproxy, script: Script, tls: ssl.SSLContext | None, host: str = "localhost", *protocols: str
) -> Seen:
    """One request through a tunnel with TLS in it."""
    told: list[bytes] = []

    def ask(peer: socket.socket, port: int) -> None:
        peer.sendall(b"CONNECT %b:%d HTTP/1.1\r\n\r\n" % (host.encode(), port))
        assert peer.recv(1000).startswith(b"HTTP/1.1 200")
        context = client_context(smockproxy.ca, *protocols)
        with context.wrap_socket(peer, server_hostname=host) as secured:
            secured.sendall(b"GET /a HTTP/1.1\r\nHost: %b:%d\r\n\r\n" % (host.encode(), port))
            told.append(masked(all_of(secured, 0.5)[0], port))

    seen = played(smockproxy, script, ask, tls=tls)
    seen.to_client = told[0]
    return seen


def same(both: Both, tls: ssl.SSLContext | None, script: Script = answers, *more: str) -> Seen:
    lane, plain = (through_tls(each, script, tls, *more) for each in (both.lane, both.plain))
    assert lane.to_client == plain.to_client
    assert (
        lane.to_server == plain.to_server or b" 502 " in lane.to_client[:20]
    )  # else it is a greeting of TLS
    assert lane.entries == plain.entries
    return lane


@pytest.mark.parametrize("protocols", [(), ("http/1.1",)])
def test_a_trusted_server_is_the_same(both: Both, trust: Trust, protocols: tuple[str, ...]) -> None:
    offered: list[str | None] = []
    context = trust.server_context("http/1.1")

    def notes(served: Served) -> None:
        assert isinstance(served.socket, ssl.SSLSocket)
        offered.append(served.socket.selected_alpn_protocol())
        answers(served)

    seen = same(both, context, notes, "localhost", *protocols)
    assert seen.to_client == OK
    assert offered == [protocols[0] if protocols else None] * 2


def _self_signed(_: Trust) -> ssl.SSLContext:
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    trustme.CA().issue_cert("localhost").configure_cert(context)
    return context


def _of_another_host(trust: Trust) -> ssl.SSLContext:
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    trust.authority.issue_cert("other.test").configure_cert(context)
    return context


def _old(trust: Trust) -> ssl.SSLContext:
    context = trust.server_context()
    context.set_ciphers("ALL:@SECLEVEL=0")
    context.minimum_version = ssl.TLSVersion.TLSv1
    context.maximum_version = ssl.TLSVersion.TLSv1_1
    return context


def _wants_a_certificate(trust: Trust) -> ssl.SSLContext:
    context = trust.server_context()
    context.maximum_version = ssl.TLSVersion.TLSv1_2
    context.verify_mode = ssl.CERT_REQUIRED
    return context


@pytest.mark.parametrize(
    "make", [_self_signed, _of_another_host, _old, _wants_a_certificate], ids=lambda make: make.__name__
)
@pytest.mark.filterwarnings("ignore:ssl.TLSVersion")
def test_a_server_that_is_not_trusted_is_the_same(both: Both, trust: Trust, make: MakeContext) -> None:
    seen = same(both, make(trust))
    assert seen.to_client.startswith(b"HTTP/1.1 502")


def test_a_server_without_tls_is_the_same(both: Both) -> None:
    def talks(served: Served) -> None:
        served.hear(1)
        served.say(b"HTTP/1.1 400 Bad Request\r\nContent-Length: 0\r\n\r\n")
        served.hear(100_000)

    seen = same(both, None, talks)
    assert b"does not speak TLS" in seen.to_client


def test_a_server_that_closes_in_the_handshake_is_the_same(both: Both) -> None:
    def closes(served: Served) -> None:
        served.hear(1)

    same(both, None, closes)


@pytest.fixture(scope="module")
def careless(confdir_template, trust: Trust, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Both]:
    """A pair that trusts everybody."""
    given = ("--no-redact", "--set", "ssl_insecure=true")
    for start in starter(confdir_template, trust, tmp_path_factory):
        yield Both(start("", *given), start("", *given, "--no-lane"))


def test_with_ssl_insecure_every_server_is_trusted(careless: Both, trust: Trust) -> None:
    for make in (_self_signed, _of_another_host):
        assert same(careless, make(trust)).to_client == OK
