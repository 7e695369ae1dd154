"""The stream that follows redirects for a mock: one request after the other, until one brings an answer."""

from mitmproxy import http
from mitmproxy.proxy import commands, events, layer
from mitmproxy.proxy.context import Context
from mitmproxy.proxy.layers.http import (
    ErrorCode,
    RequestProtocolError,
    ResponseData,
    ResponseEndOfMessage,
    ResponseHeaders,
    ResponseTrailers,
    SendHttp,
)

from smockproxy.core.decision import Forward
from smockproxy.core.forwarding import flaw_of
from smockproxy.core.goclient import BadRedirectError, Hop, failure_text, redirected
from smockproxy.proxy.edge import Edge
from smockproxy.proxy.upstream import ForwardingStream

MOST_PASSED_OVER = 1024 * 1024
"""Bytes of a redirect's own body; nobody sees it."""


class FollowingStream(ForwardingStream):
    """mitmproxy's stream, which asks on where a redirect leads, if the mock says so."""

    def __init__(self, context: Context, stream_id: int, edge: Edge) -> None:
        super().__init__(context, stream_id, edge)
        self._next_hop: Hop | BadRedirectError | None = None
        self._passed_over = 0
        self._next_step: commands.RequestWakeup | None = None

    def state_wait_for_response_headers(self, event: ResponseHeaders) -> layer.CommandGenerator[None]:
        """Take the response, or pass over it when it is a redirect to follow."""
        try:
            self._next_hop = self._hop_after(event.response)
        except BadRedirectError as error:
            self._next_hop = error
        if self._next_hop is None:
            yield from super().state_wait_for_response_headers(event)
        else:
            self._passed_over = 0
            self.server_state = self.state_pass_over_redirect

    def _hop_after(self, response: http.Response) -> Hop | None:
        is_sent = self.client_state == self.state_done
        if not self.asked.follow_redirect or not is_sent or not isinstance(self.exchange.decision, Forward):
            return None
        location = response.headers.get("location", "")
        return redirected(self.hops, response.status_code, location, is_repeatable=not self.is_body_gone)

    def state_pass_over_redirect(
        self, event: ResponseData | ResponseTrailers | ResponseEndOfMessage
    ) -> layer.CommandGenerator[None]:
        """Read a redirect to its end; then ask on."""
        if isinstance(event, ResponseData):
            self._passed_over += len(event.data)
            if self._passed_over > MOST_PASSED_OVER:
                reason = "the body of a redirect is too large"
                too_much = RequestProtocolError(self.stream_id, reason, ErrorCode.KILL)
                yield SendHttp(too_much, self.context.server)
                yield from self.upstream_failed(failure_text(self.hops, reason))
        elif isinstance(event, ResponseEndOfMessage):
            # mitmproxy's connection must have come to its end of this response, too, before it is used again
            self._next_step = commands.RequestWakeup(0)
            yield self._next_step

    def wake(self, event: events.Wakeup) -> layer.CommandGenerator[None]:
        """Go on with what was put off."""
        if event.command is not self._next_step or self._next_hop is None:
            return
        self._next_step = None
        if self.client_state == self.state_errored or self.is_given_up:
            return
        if isinstance(self._next_hop, BadRedirectError):
            yield from self.upstream_failed(str(self._next_hop))
        else:
            yield from self._ask_on(self._next_hop)

    def _ask_on(self, hop: Hop) -> layer.CommandGenerator[None]:
        self.hops.append(hop)
        self.server_state = self.state_wait_for_response_headers
        if flaw := flaw_of(hop.url):
            yield from self.upstream_failed(failure_text(self.hops, flaw))
        else:
            yield from self.send_whole()
