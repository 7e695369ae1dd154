"""One forwarded exchange, with a server and a client that only note what they are told."""

import asyncio
from typing import Any

import pytest

from smockproxy.core.decision import Forward
from smockproxy.core.history import HistoryEntry, Outcome
from smockproxy.core.http import Form, Headers, Request
from smockproxy.core.records import NO_REST
from smockproxy.proxy.lane.forwarder import Arrived, Forwarder
from smockproxy.proxy.lane.forwarding import MOST_REPEATED, Forwarding
from smockproxy.proxy.lane.outbound import Destination, outbound_of
from smockproxy.proxy.lane.upstreams import LoopError, NotOpenedError
from tests.unit.proxy.mocked_edge import START, MockedEdge

OK = b"HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nok"
PLACE = Destination("a.test", 80)


class Server:
    """A connection to a server that is open."""

    def __init__(self) -> None:
        self.sent = b""
        self.address = "10.0.0.1:80"
        self.rest = NO_REST._replace(server=self.address)
        self.reader: Any = None
        self.era = 0
        self.calls: list[str] = []

    def write(self, data: bytes) -> None:
        self.sent += data

    def __getattr__(self, name: str) -> Any:
        return lambda: self.calls.append(name)


class Pool:
    """Gives out what it has."""

    def __init__(self, *idle: Server) -> None:
        self.idle = list(idle)
        self.back: list[Server] = []
        self.opened: list[Server | Exception] = []

    def take(self, _place: Destination, *, is_repeatable: bool) -> Server | None:
        return self.idle.pop() if self.idle and is_repeatable else None

    def give_back(self, server: Server) -> None:
        self.back.append(server)

    async def open(self, _place: Destination, _decision: object) -> Server:
        found = self.opened.pop(0)
        if isinstance(found, Exception):
            raise found
        return found


class Client:
    """The client's side."""

    def __init__(self) -> None:
        self.got = b""
        self.told: list[str] = []

    def write(self, data: bytes) -> None:
        self.got += data

    def forwarded(self, *, closes: bool) -> None:
        self.told.append("closes" if closes else "stays")

    def cut(self) -> None:
        self.told.append("cut")

    def pause_reading(self) -> None:
        self.told.append("pause")

    def resume_reading(self) -> None:
        self.told.append("resume")


class Exchange:
    """An exchange, with all that takes part in it."""

    def __init__(self, method: str = "GET", *fields: tuple[bytes, bytes], pool: Pool | None = None) -> None:
        self.edge = MockedEdge()
        self.server = Server()
        self.pool: Any = pool or Pool(self.server)
        self.client = Client()
        request = Request(method, "http", "a.test", 80, "/x", Headers(fields), b"", received_at=START)
        arrived = Arrived(self.edge.instance, "7", request, START, "session", START, Forward())
        outbound = outbound_of(method.encode(), b"/x", fields, Form.ABSOLUTE, b"a.test", PLACE)
        assert outbound is not None
        self.forwarder = Forwarder(self.edge.edge, self.pool)
        self.forwarding = Forwarding(self.forwarder, arrived, outbound, self.client)

    @property
    def entry(self) -> HistoryEntry:
        assert not self.forwarder.under_way
        assert not self.edge.edge.open_exchanges
        return self.edge.entry


def whole(method: str = "GET", *fields: tuple[bytes, bytes], body: bytes = b"", **facts: Any) -> Exchange:
    exchange = Exchange(method, *fields, **facts)
    exchange.forwarding.begin_whole(body)
    return exchange


def test_a_request_goes_out_and_its_answer_comes_back() -> None:
    exchange = whole()
    assert exchange.edge.edge.open_exchanges == {"7"}
    assert exchange.server.sent == b"GET /x HTTP/1.1\r\n\r\n"
    exchange.forwarding.from_server(OK)
    assert exchange.client.got == OK
    assert exchange.client.told == ["stays"]
    assert exchange.pool.back == [exchange.server]
    entry = exchange.entry
    assert (entry.outcome, entry.server, entry.error) == (Outcome.FORWARDED, "10.0.0.1:80", "")
    assert entry.response is not None
    assert (entry.response.status, entry.response.body, entry.response_size) == (200, b"ok", 2)


def test_an_answer_in_pieces() -> None:
    exchange = whole()
    for byte in OK:
        exchange.forwarding.from_server(bytes([byte]))
    assert exchange.client.got == OK
    assert exchange.entry.response_size == 2


def test_chunks_are_read_and_written_anew() -> None:
    exchange = whole()
    exchange.forwarding.from_server(
        b"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n2;a=b\r\nok\r\n0\r\n"
    )
    exchange.forwarding.from_server(b"A: b\r\n\r\n")
    assert exchange.client.got.endswith(b"\r\n\r\n2\r\nok\r\n0\r\n\r\n")
    assert exchange.entry.response_size == 2


def test_an_answer_without_an_end_ends_with_the_connection() -> None:
    exchange = whole()
    exchange.forwarding.from_server(b"HTTP/1.1 200 OK\r\n\r\n")
    exchange.forwarding.from_server(b"ok")
    assert not exchange.client.told
    exchange.forwarding.server_ended()
    assert exchange.client.told == ["closes"]
    assert exchange.entry.outcome is Outcome.FORWARDED


def test_the_answer_to_head_has_no_body() -> None:
    exchange = whole("HEAD")
    exchange.forwarding.from_server(b"HTTP/1.1 200 OK\r\nContent-Length: 5\r\n\r\n")
    assert exchange.client.told == ["stays"]


@pytest.mark.parametrize("fields", [((b"Connection", b"close"),), ()])
def test_a_connection_that_is_to_end_is_not_kept(fields: tuple[tuple[bytes, bytes], ...]) -> None:
    exchange = whole("GET", *fields)
    more = b"" if fields else b"Connection: close\r\n"
    exchange.forwarding.from_server(b"HTTP/1.1 200 OK\r\n" + more + b"Content-Length: 0\r\n\r\n")
    assert exchange.client.told == ["closes"]
    assert not exchange.pool.back
    assert "end" in exchange.server.calls


def test_after_an_answer_with_more_than_it_says_the_connection_is_of_no_era() -> None:
    exchange = whole()
    exchange.forwarding.from_server(OK + b"more")
    assert exchange.client.got == OK
    assert exchange.server.era == -1


# -- requests that are still coming ---------------------------------------------------------


def test_a_body_goes_on_as_it_comes() -> None:
    exchange = Exchange("PUT", (b"Content-Length", b"5"))
    exchange.forwarding.begin()
    exchange.forwarding.body(b"abc")
    exchange.forwarding.body(b"de")
    assert exchange.server.sent.endswith(b"\r\n\r\nabcde")
    exchange.forwarding.from_server(OK)
    assert not exchange.client.told
    exchange.forwarding.end()
    assert exchange.client.told == ["stays"]
    assert (exchange.entry.request.body, exchange.entry.request_size) == (b"abcde", 5)


def test_chunks_of_a_request_are_written_anew() -> None:
    exchange = Exchange("PUT", (b"Transfer-Encoding", b"chunked"))
    exchange.forwarding.begin()
    exchange.forwarding.body(b"abc")
    exchange.forwarding.end()
    assert exchange.server.sent.endswith(b"\r\n\r\n3\r\nabc\r\n0\r\n\r\n")


@pytest.mark.parametrize(("body", "sent"), [(b"", b"0\r\n\r\n"), (b"ab", b"2\r\nab\r\n0\r\n\r\n")])
def test_a_whole_body_in_chunks(body: bytes, sent: bytes) -> None:
    exchange = whole("PUT", (b"Transfer-Encoding", b"chunked"), body=body)
    assert exchange.server.sent.partition(b"\r\n\r\n")[2] == sent


def test_a_server_that_does_not_take_more_lets_the_client_wait() -> None:
    exchange = Exchange("PUT", (b"Content-Length", b"5"))
    exchange.forwarding.begin()
    exchange.forwarding.server_is_slow()
    exchange.forwarding.server_took()
    assert exchange.client.told == ["pause", "resume"]


def test_a_client_that_does_not_take_more_lets_the_server_wait() -> None:
    exchange = whole()
    exchange.forwarding.pause()
    exchange.forwarding.resume()
    assert exchange.server.calls == ["pause_reading", "resume_reading"]


# -- failures -------------------------------------------------------------------------------


def test_a_server_that_closes_is_a_502() -> None:
    server = Server()
    exchange = Exchange("POST", (b"Content-Length", b"3"), pool=Pool())

    async def begin() -> None:
        exchange.pool.opened.append(server)
        exchange.forwarding.begin_whole(b"abc")
        await asyncio.sleep(0)
        exchange.forwarding.server_ended()

    asyncio.run(begin())
    assert server.sent.endswith(b"abc")
    assert exchange.client.got.startswith(b"HTTP/1.1 502 Bad Gateway\r\n")
    assert exchange.client.told == ["stays"]
    assert (exchange.entry.outcome, exchange.entry.error) == (Outcome.FAILED, "server closed connection")
    assert exchange.entry.server == "10.0.0.1:80"


def test_a_request_that_may_be_repeated_is_sent_on_another_connection() -> None:
    another = Server()
    exchange = Exchange()

    async def play() -> None:
        exchange.pool.opened.append(another)
        exchange.forwarding.begin_whole(b"")
        exchange.forwarding.server_ended()
        await asyncio.sleep(0)
        exchange.forwarding.from_server(OK)

    asyncio.run(play())
    assert another.sent == exchange.server.sent
    assert exchange.client.got == OK


def test_one_with_a_body_that_is_kept_no_longer_is_not() -> None:
    exchange = Exchange("PUT", (b"Content-Length", b"200000"))
    exchange.forwarding.begin()
    exchange.forwarding.body(b"x" * (MOST_REPEATED + 1))
    exchange.forwarding.server_ended()
    assert exchange.client.got.startswith(b"HTTP/1.1 502")
    assert exchange.client.told == ["resume"]
    exchange.forwarding.body(b"x")
    exchange.forwarding.end()
    assert exchange.client.told == ["resume", "stays"]


@pytest.mark.parametrize(
    ("failure", "status", "outcome"),
    [(NotOpenedError("[Errno 111] refused"), 502, Outcome.FAILED), (LoopError("loop"), 666, Outcome.REFUSED)],
)
def test_what_cannot_be_connected_to(failure: Exception, status: int, outcome: Outcome) -> None:
    exchange = Exchange(pool=Pool())

    async def play() -> None:
        exchange.pool.opened.append(failure)
        exchange.forwarding.begin_whole(b"")
        assert not exchange.client.told
        await asyncio.sleep(0)

    asyncio.run(play())
    assert exchange.client.got.startswith(b"HTTP/1.1 %d " % status)
    assert exchange.entry.outcome is outcome
    assert exchange.entry.server == ""


@pytest.mark.parametrize(
    ("said", "error"),
    [
        (b"HTTP/1.1 200 OK\r\nConte", "unexpected server response: b'HTTP/1.1 200 OK\\r\\nConte'"),
        (b"HTTP/1.1 100 Continue\r\n\r\n", "server closed connection"),
    ],
)
def test_half_a_head_is_no_answer(said: bytes, error: str) -> None:
    exchange = whole()
    exchange.forwarding.from_server(said)
    exchange.forwarding.server_ended()
    assert exchange.entry.error == error


@pytest.mark.parametrize(
    ("lines", "said", "error"),
    [
        (b"Content-Length: 5\r\n", b"ok", "(received 2 bytes, expected 5)"),
        (b"Transfer-Encoding: chunked\r\n", b"5\r\nok", "(incomplete chunked read)"),
    ],
)
def test_half_an_answer_cuts_the_client_off(lines: bytes, said: bytes, error: str) -> None:
    exchange = whole()
    exchange.forwarding.from_server(b"HTTP/1.1 200 OK\r\n" + lines + b"\r\n" + said)
    exchange.forwarding.server_ended()
    assert exchange.client.told == ["cut"]
    assert exchange.entry.outcome is Outcome.FAILED
    assert exchange.entry.error.endswith(error)
    assert exchange.entry.response is not None


def test_rubbish_in_chunks_cuts_the_client_off() -> None:
    exchange = whole()
    exchange.forwarding.from_server(b"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\nwhat\r\n")
    assert exchange.client.told == ["cut"]
    assert "illegal chunk header" in exchange.entry.error


def test_rubbish_in_place_of_a_head() -> None:
    exchange = whole()
    exchange.forwarding.from_server(b"what\r\n\r\n")
    assert exchange.client.got.startswith(b"HTTP/1.1 502")
    assert "Cannot parse HTTP response" in exchange.entry.error


def test_a_client_that_leaves() -> None:
    exchange = whole()
    exchange.forwarding.from_server(OK[:-1])
    exchange.forwarding.client_gone()
    exchange.forwarding.client_gone()
    assert "end" in exchange.server.calls
    assert (exchange.entry.outcome, exchange.entry.error) == (Outcome.FAILED, "client gone")


def test_a_client_that_leaves_while_a_connection_is_opened() -> None:
    exchange = Exchange(pool=Pool())

    async def play() -> None:
        exchange.forwarding.begin_whole(b"")
        exchange.forwarding.client_gone()
        await asyncio.sleep(0)

    asyncio.run(play())
    assert exchange.entry.error == "client gone"
