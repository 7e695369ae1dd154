"""The server's answer on its way to the client: streaming, unpacking, and failures."""

from collections.abc import Iterator
from sys import maxsize

from mitmproxy import http
from mitmproxy.net.http.validate import validate_headers
from mitmproxy.proxy import commands, events, layer
from mitmproxy.proxy.context import Context
from mitmproxy.proxy.layers.http import (
    ErrorCode,
    RequestProtocolError,
    ResponseData,
    ResponseEndOfMessage,
    ResponseHeaders,
    ResponseProtocolError,
    ResponseTrailers,
    SendHttp,
)

from smockproxy.core.account import CLIENT_GONE
from smockproxy.core.chaos import does_damage
from smockproxy.core.decision import Forward
from smockproxy.core.forwarding import place_of
from smockproxy.core.goclient import failure_text
from smockproxy.core.history import Outcome
from smockproxy.core.responders import Fixed, Scripted
from smockproxy.core.serving import Served
from smockproxy.proxy.bodies import KeptBody
from smockproxy.proxy.checks import says_gone
from smockproxy.proxy.convert import frame_for_client
from smockproxy.proxy.damaging import damage
from smockproxy.proxy.edge import Edge
from smockproxy.proxy.gofailures import as_go_says
from smockproxy.proxy.gunzip import BadGzipError, Gunzip
from smockproxy.proxy.outgoing import (
    announce_unpacked,
    is_packed,
    spell_as_go,
    unpack_whole,
)
from smockproxy.proxy.patching import PatchingStream
from smockproxy.proxy.sending import Through, pieces_of


class ForwardingStream(PatchingStream):
    """mitmproxy's stream, which forwards what the engine said and nothing else, streaming both ways."""

    def __init__(self, context: Context, stream_id: int, edge: Edge) -> None:
        super().__init__(context, stream_id, edge)
        self.is_answering = False
        """Whether the client was sent anything; from then on an error can only close the connection."""
        self.held: list[events.Event] | None = None
        """What the real server sent while a forward's delay runs."""
        self._gunzip: Gunzip | None = None
        self._is_streamed = False
        self._response_through: Through | None = None

    # -- from the server ----------------------------------------------------------------

    def state_wait_for_response_headers(self, event: ResponseHeaders) -> layer.CommandGenerator[None]:
        """Hold the response back while the mock's delay runs, then let it through."""
        self.stop_clock()
        decision = self.exchange.decision
        seconds = self.edge.held_back(self.exchange, decision.delay) if isinstance(decision, Forward) else 0.0
        if seconds > 0:
            self.held = [event]
            yield from self.wait(seconds)
        else:
            yield from self._take_response(event)

    def release(self) -> layer.CommandGenerator[None]:
        """Let through what was held back."""
        held, self.held = self.held or [], None
        for event in held:
            if isinstance(event, ResponseHeaders):
                yield from self._take_response(event)
            else:
                yield from super()._handle_event(event)

    def _take_response(self, event: ResponseHeaders) -> layer.CommandGenerator[None]:
        self.exchange.response_started_at = self.edge.instance.clock()
        self.exchange.response = event.response
        if (reservation := self.exchange.reservation) is not None:
            for name, line in reservation.headers:
                event.response.headers[name] = line
        if self.asked.host:
            spell_as_go(event.response, self.context.client)
        if not self.edge.keeps_whole_bodies and not self.holds_answer(event.response):
            event.response.stream = self._keep_streamed_response
        yield from super().state_wait_for_response_headers(event)

    def _is_to_be_unpacked(self) -> bool:
        asked_for_it = bool(self.asked.host) and self.hops[-1].asks_for_gzip
        return asked_for_it and is_packed(self._message())

    def _keep_streamed_response(self, piece: bytes) -> Iterator[bytes]:
        for part in self._gunzip.unpack(piece) if self._gunzip and piece else [piece]:
            for sent in pieces_of(self._response_through, part):
                self.exchange.response_body.feed(sent)
                yield sent

    def state_stream_response_body(
        self, event: ResponseData | ResponseTrailers | ResponseEndOfMessage
    ) -> layer.CommandGenerator[None]:
        """Send on what comes; what can't be unpacked ends the answer."""
        try:
            if isinstance(event, ResponseEndOfMessage) and self._gunzip is not None:
                self._gunzip.end()
            yield from super().state_stream_response_body(event)
        except BadGzipError as error:
            broken = RequestProtocolError(self.stream_id, str(error), ErrorCode.KILL)
            yield SendHttp(broken, self.context.server)
            told = ResponseProtocolError(self.stream_id, str(error), ErrorCode.GENERIC_SERVER_ERROR)
            yield from self.handle_protocol_error(told)

    def start_response_stream(self) -> layer.CommandGenerator[None]:
        """Begin to stream, without a line in the log for it."""
        message = self._message()
        if self.holds_answer(message):  # mitmproxy's options, or another addon, ask for a stream
            message.stream = False
            self.server_state = self.state_consume_response_body
            return
        self.patch_head(message)
        self.is_answering = self._is_streamed = True
        if message.stream != self._keep_streamed_response:
            self._response_through = message.stream if callable(message.stream) else None
            message.stream = self._keep_streamed_response
        if self._is_to_be_unpacked():
            self._gunzip = announce_unpacked(message)
        frame_for_client(message, self.flow.request, self.context.client)
        yield SendHttp(ResponseHeaders(self.stream_id, message, end_stream=False), self.context.client)
        self.server_state = self.state_stream_response_body

    def send_response(self, already_streamed: bool = False) -> layer.CommandGenerator[None]:  # noqa: FBT001, FBT002
        """The real server's response has ended: show it to the hooks, and write it if it was not streamed."""
        message = self._message()
        body = self.exchange.response_body
        if not already_streamed:
            if message.raw_content and self._is_to_be_unpacked():
                limit = self.edge.instance.settings.patch_body_limit
                try:
                    unpack_whole(message, limit if self.holds_answer(message) else maxsize)
                except BadGzipError as error:
                    yield from self.server_failed(str(error))
                    return
            if not (yield from self.patch_whole(message)):
                return
            if does_damage(self.exchange.injected):
                damage(message, self.exchange.injected)
            body.feed(message.raw_content or b"")
        elif not body.is_cut:
            message.data.content = body.content
        if self.context.client.alpn != b"h2":
            message.trailers = None
        self.is_answering = True
        yield from super().send_response(already_streamed)

    def flow_done(self) -> layer.CommandGenerator[None]:
        """Both sides are done: into history with it."""
        self.exchange.response = message = self._message()
        if not self._is_streamed:  # other addons may have changed it
            self.exchange.response_body = KeptBody(self.exchange.response_body.limit)
            self.exchange.response_body.feed(message.raw_content or b"")
        self.complete(Outcome.FORWARDED)
        yield from super().flow_done()

    def _message(self) -> http.Response:
        if self.flow.response is None:
            raise RuntimeError("a response ended that never began")
        return self.flow.response

    # -- failures -----------------------------------------------------------------------

    def check_invalid(self, request: bool) -> layer.CommandGenerator[bool]:  # noqa: FBT001 - mitmproxy's signature
        """Answer for a server whose answer could hide another one, as for any other failure of it."""
        if request or not self.context.options.validate_inbound_headers:
            return (yield from super().check_invalid(request))
        try:
            validate_headers(self._message())
        except ValueError as error:
            yield commands.CloseConnection(self.flow.server_conn)
            yield from self.server_failed(f"the server's answer is not valid: {error}")
            return True
        return False

    def handle_protocol_error(
        self, event: RequestProtocolError | ResponseProtocolError
    ) -> layer.CommandGenerator[None]:
        """The client left or sent rubbish, or the real server did."""
        if isinstance(event, ResponseProtocolError) and not self.is_answering:
            yield from self.server_failed(event.message)
            return
        self.held = None
        if self.has_begun:
            reason = CLIENT_GONE if says_gone(event) else event.message
            self.edge.note_failure(self.flow, self.exchange, reason)
            if isinstance(event, ResponseProtocolError):
                self.edge.give_back(self.exchange)
        if self.is_connected:
            yield from super().handle_protocol_error(event)
        else:
            yield from self.abandon(event.message)
        if self.has_begun:
            self.complete(Outcome.FAILED, self.exchange.error)

    def server_failed(self, error: str) -> layer.CommandGenerator[None]:
        """Answer 602 or 502 for a reason in mitmproxy's words; a mock's client hears Go's."""
        if self.hops:
            server = place_of(self.hops[-1].url)
            error = failure_text(self.hops, as_go_says(error, server.host, server.port))
        yield from self.upstream_failed(error)

    def upstream_failed(self, reason: str) -> layer.CommandGenerator[None]:
        """There is no answer from a real server: answer as the mock says, else 602 or 502."""
        if self.asked.on_error is not None:
            yield from self.fall_back(self.asked.on_error, reason)
            return
        response = self.edge.upstream_failure(self.exchange, reason)
        self.edge.mark(self.flow, self.exchange, Outcome.FAILED)
        yield from self.answer(Served(response))

    # -- what the client's side of the stream does --------------------------------------

    def answer(self, served: Served) -> layer.CommandGenerator[None]:
        """Answer with a response of our own."""
        raise NotImplementedError

    def fall_back(self, responder: Fixed | Scripted, reason: str) -> layer.CommandGenerator[None]:
        """Answer in place of the real server."""
        raise NotImplementedError

    def wait(self, seconds: float) -> layer.CommandGenerator[None]:
        """Wait, then answer or release."""
        raise NotImplementedError

    def abandon(self, reason: str) -> layer.CommandGenerator[None]:
        """Give the stream up: the client is gone and no server was asked."""
        raise NotImplementedError
