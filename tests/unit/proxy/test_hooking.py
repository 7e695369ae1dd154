import asyncio
import logging
from types import SimpleNamespace

import pytest
from mitmproxy import options
from mitmproxy.addons.proxyserver import Proxyserver
from mitmproxy.command import CommandManager
from mitmproxy.connection import ConnectionState, Server
from mitmproxy.proxy import commands, events
from mitmproxy.proxy.layers.http import HttpRequestHook
from mitmproxy.proxy.mode_specs import ProxyMode
from mitmproxy.proxy.server import ConnectionIO
from mitmproxy.proxy.server_hooks import ClientConnectedHook
from mitmproxy.test import tflow

from smockproxy.proxy.chain import Chain
from smockproxy.proxy.hooking import HookingHandler


class Writer:
    """One end of a connection to nobody."""

    def __init__(self) -> None:
        self.written: list[bytes] = []
        self.is_closed = False

    def get_extra_info(self, name: str, default: object = None) -> object:
        return ("127.0.0.1", 1) if name in {"peername", "sockname"} else default

    def is_closing(self) -> bool:
        return self.is_closed

    def write(self, data: bytes) -> None:
        self.written.append(data)

    def close(self) -> None:
        self.is_closed = True

    async def drain(self) -> None:
        self.written.append(b"drained")


class Layer:
    """Answers events with commands."""

    def __init__(self, answers) -> None:
        self.answers, self.seen = answers, []

    def handle_event(self, event):
        self.seen.append(event)
        yield from self.answers(event)
        self.seen.append("done")


@pytest.fixture
def handler():
    """A client's connection, whose chain and layer tests fill."""
    chosen = options.Options()
    Proxyserver().load(SimpleNamespace(add_option=chosen.add_option))
    master = SimpleNamespace(options=chosen)
    master.commands = CommandManager(master)
    master.addons = Chain(master)
    return HookingHandler(master, None, Writer(), chosen, ProxyMode.parse("regular"))


def with_layer(handler: HookingHandler, answers) -> list[object]:
    handler.layer = Layer(answers)
    return handler.layer.seen


def on_start(*given):
    return lambda event: given if isinstance(event, events.Start) else ()


def test_a_plain_hook_ends_within_the_event(handler) -> None:
    asked = []
    handler.master.addons.add(SimpleNamespace(name="a", request=asked.append))
    flow = tflow.tflow()
    seen = with_layer(handler, on_start(HttpRequestHook(flow)))
    handler.feed(events.Start())
    assert asked == [flow]
    assert [type(event) for event in seen] == [events.Start, str, events.HookCompleted, str]
    assert seen[1] == "done", "the end of a hook has its turn after the event that it came from"


async def test_a_hook_that_waits_ends_later(handler) -> None:
    may_end = asyncio.Event()

    async def request(_: object) -> None:
        await may_end.wait()

    handler.master.addons.add(SimpleNamespace(name="a", request=request))
    seen = with_layer(handler, on_start(HttpRequestHook(tflow.tflow())))
    await handler.server_event(events.Start())
    await asyncio.sleep(0)
    assert len(seen) == 2
    assert not handler.timeout_watchdog.can_timeout.is_set()
    may_end.set()
    await asyncio.sleep(0)
    await asyncio.sleep(0)
    assert isinstance(seen[2], events.HookCompleted)
    assert handler.timeout_watchdog.can_timeout.is_set()


async def test_a_flow_that_is_held_is_waited_for(handler) -> None:
    handler.master.addons.add(SimpleNamespace(name="a", request=lambda flow: flow.intercept()))
    flow = tflow.tflow()
    seen = with_layer(handler, on_start(HttpRequestHook(flow)))
    handler.feed(events.Start())
    await asyncio.sleep(0)
    assert len(seen) == 2
    flow.resume()
    for _ in range(3):
        await asyncio.sleep(0)
    assert isinstance(seen[2], events.HookCompleted)


async def test_a_hook_outside_of_events(handler) -> None:
    asked = []

    async def client_connected(client: object) -> None:
        asked.append(client)

    handler.master.addons.add(SimpleNamespace(name="a", client_connected=client_connected))
    handler.master.addons.add(SimpleNamespace(name="b", client_connected=asked.append))
    await handler.handle_hook(ClientConnectedHook(handler.client))
    assert asked == [handler.client, handler.client]


def test_an_event_that_comes_meanwhile_waits(handler) -> None:
    def request(_: object) -> None:
        handler.feed(events.DataReceived(handler.client, b"meanwhile"))

    handler.master.addons.add(SimpleNamespace(name="a", request=request))
    seen = with_layer(handler, on_start(HttpRequestHook(tflow.tflow())))
    handler.feed(events.Start())
    kinds = [type(event) for event in seen if event != "done"]
    assert kinds == [events.Start, events.DataReceived, events.HookCompleted]


def test_bytes_go_to_their_peer(handler) -> None:
    writer = handler.transports[handler.client].writer
    gone = Server(address=("gone.test", 80))
    with_layer(handler, on_start(commands.SendData(handler.client, b"hi"), commands.SendData(gone, b"lost")))
    handler.feed(events.Start())
    assert writer.written == [b"hi"]
    writer.is_closed = True
    handler.feed(events.Start())
    assert writer.written == [b"hi"]


def test_what_goes_to_one_peer_at_once_is_written_as_one(handler) -> None:
    client, server = handler.client, Server(address=("a.test", 80))
    writers = Writer(), Writer()
    handler.transports = dict(
        zip((client, server), (ConnectionIO(writer=each) for each in writers), strict=True)
    )
    told = []

    def answers(_event):
        yield commands.SendData(client, b"head")
        yield commands.SendData(client, b"body")
        yield commands.Log("between")
        yield commands.SendData(client, b"a")
        yield commands.SendData(server, b"b")
        yield commands.SendData(client, b"c")
        yield commands.SendData(client, b"d")
        told.append([list(writer.written) for writer in writers])
        raise ValueError("broken")

    with_layer(handler, answers)
    handler.feed(events.Start())
    assert told == [[[b"headbody", b"a"], [b"b"]]]
    assert [writer.written for writer in writers] == [[b"headbody", b"a", b"cd"], [b"b"]]


def test_a_connection_is_closed(handler) -> None:
    cancelled = []
    handler.transports[handler.client].handler = SimpleNamespace(cancel=cancelled.append)
    with_layer(handler, on_start(commands.CloseConnection(handler.client)))
    handler.feed(events.Start())
    assert cancelled == ["closed by command"]


async def test_connections_are_opened_and_wakeups_come(handler) -> None:
    server = Server(address=None)
    opening, wakeup = commands.OpenConnection(server), commands.RequestWakeup(0)
    seen = with_layer(handler, on_start(opening, wakeup))
    handler.feed(events.Start())
    assert server in handler.transports
    assert len(handler.wakeup_timer) == 1
    for _ in range(3):
        await asyncio.sleep(0.001)
    kinds = {type(event) for event in seen}
    assert {events.OpenConnectionCompleted, events.Wakeup} <= kinds


def test_a_layer_that_fails_is_logged(handler, caplog) -> None:
    def fail(_: events.Event):
        yield commands.Log("before", logging.WARNING)
        raise RuntimeError("that")

    with_layer(handler, fail)
    handler.feed(events.Start())
    handler.feed(events.Start())
    assert [record.getMessage() for record in caplog.records] == ["before", "mitmproxy has crashed!"] * 2


def test_a_command_that_nobody_knows_is_a_defect(handler, caplog) -> None:
    with_layer(handler, on_start(commands.Command()))
    handler.feed(events.Start())
    assert caplog.records[-1].getMessage() == "mitmproxy has crashed!"


class Stream(asyncio.StreamWriter, Writer):
    """A writer of a socket that takes slowly."""

    def __init__(self, *, waiting: int) -> None:
        Writer.__init__(self)
        self._transport = SimpleNamespace(get_write_buffer_size=lambda: waiting)

    is_closing, drain, __del__ = Writer.is_closing, Writer.drain, lambda _: None


@pytest.mark.parametrize(("waiting", "drained"), [(0, []), (1, [b"drained"])])
async def test_writers_are_drained_if_they_hold_something(handler, waiting, drained) -> None:
    stream = Stream(waiting=waiting)
    handler.transports = {handler.client: ConnectionIO(writer=stream)}
    await handler.drain_writers()
    assert stream.written == drained


async def test_what_is_no_stream_of_a_socket_is_always_drained(handler) -> None:
    await handler.drain_writers()
    assert handler.transports[handler.client].writer.written == [b"drained"]


class Watch:
    """A clock in which each look takes a while."""

    def __init__(self, seconds: float) -> None:
        self.now, self.seconds = 0.0, seconds

    def __call__(self) -> float:
        self.now += self.seconds
        return self.now


def many(handler: HookingHandler, count: int):
    """As if a client had sent much at once: each event brings the next."""

    def answers(event: events.Event):
        nonlocal count
        if count:
            count -= 1
            handler.feed(events.DataReceived(handler.client, b"%d" % count))
        return ()

    return answers


async def test_who_sends_much_at_once_gives_way(handler, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("smockproxy.proxy.hooking.monotonic", Watch(0.006))
    seen = with_layer(handler, many(handler, 5))
    turns = []
    handler.feed(events.Start())
    assert handler.is_behind
    assert len(seen) < 12
    waiting = asyncio.ensure_future(handler.drain_writers())
    while not waiting.done():
        turns.append(len(seen))
        await asyncio.sleep(0)
    assert len(seen) == 12
    assert len(set(turns)) > 1, "others had their turn in between"
    assert not handler.is_behind


async def test_what_comes_while_others_have_their_turn_waits(
    handler, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("smockproxy.proxy.hooking.monotonic", Watch(0.1))
    seen = with_layer(handler, many(handler, 1))
    handler.feed(events.Start())
    handler.feed(last := events.Wakeup(commands.RequestWakeup(0)))
    assert last not in seen
    for _ in range(3):
        await asyncio.sleep(0)
    assert [event for event in seen if event != "done"][-1] is last


async def test_the_end_of_a_connection_waits_for_all_that_came(handler, monkeypatch) -> None:
    monkeypatch.setattr("smockproxy.proxy.hooking.monotonic", Watch(0.1))
    reader = asyncio.StreamReader()
    reader.feed_data(b"all")
    reader.feed_eof()
    handler.transports[handler.client].reader = reader
    handler.client.state = ConnectionState.CAN_READ
    seen = with_layer(handler, many(handler, 3))
    await handler.handle_connection(handler.client)
    kinds = [type(event) for event in seen if event != "done"]
    assert kinds == [events.DataReceived] * 4 + [events.ConnectionClosed]
