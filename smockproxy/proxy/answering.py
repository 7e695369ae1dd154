"""Our own answers on their way to the client: held back, shown to mitmproxy's hooks, framed, written."""

from mitmproxy import flow as mitmflow
from mitmproxy import http
from mitmproxy.proxy import commands, events, layer
from mitmproxy.proxy.context import Context
from mitmproxy.proxy.layers.http import (
    DropStream,
    ErrorCode,
    HttpErrorHook,
    HttpResponseHeadersHook,
    HttpResponseHook,
    ResponseData,
    ResponseEndOfMessage,
    ResponseHeaders,
    ResponseProtocolError,
    SendHttp,
)

from smockproxy.core.chaos import DROPPED as CHAOS_DROPPED
from smockproxy.core.duration import AnyDelay
from smockproxy.core.framing import framed
from smockproxy.core.history import Outcome
from smockproxy.core.http import Response
from smockproxy.core.serving import Served
from smockproxy.proxy.convert import message_of, response_of
from smockproxy.proxy.edge import Edge
from smockproxy.proxy.following import FollowingStream
from smockproxy.proxy.http1server import WholeResponse, goes_whole

DROPPED = Response(0)
"""Stands for no answer at all: the connection ends."""
LONGEST_WAIT = 5.0
"""Seconds. Longer delays are waited for in pieces, so that a stream that was reset leaves no long timer."""

type Parts = tuple[int, bytes | None, tuple[tuple[bytes, bytes], ...]]
"""Status, body and headers of a response."""


def _parts_of(message: http.Response) -> Parts:
    return message.status_code, message.data.content, message.headers.fields


class AnsweringStream(FollowingStream):
    """mitmproxy's stream, which answers by itself where no server does."""

    def __init__(self, context: Context, stream_id: int, edge: Edge) -> None:
        super().__init__(context, stream_id, edge)
        self._waiting_answer: Response | None = None
        self.is_own_answer = False
        """Whether the client gets, or got, an answer that no server gave."""
        self.writes_whole = False
        """Whether the client's connection takes whole responses."""
        self._wakeup: commands.RequestWakeup | None = None
        self._left_to_wait = 0.0

    # -- waiting ------------------------------------------------------------------------

    def answer_after(
        self, delay: AnyDelay, response: Response, outcome: Outcome
    ) -> layer.CommandGenerator[None]:
        """Answer after a mock's delay, and after what rules of chaos add to it."""
        self.edge.mark(self.flow, self.exchange, outcome)
        self._waiting_answer = response
        yield from self.wait(self.edge.held_back(self.exchange, delay))

    def wait(self, seconds: float) -> layer.CommandGenerator[None]:
        """Wait; then answer, or release what the real server sent meanwhile."""
        self.exchange.delay = self._left_to_wait = seconds
        yield from self._sleep()

    def _sleep(self) -> layer.CommandGenerator[None]:
        piece = min(self._left_to_wait, LONGEST_WAIT)
        self._left_to_wait -= piece
        if piece > 0:
            self._wakeup = commands.RequestWakeup(piece)
            yield self._wakeup
        elif self._waiting_answer is not None:
            response, self._waiting_answer = self._waiting_answer, None
            if response is DROPPED:
                yield from self._drop()
                return
            yield from self.answer(self.edge.mocked(self.flow, self.exchange, response))
        else:
            yield from self.release()

    def wake(self, event: events.Wakeup) -> layer.CommandGenerator[None]:
        """Go on with what was put off."""
        if event.command is self._wakeup:
            self._wakeup = None
            yield from self._sleep()
        else:
            yield from super().wake(event)

    def stop_waiting(self) -> None:
        """Forget what was put off."""
        self._wakeup = self._waiting_answer = None

    def _drop(self) -> layer.CommandGenerator[None]:
        """End the connection, or the stream of HTTP/2, without an answer."""
        self.edge.note_failure(self.flow, self.exchange, CHAOS_DROPPED)
        self.client_state = self.server_state = self.state_errored
        dropped = ResponseProtocolError(self.stream_id, "the connection is dropped", ErrorCode.KILL)
        yield SendHttp(dropped, self.context.client)
        yield DropStream(self.stream_id)
        self.edge.complete(self.exchange)

    def abandon(self, reason: str) -> layer.CommandGenerator[None]:
        """Give the stream up: the client is gone and no server was asked."""
        self.stop_waiting()
        is_over = self.client_state == self.state_errored
        self.client_state = self.server_state = self.state_errored
        self.flow.live = False
        if not is_over:
            self.flow.error = mitmflow.Error(reason)
            yield HttpErrorHook(self.flow)
        yield DropStream(self.stream_id)

    # -- answering ----------------------------------------------------------------------

    def answer(self, served: Served) -> layer.CommandGenerator[None]:
        """Show the response to mitmproxy's hooks, record the exchange, and write it to the client."""
        self.is_own_answer = True
        now = self.edge.instance.clock()
        self.flow.response = message_of(served.framed(self.exchange.request.method), now)
        proposed = _parts_of(self.flow.response)
        yield HttpResponseHeadersHook(self.flow)
        if (yield from self.check_killed(emit_error_hook=True)):
            return
        yield HttpResponseHook(self.flow)
        self.server_state = self.state_done
        if (yield from self.check_killed(emit_error_hook=False)):
            return
        is_cut = served.cut_to is not None and _parts_of(self.flow.response) == proposed
        message = self._reframed(self.flow.response, proposed)
        self.exchange.response_started_at = now
        self.exchange.response = message
        self.exchange.response_body.feed(message.raw_content or b"")
        self.edge.complete(self.exchange)
        self.flow.live = False
        yield DropStream(self.stream_id)
        if served.interim is not None and self.flow.request.http_version != "HTTP/1.0":
            yield from self._write_interim(served.interim)
        yield from self.write(message, is_cut=is_cut and self.flow.request.method != "HEAD")

    def _reframed(self, message: http.Response, proposed: Parts) -> http.Response:
        """The message as it may go out, whatever other addons made of what was proposed."""
        message.trailers = None
        parts = _parts_of(message)
        if parts == proposed:
            return message
        response = response_of(message, message.raw_content or b"")
        reframed = message_of(framed(response, self.exchange.request.method), message.timestamp_start)
        if parts[:2] == proposed[:2]:  # an answer to HEAD keeps the length of the body that it does not have
            lengths = [value for name, value in proposed[2] if name == b"Content-Length"]
            reframed.headers.set_all(b"Content-Length", lengths)
        return reframed

    def _write_interim(self, interim: Response) -> layer.CommandGenerator[None]:
        message = message_of(interim, 0.0)
        yield SendHttp(ResponseHeaders(self.stream_id, message, end_stream=False), self.context.client)

    def write(self, message: http.Response, *, is_cut: bool = False) -> layer.CommandGenerator[None]:
        """Send a whole message to the client; after one that is cut the connection ends."""
        self.is_answering = True
        if self.writes_whole and not is_cut and goes_whole(message):
            whole = WholeResponse(self.stream_id, message, message.raw_content or b"")
            yield SendHttp(whole, self.context.client)
            return
        sent, content = message.copy() if message.status_code == 101 else message, message.raw_content
        yield SendHttp(ResponseHeaders(self.stream_id, sent, not content), self.context.client)
        if content:
            yield SendHttp(ResponseData(self.stream_id, content), self.context.client)
        if is_cut:
            cut = ResponseProtocolError(self.stream_id, "the answer is cut", ErrorCode.KILL)
            yield SendHttp(cut, self.context.client)
            return
        if sent.status_code == 101:
            sent.status_code = 204  # else mitmproxy would read no further request from this connection
        yield SendHttp(ResponseEndOfMessage(self.stream_id), self.context.client)
