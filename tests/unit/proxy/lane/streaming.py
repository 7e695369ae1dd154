"""A client of HTTP/2 without a network: its streams come to the lane first, then to mitmproxy's layers."""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import Any

import h2.config
import h2.connection
import h2.events
from mitmproxy.proxy.layers.http import HTTPMode

from smockproxy.proxy.lane.http2 import LaneStreams
from smockproxy.proxy.lane.http2server import LaneHttp2Server
from smockproxy.proxy.lane.lane import Lane
from smockproxy.proxy.lane.origin import Origin
from tests.unit.proxy.conversation import Conversation
from tests.unit.proxy.lane.talking import PEER, Socket
from tests.unit.proxy.mocked_edge import MockedEdge

type Fields = dict[str, str]


def origin(**facts: Any) -> Origin:
    return Origin(PEER, "", "https", "a.test", 443, alpn=b"h2", http_version="HTTP/2.0", **facts)


@dataclass
class Got:
    """What came for a stream."""

    fields: list[tuple[str, str]] = field(default_factory=list)
    interim: list[Fields] = field(default_factory=list)
    body: bytes = b""
    has_ended: bool = False
    reset: int | None = None

    @property
    def status(self) -> int:
        return int(dict(self.fields)[":status"])


class Streaming:
    """One client's connection."""

    def __init__(self, mocked: MockedEdge, lane: Lane | None = None) -> None:
        self.mocked = mocked
        self.lane = lane or Lane(mocked.edge)
        self.wire = Socket()
        self.awake = 0
        self.streams = LaneStreams(self.lane, origin(), self.wire, self._stay_awake)  # type: ignore[arg-type]
        mocked.edge.http2_server = lambda context: LaneHttp2Server(context, self.streams)
        self.talk = Conversation(mocked, HTTPMode.regular, alpn=b"h2")
        self.talk.context.server.address = ("a.test", 443)
        self.talk.context.server.tls = True
        self.talk.mode = self.talk.layer.mode = HTTPMode.transparent  # type: ignore[attr-defined]
        config = h2.config.H2Configuration(header_encoding="utf-8", validate_outbound_headers=False)
        self.client = h2.connection.H2Connection(config)
        self.client.initiate_connection()
        self.got: dict[int, Got] = {}
        self._take(bytes(self.talk.sent[self.talk.client]))
        self.send()

    @contextmanager
    def _stay_awake(self) -> Iterator[None]:
        self.awake += 1
        yield
        self.awake -= 1

    def asks(self, path: str = "/hello", method: str = "GET", *more: tuple[str, str], **facts: Any) -> int:
        """Put a request among what is to be sent; gives its stream."""
        stream = self.client.get_next_available_stream_id()
        pseudo = {":method": method, ":scheme": "https", ":authority": "a.test", ":path": path}
        pseudo |= facts.pop("pseudo", {})
        body = facts.pop("body", None)
        self.client.send_headers(stream, [*pseudo.items(), *more], end_stream=body is None)
        if body is not None and not facts.get("is_coming"):
            self.client.send_data(stream, body, end_stream=True)
        self.got[stream] = Got()
        return stream

    def send(self) -> None:
        """Send what there is, and take what comes for it."""
        self._take(self.talk.says(self.client.data_to_send()))
        self.take_late()

    def take_late(self) -> None:
        """Take what came without being asked."""
        self._take(self.wire.taken())

    def get(self, path: str = "/hello", method: str = "GET", *more: tuple[str, str], **facts: Any) -> Got:
        """Ask, and take the answer."""
        stream = self.asks(path, method, *more, **facts)
        self.send()
        return self.got[stream]

    def _take(self, data: bytes) -> None:
        for event in self.client.receive_data(data):
            got = self.got.get(getattr(event, "stream_id", 0) or 0)
            match event:
                case h2.events.ResponseReceived() if got:
                    got.fields = [(str(name), str(value)) for name, value in event.headers]
                case h2.events.InformationalResponseReceived() if got:
                    got.interim.append({str(name): str(value) for name, value in event.headers})
                case h2.events.DataReceived() if got:
                    got.body += event.data
                    self.client.acknowledge_received_data(event.flow_controlled_length, event.stream_id)
                case h2.events.StreamEnded() if got:
                    got.has_ended = True
                case h2.events.StreamReset() if got:
                    got.reset = int(event.error_code)

    @property
    def counted(self) -> tuple[int, int]:
        """Requests that the lane answered, and those that it left."""
        return self.lane.answered, self.lane.handed_over
