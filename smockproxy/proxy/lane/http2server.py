"""mitmproxy's side of a client's HTTP/2 connection, with the lane in front of its streams."""

from weakref import WeakKeyDictionary

from h2.events import Event
from mitmproxy.connection import Client
from mitmproxy.proxy import layer
from mitmproxy.proxy.context import Context

from smockproxy.proxy.flowcontrol import PacedConnection, PacedHttp2Server
from smockproxy.proxy.lane.http2 import LaneStreams
from smockproxy.proxy.lane.http2blocks import KnowingDecoder, KnowingEncoder


class _ShownConnection(PacedConnection):
    """hyper-h2's state, whose events the lane sees first."""

    def __init__(self, paced: PacedHttp2Server, streams: LaneStreams) -> None:
        super().__init__(paced)
        self.decoder = KnowingDecoder(self.decoder.max_header_list_size)
        self.encoder = KnowingEncoder()
        self._streams = streams
        streams.connection = self

    def receive_data(self, data: bytes) -> list[Event]:
        """Take what came; gives what is mitmproxy's to look at."""
        return self._streams.take(super().receive_data(data))


class LaneHttp2Server(PacedHttp2Server):
    """mitmproxy's layer, which gets what the lane leaves to it."""

    def __init__(self, context: Context, streams: LaneStreams) -> None:
        super().__init__(context, lambda server: _ShownConnection(server, streams))
        self._streams = streams

    def close_connection(self, msg: str) -> layer.CommandGenerator[None]:
        """End everything; requests that were still coming are seen by mitmproxy before."""
        for event in self._streams.leave(msg):
            yield from self.handle_h2_event(event)
        yield from super().close_connection(msg)

    def fail(self, reason: str) -> None:
        """Put what was on its way in the lane into history."""
        self._streams.leave(reason)


class Http2Clients:
    """The clients whose streams come to the lane first."""

    def __init__(self) -> None:
        self._streams: WeakKeyDictionary[Client, LaneStreams] = WeakKeyDictionary()

    def add(self, client: Client, streams: LaneStreams) -> None:
        """Let the lane see a client's streams."""
        self._streams[client] = streams

    def server(self, context: Context) -> PacedHttp2Server:
        """The layer that speaks with a client."""
        streams = self._streams.get(context.client)
        return PacedHttp2Server(context) if streams is None else LaneHttp2Server(context, streams)
