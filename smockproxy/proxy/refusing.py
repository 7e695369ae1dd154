"""What a client gets that nothing may answer, and why; the reason is noted on the exchange, too."""

from dataclasses import replace

from smockproxy.app.why.refusal import refusal_text, remark_on, wants_text
from smockproxy.app.why.refusals import Refusals
from smockproxy.core.decision import Reason, Refuse
from smockproxy.core.http import Headers, Request, Response
from smockproxy.core.serving import asks_the_server
from smockproxy.interop import smocker
from smockproxy.proxy.exchange import Exchange

JSON_TYPE = Headers.of([("Content-Type", "application/json")])
TEXT_TYPE = Headers.of([("Content-Type", "text/plain; charset=utf-8")])
MOST_ECHOED = 64 * 1024
"""Bytes of a request's body that an error answer shows."""


def echoed(request: Request) -> Request:
    """The request as error answers show it: a large body would come back twice, at everybody's cost."""
    body = request.body
    return request if body is None or len(body) <= MOST_ECHOED else replace(request, body=body[:MOST_ECHOED])


def unrouted(exchange: Exchange) -> Response:
    """The answer of Smocker's own server to what it does not route."""
    if asks_the_server(exchange.request):
        exchange.error = "OPTIONS * is answered by the server itself"
        return Response(200)
    exchange.error = f"no mock names the method {exchange.request.method}"
    return Response(600, JSON_TYPE, smocker.unrouted_body())


def refused(exchange: Exchange, refuse: Refuse, refusals: Refusals) -> Response:
    """The 666 of a request that nothing may answer."""
    exchange.error = refuse.reason.value
    shown, date = echoed(exchange.request), exchange.started_at
    match refuse.reason:
        case Reason.LOOP:
            return Response(666, JSON_TYPE, smocker.loop_body(shown, date))
        case Reason.OFFLINE:
            mock = refuse.trace.winner.label if refuse.trace.winner else ""
            return Response(666, JSON_TYPE, smocker.offline_body(shown, date, mock))
        case _:
            return _explained(exchange, refuse, refusals)


def _explained(exchange: Exchange, refuse: Refuse, refusals: Refusals) -> Response:
    """Why no mock answers; as text for a client that asks for text."""
    engine, request = exchange.instance.engine, exchange.request
    told = refusals.of(engine, request, refuse.trace)
    misses = told.misses
    exchange.nearest = remark_on(misses)
    if wants_text(request):
        return Response(666, TEXT_TYPE, refusal_text(request, misses).encode())
    shown, date, session = echoed(request), exchange.started_at, engine.session
    if refuse.reason is Reason.EXCEEDED:
        body = smocker.exceeded_body(shown, date, refuse.exceeded, session, misses)
    elif not smocker.wants_indent(shown):
        body = smocker.unmatched_body_of(shown, date, told.json(session))
    else:
        body = smocker.unmatched_body(shown, date, misses, session)
    return Response(666, JSON_TYPE, body)
