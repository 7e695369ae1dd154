"""The limits: much, large, slow, idle, gone."""

import hashlib
import threading
import time
from collections.abc import Iterator
from pathlib import Path

import httpx
import pytest

from tests.acceptance.conftest import Start
from tests.acceptance.harness.authority import client_context
from tests.acceptance.harness.clients import curl, httpx_client, run_curl
from tests.acceptance.harness.process import Smockproxy
from tests.acceptance.harness.raw import RawConnection
from tests.acceptance.harness.raw_http2 import request_head, reset_midway
from tests.acceptance.harness.upstream_http1 import HttpUpstream
from tests.acceptance.harness.upstream_http2 import Http2Upstream
from tests.acceptance.harness.waiting import wait_until

MEBIBYTE = 1024 * 1024
MANY = {f"X-N-{number}": str(number) for number in range(1000)}

MOCKS = """\
- request: {path: /hello}
  response: {body: hi}
- request: {path: /last-header, headers: {X-N-999: "999"}}
  response:
    body: all there
    headers: {HEADERS}
- request: {path: /wait}
  context: {times: 1}
  response: {delay: 60s, body: never read}
- request: {path: /wait-http2}
  context: {times: 1}
  response: {delay: 60s, body: never read}
- request: {path: /never-forwarded}
  proxy: {host: "http://127.0.0.1:1"}
""".replace("{HEADERS}", "{" + ", ".join(f'{name}: "{value}"' for name, value in MANY.items()) + "}")


@pytest.fixture(scope="module")
def shared(start_for_module: Start) -> Smockproxy:
    return start_for_module(MOCKS)


@pytest.fixture
def smockproxy(shared: Smockproxy) -> Smockproxy:
    shared.reset()
    return shared


# -- many headers -------------------------------------------------------------------------------------------


@pytest.mark.parametrize(("scheme", "http2"), [("http", False), ("https", False), ("https", True)])
def test_a_thousand_headers_to_and_from_a_mock(smockproxy: Smockproxy, scheme: str, *, http2: bool) -> None:
    with httpx_client(smockproxy, http2=http2) as client:
        answer = client.get(f"{scheme}://a.test/last-header", headers=MANY)

    assert (answer.status_code, answer.text) == (200, "all there")
    assert {name: answer.headers.get(name) for name in MANY} == MANY
    assert len(smockproxy.await_entry("/last-header")["request"]["headers"]) >= 1000


@pytest.mark.parametrize("http2", [False, True])
def test_a_thousand_headers_forwarded_both_ways(
    smockproxy: Smockproxy, http2_upstream: Http2Upstream, *, http2: bool
) -> None:
    with httpx_client(smockproxy, http2=http2) as client:
        account = client.get(f"{http2_upstream.url}/echo", headers=MANY).json()
        answer = client.get(f"{http2_upstream.url}/many?n=1000")

    seen = {name.lower() for name, _ in account["headers"]}
    assert {name.lower() for name in MANY} <= seen
    assert sum(name.startswith("x-number-") for name in answer.headers) == 1000


# -- large bodies -------------------------------------------------------------------------------------------

LARGE = 100 * MEBIBYTE
ROOM = 30 * MEBIBYTE


@pytest.fixture(scope="module")
def warm(start_for_module: Start) -> Smockproxy:
    """A process of its own that has done everything once, so that only the bodies count."""
    return start_for_module(MOCKS)


def forget_peak(smockproxy: Smockproxy) -> int:
    """Start the peak of memory anew; the memory it has now."""
    Path(f"/proc/{smockproxy.pid}/clear_refs").write_text("5")
    return smockproxy.memory("VmRSS")


@pytest.mark.parametrize("way", ["http", "https", "http2"])
def test_a_large_body_forwarded_both_ways(
    warm: Smockproxy,
    upstream: HttpUpstream,
    tls_upstream: HttpUpstream,
    http2_upstream: Http2Upstream,
    way: str,
) -> None:
    server = {"http": upstream, "https": tls_upstream, "http2": http2_upstream}[way]
    piece = b"0" * 65536
    digest = hashlib.sha256(piece * (LARGE // len(piece))).hexdigest()

    def pieces() -> Iterator[bytes]:
        for _ in range(LARGE // len(piece)):
            yield piece

    with httpx_client(warm, http2=way == "http2") as client:
        client.get(f"{server.url}/echo")
        before = forget_peak(warm)
        account = client.post(f"{server.url}/echo", content=pieces()).json()
        received = 0
        with client.stream("GET", f"{server.url}/big?n={LARGE}") as answer:
            for chunk in answer.iter_raw():
                received += len(chunk)

    assert (account["body_size"], account["body_sha256"]) == (LARGE, digest)
    assert received == LARGE
    grown = warm.memory("VmHWM") - before
    assert grown < ROOM, f"{grown / MEBIBYTE:.0f} MiB more"


def test_a_slow_reader_holds_back_the_server(warm: Smockproxy, upstream: HttpUpstream) -> None:
    """A client that does not read must not make the proxy read the whole answer into memory."""
    warm.reset()
    before = forget_peak(warm)
    with RawConnection(warm.proxy) as connection:
        connection.ask(f"GET {upstream.url}/big?n={LARGE} HTTP/1.1\nHost: {upstream.authority}")
        connection.socket.recv(100)
        time.sleep(1.5)
        grown = warm.memory("VmHWM") - before

    assert grown < ROOM, f"{grown / MEBIBYTE:.0f} MiB more"


# -- slow and idle clients ----------------------------------------------------------------------------------


def quick_answer(smockproxy: Smockproxy) -> float:
    start = time.monotonic()
    assert run_curl(f"{smockproxy.proxy}/hello").text == "hi"
    return time.monotonic() - start


def test_slow_clients_hold_up_nobody(smockproxy: Smockproxy) -> None:
    slow = [RawConnection(smockproxy.proxy) for _ in range(50)]
    head = b"GET /hello?slow HTTP/1.1\r\nHost: a.test\r\nX-Slow: "
    for byte in head:
        for connection in slow:
            connection.send(bytes([byte]))
    assert quick_answer(smockproxy) < 1.0

    for connection in slow:
        connection.send(b"done\r\n\r\n")
    assert {connection.read_answer().body for connection in slow} == {b"hi"}
    for connection in slow:
        connection.close()


def test_five_hundred_idle_connections(smockproxy: Smockproxy) -> None:
    idle = [RawConnection(smockproxy.proxy) for _ in range(500)]
    wait_until(lambda: smockproxy.open_files() >= 500, "all to be accepted")
    assert quick_answer(smockproxy) < 1.0

    for connection in idle[::50]:
        connection.ask("GET /hello HTTP/1.1\nHost: a.test")
        assert connection.read_answer().body == b"hi"
    for connection in idle:
        connection.close()
    wait_until(lambda: smockproxy.open_files() <= 100, "all to be closed")


# -- clients that leave -------------------------------------------------------------------------------------


def test_a_client_that_leaves_in_the_middle_of_a_delay(smockproxy: Smockproxy) -> None:
    connection = RawConnection(smockproxy.proxy)
    connection.ask("GET /wait HTTP/1.1\nHost: a.test")
    assert connection.is_quiet(0.3)
    connection.close()
    left = time.monotonic()

    entry = smockproxy.await_entry("/wait", seconds=1)
    found = time.monotonic() - left
    assert (entry["decision"], entry["error"]) == ("failed", "client gone")
    assert entry["timing"]["ended"] < 300 + 100 + 150
    assert found < 0.3, "the entry came late"
    assert run_curl(f"{smockproxy.proxy}/wait").status == 666, "the use must count"
    assert len(smockproxy.entries("/wait")) == 2


def test_a_stream_that_is_reset_in_the_middle_of_a_delay(smockproxy: Smockproxy) -> None:
    with RawConnection(smockproxy.proxy) as connection:
        connection.connect("a.test:443")
        connection.start_tls(client_context(smockproxy.ca, "h2"), "a.test")
        reset_midway(connection, request_head("a.test", "/wait-http2"), after=0.3)
        left = time.monotonic()
        entry = smockproxy.await_entry("/wait-http2", seconds=1)
        found = time.monotonic() - left

    assert found < 0.3, "the entry came late"
    assert (entry["decision"], entry["error"]) == ("failed", "client gone")
    assert run_curl(f"{smockproxy.proxy}/wait-http2").status == 666, "the use must count"


def test_an_http2_client_that_closes_in_the_middle_of_a_delay(smockproxy: Smockproxy) -> None:
    with httpx_client(smockproxy, http2=True) as client, pytest.raises(httpx.ReadTimeout):
        client.get("https://a.test/wait-http2", timeout=0.3)

    entry = smockproxy.await_entry("/wait-http2", seconds=1)
    assert (entry["decision"], entry["error"]) == ("failed", "client gone")


def test_no_timer_outlives_its_client(start: Start) -> None:
    """A long delay whose client has left doesn't hold up the end of the process either."""
    smockproxy = start(MOCKS)
    with RawConnection(smockproxy.proxy) as connection:
        connection.ask("GET /wait HTTP/1.1\nHost: a.test")
        assert connection.is_quiet(0.2)
    smockproxy.await_entry("/wait")
    begun = time.monotonic()

    assert smockproxy.stop() == 0
    assert time.monotonic() - begun < 3


# -- a server that never answers ----------------------------------------------------------------------------


@pytest.mark.parametrize("http2", [False, True])
def test_a_server_that_never_answers(
    smockproxy: Smockproxy, http2_upstream: Http2Upstream, *, http2: bool
) -> None:
    with httpx_client(smockproxy, http2=http2) as client, pytest.raises(httpx.ReadTimeout):
        client.get(f"{http2_upstream.url}/never", timeout=0.5)

    entry = smockproxy.await_entry("/never")
    assert (entry["decision"], entry["error"]) == ("failed", "client gone")
    assert quick_answer(smockproxy) < 1.0
    wait_until(lambda: http2_upstream.open_connections == 0, "the server's connection to be closed")


def test_silent_servers_hold_up_nobody(smockproxy: Smockproxy, upstream: HttpUpstream) -> None:
    waiting = [RawConnection(smockproxy.proxy) for _ in range(30)]
    for connection in waiting:
        connection.ask(f"GET {upstream.url}/never HTTP/1.1\nHost: {upstream.authority}")
    wait_until(lambda: len(upstream.seen.requests) == 30, "all to be forwarded")
    assert quick_answer(smockproxy) < 1.0
    assert curl(smockproxy, f"{upstream.url}/teapot").status == 418
    for connection in waiting:
        connection.close()


# -- many at once -------------------------------------------------------------------------------------------


def test_many_clients_at_once_get_their_own_answers(smockproxy: Smockproxy, upstream: HttpUpstream) -> None:
    wrong: list[str] = []

    def ask(client: httpx.Client, name: int) -> None:
        for number in range(10):
            line = client.get(f"{upstream.url}/echo?{name}-{number}").json()["request_line"]
            if line != f"GET /echo?{name}-{number} HTTP/1.1":
                wrong.append(line)

    with httpx_client(smockproxy) as client:
        threads = [threading.Thread(target=ask, args=(client, name)) for name in range(16)]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join(30)

    assert wrong == []
    assert len(upstream.seen.requests) == 160
