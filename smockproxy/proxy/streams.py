"""One exchange on mitmproxy's HTTP layer: read the request, ask the core, carry its decision out.

Every hook of mitmproxy still fires, so that mitmweb shows the flow and other scripts can take part. What
hooks can't do is done here and in the streams below it: telling the forms of a request apart, draining a
mocked upload, waiting no longer than the client, and framing answers.
"""

from dataclasses import replace
from sys import maxsize

from mitmproxy import http
from mitmproxy.proxy import events, layer
from mitmproxy.proxy.layers.http import (
    DropStream,
    ErrorCode,
    HttpRequestHook,
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

from smockproxy.app.scripts.scripting import FailedScriptError, ScriptAnswer
from smockproxy.core.chaos import Injected
from smockproxy.core.decision import (
    Answer,
    Decision,
    Disturb,
    Forward,
    NeedsBody,
    Refuse,
    Reservation,
    Script,
    Unforwardable,
)
from smockproxy.core.duration import NO_DELAY
from smockproxy.core.forwarding import asked_by
from smockproxy.core.framing import framed
from smockproxy.core.history import Outcome
from smockproxy.core.responders import Fixed, Scripted
from smockproxy.core.serving import Served
from smockproxy.proxy.adminhost import LARGEST_BODY, AdminCall, SmockAdminHook
from smockproxy.proxy.answering import DROPPED, AnsweringStream
from smockproxy.proxy.atonce import with_hooks_at_once
from smockproxy.proxy.bodies import KeptBody
from smockproxy.proxy.convert import form_of, message_of, name_destination, request_of, response_of
from smockproxy.proxy.scripthook import ScriptRun, SmockScriptHook

ADMIN = "the admin API"
"""What mitmproxy's own tools show of an exchange with it."""

_FROM_SERVER = (ResponseHeaders, ResponseData, ResponseTrailers, ResponseEndOfMessage, ResponseProtocolError)


def needs_whole_body(decision: Forward, request: http.Request) -> bool:
    """Whether a forward waits for the body: to say how long it is, or because it may have to be repeated."""
    asked = asked_by(decision)
    return asked.follow_redirect or (bool(asked.host) and "content-length" not in request.headers)


class ExchangeStream(AnsweringStream):
    """mitmproxy's stream, with the engine in the middle."""

    # -- where defects of ours end ------------------------------------------------------

    def _handle_event(self, event: events.Event) -> layer.CommandGenerator[None]:
        return with_hooks_at_once(self._steps(event), self.context.client)

    def _steps(self, event: events.Event) -> layer.CommandGenerator[None]:
        try:
            if isinstance(event, events.Wakeup):
                yield from self.wake(event)
            elif isinstance(event, _FROM_SERVER) and self.held is not None:
                self.held.append(event)
            elif isinstance(event, _FROM_SERVER) and self.is_own_answer:
                pass  # the server's answer was given up
            else:
                yield from super()._handle_event(event)
        except Exception as error:  # noqa: BLE001 - fail closed: whatever it is, it ends here as a 600
            yield from self._break_down(error)

    def _break_down(self, error: Exception) -> layer.CommandGenerator[None]:
        """Answer 600 and be done; nothing is forwarded, and no hook is asked any more."""
        exchange_id = self.exchange.id if self.has_begun else self.edge.instance.next_exchange_id()
        response = self.edge.internal_failure(exchange_id, error)
        self.held = None
        self.stop_waiting()
        self.client_state = self.server_state = self.state_errored
        if self.is_answering:
            stopped = ResponseProtocolError(self.stream_id, "smockproxy failed", ErrorCode.KILL)
            yield SendHttp(stopped, self.context.client)
        else:
            method = self.exchange.request.method if self.has_begun else "GET"
            message = message_of(framed(response, method), self.edge.instance.clock())
            yield from self.write(message)
            if self.has_begun:
                self.exchange.response = message
                self.exchange.response_body.feed(message.raw_content or b"")
        if self.is_connected:
            stopped_too = RequestProtocolError(self.stream_id, "smockproxy failed", ErrorCode.KILL)
            yield SendHttp(stopped_too, self.context.server)
        yield DropStream(self.stream_id)
        if self.has_begun:
            self.edge.remember_defect(self.flow, self.exchange, error)

    # -- the request's head -------------------------------------------------------------

    def state_wait_for_request_headers(self, event: RequestHeaders) -> layer.CommandGenerator[None]:
        """Note the form of the request before mitmproxy forgets it, then decide how to read its body."""
        self.form = form_of(self.mode, event.request)
        self.authority = event.request.data.authority
        if event.request.method != "CONNECT":
            name_destination(event.request, self.form, self.context.client)
        yield from super().state_wait_for_request_headers(event)
        if self.client_state == self.state_consume_request_body:
            yield from self._choose_how_to_read(ends_here=event.end_stream)

    def start_request_stream(self) -> layer.CommandGenerator[None]:
        """Don't stream yet, whoever asks for it: first there has to be a decision."""
        self.client_state = self.state_consume_request_body
        yield from ()

    def handle_connect_regular(self) -> layer.CommandGenerator[None]:
        """Open a tunnel without connecting anywhere: what comes through it decides."""
        self.child_layer = layer.NextLayer(self.context)
        yield from self.handle_connect_finish()

    def _choose_how_to_read(self, *, ends_here: bool) -> layer.CommandGenerator[None]:
        if ends_here or self.flow.response is not None:
            return  # the request is looked at anew once it is complete
        exchange = self.exchange
        exchange.request = request_of(self.flow, exchange.arrival, None)
        if exchange.asks_admin:
            exchange.request_body = KeptBody(LARGEST_BODY)
            return
        if self.edge.keeps_whole_bodies:
            exchange.request_body = KeptBody(maxsize)
            return
        match self.edge.decide_head(exchange):
            case Forward() as decision if not needs_whole_body(decision, self.flow.request):
                yield from self.stream_request(decision)
            case NeedsBody() | Forward():
                exchange.request_body = KeptBody(self.edge.instance.settings.match_body_limit)
            case _:
                pass  # mocked or refused: the body is drained, and its first bytes are kept for history

    # -- the request's body -------------------------------------------------------------

    def state_consume_request_body(self, event: events.Event) -> layer.CommandGenerator[None]:
        """Keep as much of the body as is needed, and go on when it has ended."""
        if isinstance(event, RequestData):
            yield from self._keep_request(event.data)
        elif isinstance(event, RequestTrailers):
            self.flow.request.trailers = event.trailers
        elif isinstance(event, RequestEndOfMessage):
            yield from self._request_is_read()

    def _keep_request(self, piece: bytes) -> layer.CommandGenerator[None]:
        body = self.exchange.request_body
        is_waited_for = isinstance(self.exchange.decision, Forward | None) and self.flow.response is None
        if is_waited_for and body.size + len(piece) > body.limit:
            yield from self._go_on_without_body(body, piece)
        else:
            body.feed(piece)

    def _go_on_without_body(self, held: KeptBody, piece: bytes) -> layer.CommandGenerator[None]:
        """The body is too large to be waited for: decide without it, and let it stream on."""
        decision = self.exchange.decision or self.edge.decide(self.exchange, self.exchange.request)
        self.exchange.request_body = KeptBody(self.edge.instance.settings.history_body_limit)
        if isinstance(decision, Forward):
            yield from self.stream_request(decision)
        for part in (held.content, piece):
            if self.client_state == self.state_stream_request_body:
                yield from self.state_stream_request_body(RequestData(self.stream_id, part))
            else:
                self.exchange.request_body.feed(part)

    def _request_is_read(self) -> layer.CommandGenerator[None]:
        now = self.edge.instance.clock()
        self.flow.request.timestamp_end = self.exchange.request_read_at = now
        self.flow.request.data.content = self.exchange.request_body.content
        self.client_state = self.state_done
        yield HttpRequestHook(self.flow)
        if (yield from self.check_killed(emit_error_hook=True)):
            return
        if self.exchange.asks_admin and self.flow.response is None and self.exchange.decision is None:
            yield from self._ask_admin()
            return
        content: bytes | None = self.flow.request.raw_content or b""
        if len(content or b"") > self.edge.instance.settings.match_body_limit:
            content = None
        request = request_of(self.flow, self.exchange.arrival, content)
        if self.flow.response is None and self.exchange.decision is None:
            yield from self._carry_out(self.edge.decide(self.exchange, request))
            return
        self.exchange.request = replace(request, memory=self.exchange.request.memory)
        if self.flow.response is not None:
            yield from self._answer_for_addon(self.flow.response)
        elif self.exchange.decision is not None:
            yield from self._carry_out(self.exchange.decision)

    def _ask_admin(self) -> layer.CommandGenerator[None]:
        call = AdminCall(self.flow, self.exchange.instance.name)
        yield SmockAdminHook(call)
        if (yield from self.check_killed(emit_error_hook=True)):
            return
        if call.response is None:
            raise RuntimeError("the admin API gave no answer")
        self.flow.comment = ADMIN
        yield from self.answer(Served(call.response))

    # -- carrying decisions out ---------------------------------------------------------

    def _carry_out(self, decision: Decision) -> layer.CommandGenerator[None]:
        match decision:
            case Answer(response, _, delay):
                yield from self.answer_after(delay, response, Outcome.MOCKED)
            case Disturb(injected):
                yield from self._disturb(injected)
            case Refuse():
                yield from self.refuse(decision)
            case Forward():
                yield from self.forward(decision)
            case Script():
                yield from self._run_script(decision)
            case Unforwardable(_, reason):
                yield from self.upstream_failed(reason)

    def fall_back(self, responder: Fixed | Scripted, reason: str) -> layer.CommandGenerator[None]:
        """Answer as the mock says for when the real server gives no answer; history has the reason."""
        self.is_own_answer = True
        self.exchange.error = reason
        match responder, self.exchange.decision:
            case Fixed(response, delay), _:
                yield from self.answer_after(delay, response, Outcome.MOCKED)
            case Scripted(), Forward(reservation=Reservation() as use) as decision:
                script = Script(responder, use, decision.state, decision.clock, decision.trace)
                yield from self._run_script(script)
            case _:
                raise RuntimeError("a fallback without a mock that has it")

    def template_failed(self, error: FailedScriptError) -> layer.CommandGenerator[None]:
        """The template of a patch failed: answer as the mock says, else 601."""
        if self.asked.on_error is not None:
            yield from self.fall_back(self.asked.on_error, f"proxy.patch.template: {error}")
            return
        failure = self.edge.script_failure(self.exchange, error)
        self.edge.mark(self.flow, self.exchange, Outcome.FAILED)
        yield from self.answer(Served(failure))

    def _run_script(self, script: Script) -> layer.CommandGenerator[None]:
        yield SmockScriptHook(ScriptRun(self.exchange, script))
        if (yield from self.check_killed(emit_error_hook=True)):
            return
        match self.exchange.scripted:
            case ScriptAnswer(response, delay):
                yield from self.answer_after(delay, response, Outcome.MOCKED)
            case FailedScriptError() as error:
                failure = self.edge.script_failure(self.exchange, error)
                self.edge.mark(self.flow, self.exchange, Outcome.FAILED)
                yield from self.answer(Served(failure))
            case None:
                raise RuntimeError("a script came to no end")

    def _disturb(self, injected: Injected) -> layer.CommandGenerator[None]:
        """Do what a rule of chaos says, after its delay."""
        response = injected.fault.response
        outcome = Outcome.FAILED if response is None else Outcome.MOCKED
        yield from self.answer_after(NO_DELAY, response or DROPPED, outcome)

    def refuse(self, refuse: Refuse) -> layer.CommandGenerator[None]:
        """Answer with the 666 of a refusal."""
        response = self.edge.refusal(self.exchange, refuse)
        self.edge.mark(self.flow, self.exchange, Outcome.REFUSED)
        yield from self.answer(Served(response))

    def _answer_for_addon(self, message: http.Response) -> layer.CommandGenerator[None]:
        """Another addon of mitmproxy has set the response."""
        self.edge.leave_to_another(self.exchange)
        self.edge.mark(self.flow, self.exchange, Outcome.MOCKED)
        self.flow.comment = self.flow.comment or "answered by another addon"
        yield from self.answer(Served(response_of(message, message.raw_content or b"")))
