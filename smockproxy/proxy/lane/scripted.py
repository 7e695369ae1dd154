"""Answers of scripts that are only to be written, as most are: what goes out, and what history keeps."""

from smockproxy.app.scripts.scripting import ScriptAnswer
from smockproxy.core.decision import Script
from smockproxy.core.duration import NO_DELAY
from smockproxy.core.history import Outcome
from smockproxy.core.mock import Mock
from smockproxy.core.records import NO_REST, UNCHANGED, Record
from smockproxy.proxy.exchange import Exchange, reference_to
from smockproxy.proxy.lane.outlines import Outline, outline_of


def outline_for(exchange: Exchange, answer: ScriptAnswer) -> Outline | None:
    """The outline of an answer to which nothing has to be done but to write it; None for all others."""
    mock, use = exchange.mock, exchange.reservation
    if (
        mock is None
        or use is None
        or mock.replayed
        or mock.callbacks
        or use.headers.fields
        or exchange.injected
    ):
        return None
    decision = exchange.decision
    if answer.delay != NO_DELAY or not isinstance(decision, Script) or decision.remembering is not None:
        return None
    return outline_of(answer.response, is_from_file=mock.source is not None)


def record_of(exchange: Exchange, mock: Mock, answer: ScriptAnswer, outline: Outline, date: bytes) -> Record:
    """What history keeps of an exchange whose answer goes out now: as `Exchange.entry` would tell it."""
    instance, request, started_at = exchange.instance, exchange.request, exchange.started_at
    limit = exchange.response_body.limit
    body = answer.response.body
    sent = b"" if request.method == "HEAD" else body
    read_at = exchange.request_read_at
    passed = max(0.0, instance.clock() - started_at)
    return Record(
        exchange.id,
        (instance.name, exchange.session),
        Outcome.MOCKED,
        request,
        request.received_at,
        exchange.request_body.prefix(limit),
        exchange.request_body.size,
        outline.response(len(body), sent if len(sent) <= limit else sent[:limit]),
        len(sent),
        reference_to(mock),
        started_at,
        None if read_at is None else max(0.0, read_at - started_at),
        passed,
        passed,
        0.0,
        exchange.trace,
        UNCHANGED,
        outline.added_headers,
        date,
        NO_REST._replace(log=answer.log) if answer.log else NO_REST,
    )
