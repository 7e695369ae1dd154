"""JSON lines → history entries: the way back of `interop/entry.py`. Nothing that a line has is lost.

What it makes of a line is written as that line again.
"""

from base64 import b64decode
from binascii import Error as NotBase64Error
from typing import Any

from smockproxy.core.history import HistoryEntry, MockRef, Outcome, Timing
from smockproxy.core.http import Headers, Request, Response
from smockproxy.interop.reading import Loss, Read, ReadFormat, UnreadableError, parsed_json, text_of_file
from smockproxy.interop.shapefields import Fields, Flaw

MILLISECONDS = 1000
"""In a second."""
LONGEST = 1e15
"""Milliseconds that anything takes."""
HIGHEST_PORT = 65535
_OUTCOMES = {outcome.value: outcome for outcome in Outcome}


def read_jsonl(raw: bytes) -> Read:
    """The entries of a file, one a line; empty lines are nothing. Raises `UnreadableError`."""
    entries: list[HistoryEntry] = []
    losses: list[Loss] = []
    flaws: list[Flaw] = []
    for number, line in enumerate(text_of_file(raw).split("\n"), 1):
        if not line.strip():
            continue
        where = f"line {number}"
        entry = entry_of_line(Fields.of(parsed_json(line, number), where, flaws))
        entries.append(entry)
        losses += cut_losses(entry, f"{where}: ")
    if flaws:
        raise UnreadableError(flaws)
    return Read(tuple(entries), tuple(losses))


def cut_losses(entry: HistoryEntry, before: str = "") -> list[Loss]:
    """What of the bodies was not kept when they were recorded."""
    found = []
    if entry.request_is_cut:
        found.append(Loss(f"{before}request.body", _cut(len(entry.request.body or b""), entry.request_size)))
    if entry.response is not None and entry.response_is_cut:
        found.append(Loss(f"{before}response.body", _cut(len(entry.response.body), entry.response_size)))
    return found


def _cut(kept: int, size: int) -> str:
    return f"{kept:,} of {size:,} bytes were kept when it was recorded: the body is not whole"


def is_jsonl(beginning: bytes) -> bool:
    """Whether a line of JSON with our own keys begins it."""
    first = beginning.lstrip(b"\xef\xbb\xbf \t\r\n")[:2000]
    return first.startswith(b'{"id":') and b'"decision":' in first


JSONL_IN = ReadFormat("jsonl", "JSON lines of smockproxy", is_jsonl, read_jsonl)


def entry_of_line(fields: Fields) -> HistoryEntry:
    """The entry that a line stands for; what is odd is noted."""
    timing = _timing(fields.below("timing"))
    sent = fields.below("request")
    request = _request(sent, timing.started_at, fields.text("session_name"))
    answered = None if fields.shape.get("response") is None else fields.below("response")
    response = None if answered is None else _response(answered)
    return HistoryEntry(
        id=fields.text("id"),
        session=fields.text("session"),
        outcome=_outcome(fields),
        request=request,
        request_size=whole_number(sent, "body_size", len(request.body or b"")),
        response=response,
        response_size=0
        if answered is None
        else whole_number(answered, "body_size", len(response.body if response else b"")),
        mock=_mock(fields),
        error=fields.text("error"),
        log=texts(fields, "log"),
        chaos=texts(fields, "chaos"),
        protocol=fields.text("protocol", "http"),
        server=fields.text("server"),
        callback_of=fields.text("callback_of"),
        session_name=fields.text("session_name"),
        timing=timing,
    )


def _outcome(fields: Fields) -> Outcome:
    named = fields.text("decision", Outcome.FORWARDED.value)
    if named not in _OUTCOMES:
        fields.note("decision", f"one of {', '.join(_OUTCOMES)}")
    return _OUTCOMES.get(named, Outcome.FORWARDED)


def _mock(fields: Fields) -> MockRef | None:
    if fields.shape.get("mock") is None:
        return None
    mock = fields.below("mock")
    mock_id, source = mock.text("id"), mock.text("source")
    return MockRef(mock_id, source or mock_id, mock.text("kind"), from_file=bool(source))


def _timing(fields: Fields) -> Timing:
    return Timing(
        started_at=fields.moment("started_at"),
        request_read=_seconds(fields, "request_read"),
        response_started=_seconds(fields, "response_started"),
        ended=_seconds(fields, "ended") or 0.0,
        delay=_seconds(fields, "delay") or 0.0,
    )


def _seconds(fields: Fields, name: str) -> float | None:
    value = fields.shape.get(name)
    if value is None:
        return None
    is_number = isinstance(value, (int, float)) and not isinstance(value, bool)
    if not is_number or not 0 <= value <= LONGEST:
        fields.note(name, "a number of milliseconds")
        return None
    return abs(float(value)) / MILLISECONDS


def _request(sent: Fields, received_at: float, session_name: str) -> Request:
    return Request(
        method=sent.text("method", "GET"),
        scheme=sent.scheme(),
        host=sent.text("host"),
        port=whole_number(sent, "port", 80, HIGHEST_PORT),
        target=_target(sent),
        headers=_headers(sent),
        body=_body(sent),
        http_version=sent.text("http_version", "HTTP/1.1"),
        client=sent.text("client"),
        received_at=received_at,
        session=session_name,
    )


def _target(sent: Fields) -> str:
    if sent.shape.get("target_base64") is not None:
        return decoded(sent, "target_base64").decode("utf-8", "surrogateescape")
    query = sent.shape.get("query")
    return sent.text("path") if query is None else f"{sent.text('path')}?{sent.text('query')}"


def _response(answered: Fields) -> Response:
    return Response(
        answered.status(),
        _headers(answered),
        _body(answered),
        answered.text("reason"),
        answered.text("http_version", "HTTP/1.1"),
    )


def _headers(fields: Fields) -> Headers:
    encoding = "iso-8859-1" if fields.text("headers_encoding") == "iso-8859-1" else "utf-8"
    lines = []
    for line in fields.listed("headers"):
        if not _is_pair(line):
            fields.note("headers", "a list of [name, value]")
            break
        name, value = (text.encode(encoding, "replace") for text in line)
        lines.append((name, value))
    return Headers(tuple(lines))


def _is_pair(line: Any) -> bool:
    return isinstance(line, list) and len(line) == 2 and all(isinstance(text, str) for text in line)


def _body(fields: Fields) -> bytes:
    return (
        decoded(fields, "body_base64") if fields.shape.get("body_base64") is not None else fields.raw("body")
    )


def decoded(fields: Fields, name: str) -> bytes:
    """What a field has in Base64."""
    try:
        return b64decode(fields.text(name), validate=True)
    except (NotBase64Error, ValueError):
        fields.note(name, "Base64")
        return b""


def whole_number(fields: Fields, name: str, default: int, highest: int = 2**63) -> int:
    """A number from 0 on."""
    value = fields.shape.get(name)
    if value is None:
        return default
    if isinstance(value, bool) or not isinstance(value, int) or not 0 <= value <= highest:
        fields.note(name, f"a whole number up to {highest}")
        return default
    return value


def texts(fields: Fields, name: str) -> tuple[str, ...]:
    """A list of texts."""
    listed = fields.listed(name)
    if not all(isinstance(text, str) for text in listed):
        fields.note(name, "a list of texts")
        return ()
    return tuple(listed)
