"""The server's side of an exchange: the one check before a connection, streaming, and upstream failures."""

from collections.abc import Callable, Iterable, Iterator

from mitmproxy import http
from mitmproxy.proxy import events, layer
from mitmproxy.proxy.context import Context
from mitmproxy.proxy.layers.http import (
    ErrorCode,
    RequestData,
    RequestEndOfMessage,
    RequestHeaders,
    RequestProtocolError,
    RequestTrailers,
    ResponseData,
    ResponseEndOfMessage,
    ResponseHeaders,
    ResponseProtocolError,
    ResponseTrailers,
    SendHttp,
)

from smockproxy.core.decision import Forward, Refuse
from smockproxy.core.forwarding import asked_by, first_hop, place_of
from smockproxy.core.goclient import Hop, failure_text
from smockproxy.core.history import Outcome
from smockproxy.core.responders import ForwardTo
from smockproxy.core.serving import Served
from smockproxy.proxy.bodies import KeptBody
from smockproxy.proxy.checks import CheckedStream, says_gone
from smockproxy.proxy.connecting import GetConnection
from smockproxy.proxy.convert import frame_for_client, redirect
from smockproxy.proxy.edge import CLIENT_GONE, LOOP, Edge
from smockproxy.proxy.gofailures import as_go_says
from smockproxy.proxy.gunzip import BadGzipError, Gunzip
from smockproxy.proxy.outgoing import (
    announce_unpacked,
    is_packed,
    known_length,
    message_for,
    spell_as_go,
    unpack_whole,
)

type Through = Callable[[bytes], Iterable[bytes] | bytes]
"""What a script streams a body through, piece by piece; the last piece is empty."""


def _pieces(through: Through | None, piece: bytes) -> Iterable[bytes]:
    if through is None:
        return [piece] if piece else []
    pieces = through(piece)
    return ([pieces] if pieces else []) if isinstance(pieces, bytes) else list(pieces)


class ForwardingNotDecidedError(RuntimeError):
    """Something was about to connect to a real server although the engine had not said so."""


class ForwardingStream(CheckedStream):
    """mitmproxy's stream, which forwards what the engine said and nothing else, streaming both ways."""

    def __init__(self, context: Context, stream_id: int, edge: Edge) -> None:
        super().__init__(context, stream_id, edge)
        self.is_answering = False
        """Whether the client was sent anything; from then on an error can only close the connection."""
        self.is_connected = False
        self.held: list[events.Event] | None = None
        """What the real server sent while a forward's delay runs."""
        self.asked = ForwardTo()
        """What the mock says of the forward."""
        self.hops: list[Hop] = []
        """The requests of a mock's forward; more than one only if redirects are followed."""
        self.is_body_gone = False
        """Whether the request's body went on as it came, so that it can't be sent again."""
        self._gunzip: Gunzip | None = None
        self._is_streamed = False
        self._request_through: Through | None = None
        self._response_through: Through | None = None

    # -- to the server ------------------------------------------------------------------

    def make_server_connection(self) -> layer.CommandGenerator[bool]:
        """Connect to the real server. This is the only way there, and only a Forward decision opens it."""
        decision = self.exchange.decision if self.has_begun else None
        if not isinstance(decision, Forward):
            raise ForwardingNotDecidedError("no forward decision on this exchange")
        scheme, host, port = self._destination()
        if self.edge.loops_back(host, port):
            yield from self.refuse(self.edge.refuse_loop(self.exchange))
            return False
        connection, error = yield GetConnection(
            (host, port),
            scheme == "https",
            self.flow.server_conn.via,
            self.flow.server_conn.transport_protocol,
            is_unverified=self.asked.skip_verify_tls and scheme == "https",
            unverified=self.edge.unverified,
            stream_id=self.stream_id if len(self.hops) > 1 else 0,
        )
        if error:
            yield from self._not_connected(error)
            return False
        self.context.server = self.flow.server_conn = connection
        self.is_connected = True
        host, port, *_ = connection.peername or connection.address
        self.exchange.server = f"{host}:{port}"
        return True

    def _destination(self) -> tuple[str, str, int]:
        if len(self.hops) > 1:
            target = place_of(self.hops[-1].url)
            return target.scheme, target.host, target.port
        request = self.flow.request
        return request.scheme, request.host, request.port

    def _not_connected(self, error: str) -> layer.CommandGenerator[None]:
        if LOOP in error:
            yield from self.refuse(self.edge.refuse_loop(self.exchange))
        else:
            yield from self._server_failed(error)

    def _point(self, decision: Forward) -> None:
        self.asked = asked_by(decision)
        if decision.mock is not None:
            self.hops = [first_hop(self.asked, self.exchange.request)]
        redirect(self.flow.request, decision)
        self.edge.mark(self.flow, self.exchange, Outcome.FORWARDED)

    def _message_of_ours(self, length: int | None) -> http.Request:
        """What goes out; to be asked when the connection is there."""
        request = self.flow.request
        if len(self.hops) < 2 and not self.asked.host:
            return request
        message = message_for(self.hops[-1], request, length)
        if self.context.server.alpn == b"h2":
            message.http_version = "HTTP/1.1"  # its header lines are; mitmproxy makes them HTTP/2's
        return message

    def forward(self, decision: Forward) -> layer.CommandGenerator[None]:
        """Send on a request whose body is all there."""
        self._point(decision)
        yield from self.send_whole()

    def send_whole(self) -> layer.CommandGenerator[None]:
        """Send the request, or the one that a redirect asks for."""
        if not (yield from self.make_server_connection()):
            return
        has_body = not self.hops or self.hops[-1].has_body
        content = self.flow.request.raw_content if has_body else b""
        request, server = self._message_of_ours(len(content or b"")), self.context.server
        if server.alpn != b"h2":
            request.trailers = None
        ends_here = not (content or request.trailers)
        yield SendHttp(RequestHeaders(self.stream_id, request, ends_here), server)
        if content:
            yield SendHttp(RequestData(self.stream_id, content), server)
        if request.trailers:
            yield SendHttp(RequestTrailers(self.stream_id, request.trailers), server)
        yield SendHttp(RequestEndOfMessage(self.stream_id), server)

    def stream_request(self, decision: Forward) -> layer.CommandGenerator[None]:
        """Send on a request whose body is still coming."""
        self._point(decision)
        request = self.flow.request
        self._request_through = request.stream if callable(request.stream) else None
        request.stream = self._keep_streamed_request
        if not (yield from self.make_server_connection()):
            self.client_state = self.state_errored
            return
        self.is_body_gone = True
        message = self._message_of_ours(known_length(request))
        is_framed = "content-length" in request.headers or self.context.server.alpn == b"h2"
        if message.is_http2 and not is_framed:
            # mitmproxy does not frame the body of an HTTP/2 request for HTTP/1
            message.headers["transfer-encoding"] = "chunked"
        yield SendHttp(RequestHeaders(self.stream_id, message, end_stream=False), self.context.server)
        self.client_state = self.state_stream_request_body

    def state_stream_request_body(
        self, event: RequestData | RequestTrailers | RequestEndOfMessage
    ) -> layer.CommandGenerator[None]:
        """Send on what comes, but for trailers that HTTP/1 can't carry here."""
        if not isinstance(event, RequestTrailers) or self.context.server.alpn == b"h2":
            yield from super().state_stream_request_body(event)

    def _keep_streamed_request(self, piece: bytes) -> Iterable[bytes]:
        self.exchange.request_body.feed(piece)
        if not piece:
            self.exchange.request_read_at = self.edge.instance.clock()
            if not self.exchange.request_body.is_cut:
                self.flow.request.data.content = self.exchange.request_body.content
        return _pieces(self._request_through, piece)

    # -- from the server ----------------------------------------------------------------

    def state_wait_for_response_headers(self, event: ResponseHeaders) -> layer.CommandGenerator[None]:
        """Hold the response back while the mock's delay runs, then let it through."""
        decision = self.exchange.decision
        seconds = decision.delay.seconds(self.edge.random) if isinstance(decision, Forward) else 0.0
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
        if self.asked.host:
            spell_as_go(event.response, self.context.client)
        if not self.edge.keeps_whole_bodies:
            event.response.stream = self._keep_streamed_response
        yield from super().state_wait_for_response_headers(event)

    def _is_to_be_unpacked(self) -> bool:
        asked_for_it = bool(self.asked.host) and self.hops[-1].asks_for_gzip
        return asked_for_it and is_packed(self._message())

    def _keep_streamed_response(self, piece: bytes) -> Iterator[bytes]:
        for part in self._gunzip.unpack(piece) if self._gunzip and piece else [piece]:
            for sent in _pieces(self._response_through, part):
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
                try:
                    unpack_whole(message)
                except BadGzipError as error:
                    yield from self._server_failed(str(error))
                    return
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

    def handle_protocol_error(
        self, event: RequestProtocolError | ResponseProtocolError
    ) -> layer.CommandGenerator[None]:
        """The client left or sent rubbish, or the real server did."""
        if isinstance(event, ResponseProtocolError) and not self.is_answering:
            yield from self._server_failed(event.message)
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

    def _server_failed(self, error: str) -> layer.CommandGenerator[None]:
        reason = failure_text(self.hops, as_go_says(error, self.hops[-1].url.host)) if self.hops else error
        yield from self.upstream_failed(reason)

    def upstream_failed(self, reason: str) -> layer.CommandGenerator[None]:
        """Answer 602 or 502: there is no answer from a real server."""
        response = self.edge.upstream_failure(self.exchange, reason)
        self.edge.mark(self.flow, self.exchange, Outcome.FAILED)
        yield from self.answer(Served(response))

    # -- what the client's side of the stream does --------------------------------------

    def refuse(self, refuse: Refuse) -> layer.CommandGenerator[None]:
        """Answer with the 666 of a refusal."""
        raise NotImplementedError

    def answer(self, served: Served) -> layer.CommandGenerator[None]:
        """Answer with a response of our own."""
        raise NotImplementedError

    def wait(self, seconds: float) -> layer.CommandGenerator[None]:
        """Wait, then answer or release."""
        raise NotImplementedError

    def abandon(self, reason: str) -> layer.CommandGenerator[None]:
        """Give the stream up: the client is gone and no server was asked."""
        raise NotImplementedError
