"""The lane's side of a client's HTTP/2 connection: the streams that it answers itself.

mitmproxy's layer owns the connection and its state (`http2server.py`); what comes is shown here first. A
request is either answered here or left to mitmproxy, event for event. Nothing is counted or kept of a request
before that is settled, so it can always be left.
"""

import logging
from collections.abc import Callable, Iterable
from contextlib import AbstractContextManager, ExitStack
from typing import TYPE_CHECKING

from h2.connection import ConnectionState
from h2.errors import ErrorCodes
from h2.events import DataReceived, Event, RequestReceived, StreamEnded, StreamReset
from h2.stream import StreamState
from mitmproxy.proxy.layers.http._http_h2 import BufferedH2Connection

from smockproxy.core.account import CLIENT_GONE
from smockproxy.proxy.checks import says_closed
from smockproxy.proxy.lane.heads import Field, InDoubtError
from smockproxy.proxy.lane.http2heads import key_of, read_fields
from smockproxy.proxy.lane.http2stream import Http2Stream
from smockproxy.proxy.lane.origin import Origin
from smockproxy.proxy.lane.wire import Wire

if TYPE_CHECKING:
    from smockproxy.proxy.lane.lane import Lane

logger = logging.getLogger("smockproxy")

LARGEST_BODY = 256 * 1024
"""Bytes of a body that the lane waits for; larger ones stream through mitmproxy."""
_OPEN = frozenset({StreamState.OPEN, StreamState.HALF_CLOSED_REMOTE})
"""The states in which an answer can be sent."""

type StayAwake = Callable[[], AbstractContextManager[None]]
"""Keeps mitmproxy's watchdog from taking a client that waits for a silent one."""


class LaneStreams:
    """The streams of one connection."""

    connection: BufferedH2Connection
    """hyper-h2's state, which is mitmproxy's, too."""

    def __init__(self, lane: "Lane", origin: Origin, wire: Wire, stay_awake: StayAwake) -> None:
        self.origin = origin
        self._lane = lane
        self.wire = wire
        self._stay_awake = stay_awake
        self._open: dict[int, Http2Stream] = {}
        """Requests that are still coming, or not answered yet."""
        self._awake: dict[int, ExitStack] = {}
        """Those of them that are waited for."""
        self._is_taking = False

    # -- what comes from the client -----------------------------------------------------

    def take(self, events: Iterable[Event]) -> list[Event]:
        """Answer what is the lane's; gives what is mitmproxy's."""
        self._is_taking = True
        try:
            return self._sorted(events)
        finally:
            self._is_taking = False

    def _sorted(self, events: Iterable[Event]) -> list[Event]:
        left: list[Event] = []
        coming: list[Http2Stream] = []
        over: Event | None = None
        for event in events:
            if isinstance(event, RequestReceived):
                stream = self._begun(event)
                if event.stream_ended is None:
                    coming.append(stream)
                elif self._answers(stream):
                    over = event.stream_ended
                else:
                    left += self._left(stream)
            elif event is over:
                pass
            elif self._open and (known := self._open.get(getattr(event, "stream_id", 0))) is not None:
                left += self._went_on(known, event)
            else:
                left.append(event)
        for stream in coming:
            left += self._looked_ahead(stream)
        return left

    def _begun(self, event: RequestReceived) -> Http2Stream:
        stream = Http2Stream(self, event)
        self._open[stream.id] = stream
        return stream

    def _left(self, stream: Http2Stream) -> list[Event]:
        """Leave a request to mitmproxy; gives what has come of it."""
        del self._open[stream.id]
        self._lane.handed_over += 1
        return stream.events

    def _went_on(self, stream: Http2Stream, event: Event) -> list[Event]:
        if stream.is_settled:
            if isinstance(event, StreamReset):
                self._reset_by_client(stream, event)
            return []
        stream.events.append(event)
        if isinstance(event, DataReceived):
            self.connection.acknowledge_received_data(event.flow_controlled_length, stream.id)
            event.flow_controlled_length = 0  # mitmproxy may get to see it, too
            stream.pieces.append(event.data)
            stream.size += len(event.data)
            return self._left(stream) if stream.size > LARGEST_BODY else []
        if isinstance(event, StreamEnded) and self._answers(stream):
            return []
        return self._left(stream)

    def _looked_ahead(self, stream: Http2Stream) -> list[Event]:
        """Leave a request whose body is still coming to mitmproxy if it goes on to a server anyway."""
        if stream.id not in self._open or stream.is_settled:
            return []
        try:
            if self._lane.gate.is_open:
                stream.head = read_fields(stream.headers)
                stream.began_at = self._lane.edge.instance.clock()
                self._lane.upload(stream, stream.head)
                return []
        except InDoubtError:
            pass
        except Exception as error:  # noqa: BLE001 - fail closed: nothing has changed, so it is mitmproxy's
            self._lane.note_defect(error)
        return self._left(stream)

    # -- answers ------------------------------------------------------------------------

    def _answers(self, stream: Http2Stream) -> bool:
        """Answer a request that is all there; whether it is the lane's."""
        if not self._lane.gate.is_open:
            return False
        try:
            self._answer(stream)
        except InDoubtError:
            return False
        except Exception as error:  # noqa: BLE001 - fail closed
            self._lane.note_defect(error)
            if stream.is_settled:
                self.reset(stream.id)
        if stream.is_settled and stream.id in self._open:
            self._awake[stream.id] = awake = ExitStack()
            awake.enter_context(self._stay_awake())
        return stream.is_settled

    def _answer(self, stream: Http2Stream) -> None:
        body = b"".join(stream.pieces)
        stream.raw = raw = key_of(stream.headers, body)
        plan = self.origin.plans.get(raw)
        if plan is not None:
            stream.is_settled = True
            if self._lane.follow(plan, stream):
                self.over(stream.id)
                return
            stream.is_settled = False
        self._lane.answer(stream, stream.head or read_fields(stream.headers), body)

    def begin(self, stream_id: int, fields: list[Field]) -> None:
        """Send an interim answer."""
        if self._can_answer(stream_id):
            self.connection.send_headers(stream_id, fields)
            self._flush()

    def write(self, stream_id: int, fields: list[Field], body: bytes) -> None:
        """Send an answer, if its client still waits for it."""
        connection = self.connection
        if not self._can_answer(stream_id):
            return
        connection.send_headers(stream_id, fields, end_stream=not body)
        if len(body) > connection.max_outbound_frame_size:
            connection.send_data(stream_id, body)  # in pieces; mitmproxy's forgets the end then
            connection.end_stream(stream_id)
        elif body:
            connection.send_data(stream_id, body, end_stream=True)
        self._flush()

    def reset(self, stream_id: int) -> None:
        """End a stream that can't be answered, or not to its end; if that fails, the connection."""
        is_reset = False
        try:
            self.over(stream_id)
            if self._can_answer(stream_id):
                self.connection.reset_stream(stream_id, ErrorCodes.INTERNAL_ERROR)
                self._flush()
                is_reset = True
        except Exception:
            logger.exception("a stream of HTTP/2 can't be reset")
        if not is_reset:
            self.wire.abort()

    def count(self) -> None:
        """A request is the lane's."""
        self._lane.answered += 1

    def over(self, stream_id: int) -> None:
        """A request is answered."""
        self._open.pop(stream_id, None)
        if (awake := self._awake.pop(stream_id, None)) is not None:
            awake.close()

    def _can_answer(self, stream_id: int) -> bool:
        stream = self.connection.streams.get(stream_id)
        return (
            stream is not None
            and stream.state_machine.state in _OPEN
            and self.connection.state_machine.state is not ConnectionState.CLOSED
        )

    def _flush(self) -> None:
        """Send what was made, unless mitmproxy's layer does that as soon as it goes on."""
        if not self._is_taking and (made := self.connection.data_to_send()):
            self.wire.write(made)

    # -- ends ---------------------------------------------------------------------------

    def _reset_by_client(self, stream: Http2Stream, event: StreamReset) -> None:
        code = event.error_code
        try:
            name = ErrorCodes(code).name
        except ValueError:
            name = str(code)
        self.over(stream.id)
        stream.leave(CLIENT_GONE if code == ErrorCodes.CANCEL else f"stream reset by client ({name})")

    def leave(self, reason: str) -> list[Event]:
        """The connection ends; gives what has come of requests that are not settled, for mitmproxy to see."""
        left: list[Event] = []
        for stream in tuple(self._open.values()):
            if stream.is_settled:
                self.over(stream.id)
                stream.leave(CLIENT_GONE if says_closed(reason) else reason)
            else:
                left += self._left(stream)
        return left
