"""Which listeners bring their clients to the lane."""

import asyncio
from types import SimpleNamespace
from typing import Any

import pytest
from mitmproxy import ctx
from mitmproxy.proxy.mode_servers import RegularInstance
from mitmproxy.utils import signals

from smockproxy.proxy.lane import listening
from smockproxy.proxy.lane.connection import LaneConnection
from smockproxy.proxy.lane.http1 import Http1
from smockproxy.proxy.lane.idle import LONGEST
from smockproxy.proxy.lane.lane import Lane
from smockproxy.proxy.lane.listening import BACKLOG, LaneListening
from smockproxy.proxy.lane.secured import Secured, Tunnel
from tests.unit.proxy.conversation import OPTIONS
from tests.unit.proxy.lane.talking import Socket, hello


class Servers(list[Any]):
    def __init__(self) -> None:
        self.changed = signals.SyncSignal(lambda: None)


class Loop:
    """Notes what is listened at."""

    def __init__(self) -> None:
        self.asked: list[tuple[object, ...]] = []

    def call_later(self, seconds: float, _: object) -> object:
        self.asked.append((seconds,))
        return self

    async def create_server(self, make: Any, host: str | None, port: int, *, backlog: int) -> str:
        self.asked.append((host, port, backlog))
        self.make = make
        return "a server"


@pytest.fixture
def servers(monkeypatch: pytest.MonkeyPatch) -> Servers:
    monkeypatch.setattr(ctx, "options", OPTIONS, raising=False)
    monkeypatch.setattr(ctx, "master", SimpleNamespace(addons={}), raising=False)
    monkeypatch.setattr(listening, "PassingOn", lambda *_: None)
    return Servers()


def lane_for(servers: Servers) -> tuple[Lane, LaneListening]:
    lane = Lane(hello().edge)
    return lane, LaneListening(SimpleNamespace(servers=servers), lane)  # type: ignore[arg-type]


def regular() -> RegularInstance:
    listener = RegularInstance.__new__(RegularInstance)
    listener.mode = SimpleNamespace(type_name="regular")  # type: ignore[misc, assignment]
    return listener


def test_clients_of_the_proxys_own_mode_come_to_the_lane(
    servers: Servers, monkeypatch: pytest.MonkeyPatch
) -> None:
    lane, kept = lane_for(servers)
    listener, other = regular(), SimpleNamespace(listen="its own")
    servers.extend([listener, other])
    servers.changed.send()
    taken = listener.listen
    servers.changed.send()
    assert listener.listen is taken
    assert other.listen == "its own"

    loop = Loop()
    monkeypatch.setattr(asyncio, "get_running_loop", lambda: loop)
    monkeypatch.setattr(listening, "get_free_port", lambda: 4711)
    monkeypatch.setattr(listening, "only_admitted", lambda greet, _: greet)
    assert asyncio.run(listener.listen("", 0)) == ["a server"]
    assert asyncio.run(listener.listen("127.0.0.1", 8080)) == ["a server"]
    assert loop.asked[1:] == [(None, 4711, BACKLOG), ("127.0.0.1", 8080, BACKLOG)]
    assert loop.asked[0] == (LONGEST,)
    connection = loop.make()
    assert isinstance(connection, LaneConnection)
    connection.connection_made(Socket())
    assert isinstance(connection.speaker, Http1)
    assert lane.connections == {connection}
    assert kept is not None


def test_behind_tls_of_the_lanes_the_handler_is_told_what_it_missed(
    servers: Servers, monkeypatch: pytest.MonkeyPatch
) -> None:
    lane, kept = lane_for(servers)
    made: list[Any] = []

    def handler_of(*_: object) -> Any:
        client = SimpleNamespace(sockname=("127.0.0.1", 8080))
        made.append(SimpleNamespace(client=client, layer=SimpleNamespace(context="a context")))
        return made[-1]

    monkeypatch.setattr(listening, "handler_of", handler_of)
    monkeypatch.setattr(listening, "behind_tls", lambda *facts: facts)
    monkeypatch.setattr(lane.edge.names, "bind", lambda client, name: made.append((client, name)))
    tunnel = Tunnel("a.test", 443, "alice")
    secured = Secured("a.test", (), None, "", "", 0.0)
    assert kept._handler(regular(), None, None, None).layer.context == "a context"  # type: ignore[arg-type]
    handler = kept._handler(regular(), (tunnel, secured), None, None)  # type: ignore[arg-type]
    assert handler.layer == ("a context", tunnel, secured)
    assert made[-1] == (handler.client, "alice")
