"""A stream's beginning, and mitmproxy's checks that can end it early: history has it, however it ends."""

import logging

from mitmproxy import flow as mitmflow
from mitmproxy.proxy import layer
from mitmproxy.proxy.context import Context
from mitmproxy.proxy.layers.http import (
    ErrorCode,
    HttpErrorHook,
    HttpRequestHeadersHook,
    HttpStream,
    RequestProtocolError,
    ResponseProtocolError,
    SendHttp,
)

from smockproxy.app.usage import UsageError
from smockproxy.core.account import CLIENT_GONE
from smockproxy.core.history import Outcome
from smockproxy.core.http import Form
from smockproxy.proxy.convert import Arrival
from smockproxy.proxy.edge import Edge
from smockproxy.proxy.exchange import Exchange
from smockproxy.proxy.malformed import flaw_of
from smockproxy.proxy.sessionnames import BadNameError, is_connect

logger = logging.getLogger("smockproxy")

KILLED = "killed"
"""The error of an exchange that a user of mitmproxy has ended."""
_GONE = frozenset({ErrorCode.CLIENT_DISCONNECTED, ErrorCode.CANCEL, ErrorCode.PASSTHROUGH_CLOSE})
_CLOSED = ("peer closed connection", "HTTP/2 connection closed")
"""How mitmproxy's HTTP/2 begins to say that the other side has left; it has no code for that."""


def says_gone(event: object) -> bool:
    """Whether an event says that the client has left."""
    if not isinstance(event, RequestProtocolError):
        return False
    return event.code in _GONE or says_closed(event.message)


def says_closed(message: str) -> bool:
    """Whether mitmproxy's HTTP/2 ends a connection because the other side has left."""
    return message.startswith(_CLOSED)


class CheckedStream(HttpStream):
    """mitmproxy's stream with an exchange, which is in history however the stream ends."""

    exchange: Exchange

    def __init__(self, context: Context, stream_id: int, edge: Edge) -> None:
        super().__init__(context, stream_id)
        self.edge = edge
        self.form = Form.ORIGIN
        self.authority = b""
        self.has_begun = False
        """Whether `exchange` is set: from the request's head on, but for CONNECT."""

    def complete(self, outcome: Outcome, error: str = "") -> None:
        """Close the exchange and put it into history, once."""
        self.exchange.outcome = outcome
        self.exchange.error = error or self.exchange.error
        self.edge.complete(self.exchange)

    def fail(self, reason: str) -> None:
        """Mark the flow as failed, and put the exchange into history, once."""
        if self.has_begun:
            self.edge.note_failure(self.flow, self.exchange, reason)
            self.complete(Outcome.FAILED)

    def check_invalid(self, request: bool) -> layer.CommandGenerator[bool]:  # noqa: FBT001 - mitmproxy's signature
        """Begin the exchange as soon as there is a flow, so that history has it even if it is invalid."""
        flaw = self._begin() if request else ""
        is_invalid = yield from self._recorded(super().check_invalid(request))
        if request and not is_invalid and (flaw := flaw or flaw_of(self.flow.request)):
            return (yield from self._recorded(self._reject(flaw)))
        return is_invalid

    def _begin(self) -> str:
        """Find the session and begin the exchange, which CONNECT is none of; gives what is wrong with it."""
        request, flaw = self.flow.request, ""
        self.edge.flows.add(self.flow)
        try:
            name = self.edge.names.take(request, self.form, self.context)
            instance = self.edge.instances.of(name)
        except (BadNameError, UsageError) as error:
            flaw, instance = str(error), self.edge.instance
            logger.warning("refused a request: %s", flaw)
        if not is_connect(request):
            self.exchange = self.edge.begin(self.flow, Arrival(self.form, self.authority), instance)
            self.has_begun = True
        return flaw

    def check_body_size(self, request: bool) -> layer.CommandGenerator[bool]:  # noqa: FBT001
        """Record an exchange that mitmproxy's `body_size_limit` ends."""
        return (yield from self._recorded(super().check_body_size(request)))

    def check_killed(self, emit_error_hook: bool) -> layer.CommandGenerator[bool]:  # noqa: FBT001
        """Record an exchange that was killed by a user, or by the client's leaving while a hook ran."""
        if self.flow.error is None and not self._paused_event_queue:
            return False
        return (yield from self._recorded(super().check_killed(emit_error_hook)))

    def _reject(self, flaw: str) -> layer.CommandGenerator[bool]:
        """Answer 400, as mitmproxy does for what it finds itself."""
        self.flow.error = mitmflow.Error(flaw)
        yield HttpRequestHeadersHook(self.flow)
        yield HttpErrorHook(self.flow)
        rejection = ResponseProtocolError(self.stream_id, flaw, ErrorCode.REQUEST_VALIDATION_FAILED)
        yield SendHttp(rejection, self.context.client)
        self.flow.live = False
        self.client_state = self.server_state = self.state_errored
        return True

    def _recorded(self, check: layer.CommandGenerator[bool]) -> layer.CommandGenerator[bool]:
        """A check; if it ends the exchange, the flow is marked before mitmproxy's error hook sees it."""
        while True:
            try:
                command = next(check)
            except StopIteration as end:
                if end.value:
                    self.fail(self._why_it_ended())
                return bool(end.value)
            if isinstance(command, HttpErrorHook) and self.has_begun:
                self.edge.note_failure(self.flow, self.exchange, self._why_it_ended())
            yield command

    def _why_it_ended(self) -> str:
        reason = self.flow.error.msg if self.flow.error else "the message is not valid"
        if reason == mitmflow.Error.KILLED_MESSAGE:
            return KILLED
        return CLIENT_GONE if any(map(says_gone, self._paused_event_queue)) else reason
