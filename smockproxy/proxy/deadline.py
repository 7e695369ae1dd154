"""`proxy.timeout`: a forward whose answer has not begun in time is given up."""

from collections.abc import Iterable
from dataclasses import dataclass

from mitmproxy.proxy import commands, events, layer
from mitmproxy.proxy.context import Context
from mitmproxy.proxy.layers.http import (
    ErrorCode,
    GetHttpConnectionCompleted,
    RequestProtocolError,
    SendHttp,
)

from smockproxy.proxy.connecting import GetConnection
from smockproxy.proxy.edge import Edge
from smockproxy.proxy.sending import SendingStream

LONGEST_LOOK_AWAY = 5.0
"""Seconds after which the clock is looked at, so that a stream that has ended leaves no long timer."""


@dataclass
class TimeIsUp(events.Event):
    """The server has had its time."""


class TimedStream(SendingStream):
    """mitmproxy's stream, which waits for a server no longer than the mock says."""

    def __init__(self, context: Context, stream_id: int, edge: Edge) -> None:
        super().__init__(context, stream_id, edge)
        self.is_given_up = False
        """Whether the server's answer did not begin in time."""
        self._until: float | None = None
        self._look: commands.RequestWakeup | None = None
        self._left_alone: GetConnection | None = None

    def handle_event(self, event: events.Event) -> layer.CommandGenerator[None]:
        """See to the clock even while the stream waits for a connection."""
        if isinstance(event, events.Wakeup) and event.command is self._look:
            yield from self._look_at_clock()
        elif isinstance(event, GetHttpConnectionCompleted) and event.command is self._left_alone:
            self._left_alone = None  # it was given up: it may serve another stream
        else:
            yield from super().handle_event(event)

    def make_server_connection(self) -> layer.CommandGenerator[bool]:
        """Connect; the time of a forward begins with its first connection."""
        if self.asked.timeout and len(self.hops) < 2:
            self._until = self.edge.instance.clock() + self.asked.timeout
            self._look = self._next_look(self.asked.timeout)
            yield self._look
        return (yield from super().make_server_connection())

    def stop_clock(self) -> None:
        """The answer has begun, or there will be none."""
        self._until = self._look = None

    def _next_look(self, left: float) -> commands.RequestWakeup:
        return commands.RequestWakeup(min(left, LONGEST_LOOK_AWAY))

    def _look_at_clock(self) -> layer.CommandGenerator[None]:
        self._look = None
        if self._until is None:
            return
        left = self._until - self.edge.instance.clock()
        if left > 0:
            self._look = self._next_look(left)
            yield self._look
            return
        self.stop_clock()
        waiting = self._paused.command if self._paused is not None else None
        if isinstance(waiting, GetConnection):
            self._left_alone = waiting
            yield from super().handle_event(GetHttpConnectionCompleted(waiting, (None, self._reason())))
        else:
            yield from super().handle_event(TimeIsUp())

    def _handle_event(self, event: events.Event) -> layer.CommandGenerator[None]:
        if isinstance(event, TimeIsUp):
            yield from self._give_up()
        else:
            yield from super()._handle_event(event)

    def _give_up(self) -> layer.CommandGenerator[None]:
        if self.client_state == self.state_errored or self.server_state == self.state_done:
            return
        self.is_given_up = True
        if self.client_state == self.state_stream_request_body:
            self.client_state = self.state_errored
        if self.is_connected:
            enough = RequestProtocolError(self.stream_id, self._reason(), ErrorCode.KILL)
            yield SendHttp(enough, self.context.server)
        yield from self.server_failed(self._reason())

    def _reason(self) -> str:
        return f"no answer within {self.asked.timeout:g} s (proxy.timeout)"

    def _keep_streamed_request(self, piece: bytes) -> Iterable[bytes]:
        """While the request's body still comes, the server can't answer: its time begins anew."""
        if self._until is not None:
            self._until = self.edge.instance.clock() + self.asked.timeout
        return super()._keep_streamed_request(piece)
