"""Smocker's JSON shapes of history entries, and the bodies of its error answers.

Pure functions from core values to trees of plain values, and to bytes for the answers.
Source: Smocker (`GET /history`, the 600, 602 and 666 answers of its mock port).
"""

from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from smockproxy.core.duration import NANOSECONDS, format_duration
from smockproxy.core.goheaders import canonical_name
from smockproxy.core.history import HistoryEntry, Outcome
from smockproxy.core.http import NO_JSON, Headers, Request, Response, text_of
from smockproxy.core.mock import Mock
from smockproxy.core.nearmiss import NearMiss
from smockproxy.core.session import Session
from smockproxy.interop.content import decoded_body
from smockproxy.interop.gojson import go_json, parsed_document
from smockproxy.interop.moments import rfc3339
from smockproxy.interop.multimaps import by_name, headers_shape
from smockproxy.interop.smockermock import mock_shape

INTERNAL_ERROR = 600
"""The status of Smocker's own failures, which it leaves out of its history."""
SHOWN_ONCE_FROM = 1024 * 1024
"""Bytes of a request's body from which on `body_string` is shown alone (Smocker shows the body twice)."""
NO_MOCK = "No mock found matching the request"
LONGEST_SHOWN = 1_000
"""Characters of each text in the near misses of a refusal."""


def is_recorded_by_smocker(entry: HistoryEntry) -> bool:
    """Whether Smocker's history would have it.

    No tunnels, no exchanges without an answer, no 600 of ours, nothing that its server fails to write.
    """
    failed_inside = (
        entry.outcome is Outcome.FAILED
        and entry.response is not None
        and entry.response.status == INTERNAL_ERROR
    )
    is_answered = entry.protocol == "http" and entry.response is not None
    return is_answered and entry.seen_by_smocker and not failed_inside


def entry_shape(entry: HistoryEntry) -> dict[str, Any]:
    """A history entry as `GET /history` shows it; one without a mock also says its scheme and host."""
    request = request_shape(entry.request, entry.timing.started_at)
    if entry.mock is None:
        request |= {"scheme": entry.request.scheme, "host": entry.request.authority}
    ended_at = entry.timing.started_at + entry.timing.ended
    return {
        "context": _context_shape(entry),
        "request": request,
        "response": _response_shape(entry, ended_at),
    }


def _context_shape(entry: HistoryEntry) -> dict[str, str]:
    context = {}
    if entry.mock is not None:
        context = {"mock_id": entry.mock.id}
        if entry.mock.kind:
            context["mock_type"] = entry.mock.kind
    elif entry.outcome is Outcome.FORWARDED:
        context = {"mock_type": "proxy"}
    if delay := round(entry.timing.delay * NANOSECONDS):
        context["delay"] = format_duration(delay)
    return context


def _response_shape(entry: HistoryEntry, date: float) -> dict[str, Any]:
    response = entry.response or Response(0)
    text = text_of(decoded_body(response.headers, response.body))
    document = parsed_document(text)
    body = text if document is NO_JSON else document
    return {
        "status": response.status,
        **({} if body is None else {"body": body}),
        **headers_shape(response.headers.without(*_added_headers(entry))),
        "date": rfc3339(date),
    }


def _added_headers(entry: HistoryEntry) -> tuple[str, ...]:
    """Names of headers that Smocker's history would not have: its server adds them later."""
    is_our_own = entry.outcome in {Outcome.REFUSED, Outcome.FAILED}
    return (*entry.added_headers, "date", "content-length") if is_our_own else entry.added_headers


def request_shape(request: Request, date: float) -> dict[str, Any]:
    """A request as histories and error answers show it; `date` is in seconds since the epoch."""
    text = request.text or ""
    params = request.query_params
    return {
        "path": request.path,
        "method": request.method,
        "origin": origin_of(request),
        "body_string": text,
        **({} if is_shown_once(request.body) else {"body": _read_body(text)}),
        **({"query_params": {name: params[name] for name in sorted(params)}} if params else {}),
        "headers": request_headers(request),
        "date": rfc3339(date),
    }


def is_shown_once(body: bytes | None) -> bool:
    """Whether a request's body is too large to stand there once more as what it is read as."""
    return body is not None and len(body) >= SHOWN_ONCE_FROM


def _read_body(text: str) -> Any:
    """An object or null as what it is, all else as text."""
    document = parsed_document(text)
    return document if document is None or isinstance(document, dict) else text


def origin_of(request: Request) -> str:
    """The sender: the last address of the first X-Forwarded-For, else of X-Real-Ip, else the peer."""
    for name in ("x-forwarded-for", "x-real-ip"):
        addresses = [*filter(None, map(str.strip, request.headers.get(name).split(",")))]
        if addresses:
            return addresses[-1]
    return request.client


def request_headers(request: Request) -> dict[str, list[str]]:
    """The lines of a request's headers, with Go's spelling of the names, sorted."""
    canonical = Headers(
        tuple((canonical_name(name), value) for name, value in request.headers.without("host").fields)
    )
    host = request.headers.get("host") or request.authority
    return dict(sorted((by_name(canonical) | {"Host": [host]}).items()))


def answer_bytes(shape: Mapping[str, Any], request: Request) -> bytes:
    """An error answer's body; `?pretty` in the request's query indents it, as Smocker's framework does."""
    return (go_json(shape, "  " if wants_indent(request) else "") + "\n").encode()


def unmatched_body(
    request: Request, date: float, misses: Sequence[NearMiss] = (), session: Session | None = None
) -> bytes:
    """The body of a 666: no mock matches. The nearest mocks, and why they don't, are ours."""
    shape: dict[str, Any] = {"message": NO_MOCK}
    if misses and session is not None:
        shape |= _nearest(misses, session)
    return answer_bytes({**shape, "request": request_shape(request, date)}, request)


def unmatched_body_of(request: Request, date: float, nearest: str) -> bytes:
    """The same, without `?pretty`, where `nearest_json` was written before."""
    asked = go_json(request_shape(request, date))
    return f'{{"message":{go_json(NO_MOCK)},{nearest}"request":{asked}}}\n'.encode()


def nearest_json(misses: Sequence[NearMiss], session: Session) -> str:
    """What a 666 says of near misses, with a comma at its end; empty if there are none."""
    return f"{go_json(_nearest(misses, session))[1:-1]}," if misses else ""


def wants_indent(request: Request) -> bool:
    """Whether the client wants its error answer indented."""
    return "pretty" in request.query_params


def _nearest(misses: Sequence[NearMiss], session: Session) -> dict[str, Any]:
    return {
        "nearest": [_bounded(mock_shape(miss.mock, session)) for miss in misses],
        "why": [reason for miss in misses for reason in _reasons(miss)],
    }


def _reasons(miss: NearMiss) -> Iterator[dict[str, Any]]:
    """All that kept a mock from answering."""
    mock = {"mock": miss.mock.label, "distance": round(miss.distance, 3)}
    if miss.held_back is not None:
        yield mock | {"held_back": miss.held_back.value}
    for mismatch in miss.mismatches:
        expected, actual = _shortened(mismatch.expected), _shortened(mismatch.actual)
        yield mock | {"field": mismatch.field, "expected": expected, "actual": actual}


def _bounded(shape: dict[str, Any]) -> dict[str, Any]:
    """A mock's shape whose texts are cut: nobody wants large ones in a refusal."""
    for responder, text in (("response", "body"), ("dynamic_response", "script")):
        if text in shape.get(responder, {}):
            shape[responder] = {**shape[responder], text: _shortened(shape[responder][text])}
    if len(document := go_json(shape.get("response", {}).get("json"))) > LONGEST_SHOWN:
        shape["response"] = {**shape["response"], "json": _shortened(document)}
    return shape


def _shortened(text: str) -> str:
    return text if len(text) <= LONGEST_SHOWN else f"{text[:LONGEST_SHOWN]}… ({len(text)} characters)"


def exceeded_body(
    request: Request,
    date: float,
    exceeded: Sequence[Mock],
    session: Session,
    misses: Sequence[NearMiss] = (),
) -> bytes:
    """The body of a 666: all mocks that match are used up; they are listed. Why none answers is ours."""
    shape: dict[str, Any] = {
        "message": "Matching mock found but was exceeded",
        "nearest": [mock_shape(mock, session) for mock in exceeded],
    }
    if misses:
        shape["why"] = [reason for miss in misses for reason in _reasons(miss)]
    return answer_bytes({**shape, "request": request_shape(request, date)}, request)


def loop_body(request: Request, date: float) -> bytes:
    """The body of a 666 that Smocker does not have: the request would come back to this proxy."""
    message = "No mock found matching the request, and forwarding it would lead back to this proxy"
    return answer_bytes({"message": message, "request": request_shape(request, date)}, request)


def offline_body(request: Request, date: float, mock: str) -> bytes:
    """The body of a 666 that Smocker does not have: a mock would forward the request, and may not."""
    message = f"The matching mock {mock} forwards the request, and this run connects to no real server"
    return answer_bytes({"message": message, "request": request_shape(request, date)}, request)


def redirection_error_body(request: Request, date: float, reason: str) -> bytes:
    """The body of a 602: forwarding failed."""
    message = f"Error during request redirection: {reason}"
    return answer_bytes({"message": message, "request": request_shape(request, date)}, request)


def unrouted_body() -> bytes:
    """The body of the 600 for a method that Smocker's router does not know."""
    return b'{"message":"Smocker internal error: code=405, message=Method Not Allowed"}\n'


def script_error_body(request: Request, date: float, message: str) -> bytes:
    """The body of a 601: a mock's script failed."""
    return answer_bytes({"message": message, "request": request_shape(request, date)}, request)


def internal_error_body(reason: str, exchange_id: str) -> bytes:
    """The body of a 600: trouble inside; the id (ours, not Smocker's) is the one in the log."""
    return (go_json({"message": f"Smocker internal error: {reason}", "id": exchange_id}) + "\n").encode()
