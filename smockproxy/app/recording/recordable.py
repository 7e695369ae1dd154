"""History entries → exchanges to be drafted, or why one can't be."""

from smockproxy.core.entry import HistoryEntry, Outcome
from smockproxy.core.http import Response
from smockproxy.interop.content import coding_of, unwrapped
from smockproxy.record.exchange import Exchange
from smockproxy.record.hiding import hidden_places

UNANSWERED = "the real server gave no answer"
CUT = "the body was longer than what is kept of it"
TUNNEL = "it was a tunnel that carried no HTTP"
SWITCHED = "the connection went over to another protocol"
DISTURBED = "a rule of chaos changed it"
PACKED = "the body's Content-Encoding could not be undone"
CODED = ("content-encoding", "content-length", "transfer-encoding")


def exchange_of(entry: HistoryEntry, sent: HistoryEntry | None = None) -> Exchange | str:
    """The exchange, or why it is not recorded; `sent` is the same with its secrets, if that is known."""
    response = entry.response
    if reason := _flaw_of(entry):
        return reason
    if response is None or entry.outcome not in {Outcome.FORWARDED, Outcome.MOCKED}:
        return UNANSWERED
    body = unwrapped(coding_of(response.headers), response.body)
    if body is None:
        return PACKED
    plain = Response(response.status, response.headers.without(*CODED), body)
    timing = entry.timing
    return Exchange(
        request=entry.request,
        response=plain,
        at=timing.started_at,
        took=timing.ended,
        entry=entry.id,
        session=entry.session,
        hidden=hidden_places(entry.request, sent.request) if sent else (),
    )


def _flaw_of(entry: HistoryEntry) -> str:
    if entry.protocol != "http" or entry.request.method == "CONNECT":
        return TUNNEL
    if entry.response is not None and entry.response.status == 101:
        return SWITCHED
    if entry.chaos:
        return DISTURBED
    return CUT if entry.request_is_cut or entry.response_is_cut else ""
