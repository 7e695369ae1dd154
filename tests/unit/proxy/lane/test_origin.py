"""What a head means, given where it comes from."""

from base64 import b64encode

import pytest

from smockproxy.core.http import Form, Request
from smockproxy.proxy.lane.heads import InDoubtError, read_head
from smockproxy.proxy.lane.origin import Origin
from tests.unit.proxy.lane.talking import head

PROXY = Origin("192.0.2.7")
TUNNEL = Origin("192.0.2.7", "", "https", "b.test", 8443)


def request(origin: Origin, first: str, *lines: str, body: bytes | None = b"") -> Request:
    return origin.request(read_head(head(first, *lines).encode()), 5.0, "Session #1", body)


def name(origin: Origin, first: str, *lines: str) -> str:
    return origin.session_name(read_head(head(first, *lines).encode()))


def fields(made: Request) -> list[tuple[bytes, bytes]]:
    return list(made.headers.fields)


def test_absolute_form() -> None:
    made = request(PROXY, "POST http://a.test:81/x?y HTTP/1.1", "X: 1", "hOST: c.test", body=b"z")
    assert (made.form, made.url, made.method) == (Form.ABSOLUTE, "http://a.test:81/x?y", "POST")
    assert fields(made) == [(b"Host", b"a.test:81"), (b"X", b"1")]
    assert (made.body, made.received_at, made.client, made.session) == (b"z", 5.0, "192.0.2.7", "Session #1")
    assert made.http_version == "HTTP/1.1"


def test_origin_form() -> None:
    made = request(PROXY, "GET /x HTTP/1.1", "X: 1", "Host: a.test:81", "Proxy-Authorization: x")
    assert (made.form, made.url) == (Form.ORIGIN, "http://a.test:81/x")
    assert fields(made) == [(b"X", b"1"), (b"Host", b"a.test:81"), (b"Proxy-Authorization", b"x")]
    assert request(PROXY, "GET /x HTTP/1.1", "Host: a.test").port == 80


def test_in_a_tunnel() -> None:
    made = request(TUNNEL, "GET /x HTTP/1.1", "Host: c.test")
    assert (made.form, made.scheme, made.host, made.port) == (Form.TUNNEL, "https", "b.test", 8443)
    assert fields(made) == [(b"Host", b"c.test")]
    assert (TUNNEL.is_tunnel, PROXY.is_tunnel) == (True, False)


@pytest.mark.parametrize(
    ("origin", "first", "lines"),
    [
        (PROXY, "GET /x HTTP/1.1", ("X: 1",)),
        (PROXY, "GET /x HTTP/1.1", ("Host: A.test",)),
        (PROXY, "GET /x HTTP/1.1", ("Host: [::1]",)),
        (PROXY, "GET /x HTTP/1.1", ("Host: no host",)),
        (PROXY, "GET http://smock.proxy/ HTTP/1.1", ()),
        (PROXY, "GET https://a.test/ HTTP/1.1", ()),
        (PROXY, "OPTIONS * HTTP/1.1", ("Host: a.test",)),
        (TUNNEL, "OPTIONS * HTTP/1.1", ("Host: a.test",)),
        (TUNNEL, "GET http://a.test/ HTTP/1.1", ("Host: a.test",)),
    ],
)
def test_in_doubt(origin: Origin, first: str, lines: tuple[str, ...]) -> None:
    with pytest.raises(InDoubtError):
        request(origin, first, *lines)


@pytest.mark.parametrize(
    ("origin", "first", "lines"),
    [
        (Origin("127.0.0.1"), "GET http://mitm.it/ HTTP/1.1", ("Host: mitm.it",)),
        (Origin("127.0.0.1", scheme="https", host="mitm.it", port=443), "GET / HTTP/1.1", ("Host: mitm.it",)),
        (
            Origin("127.0.0.1", scheme="https", host="a.test", port=443),
            "GET / HTTP/1.1",
            ("Host: mitm.it:1",),
        ),
    ],
)
def test_the_onboarding_app_is_mitmproxys(origin: Origin, first: str, lines: tuple[str, ...]) -> None:
    with pytest.raises(InDoubtError):
        request(origin, first, *lines)


def test_what_names_the_session_is_no_part_of_the_request() -> None:
    lines = ("Proxy-Authorization: Basic eDp5", "X-Smockproxy-Session: alice")
    assert fields(request(PROXY, "GET http://a.test/ HTTP/1.1", *lines)) == [(b"Host", b"a.test")]
    assert fields(request(TUNNEL, "GET / HTTP/1.1", *lines)) == [(b"Proxy-Authorization", b"Basic eDp5")]


def credentials(user: str) -> str:
    return f"Proxy-Authorization: Basic {b64encode(f'{user}:x'.encode()).decode()}"


def test_the_user_wins_over_the_port_and_the_port_over_the_header() -> None:
    absolute, by_header = "GET http://a.test/ HTTP/1.1", "X-Smockproxy-Session: header"
    port = Origin("192.0.2.7", "port")
    assert name(PROXY, absolute) == ""
    assert name(PROXY, absolute, by_header) == "header"
    assert name(port, absolute, by_header) == "port"
    assert name(port, absolute, by_header, credentials("user")) == "user"
    assert name(PROXY, absolute, by_header, "Proxy-Authorization: Bearer x") == "header"
    assert name(PROXY, "GET / HTTP/1.1", credentials("user")) == ""
    assert name(Origin("", "tunnel", "http", "a.test", 80), "GET / HTTP/1.1", credentials("user")) == "tunnel"
    assert name(PROXY, "CONNECT a.test:443 HTTP/1.1", credentials("user")) == "user"


@pytest.mark.parametrize(
    "line", ["X-Smockproxy-Session: a b", "Proxy-Authorization: Basic !", "Proxy-Authorization: Basic IDp5"]
)
def test_a_name_that_none_can_have_is_in_doubt(line: str) -> None:
    with pytest.raises(InDoubtError):
        name(PROXY, "GET http://a.test/ HTTP/1.1", line)
