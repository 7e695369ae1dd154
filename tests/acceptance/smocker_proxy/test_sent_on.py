"""What goes to the server of a `proxy:` mock, byte by byte, and what of its answer reaches the client."""

import gzip

import pytest

from tests.acceptance.harness.answers import BINARY
from tests.acceptance.harness.clients import curl
from tests.acceptance.harness.servers import RawEcho, Silent
from tests.acceptance.harness.upstream_http1 import HttpUpstream
from tests.acceptance.harness.waiting import wait_until
from tests.acceptance.smocker.ports import AdminPort, Ask, MockPort, told
from tests.acceptance.smocker_proxy.redirector import Puzzled

PLAIN_JSON = b'{"packed": true}'


def forward(admin: AdminPort, host: str, **more: object) -> None:
    admin.upload_json([{"proxy": {"host": host, **more}}])


def test_the_whole_head_is_gos(admin: AdminPort, port: MockPort, silent: Silent) -> None:
    forward(admin, f"http://{silent.authority}/base", headers={"x-mock": ["b", "a"], "Host": "ignored.test"})
    with port.connection() as connection:
        lines = ("x-last: 1", "X-Mock: theirs", "TE: trailers", "Proxy-Connection: Keep-Alive", "accept: */*")
        port.write(connection, Ask("POST", "/p?z=1&a=2&a=1&e=%20x+y", lines, b"body"))
        expected = (
            "POST /base/p?a=2&a=1&e=+x+y&z=1 HTTP/1.1\r\n"
            f"Host: {silent.authority}\r\n"
            "User-Agent: Go-http-client/1.1\r\n"
            "Content-Length: 4\r\n"
            "Accept: */*\r\n"
            "Proxy-Connection: Keep-Alive\r\n"
            "Te: trailers\r\n"
            "X-Last: 1\r\n"
            "X-Mock: b\r\n"
            "X-Mock: a\r\n"
            "Accept-Encoding: gzip\r\n"
            "\r\n"
            "body"
        )
        wait_until(lambda: len(silent.seen.raw) >= len(expected), "the request")
    assert silent.seen.raw.decode() == expected


def test_gzip_is_undone_when_the_client_did_not_ask_for_it(
    admin: AdminPort, port: MockPort, plain: HttpUpstream
) -> None:
    forward(admin, plain.url)
    answer = port.get("/gzip")
    assert answer.body == PLAIN_JSON
    assert answer.header("Content-Encoding") is answer.header("Content-Length") is None
    asked = port.get("/gzip", "Accept-Encoding: gzip")
    assert gzip.decompress(asked.body) == PLAIN_JSON
    assert asked.header("Content-Encoding") == "gzip"
    partial = port.get("/gzip", "Range: bytes=0-")
    assert partial.header("Content-Encoding") == "gzip"
    shown = [entry["response"] for entry in admin.history(3)]
    assert [response["body"] for response in shown] == [{"packed": True}] * 3
    assert ["Content-Encoding" in response["headers"] for response in shown] == [False, True, True]


def test_gzip_is_undone_over_http_2(admin: AdminPort, plain: HttpUpstream) -> None:
    forward(admin, plain.url)
    answer = curl(admin.smockproxy, "https://shop.test/gzip", "--http2")
    assert (answer.status, answer.body) == (200, PLAIN_JSON)
    assert not {"content-encoding", "content-length", "transfer-encoding"} & set(answer.headers)


@pytest.mark.parametrize("target", ["/binary", "/big?n=3000000", "/chunked", "/cut"])
def test_bodies_are_binary_safe_and_framed(
    admin: AdminPort, port: MockPort, plain: HttpUpstream, target: str
) -> None:
    forward(admin, plain.url)
    if target == "/cut":
        with pytest.raises(EOFError):
            port.get(target)
        assert admin.counts() == [0]
        return
    answer = port.get(target)
    assert answer.status == 200
    expected = {"/binary": BINARY, "/chunked": b"".join(b"piece %d;" % number for number in range(5))}
    assert answer.body == expected.get(target, b"0" * 3_000_000)


def test_names_of_the_answers_headers_are_gos(admin: AdminPort, port: MockPort, plain: HttpUpstream) -> None:
    forward(admin, plain.url)
    names = [name for name, _ in port.get("/duplicate").headers]
    assert names == ["Content-Length", "Content-Type", "Set-Cookie", "Set-Cookie", "X-Name"]


@pytest.mark.parametrize(
    ("host", "reason"),
    [
        ("127.0.0.1:9", 'parse "127.0.0.1:9/zz": first path segment in URL cannot contain colon'),
        ("up.test", 'Get "up.test/zz?a=1": unsupported protocol scheme ""'),
        ("ftp://up.test", 'Get "ftp://up.test/zz?a=1": unsupported protocol scheme "ftp"'),
        ("http://", 'Get "http:///zz?a=1": http: no Host in request URL'),
        ("http://up.test:x", 'parse "http://up.test:x/zz": invalid port ":x" after host'),
        (
            "http://127.0.0.1:1",
            'Get "http://127.0.0.1:1/zz?a=1": dial tcp 127.0.0.1:1: connect: connection refused',
        ),
        (
            "http://nowhere.invalid",
            'Get "http://nowhere.invalid/zz?a=1": dial tcp: lookup nowhere.invalid: ',
        ),
    ],
)
def test_what_a_602_says(admin: AdminPort, port: MockPort, host: str, reason: str) -> None:
    forward(admin, host)
    answer = port.get("/zz?a=1")
    assert answer.status == 602
    shape = told(answer)
    assert shape["message"].startswith(f"Error during request redirection: {reason}")
    assert shape["request"]["path"] == "/zz"
    (entry,) = admin.history(1)
    assert entry["context"] == {"mock_id": admin.mock_id(), "mock_type": "proxy"}
    assert admin.counts() == [0]


def test_a_server_that_speaks_no_http(admin: AdminPort, port: MockPort, raw_echo: RawEcho) -> None:
    forward(admin, f"http://{raw_echo.authority}")
    answer = port.get("/x")
    assert answer.status == 602
    assert told(answer)["message"].startswith(
        f'Error during request redirection: Get "http://{raw_echo.authority}/x": '
    )


def test_a_server_of_http_for_https(admin: AdminPort, port: MockPort) -> None:
    with Puzzled() as puzzled:
        forward(admin, f"https://{puzzled.authority}")
        answer = port.get("/x")
    assert answer.status == 602
    assert told(answer)["message"].endswith('/x": http: server gave HTTP response to HTTPS client')
    assert admin.counts() == [0]
