from mitmproxy.connection import Client
from mitmproxy.proxy.context import Context

from smockproxy.proxy.flowcontrol import STREAM_WINDOW, PacedHttp2Server
from smockproxy.proxy.lane.http2 import LaneStreams
from smockproxy.proxy.lane.http2server import Http2Clients, LaneHttp2Server
from smockproxy.proxy.lane.lane import Lane
from tests.unit.proxy.conversation import OPTIONS
from tests.unit.proxy.lane.streaming import Streaming, origin
from tests.unit.proxy.lane.talking import Socket, hello


def context() -> Context:
    return Context(Client(peername=("192.0.2.7", 1), sockname=("127.0.0.1", 2)), OPTIONS)


def test_a_client_whose_streams_the_lane_sees() -> None:
    known, unknown = context(), context()
    streams = LaneStreams(Lane(hello().edge), origin(), Socket(), None)  # type: ignore[arg-type]
    clients = Http2Clients()
    clients.add(known.client, streams)

    server = clients.server(known)

    assert isinstance(server, LaneHttp2Server)
    assert server.h2_conn is streams.connection
    assert type(clients.server(unknown)) is PacedHttp2Server


def test_a_client_that_is_gone_is_forgotten() -> None:
    clients = Http2Clients()
    clients.add(context().client, None)  # type: ignore[arg-type]
    assert len(clients._streams) == 0


def test_the_lane_finds_the_server_of_its_clients() -> None:
    mocked = hello()
    lane = Lane(mocked.edge)
    assert mocked.edge.http2_server == lane.http2.server


def test_its_windows_are_those_of_any_client() -> None:
    client = Streaming(hello())
    assert client.client.remote_settings.initial_window_size == STREAM_WINDOW
