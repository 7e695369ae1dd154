"""A request of HTTP/2, as the lane asks for it: what `Http1` is to one of HTTP/1.1."""

from typing import TYPE_CHECKING

from h2.events import Event, RequestReceived

from smockproxy.core.http import Response
from smockproxy.proxy.edge import Edge
from smockproxy.proxy.exchange import Exchange
from smockproxy.proxy.lane.asking import Ready
from smockproxy.proxy.lane.carrying import Carrying, Over
from smockproxy.proxy.lane.http2answers import fields_of

if TYPE_CHECKING:
    from smockproxy.app.scripts.scripting import ScriptAnswer
    from smockproxy.proxy.lane.heads import Field, Head
    from smockproxy.proxy.lane.http2 import LaneStreams
    from smockproxy.proxy.lane.outlines import Outline


class StreamCarrying(Carrying):
    """Carries a decision out for a stream."""

    def __init__(self, edge: Edge, stream: "Http2Stream", exchange: Exchange, over: Over) -> None:
        super().__init__(edge, stream.streams.wire, exchange, over)
        self._stream = stream

    def _outline(self, answer: "ScriptAnswer") -> "Outline | None":  # noqa: ARG002 - that is for HTTP/1.1
        return None

    def _send(self, response: Response, interim: Response | None = None) -> None:
        streams, stream_id = self._stream.streams, self._stream.id
        if interim is not None:
            streams.begin(stream_id, fields_of(interim))
        streams.write(stream_id, fields_of(response), response.body)
        self._stream.is_answered = True


class Http2Stream:
    """A request, from its head to its answer."""

    __slots__ = (
        "_carrying",
        "began_at",
        "events",
        "head",
        "headers",
        "id",
        "is_answered",
        "is_settled",
        "origin",
        "pieces",
        "raw",
        "size",
        "streams",
    )

    def __init__(self, streams: "LaneStreams", event: RequestReceived) -> None:
        self.streams = streams
        self.origin = streams.origin
        self.id: int = event.stream_id
        self.headers: list[Field] = event.headers
        self.events: list[Event] = [event]
        """What has come of it, for mitmproxy if it is to answer."""
        self.pieces: list[bytes] = []
        """Its body, as far as it is there."""
        self.size = 0
        """Bytes of them."""
        self.head: Head | None = None
        self.raw = b""
        """The same for the same request only."""
        self.began_at: float | None = None
        """When its head came, if its body came later, in seconds since the epoch."""
        self.is_settled = False
        """Whether it is the lane's for good."""
        self.is_answered = False
        """Whether its answer was given to the connection, all of it."""
        self._carrying: Carrying | None = None

    def carrying(self, edge: Edge, exchange: Exchange, over: Over) -> Carrying:
        """Who carries a decision out."""
        return StreamCarrying(edge, self, exchange, over)

    def settled(self, carrying: Carrying | None = None) -> None:
        """It is the lane's now, and may stay open."""
        self.streams.count()
        self.is_settled = True
        self._carrying = carrying

    def send(self, form: Ready, date: bytes) -> None:
        """Send an answer that is ready but for its date."""
        self.streams.write(self.id, form.fields(date), form.body)
        self.is_answered = True

    def over(self, ends: bool) -> None:  # noqa: FBT001
        """It is answered; without an answer, or with half of one, its stream is reset."""
        if ends and not self.is_answered:
            self.streams.reset(self.id)
        else:
            self.streams.over(self.id)

    def leave(self, reason: str) -> None:
        """Nobody waits for the answer any more."""
        if self._carrying is not None:
            self._carrying.leave(reason)
