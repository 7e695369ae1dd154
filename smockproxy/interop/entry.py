"""A history entry as plain values: what `/api/v1/history` and an exported line of JSON hold.

Nothing is lost. A body that is UTF-8 is `body`, any other `body_base64`. Header lines that are all UTF-8 are
text; if one is not, all of that message are read as ISO-8859-1 and `headers_encoding` says so: encoded again
they are the same bytes. A byte of the URL that is not UTF-8 is percent-encoded, and `target_base64` then has
the path and query as they were sent.
"""

from base64 import b64encode
from typing import Any
from urllib.parse import quote_from_bytes

from smockproxy.core.history import HistoryEntry, Timing
from smockproxy.core.http import Headers, Request, Response
from smockproxy.interop.moments import rfc3339


def entry_shape(entry: HistoryEntry, *, with_bodies: bool = True) -> dict[str, Any]:
    """The whole entry; times are milliseconds after `started_at`, null when it never came to that.

    `log` is there only if a script logged something, `chaos` if rules disturbed it, `session_name` if the
    client gave one, `callback_of` for a callback.
    """
    return {
        "id": entry.id,
        "decision": entry.outcome.value,
        "session": entry.session,
        **({"session_name": entry.session_name} if entry.session_name else {}),
        **({"callback_of": entry.callback_of} if entry.callback_of else {}),
        "mock": _mock_shape(entry),
        "error": entry.error,
        **({"log": list(entry.log)} if entry.log else {}),
        **({"chaos": list(entry.chaos)} if entry.chaos else {}),
        "protocol": entry.protocol,
        "server": entry.server,
        "timing": _timing_shape(entry.timing),
        "request": _request_shape(entry) | (_body_shape(entry.request.body or b"") if with_bodies else {}),
        "response": entry.response
        and _response_shape(entry, entry.response)
        | (_body_shape(entry.response.body) if with_bodies else {}),
    }


def _mock_shape(entry: HistoryEntry) -> dict[str, Any] | None:
    mock = entry.mock
    if mock is None:
        return None
    return {"id": mock.id, "source": mock.label if mock.from_file else None, "kind": mock.kind}


def _timing_shape(timing: Timing) -> dict[str, Any]:
    return {
        "started_at": rfc3339(timing.started_at),
        "request_read": milliseconds(timing.request_read),
        "response_started": milliseconds(timing.response_started),
        "ended": milliseconds(timing.ended),
        "delay": milliseconds(timing.delay),
    }


def milliseconds(seconds: float | None) -> float | None:
    """Seconds as milliseconds, to the microsecond."""
    return None if seconds is None else round(seconds * 1000, 3)


def _request_shape(entry: HistoryEntry) -> dict[str, Any]:
    request = entry.request
    path, mark, query = request.target.partition("?")
    return {
        "method": request.method,
        "url": printable_url(request),
        "scheme": request.scheme,
        "host": request.host,
        "port": request.port,
        "path": _printable(path),
        "query": _printable(query) if mark else None,
        **_undecoded_target(request.target),
        "http_version": request.http_version,
        "client": request.client,
        **_headers_shape(request.headers),
        "body_size": entry.request_size,
        "body_cut": entry.request_is_cut,
    }


def _response_shape(entry: HistoryEntry, response: Response) -> dict[str, Any]:
    return {
        "status": response.status,
        "reason": response.reason,
        "http_version": response.http_version,
        **_headers_shape(response.headers),
        "body_size": entry.response_size,
        "body_cut": entry.response_is_cut,
    }


def printable_url(request: Request) -> str:
    """The URL as sent, with bytes that are not UTF-8 percent-encoded."""
    return f"{request.scheme}://{request.authority}{_printable(request.target)}"


def _printable(sent: str) -> str:
    if not _has_raw_bytes(sent):
        return sent
    return "".join(
        quote_from_bytes(char.encode("utf-8", "surrogateescape")) if _has_raw_bytes(char) else char
        for char in sent
    )


def _has_raw_bytes(text: str) -> bool:
    """Whether some of it are bytes that are no UTF-8, kept as surrogate escapes."""
    return not text.isascii() and any("\udc80" <= char <= "\udcff" for char in text)


def _undecoded_target(target: str) -> dict[str, str]:
    if not _has_raw_bytes(target):
        return {}
    return {"target_base64": b64encode(target.encode("utf-8", "surrogateescape")).decode()}


def _headers_shape(headers: Headers) -> dict[str, Any]:
    lines, encoding = header_lines(headers)
    note = {} if encoding == "utf-8" else {"headers_encoding": encoding}
    return {"headers": [list(line) for line in lines], **note}


def header_lines(headers: Headers) -> tuple[list[tuple[str, str]], str]:
    """Header lines as text, and the encoding that gives their bytes back."""
    try:
        return [(name.decode(), value.decode()) for name, value in headers.fields], "utf-8"
    except UnicodeDecodeError:
        return [
            (name.decode("latin-1"), value.decode("latin-1")) for name, value in headers.fields
        ], "iso-8859-1"


def _body_shape(body: bytes) -> dict[str, str]:
    try:
        return {"body": body.decode()}
    except UnicodeDecodeError:
        return {"body_base64": b64encode(body).decode()}
