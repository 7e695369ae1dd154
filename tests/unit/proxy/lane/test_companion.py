"""mitmproxy's handler beside the lane: what it reads, when it is between two requests."""

import asyncio
from contextlib import contextmanager
from types import SimpleNamespace

import pytest

from smockproxy.proxy.lane.companion import Companion
from tests.unit.proxy.conversation import Conversation, head
from tests.unit.proxy.lane.talking import Socket, Timers, timers
from tests.unit.proxy.mocked_edge import MockedEdge, mock


class Handler:
    """In place of mitmproxy's handler: feeds the layer with what it reads."""

    def __init__(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        self.talk = Conversation(MockedEdge((mock("/hello"),)))
        self.client = self.talk.client
        context = SimpleNamespace(layers=[self.talk.layer], client=self.client)
        self.layer = SimpleNamespace(context=context)
        self.activities = 0
        self.timeout_watchdog = SimpleNamespace(register_activity=self._register_activity)
        self.reader, self.writer = reader, writer
        self.is_at_end = False

    def _register_activity(self) -> None:
        self.activities += 1

    async def handle_client(self) -> None:
        while data := await self.reader.read(65_536):
            self.writer.write(self.talk.says(data))
            await self.writer.drain()
        self.is_at_end = True


SOCKETS: list[Socket] = []


def begun(events: list[str]) -> tuple[Socket, Companion]:
    SOCKETS.append(socket := Socket())

    @contextmanager
    def register(handler: object):
        events.append("registered")
        yield handler
        events.append("over")

    return socket, Companion(socket, Handler, register)  # type: ignore[arg-type]


@pytest.fixture
def time():
    with timers() as made:
        yield made
        while SOCKETS:
            SOCKETS.pop().close()  # a writer minds if it is left open


def test_it_answers_and_is_idle_then(time: Timers) -> None:
    events: list[str] = []
    socket, companion = begun(events)
    sent = head("GET http://a.test/hello HTTP/1.1", "Host: a.test").encode()
    companion.feed(sent[:20])
    assert not companion.is_idle
    time.work()
    assert not companion.is_idle
    companion.feed(sent[20:])
    time.work()
    assert socket.written.endswith(b"mocked")
    assert companion.is_idle
    assert (companion.handler.activities, events) == (2, ["registered"])
    companion.ended()
    time.work()
    assert companion.handler.is_at_end
    assert events == ["registered", "over"]


def test_it_is_busy_while_a_body_is_missing(time: Timers) -> None:
    _, companion = begun([])
    companion.feed(head("POST http://a.test/hello HTTP/1.1", "Host: a.test", "Content-Length: 4").encode())
    time.work()
    assert not companion.is_idle
    companion.feed(b"body")
    time.work()
    assert companion.is_idle


def test_it_is_busy_with_what_is_no_http_of_ours(time: Timers) -> None:
    _, companion = begun([])
    companion.feed(head("CONNECT a.test:443 HTTP/1.1", "Host: a.test:443").encode())
    time.work()
    assert not companion.is_idle
    companion.handler.layer.context.layers.append(object())
    assert not companion.is_idle


def test_who_drains_waits_for_a_slow_client(time: Timers) -> None:
    _, companion = begun([])
    companion.pause()
    assert companion._protocol._paused
    companion.resume()
    assert not companion._protocol._paused
    companion.lost(None)
    time.work()
    assert companion.handler.is_at_end


def test_it_is_busy_while_events_wait(time: Timers) -> None:
    _, companion = begun([])
    companion.feed(head("GET http://a.test/hello HTTP/1.1", "Host: a.test").encode())
    time.work()
    assert companion.is_idle
    companion.handler.is_behind = True
    assert not companion.is_idle
    companion.ended()
    time.work()
