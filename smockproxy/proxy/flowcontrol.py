"""HTTP/2 uploads at the pace of the server: what it has not taken yet, the client may not send anew.

Source: mitmproxy 12.2 offers clients windows of 2 GiB, acknowledges what comes at once, and holds what
an HTTP/2 server does not take yet. Here the windows are small, and data of a stream is acknowledged
when little of it is held.
"""

from collections import Counter
from collections.abc import Callable

from h2.connection import H2Connection
from mitmproxy.proxy import commands, layer
from mitmproxy.proxy.context import Context
from mitmproxy.proxy.layers.http._http2 import Http2Client, Http2Server
from mitmproxy.proxy.layers.http._http_h2 import BufferedH2Connection

STREAM_WINDOW = 1024 * 1024
CONNECTION_WINDOW = 16 * STREAM_WINDOW
"""Bytes that a client may send ahead; streams that stand still do not hold up the others."""
MOST_HELD = 1024 * 1024
"""Bytes of one stream that are held for a server before its client has to wait."""


class PacedConnection(BufferedH2Connection):
    """A client's HTTP/2 connection that acknowledges data when the servers have taken it."""

    def __init__(self, paced: "PacedHttp2Server") -> None:
        super().__init__(paced.h2_conf)
        self._paced = paced
        self._unacknowledged: Counter[int] = Counter()
        self.local_settings.initial_window_size = STREAM_WINDOW
        self.local_settings.acknowledge()

    def initiate_connection(self) -> None:
        """Begin, with a window for all streams together."""
        H2Connection.initiate_connection(self)
        self.increment_flow_control_window(CONNECTION_WINDOW - self.inbound_flow_control_window)

    def acknowledge_received_data(self, acknowledged_size: int, stream_id: int) -> None:
        """Let the client send as much more, once the servers have taken it."""
        self._unacknowledged[stream_id] += acknowledged_size
        self.acknowledge_what_was_taken()

    def acknowledge_what_was_taken(self) -> None:
        """Acknowledge the data of all streams of which little is held."""
        for stream_id in list(self._unacknowledged):
            if not self._paced.is_behind(stream_id):
                super().acknowledge_received_data(self._unacknowledged.pop(stream_id), stream_id)


class PacedHttp2Server(Http2Server):
    """mitmproxy's side of a client's HTTP/2 connection, at the pace of the servers behind it."""

    def __init__(self, context: Context, make: "MakeConnection | None" = None) -> None:
        super().__init__(context)
        self._servers: list[Http2Client] = []
        self._paced_connection = self.h2_conn = (make or PacedConnection)(self)

    def goes_on_to(self, connection: layer.Layer) -> None:
        """Take note of a connection to a server; only HTTP/2 ones hold what is not taken."""
        if isinstance(connection, Http2Client):
            self._servers.append(connection)

    def fail(self, reason: str) -> None:
        """Put what was on its way, and is in no stream of mitmproxy's, into history."""

    def is_behind(self, stream_id: int) -> bool:
        """Whether a server has much of a stream still to take."""
        return any(_held(server, stream_id) > MOST_HELD for server in self._servers)

    def catch_up(self) -> layer.CommandGenerator[None]:
        """Let the client send on what servers have made room for."""
        self._paced_connection.acknowledge_what_was_taken()
        if allowance := self.h2_conn.data_to_send():
            yield commands.SendData(self.conn, allowance)


type MakeConnection = Callable[[PacedHttp2Server], PacedConnection]


def _held(server: Http2Client, stream_id: int) -> int:
    pieces = server.h2_conn.stream_buffers.get(server.our_stream_id.get(stream_id, 0), ())
    return sum(len(piece.data) for piece in pieces)
