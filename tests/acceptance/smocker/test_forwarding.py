"""`proxy:` mocks: what goes upstream and what comes back."""

import json
from collections.abc import Iterator
from typing import Any

import pytest

from tests.acceptance.harness.authority import Trust
from tests.acceptance.harness.upstream_http1 import HttpUpstream
from tests.acceptance.smocker.ports import AdminPort, Ask, MockPort, get, post, told


@pytest.fixture(scope="module")
def server() -> Iterator[HttpUpstream]:
    with HttpUpstream() as server:
        yield server


@pytest.fixture(scope="module")
def untrusted_server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[HttpUpstream]:
    strange = Trust.make(tmp_path_factory.mktemp("strange-ca"))
    with HttpUpstream(strange.server_context("http/1.1"), host="localhost") as server:
        yield server


def forward(admin: AdminPort, server: HttpUpstream, **more: Any) -> None:
    """One mock that forwards everything; the server begins to count anew."""
    server.forget()
    admin.upload_json([{"proxy": {"host": server.url, **more}}])


def seen(server: HttpUpstream) -> dict[str, Any]:
    (request,) = server.seen.requests
    return request


def values(server: HttpUpstream, name: str) -> list[str]:
    return [value for key, value in seen(server)["headers"] if key.lower() == name.lower()]


@pytest.mark.parametrize(
    ("target", "line"),
    [
        ("/a/b", "/a/b"),
        ("/a%2Fb/", "/a%2Fb/"),
        ("/p?z=1&a=2&a=1&e=%20x+y", "/p?a=2&a=1&e=+x+y&z=1"),
        ("/p?q=%C3%BC%2F~*", "/p?q=%C3%BC%2F~%2A"),
        ("/p?flag", "/p?flag="),
        ("/p?a;b=1&c=2", "/p?c=2"),
        ("/a{b}", "/a%7Bb%7D"),
    ],
)
def test_path_and_query(
    admin: AdminPort, port: MockPort, server: HttpUpstream, target: str, line: str
) -> None:
    forward(admin, server)
    assert port.get(target).status == 200
    assert seen(server)["request_line"] == f"GET {line} HTTP/1.1"


@pytest.mark.parametrize(("suffix", "line"), [("/base", "/base/q"), ("/base/", "/base//q")])
def test_the_path_is_glued_to_the_host(
    admin: AdminPort, port: MockPort, server: HttpUpstream, suffix: str, line: str
) -> None:
    forward(admin, server, host=server.url + suffix)
    port.get("/q")
    assert seen(server)["request_line"] == f"GET {line} HTTP/1.1"


@pytest.mark.parametrize("method", ["DELETE", "PATCH", "POST", "PUT"])
def test_method_and_body(admin: AdminPort, port: MockPort, server: HttpUpstream, method: str) -> None:
    forward(admin, server)
    assert port.send(Ask(method, "/x", (), bytes(range(256)))).status == 200
    assert seen(server)["request_line"] == f"{method} /x HTTP/1.1"
    assert seen(server)["body_size"] == 256


def test_a_body_in_chunks_gets_a_length(admin: AdminPort, port: MockPort, server: HttpUpstream) -> None:
    forward(admin, server)
    port.send(Ask("POST", "/x", ("Transfer-Encoding: chunked",), b"3\r\nabc\r\n0\r\n\r\n"))
    assert (values(server, "Content-Length"), values(server, "Transfer-Encoding")) == (["3"], [])


def test_headers_are_passed(admin: AdminPort, port: MockPort, server: HttpUpstream) -> None:
    forward(admin, server)
    port.get("/x", "X-One: 1", "X-One: 2", "TE: trailers", "User-Agent: me", "Accept-Encoding: identity")
    assert values(server, "X-One") == ["1", "2"]
    assert values(server, "TE") == ["trailers"]
    assert values(server, "User-Agent") == ["me"]
    assert values(server, "Accept-Encoding") == ["identity"]
    assert values(server, "X-Forwarded-For") == values(server, "Via") == []


def test_what_is_added_when_the_client_says_nothing(
    admin: AdminPort, port: MockPort, server: HttpUpstream
) -> None:
    forward(admin, server)
    port.get("/x")
    assert values(server, "User-Agent") == ["Go-http-client/1.1"]
    assert values(server, "Accept-Encoding") == ["gzip"]


@pytest.mark.parametrize("keeps", [False, True])
def test_the_host(admin: AdminPort, port: MockPort, server: HttpUpstream, keeps: bool) -> None:  # noqa: FBT001
    forward(admin, server, keep_host=keeps, headers={"Host": "ignored.test"})
    port.get("/x")
    assert values(server, "Host") == [port.host if keeps else server.authority]


def test_headers_of_the_mock_replace_those_of_the_client(
    admin: AdminPort, port: MockPort, server: HttpUpstream
) -> None:
    forward(admin, server, headers={"X-One": ["new", "newer"], "X-Two": "added"})
    port.get("/x", "x-one: old", "X-Three: kept")
    assert values(server, "X-One") == ["new", "newer"]
    assert values(server, "X-Two") == ["added"]
    assert values(server, "X-Three") == ["kept"]


def test_gzip_that_nobody_asked_for_is_undone(admin: AdminPort, port: MockPort, server: HttpUpstream) -> None:
    forward(admin, server)
    answer = port.get("/gzip")
    assert (answer.body, answer.header("Content-Encoding")) == (b'{"packed": true}', None)
    assert answer.header("Content-Length") in {None, "16"}


def test_gzip_that_the_client_asked_for_passes(
    admin: AdminPort, port: MockPort, server: HttpUpstream
) -> None:
    forward(admin, server)
    answer = port.get("/gzip", "Accept-Encoding: gzip")
    assert answer.header("Content-Encoding") == "gzip"
    assert answer.body.startswith(b"\x1f\x8b")
    (entry,) = admin.history(1)
    assert entry["response"]["body"] == {"packed": True}


def test_bytes_come_back_as_they_are(admin: AdminPort, port: MockPort, server: HttpUpstream) -> None:
    forward(admin, server)
    answer = port.get("/binary")
    assert answer.body == bytes(range(256)) * 4
    assert answer.header("Content-Type") == "application/octet-stream"


@pytest.mark.parametrize("follows", [False, True])
def test_redirects(admin: AdminPort, port: MockPort, server: HttpUpstream, follows: bool) -> None:  # noqa: FBT001
    forward(admin, server, follow_redirect=follows)
    answer = port.get("/redirect")
    if follows:
        assert answer.status == 200
        assert json.loads(answer.body)["request_line"] == "GET /echo HTTP/1.1"
    else:
        assert (answer.status, answer.header("Location")) == (302, "/echo")


@pytest.mark.parametrize(("skips", "status"), [(False, 602), (True, 200)])
def test_a_certificate_that_nobody_trusts(
    admin: AdminPort,
    port: MockPort,
    untrusted_server: HttpUpstream,
    skips: bool,  # noqa: FBT001
    status: int,
) -> None:
    forward(admin, untrusted_server, skip_verify_tls=skips)
    assert port.get("/x").status == status


def test_one_mocks_trust_is_not_anothers(
    admin: AdminPort, port: MockPort, untrusted_server: HttpUpstream
) -> None:
    url = untrusted_server.url
    admin.upload_json(
        [
            {"request": {"path": "/strict"}, "proxy": {"host": url}},
            {"request": {"path": "/lax"}, "proxy": {"host": url, "skip_verify_tls": True}},
        ]
    )
    with port.connection() as connection:
        statuses = []
        for path in ("/lax", "/strict", "/lax"):
            port.write(connection, get(path))
            statuses.append(connection.read_answer().status)
    assert statuses == [200, 602, 200]


def test_a_delay_comes_on_top(admin: AdminPort, port: MockPort, server: HttpUpstream) -> None:
    forward(admin, server, delay="60ms")
    assert port.get("/slow?s=0.1").body == b"slow"
    (entry,) = admin.history(1)
    assert entry["context"]["delay"] == "60ms"
    assert entry["context"]["mock_type"] == "proxy"


@pytest.mark.parametrize("status", [418, 204])
def test_the_status_comes_back(admin: AdminPort, port: MockPort, server: HttpUpstream, status: int) -> None:
    forward(admin, server)
    assert port.get({418: "/teapot", 204: "/nothing"}[status]).status == status


def test_names_of_headers_come_back_in_their_canonical_spelling(
    admin: AdminPort, port: MockPort, server: HttpUpstream
) -> None:
    forward(admin, server)
    answer = port.get("/duplicate")
    assert [value for name, value in answer.headers if name == "Set-Cookie"] == ["a=1; Path=/", "b=2"]
    (entry,) = admin.history(1)
    assert entry["response"]["headers"]["Set-Cookie"] == ["a=1; Path=/", "b=2"]


@pytest.mark.parametrize(
    ("host", "message"),
    [
        (
            "http://127.0.0.1:9",
            'Get "http://127.0.0.1:9/zz": dial tcp 127.0.0.1:9: connect: connection refused',
        ),
        (
            "127.0.0.1:9",
            'parse "127.0.0.1:9/zz": first path segment in URL cannot contain colon',
        ),
    ],
)
def test_a_failed_forward(admin: AdminPort, port: MockPort, host: str, message: str) -> None:
    admin.upload_json([{"proxy": {"host": host}}])
    answer = port.get("/zz")
    assert (answer.status, told(answer)["message"]) == (602, f"Error during request redirection: {message}")
    assert told(answer)["request"]["path"] == "/zz"
    (entry,) = admin.history(1)
    assert entry["context"]["mock_id"] == admin.mock_id()
    assert entry["response"]["status"] == 602
    assert admin.counts() == [0]


def test_a_body_is_not_lost_on_its_way_to_a_mock_that_reads_it(
    admin: AdminPort, port: MockPort, server: HttpUpstream
) -> None:
    server.forget()
    admin.upload_json([{"request": {"body": "needle"}, "proxy": {"host": server.url}}])
    assert port.send(post("/x", "needle")).status == 200
    assert seen(server)["body_size"] == 6
