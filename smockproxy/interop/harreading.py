"""HAR 1.2 → history entries, tolerantly: browsers and proxies each write their own.

Some write a byte order mark, some lists of pairs for header lines, sizes of -1 or none, pseudo headers of
HTTP/2, cookies without their header, dates in odd zones, bodies without their coding beside header lines that
name it. Entries that are no requests over HTTP are left out; one without an answer stays, and is a loss.
"""

from collections.abc import Iterator
from typing import Any
from urllib.parse import quote_plus

from smockproxy.core.history import HistoryEntry, Outcome, Timing
from smockproxy.core.http import Headers, Request, Response
from smockproxy.interop.foreign import Foreign, Report
from smockproxy.interop.foreigndates import foreign_moment
from smockproxy.interop.foreignmessages import (
    header_lines,
    made_plain,
    may_have_body,
    method_of,
    reason_of,
    version_of,
    with_cookies,
)
from smockproxy.interop.foreignurl import Address, NoRequestError, address_in
from smockproxy.interop.harbodies import answered_body, sent_body
from smockproxy.interop.harown import is_own, own_entry
from smockproxy.interop.jsonlreading import MILLISECONDS, cut_losses, entry_of_line
from smockproxy.interop.reading import Read, ReadFormat, UnreadableError, json_of_file
from smockproxy.interop.shapefields import HIGHEST_STATUS, Fields, Flaw

SWITCHING = 101
_BEFORE_SENDING = ("blocked", "dns", "connect", "send")
"""Phases before a request is sent; `ssl` is a part of `connect`."""


def read_har(raw: bytes) -> Read:
    """The entries of a file in its order. Raises `UnreadableError`."""
    report = Report()
    log = Foreign.needed(json_of_file(raw), "", report)
    log = Foreign.needed(log.shape.get("log"), "log", report)
    if not isinstance(log.shape.get("entries"), list) and not report.flaws:
        report.flaws.append(Flaw("log.entries", "expected a list of entries"))
    entries = tuple(_entries(log, report))
    if report.flaws:
        raise UnreadableError(report.flaws)
    return Read(entries, tuple(report.losses))


def is_har(beginning: bytes) -> bool:
    """Whether it is JSON that begins with a log."""
    compact = beginning[:4000].replace(b"\0", b"").lstrip(b"\xef\xbb\xbf\xff\xfe \t\r\n")
    inside = compact.removeprefix(b"{").lstrip()
    return compact.startswith(b"{") and (
        inside.startswith(b'"log"') or b'"log":' in b"".join(compact.split())
    )


HAR_IN = ReadFormat("har", "HAR 1.2", is_har, read_har)


def _entries(log: Foreign, report: Report) -> Iterator[HistoryEntry]:
    listed, before = log.listed("entries"), 0.0
    for place in range(len(listed)):
        shape, listed[place] = listed[place], None  # what is read need not stay: a HAR may be large
        where = f"log.entries[{place}]"
        entry = _own(shape, where, report) if is_own(shape) else _entry(shape, where, report, before)
        if entry is not None:
            before = entry.timing.started_at
            yield entry
    for place, shape in enumerate(log.listed("_tunnels")):
        yield entry_of_line(Fields.of(shape, f"log._tunnels[{place}]", report.flaws))


def _own(shape: Any, where: str, report: Report) -> HistoryEntry:
    entry = own_entry(Fields.of(shape, where, report.flaws))
    report.losses += cut_losses(entry, f"{where}.")
    return entry


def _entry(shape: Any, where: str, report: Report, before: float) -> HistoryEntry | None:
    """An entry of another program; None for what is no request over HTTP.

    `before` is when the one before it began.
    """
    fields = Foreign.needed(shape, where, report)
    sent = Foreign.needed(fields.shape.get("request"), fields.at("request"), report)
    method, address = method_of(sent), _address(fields, sent)
    if method is None or address is None:
        return None
    started_at = foreign_moment(fields.shape.get("startedDateTime"))
    if started_at is None:
        fields.lose("startedDateTime", "no date: taken to be that of the entry before")
    timing = _timing(fields, before if started_at is None else started_at)
    request = _request(sent, method, address, timing.started_at)
    response, error = _response(fields, request.method)
    server = fields.text("serverIPAddress").strip("[]")
    return HistoryEntry(
        id=where.removeprefix("log.entries[").removesuffix("]"),
        session="",
        outcome=Outcome.FORWARDED if response else Outcome.FAILED,
        request=request,
        request_size=len(request.body or b""),
        response=response,
        response_size=len(response.body) if response else 0,
        error=error,
        server=f"{server}:{address.port}" if server else "",
        timing=timing,
    )


def _address(fields: Foreign, sent: Foreign) -> Address | None:
    url = sent.shape.get("url")
    if not isinstance(url, str) or not url.strip():
        if "request" in fields.shape:
            sent.report.flaws.append(Flaw(sent.at("url"), "expected the URL of a request"))
        return None
    if sent.text("method").upper() == "CONNECT":
        sent.lose("method", "CONNECT opens a tunnel; what went through it are entries of their own: left out")
        return None
    try:
        address = address_in(url)
    except NoRequestError as error:
        sent.lose("url", f"{error}: left out")
        return None
    return address


def _request(sent: Foreign, method: str, address: Address, received_at: float) -> Request:
    headers = with_cookies(header_lines(sent), sent.each("cookies"), is_answer=False)
    body, typed = sent_body(sent, headers)
    plain = made_plain(typed, body)
    return Request(
        method=method,
        scheme=address.scheme,
        host=address.host,
        port=address.port,
        target=address.target + _listed_query(sent, address.target),
        headers=plain if "host" in plain else Headers.of([("Host", address.authority)]).joined(plain),
        body=body,
        http_version=version_of(sent.text("httpVersion")),
        received_at=received_at,
    )


def _listed_query(sent: Foreign, target: str) -> str:
    """The query, where a file has it only as a list."""
    pairs = [(param.text("name"), param.text("value")) for param in sent.each("queryString")]
    if not pairs or "?" in target:
        return ""
    return "?" + "&".join(f"{_quoted(name)}={_quoted(value)}" for name, value in pairs)


def _quoted(text: str) -> str:
    return quote_plus(text.encode("utf-8", "replace"))


def _response(fields: Foreign, method: str) -> tuple[Response | None, str]:
    """The response, if there was any, and why there was none."""
    answered = fields.below("response")
    status = int(answered.number("status") or 0)
    if not 100 <= status <= HIGHEST_STATUS:
        reason = answered.text("_error") or answered.text("statusText") or "blocked, failed, or not ended"
        answered.lose("status", f"{status}: there was no answer ({ascii(reason[:80])[1:-1]})")
        return None, reason
    if status == SWITCHING:
        fields.lose(
            "", "a WebSocket, or another protocol after status 101: its messages can't be carried over"
        )
    headers = with_cookies(header_lines(answered), answered.each("cookies"), is_answer=True)
    body = answered_body(answered, headers, method, status)
    plain = (
        made_plain(headers, body) if may_have_body(method, status) else headers.without("transfer-encoding")
    )
    reason = reason_of(answered.text("statusText"))
    return Response(status, plain, body, reason, version_of(answered.text("httpVersion"))), ""


def _timing(fields: Foreign, started_at: float) -> Timing:
    phases = fields.below("timings")
    known = {name: phases.number(name) for name in (*_BEFORE_SENDING, "wait", "receive")}
    if not any(known.values()):
        total = (fields.number("time") or 0.0) / MILLISECONDS
        return Timing(started_at=started_at, request_read=0.0, response_started=total, ended=total)
    sent = sum(known[name] or 0.0 for name in _BEFORE_SENDING) / MILLISECONDS
    begun = sent + (known["wait"] or 0.0) / MILLISECONDS
    ended = begun + (known["receive"] or 0.0) / MILLISECONDS
    return Timing(started_at=started_at, request_read=sent, response_started=begun, ended=ended)
