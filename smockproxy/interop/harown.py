"""Entries of a HAR that we wrote: they have beside HAR's fields what makes them the same entries again.

An entry is ours if it says its `_decision`. Written again it is the same bytes.
"""

from typing import Any

from smockproxy.core.history import HistoryEntry, MockRef, Outcome, Timing
from smockproxy.core.http import Headers, Request, Response
from smockproxy.interop.content import charset_of, content_type_of
from smockproxy.interop.foreignurl import Address, NoRequestError, address_in
from smockproxy.interop.jsonlreading import LONGEST, MILLISECONDS, decoded, texts, whole_number
from smockproxy.interop.shapefields import Fields

_OUTCOMES = {outcome.value: outcome for outcome in Outcome}
_NOWHERE = Address("http", "invalid", 80, "/")
UNKNOWN = -1


def is_own(shape: Any) -> bool:
    """Whether we wrote this entry."""
    decision = shape.get("_decision") if isinstance(shape, dict) else None
    return isinstance(decision, str) and decision in _OUTCOMES


def own_entry(fields: Fields) -> HistoryEntry:
    """The entry as it was written; what is odd is noted."""
    started_at = fields.moment("startedDateTime")
    sent, answered = fields.below("request"), fields.below("response")
    request, response = _request(sent, started_at), _response(answered)
    return HistoryEntry(
        id=fields.text("_id"),
        session=fields.text("_session"),
        outcome=_OUTCOMES[fields.text("_decision")],
        request=request,
        request_size=whole_number(sent, "bodySize", len(request.body or b"")),
        response=response,
        response_size=whole_number(answered, "bodySize", len(response.body)) if response else 0,
        mock=_mock(fields),
        error=answered.text("_error"),
        chaos=texts(fields, "_chaos"),
        server=fields.text("_server"),
        callback_of=fields.text("_callback_of"),
        timing=_timing(fields, started_at),
    )


def _mock(fields: Fields) -> MockRef | None:
    if fields.shape.get("_mock") is None:
        return None
    mock = fields.below("_mock")
    mock_id, label = mock.text("id"), mock.text("source")
    return MockRef(mock_id, label, mock.text("kind"), from_file=label != mock_id)


def _timing(fields: Fields, started_at: float) -> Timing:
    phases = fields.below("timings")
    send, wait, receive = (_milliseconds(phases, name) for name in ("send", "wait", "receive"))
    return Timing(
        started_at=started_at,
        request_read=send / MILLISECONDS,
        response_started=(send + wait) / MILLISECONDS,
        ended=(send + wait + receive) / MILLISECONDS,
        delay=_milliseconds(fields, "_delay") / MILLISECONDS,
    )


def _milliseconds(fields: Fields, name: str) -> float:
    value = fields.shape.get(name, 0)
    is_number = isinstance(value, (int, float)) and not isinstance(value, bool)
    if not is_number or not value <= LONGEST:
        fields.note(name, "a number of milliseconds")
        return 0.0
    return float(value) if value > 0 else 0.0


def _request(sent: Fields, received_at: float) -> Request:
    try:
        address = address_in(sent.text("url"), is_exact=True)
    except NoRequestError:
        sent.note("url", "the URL of a request over HTTP")
        address = _NOWHERE
    headers = _headers(sent)
    raw = decoded(sent, "_targetBase64") if sent.shape.get("_targetBase64") is not None else None
    return Request(
        method=sent.text("method", "GET"),
        scheme=address.scheme,
        host=address.host,
        port=address.port,
        target=address.target if raw is None else raw.decode("utf-8", "surrogateescape"),
        headers=headers,
        body=_body(sent.below("postData"), headers),
        http_version=_version(sent),
        received_at=received_at,
    )


def _response(answered: Fields) -> Response | None:
    status = answered.status()
    if status == 0 and answered.shape.get("bodySize") == UNKNOWN:
        return None
    headers = _headers(answered)
    body = _body(answered.below("content"), headers)
    return Response(status, headers, body, answered.text("statusText"), _version(answered))


def _version(fields: Fields) -> str:
    written = fields.text("httpVersion")
    return "HTTP/2.0" if written == "HTTP/2" else written


def _headers(fields: Fields) -> Headers:
    """The lines, and behind them those that other readers would stumble over."""
    lines = []
    for name in ("headers", "_leftOutHeaders"):
        for place, shape in enumerate(fields.listed(name)):
            line = Fields.of(shape, f"{fields.path}.{name}[{place}]", fields.flaws)
            has_bytes = line.shape.get("_valueBase64") is not None
            lines.append(
                (line.raw("name"), decoded(line, "_valueBase64") if has_bytes else line.raw("value"))
            )
    return Headers(tuple(lines))


def _body(content: Fields, headers: Headers) -> bytes:
    for name in ("_codedBase64", "_base64"):
        if content.shape.get(name) is not None:
            return decoded(content, name)
    if content.text("encoding") == "base64":
        return decoded(content, "text")
    text = content.shape.get("text")
    if text is not None and not isinstance(text, str):
        content.note("text", "text")
    try:
        return text.encode(charset_of(content_type_of(headers))) if isinstance(text, str) else b""
    except (LookupError, ValueError):
        content.note("text", "text in the charset of its content type")
        return b""
