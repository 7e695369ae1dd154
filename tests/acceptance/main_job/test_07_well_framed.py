"""Point 7: one request, one clean answer, and the connection is as good as new."""

import gc
import json
from collections.abc import Callable, Iterator
from contextlib import contextmanager

import pytest

from tests.acceptance.conftest import Start
from tests.acceptance.harness.authority import client_context
from tests.acceptance.harness.clients import httpx_client
from tests.acceptance.harness.faults import Faults
from tests.acceptance.harness.process import Smockproxy
from tests.acceptance.harness.raw import RawAnswer, RawConnection

MOCKS = """\
- request: {path: /hello}
  response: {headers: {X-Mock: hello}, body: hello}
- request: {path: /204}
  response: {status: 204, headers: {X-Mock: "204", Content-Length: 99}, body: a body that must not go out}
- request: {path: /304}
  response: {status: 304, headers: {X-Mock: "304"}, body: a body that must not go out}
- request: {path: /103}
  response: {status: 103, headers: {Link: "</a.css>; rel=preload"}, body: after the hint}
- request: {path: /100}
  response: {status: 100, body: after the go-ahead}
- request: {path: /length}
  response: {headers: {Content-Length: "3"}, body: longer than three}
- request: {path: /lengths}
  response: {headers: {content-length: ["3", "5"]}, body: a b c}
- request: {path: /encoding}
  response: {headers: {Transfer-Encoding: chunked}, body: not in chunks}
- request: {path: /close}
  response: {headers: {Connection: close}, body: and closed}
- request: {path: /empty}
  response: {status: 200}
- request: {path: /upload}
  response: {status: 201, body: taken}
- request: {path: /upload-matched, body: {matcher: ShouldContainSubstring, value: needle}}
  response: {body: found}
"""
BROKEN = "smockproxy.core.engine:Engine.choose"


@pytest.fixture(scope="module")
def faults(tmp_path_factory: pytest.TempPathFactory) -> Faults:
    return Faults(tmp_path_factory.mktemp("faults"), [BROKEN])


@pytest.fixture(scope="module")
def smockproxy(start_for_module: Start, faults: Faults) -> Smockproxy:
    return start_for_module(MOCKS, "--unmatched", "refuse", "-s", str(faults.script))


type Connect = Callable[[Smockproxy], RawConnection]


def plain(smockproxy: Smockproxy) -> RawConnection:
    return RawConnection(smockproxy.proxy)


def tunnelled(smockproxy: Smockproxy) -> RawConnection:
    connection = RawConnection(smockproxy.proxy)
    connection.connect("a.test:443")
    connection.start_tls(client_context(smockproxy.ca, "http/1.1"), "a.test")
    return connection


WAYS = pytest.mark.parametrize("connect", [plain, tunnelled])


def exchange(connection: RawConnection, method: str, path: str) -> RawAnswer:
    connection.ask(f"{method} {path} HTTP/1.1\nHost: a.test")
    return connection.read_answer(method)


def assert_good_as_new(connection: RawConnection) -> None:
    """Nothing follows the last answer, and the next exchange works."""
    assert connection.is_quiet(0.1)
    answer = exchange(connection, "GET", "/hello")
    assert (answer.status, answer.body, answer.header("Content-Length")) == (200, b"hello", "5")


@WAYS
@pytest.mark.parametrize(
    "path", ["/hello", "/nowhere", "/204", "/304", "/length", "/lengths", "/encoding", "/empty"]
)
def test_head_and_get_down_one_connection(smockproxy: Smockproxy, connect: Connect, path: str) -> None:
    with connect(smockproxy) as connection:
        head = exchange(connection, "HEAD", path)
        get = exchange(connection, "GET", path)
        again = exchange(connection, "HEAD", path)
        assert_good_as_new(connection)

    assert head.status == get.status == again.status
    if get.status in {204, 304}:
        assert get.header("Transfer-Encoding") is None
        assert get.header("Content-Length") is None or get.status == 304
    else:
        assert get.header("Content-Length") == str(len(get.body))
    # the account of the request in a 666 names the method, so its length may differ
    if get.status != 666:
        assert head.header("Content-Length") == get.header("Content-Length")


@WAYS
def test_pipelined_requests_get_their_answers_in_order(smockproxy: Smockproxy, connect: Connect) -> None:
    with connect(smockproxy) as connection:
        for method, path in (("HEAD", "/hello"), ("GET", "/204"), ("HEAD", "/nowhere"), ("GET", "/length")):
            connection.ask(f"{method} {path} HTTP/1.1\nHost: a.test")
        answers = [connection.read_answer(method) for method in ("HEAD", "GET", "HEAD", "GET")]
        assert_good_as_new(connection)

    assert [answer.status for answer in answers] == [200, 204, 666, 200]
    assert answers[3].body == b"longer than three"


@WAYS
def test_a_600_is_framed_too(smockproxy: Smockproxy, faults: Faults, connect: Connect) -> None:
    with connect(smockproxy) as connection:
        with broken(faults):
            head = exchange(connection, "HEAD", "/hello?new")
            assert head.status == 600
            get = exchange(connection, "GET", "/hello?new")
        assert get.status == 600
        assert get.header("Content-Length") == str(len(get.body))
        assert json.loads(get.body)["message"].startswith("Smocker internal error")
        assert_good_as_new(connection)


@contextmanager
def broken(faults: Faults) -> Iterator[None]:
    faults.break_function(BROKEN)
    try:
        yield
    finally:
        faults.mend()


@WAYS
@pytest.mark.parametrize("status", [103, 100])
def test_an_interim_status_is_followed_by_the_answer(
    smockproxy: Smockproxy, connect: Connect, status: int
) -> None:
    with connect(smockproxy) as connection:
        interim = exchange(connection, "GET", f"/{status}")
        final = connection.read_answer()
        assert_good_as_new(connection)

    assert interim.status == status
    assert interim.header("Content-Length") is None
    assert final.status == 200
    assert final.body.startswith(b"after the ")
    assert final.header("Content-Length") == str(len(final.body))


@WAYS
def test_connection_close_is_kept(smockproxy: Smockproxy, connect: Connect) -> None:
    with connect(smockproxy) as connection:
        connection.ask("GET /hello HTTP/1.1\nHost: a.test\nConnection: close")
        assert connection.read_answer().body == b"hello"
        assert connection.is_closed()
    with connect(smockproxy) as connection:
        assert exchange(connection, "GET", "/close").body == b"and closed"


@WAYS
def test_http_1_0_gets_its_answer_and_the_end(smockproxy: Smockproxy, connect: Connect) -> None:
    with connect(smockproxy) as connection:
        connection.ask("GET /hello HTTP/1.0\nHost: a.test")
        assert connection.read_answer().body == b"hello"
        assert connection.is_closed()


@WAYS
@pytest.mark.parametrize("path", ["/upload", "/nowhere", "/upload-matched"])
def test_expect_continue(smockproxy: Smockproxy, connect: Connect, path: str) -> None:
    with connect(smockproxy) as connection:
        connection.ask(f"POST {path} HTTP/1.1\nHost: a.test\nContent-Length: 6\nExpect: 100-continue")
        first = connection.read_answer()
        if first.status == 100:
            connection.send(b"needle")
            first = connection.read_answer()
        assert first.status == {"/upload": 201, "/nowhere": 666, "/upload-matched": 200}[path]


# -- the request's body is drained --------------------------------------------------------------------------


SIZE = 50 * 1024 * 1024
PIECE = b"x" * (1 << 20)


def send_large(connection: RawConnection, path: str, *, is_chunked: bool) -> None:
    framing = "Transfer-Encoding: chunked" if is_chunked else f"Content-Length: {SIZE}"
    connection.ask(f"POST {path} HTTP/1.1\nHost: a.test\n{framing}")
    for _ in range(SIZE // len(PIECE)):
        connection.send(b"%x\r\n%s\r\n" % (len(PIECE), PIECE) if is_chunked else PIECE)
    if is_chunked:
        connection.send(b"0\r\n\r\n")


@WAYS
@pytest.mark.parametrize(("path", "status"), [("/upload", 201), ("/nowhere", 666), ("/upload-matched", 666)])
@pytest.mark.parametrize("is_chunked", [False, True])
def test_a_large_upload_is_drained_and_not_kept(
    smockproxy: Smockproxy, connect: Connect, path: str, status: int, *, is_chunked: bool
) -> None:
    smockproxy.reset()
    before = smockproxy.memory("VmRSS")
    with connect(smockproxy) as connection:
        connection.socket.settimeout(30)
        send_large(connection, path, is_chunked=is_chunked)
        assert connection.read_answer().status == status
        assert_good_as_new(connection)
    gc.collect()

    entry = smockproxy.await_entry(path)
    assert entry["request"]["body_size"] == SIZE
    assert entry["request"]["body_cut"] is True
    assert smockproxy.memory("VmRSS") - before < 30 * 1024 * 1024


def test_http2_uploads_are_drained_too(smockproxy: Smockproxy) -> None:
    smockproxy.reset()
    before = smockproxy.memory("VmRSS")
    with httpx_client(smockproxy, http2=True) as client:
        pieces = (PIECE for _ in range(SIZE // len(PIECE)))
        answer = client.post("https://a.test/upload", content=pieces)
        again = client.get("https://a.test/hello")

    assert (answer.status_code, answer.text, again.text) == (201, "taken", "hello")
    assert smockproxy.await_entry("/upload")["request"]["body_size"] == SIZE
    assert smockproxy.memory("VmRSS") - before < 30 * 1024 * 1024


def test_http2_answers_are_framed(smockproxy: Smockproxy, faults: Faults) -> None:
    """h2 refuses an answer whose DATA does not add up to its Content-Length, and DATA after HEAD."""
    with httpx_client(smockproxy, http2=True) as client:
        for path in (
            "/hello",
            "/204",
            "/304",
            "/length",
            "/lengths",
            "/encoding",
            "/empty",
            "/nowhere",
            "/close",
        ):
            for method in ("HEAD", "GET"):
                answer = client.request(method, f"https://a.test{path}")
                assert answer.http_version == "HTTP/2"
                if method == "HEAD" or answer.status_code in {204, 304}:
                    assert answer.content == b""
                else:
                    assert answer.headers["content-length"] == str(len(answer.content))
        with broken(faults):
            # what came before is answered without asking the engine again
            assert client.head("https://a.test/hello?anew").status_code == 600
            assert client.get("https://a.test/hello?anew").status_code == 600
        assert client.get("https://a.test/hello").text == "hello"
