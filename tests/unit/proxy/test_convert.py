from types import SimpleNamespace

import pytest
from mitmproxy import http
from mitmproxy.connection import Client
from mitmproxy.proxy.layers.http import HTTPMode

from smockproxy.core.decision import Forward, Target
from smockproxy.core.http import Form, Headers, Response
from smockproxy.proxy.convert import (
    Arrival,
    form_of,
    frame_for_client,
    message_of,
    name_destination,
    reason_of,
    redirect,
    request_of,
    response_of,
)


def client(*, alpn: bytes | None = None, tls: bool = False, sni: str | None = None) -> Client:
    made = Client(
        peername=("192.0.2.7", 5), sockname=("192.0.2.1", 8080), timestamp_start=0, tls=tls, sni=sni
    )
    made.alpn = alpn
    return made


def request(**facts) -> http.Request:
    given = {
        "host": "a.test",
        "port": 80,
        "method": b"GET",
        "scheme": b"http",
        "authority": b"",
        "path": b"/x?y=1",
        "http_version": b"HTTP/1.1",
        "headers": http.Headers(),
        "content": b"",
        "trailers": None,
        "timestamp_start": 0.0,
        "timestamp_end": 0.0,
    }
    return http.Request(**(given | facts))


def headers(*fields: tuple[bytes, bytes]) -> http.Headers:
    return http.Headers(fields)


# -- requests -----------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("mode", "authority", "version", "form"),
    [
        (HTTPMode.regular, b"a.test", b"HTTP/1.1", Form.ABSOLUTE),
        (HTTPMode.regular, b"", b"HTTP/1.1", Form.ORIGIN),
        (HTTPMode.regular, b"", b"HTTP/1.0", Form.ORIGIN),
        (HTTPMode.regular, b"a.test", b"HTTP/2.0", Form.ORIGIN),
        (HTTPMode.regular, b"a.test", b"HTTP/3", Form.ORIGIN),
        (HTTPMode.transparent, b"a.test", b"HTTP/2.0", Form.TUNNEL),
        (HTTPMode.transparent, b"", b"HTTP/1.1", Form.TUNNEL),
        (HTTPMode.upstream, b"a.test", b"HTTP/1.1", Form.ABSOLUTE),
    ],
)
def test_the_form_of_a_request(mode: HTTPMode, authority: bytes, version: bytes, form: Form) -> None:
    assert form_of(mode, request(authority=authority, http_version=version)) is form


@pytest.mark.parametrize(
    ("host", "tls", "destination"),
    [
        (b"b.test", False, ("b.test", 80, "http")),
        (b"b.test", True, ("b.test", 443, "https")),
        (b"b.test:81", False, ("b.test", 81, "http")),
        (b"[2001:db8::1]:81", False, ("2001:db8::1", 81, "http")),
        (b"not a host", False, ("192.0.2.1", 8080, "http")),
        (b"b.test:port", False, ("192.0.2.1", 8080, "http")),
        (b"", False, ("192.0.2.1", 8080, "http")),
    ],
)
def test_a_plain_request_goes_where_its_host_header_says(
    host: bytes, destination: tuple[str, int, str], *, tls: bool
) -> None:
    plain = request(host="", port=0, scheme=b"", headers=headers((b"Host", host)))
    name_destination(plain, Form.ORIGIN, client(tls=tls))
    assert (plain.host, plain.port, plain.scheme) == destination
    assert plain.headers["Host"] == host.decode()


def test_an_absolute_form_wins_over_its_host_header() -> None:
    proxied = request(
        authority=b"a.test", headers=headers((b"X", b"1"), (b"hOst", b"b.test"), (b"Host", b"c"))
    )
    name_destination(proxied, Form.ABSOLUTE, client())
    assert [value for name, value in proxied.headers.fields if name.lower() == b"host"] == [b"a.test"]
    assert proxied.host == "a.test"


def test_what_needs_no_host_header_gets_none() -> None:
    for form, authority in ((Form.ABSOLUTE, b"a.test"), (Form.ABSOLUTE, b""), (Form.TUNNEL, b"")):
        sent = request(authority=authority)
        name_destination(sent, form, client())
        assert "host" not in sent.headers


def flow(message: http.Request, **facts):
    return SimpleNamespace(request=message, client_conn=client(**facts))


def test_a_request_keeps_its_bytes() -> None:
    sent = request(
        method=b"geT",
        path=b"/\xe4?q=\xff",
        headers=headers((b"hOst", b"a.test"), (b"X", b"\xff")),
        http_version=b"HTTP/1.0",
    )
    value = request_of(flow(sent), Arrival(Form.TUNNEL, b"", 5.0, "suite"), b"\0body")
    assert (value.method, value.target, value.http_version) == ("geT", "/\udce4?q=\udcff", "HTTP/1.0")
    assert value.headers.fields == ((b"hOst", b"a.test"), (b"X", b"\xff"))
    assert (value.received_at, value.session) == (5.0, "suite")
    assert (value.body, value.client, value.url) == (b"\0body", "192.0.2.7", "http://a.test/\udce4?q=\udcff")


def test_an_absolute_request_has_the_host_of_its_target() -> None:
    sent = request(headers=headers((b"X", b"1"), (b"Host", b"b.test")))
    value = request_of(flow(sent), Arrival(Form.ABSOLUTE, b"a.test:80"), None)
    assert value.headers.fields == ((b"Host", b"a.test:80"), (b"X", b"1"))
    assert value.body is None


def test_an_http2_request_has_a_host_header_like_any_other() -> None:
    sent = request(authority=b"a.test", http_version=b"HTTP/2.0")
    assert request_of(flow(sent), Arrival(Form.TUNNEL), None).headers.get("host") == "a.test"


def test_a_tunnel_to_an_address_is_known_by_the_name_that_tls_gives() -> None:
    to_address = request(host="192.0.2.9")
    assert request_of(flow(to_address, sni="a.test"), Arrival(Form.TUNNEL), None).host == "a.test"
    assert request_of(flow(to_address), Arrival(Form.TUNNEL), None).host == "192.0.2.9"
    assert request_of(flow(request(), sni="b.test"), Arrival(Form.TUNNEL), None).host == "a.test"


# -- responses ----------------------------------------------------------------------------------------------


def test_the_reason_phrase() -> None:
    assert reason_of(Response(404)) == "Not Found"
    assert reason_of(Response(404, reason="Gone fishing")) == "Gone fishing"
    assert reason_of(Response(666)) == "status code 666"


def test_a_response_there_and_back() -> None:
    value = Response(201, Headers(((b"X-oDD", b"1"), (b"x-odd", b"\xff"))), b"\0body", "Made")
    message = message_of(value, 7.0)
    assert (message.timestamp_start, message.timestamp_end) == (7.0, 7.0)
    assert response_of(message, b"\0body") == value
    assert response_of(message, b"\0").body == b"\0"


# -- forwarding ---------------------------------------------------------------------------------------------

REAL = Target("https", "real.test", 8443, "/base/x?a=\udcff")


def test_a_redirected_request() -> None:
    sent = request(headers=headers((b"Host", b"a.test"), (b"X", b"1")))
    redirect(sent, Forward(REAL, keep_host=False))
    assert (sent.scheme, sent.host, sent.port) == ("https", "real.test", 8443)
    assert sent.data.path == b"/base/x?a=\xff"
    assert sent.headers["Host"] == "real.test:8443"


def test_a_redirected_request_can_keep_its_host() -> None:
    sent = request(headers=headers((b"Host", b"a.test")))
    redirect(sent, Forward(REAL, keep_host=True))
    assert (sent.host, sent.headers["Host"]) == ("real.test", "a.test")
    bare = request()
    redirect(bare, Forward(REAL, keep_host=True))
    assert "Host" not in bare.headers


def test_headers_of_a_forward_replace_those_of_the_request() -> None:
    given = Headers.of([("X-One", "new"), ("X-One", "newer"), ("Host", "no.test")])
    sent = request(headers=headers((b"Host", b"a.test"), (b"x-one", b"old"), (b"Other", b"1")))
    redirect(sent, Forward(headers=given))
    assert sent.headers.get_all("X-One") == ["new", "newer"]
    assert (sent.headers["Host"], sent.headers["Other"], sent.host) == ("a.test", "1", "a.test")


def streamed(version: str, *fields: tuple[bytes, bytes]) -> http.Response:
    return http.Response(version.encode(), 200, b"OK", headers(*fields), None, None, 0.0, None)


def test_a_stream_of_unknown_length_becomes_chunks_for_http_1_1() -> None:
    response = streamed("HTTP/2.0")
    frame_for_client(response, request(), client())
    assert response.headers["transfer-encoding"] == "chunked"


def test_http_1_0_knows_no_chunks() -> None:
    response = streamed("HTTP/1.1", (b"Transfer-Encoding", b"chunked"))
    frame_for_client(response, request(http_version=b"HTTP/1.0"), client())
    assert response.headers.fields == ()


@pytest.mark.parametrize(
    ("response", "alpn"),
    [
        (streamed("HTTP/2.0"), b"h2"),
        (streamed("HTTP/2.0", (b"content-length", b"5")), None),
        (streamed("HTTP/1.1"), None),
        (streamed("HTTP/1.1", (b"transfer-encoding", b"chunked")), None),
    ],
)
def test_other_framings_stay(response: http.Response, alpn: bytes | None) -> None:
    before = response.headers.fields
    frame_for_client(response, request(), client(alpn=alpn))
    assert response.headers.fields == before
