"""An upload over HTTP/2, driven by both ends: what a client may send depends on what the server takes."""

import h2.config
import h2.connection
import h2.events
from mitmproxy.proxy.layers.http import HTTPMode

from smockproxy.proxy.flowcontrol import CONNECTION_WINDOW, MOST_HELD, STREAM_WINDOW
from tests.unit.proxy.conversation import Conversation
from tests.unit.proxy.mocked_edge import MockedEdge, mock

PIECE = b"u" * 16_384
SERVER_TAKES = 65_535
"""Bytes of its first window (RFC 9113, 6.9.2)."""


class Upload:
    """A client over HTTP/2, and the server that its uploads go on to."""

    def __init__(self, mocked: MockedEdge, server_alpn: bytes = b"h2") -> None:
        self.talk = Conversation(mocked, alpn=b"h2", server_alpn=server_alpn)
        self.talk.context.server.address = ("a.test", 80)
        self.talk.mode = self.talk.layer.mode = HTTPMode.transparent
        self.client = h2.connection.H2Connection(h2.config.H2Configuration(header_encoding="utf-8"))
        self.client.initiate_connection()
        self.client.receive_data(bytes(self.talk.sent[self.talk.client]))
        self.server = h2.connection.H2Connection(h2.config.H2Configuration(client_side=False))
        self.server.initiate_connection()
        self._read_by_server = 0
        self.send()

    def begins(self, stream_id: int) -> None:
        fields = [(":method", "POST"), (":scheme", "http"), (":authority", "a.test"), (":path", "/up")]
        self.client.send_headers(stream_id, fields)
        self.send()

    def send(self) -> None:
        if said := self.talk.says(self.client.data_to_send()):
            self.client.receive_data(said)

    def sends_all_it_may(self, stream_id: int, most: int = 8 * STREAM_WINDOW) -> int:
        """How much the client could send before it had to wait."""
        sent = 0
        while sent < most and (room := self.client.local_flow_control_window(stream_id)) > 0:
            piece = PIECE[: min(room, len(PIECE))]
            self.client.send_data(stream_id, piece)
            sent += len(piece)
            self.send()
        return sent

    def server_takes(self) -> int:
        """The server reads what there is, and makes room for as much; how much it was."""
        said = bytes(self.talk.upstream)[self._read_by_server :]
        self._read_by_server += len(said)
        taken = 0
        for event in self.server.receive_data(said):
            if isinstance(event, h2.events.DataReceived):
                taken += len(event.data)
                self.server.acknowledge_received_data(event.flow_controlled_length, event.stream_id)
        if room := self.server.data_to_send():
            self.client.receive_data(self.talk.server_says(room))
        return taken


def test_a_client_waits_for_a_server_that_takes_nothing() -> None:
    upload = Upload(MockedEdge())
    upload.begins(1)
    sent = upload.sends_all_it_may(1)
    assert SERVER_TAKES + MOST_HELD < sent <= SERVER_TAKES + MOST_HELD + STREAM_WINDOW + len(PIECE)


def test_a_client_goes_on_when_the_server_has_taken_some() -> None:
    upload = Upload(MockedEdge())
    upload.begins(1)
    upload.sends_all_it_may(1)
    taken = 0
    while piece := upload.server_takes():
        taken += piece
    assert taken > MOST_HELD
    assert upload.sends_all_it_may(1) > STREAM_WINDOW // 2


def test_a_stream_that_stands_still_does_not_hold_up_others() -> None:
    upload = Upload(MockedEdge())
    upload.begins(1)
    upload.sends_all_it_may(1)
    upload.begins(3)
    assert upload.sends_all_it_may(3) > STREAM_WINDOW


def test_a_mocked_upload_never_waits() -> None:
    upload = Upload(MockedEdge((mock("/up"),)))
    upload.begins(1)
    assert upload.sends_all_it_may(1, most=2 * CONNECTION_WINDOW) >= 2 * CONNECTION_WINDOW


def test_http_1_servers_are_held_back_by_their_sockets() -> None:
    upload = Upload(MockedEdge(), server_alpn=b"http/1.1")
    upload.begins(1)
    assert upload.sends_all_it_may(1) >= 8 * STREAM_WINDOW
