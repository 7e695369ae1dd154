"""The way to the server: the one check before a connection; requests go out whole, or as they come."""

from collections.abc import Callable, Iterable
from typing import TYPE_CHECKING

from mitmproxy import http
from mitmproxy.proxy import layer
from mitmproxy.proxy.context import Context
from mitmproxy.proxy.layers.http import (
    RequestData,
    RequestEndOfMessage,
    RequestHeaders,
    RequestTrailers,
    SendHttp,
)

from smockproxy.core.decision import Forward, Refuse
from smockproxy.core.forwarding import asked_by, first_hop, not_sent, place_of
from smockproxy.core.history import Outcome
from smockproxy.core.responders import ForwardTo
from smockproxy.proxy.checks import CheckedStream
from smockproxy.proxy.connecting import GetConnection
from smockproxy.proxy.convert import redirect
from smockproxy.proxy.edge import LOOP, Edge
from smockproxy.proxy.outgoing import known_length, message_for

if TYPE_CHECKING:
    from smockproxy.core.goclient import Hop

type Through = Callable[[bytes], Iterable[bytes] | bytes]
"""What a script streams a body through, piece by piece; the last piece is empty."""


def pieces_of(through: Through | None, piece: bytes) -> Iterable[bytes]:
    """What a script makes of a piece of a body; without a script it stays as it is."""
    if through is None:
        return [piece] if piece else []
    pieces = through(piece)
    return ([pieces] if pieces else []) if isinstance(pieces, bytes) else list(pieces)


class ForwardingNotDecidedError(RuntimeError):
    """Something was about to connect to a real server although the engine had not said so."""


class SendingStream(CheckedStream):
    """mitmproxy's stream, which sends on what the engine said and nothing else."""

    def __init__(self, context: Context, stream_id: int, edge: Edge) -> None:
        super().__init__(context, stream_id, edge)
        self.is_connected = False
        self.asked = ForwardTo()
        """What the mock says of the forward."""
        self.hops: list[Hop] = []
        """The requests of a mock's forward; more than one only if redirects are followed."""
        self.is_body_gone = False
        """Whether the request's body went on as it came, so that it can't be sent again."""
        self._request_through: Through | None = None

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
            yield from self.server_failed(error)

    def _point(self, decision: Forward) -> None:
        self.asked = asked_by(decision)
        if decision.mock is not None:
            self.hops = [first_hop(self.asked, self.exchange.request)]
        redirect(self.flow.request, decision)
        for name in not_sent(self.asked):
            self.flow.request.headers.pop(name, None)
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
        return pieces_of(self._request_through, piece)

    # -- what else the stream does ------------------------------------------------------

    def refuse(self, refuse: Refuse) -> layer.CommandGenerator[None]:
        """Answer with the 666 of a refusal."""
        raise NotImplementedError

    def upstream_failed(self, reason: str) -> layer.CommandGenerator[None]:
        """There is no answer from a real server that could go out."""
        raise NotImplementedError

    def server_failed(self, error: str) -> layer.CommandGenerator[None]:
        """There is no answer from a real server, for a reason in mitmproxy's words."""
        raise NotImplementedError
