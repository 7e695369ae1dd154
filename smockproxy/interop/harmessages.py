"""Requests and responses in a HAR: headers, cookies, bodies.

Bodies are written without their content coding, which readers put back. A coding that mitmproxy's reader does
not know, and a charset that is none, are left out of the headers and kept beside them: it would refuse the
whole file for one of them. Our own reader finds the body in its coding beside it.
"""

from base64 import b64encode
from collections.abc import Iterator
from typing import Any
from urllib.parse import parse_qsl

from smockproxy.core.history import HistoryEntry
from smockproxy.core.http import Headers, Response
from smockproxy.interop.content import (
    LATIN_1,
    charset_of,
    coding_of,
    content_type_of,
    is_no_charset,
    text_in,
    undone,
)
from smockproxy.interop.harcookies import request_cookies, response_cookies
from smockproxy.interop.harurl import readable_url

READ_BACK = frozenset({"", "gzip", "deflate", "br", "zstd"})
"""Content codings that mitmproxy's reader puts back."""

FORM = "application/x-www-form-urlencoded"


def request_shape(entry: HistoryEntry) -> dict[str, Any]:
    """HAR's `request`; `_targetBase64` has a path and query that the URL could not hold as sent."""
    request = entry.request
    url = readable_url(request)
    query = url.partition("?")[2]
    sent = request.target.encode("utf-8", "surrogateescape")
    as_sent = {} if url.endswith(request.target) else {"_targetBase64": b64encode(sent).decode()}
    return {
        "method": request.method,
        "url": url,
        **as_sent,
        "httpVersion": _version(request.http_version),
        "cookies": request_cookies(request.headers),
        **_headers_shape(request.headers),
        "queryString": _pairs(query),
        **_post_data(entry),
        "headersSize": -1,
        "bodySize": entry.request_size,
    }


def response_shape(entry: HistoryEntry) -> dict[str, Any]:
    """HAR's `response`; its status is 0 when there was none, and `_error` says why."""
    response = entry.response or Response(0, http_version="")
    error = {"_error": entry.error} if entry.error else {}
    return {
        "status": response.status,
        "statusText": response.reason,
        "httpVersion": _version(response.http_version),
        "cookies": response_cookies(response.headers),
        **_headers_shape(response.headers),
        "content": _content(entry, response),
        "redirectURL": response.headers.get("location"),
        "headersSize": -1,
        "bodySize": entry.response_size if entry.response else -1,
        **error,
    }


def _version(sent: str) -> str:
    """mitmproxy's reader knows `HTTP/2`, though its own name for it is `HTTP/2.0`."""
    return {"HTTP/2.0": "HTTP/2"}.get(sent, sent)


def _headers_shape(headers: Headers) -> dict[str, Any]:
    names = _unreadable_names(headers)
    left_out = [line for line in _lines(headers) if line["name"].lower() in names]
    beside = {"_leftOutHeaders": left_out} if left_out else {}
    return {"headers": list(_lines(headers.without(*names))), **beside}


def _unreadable_names(headers: Headers) -> tuple[str, ...]:
    coding = () if coding_of(headers) in READ_BACK else ("content-encoding",)
    return (*coding, "content-type") if is_no_charset(charset_of(content_type_of(headers))) else coding


def _lines(headers: Headers) -> Iterator[dict[str, str]]:
    """Lines as UTF-8; one that is not is read as ISO-8859-1, with the value's bytes beside it."""
    for name, value in headers.fields:
        text = text_in("utf-8", value)
        raw = {} if text is not None else {"_valueBase64": b64encode(value).decode()}
        shown = text if text is not None else value.decode(LATIN_1)
        yield {"name": name.decode("utf-8", "replace"), "value": shown, **raw}


def _pairs(query: str) -> list[dict[str, str]]:
    pairs = parse_qsl(query, keep_blank_values=True, errors="replace")
    return [{"name": name, "value": value} for name, value in pairs]


def _plain(headers: Headers, body: bytes, *, is_cut: bool) -> tuple[bytes, str]:
    """The body without its coding, and what to say if that could not be undone."""
    coding = coding_of(headers)
    plain = None if is_cut and coding else undone(coding, body)
    return (body, f"still coded: {coding}") if plain is None else (plain, "")


def _coded(kept: bytes, plain: bytes) -> dict[str, str]:
    """The body in its coding, which is not to be had again of the plain one."""
    return {} if kept == plain else {"_codedBase64": b64encode(kept).decode()}


def _cut(kept: bytes, size: int) -> str:
    return f"cut: {len(kept)} of {size} bytes are kept"


def _comment(*notes: str) -> dict[str, str]:
    said = "; ".join(filter(None, notes))
    return {"comment": said} if said else {}


def _content(entry: HistoryEntry, response: Response) -> dict[str, Any]:
    """HAR's `content`: text where its charset is beyond doubt, else Base64."""
    kept = response.body
    plain, coded = _plain(response.headers, kept, is_cut=entry.response_is_cut)
    content_type = content_type_of(response.headers)
    text = unambiguous_text(content_type, plain)
    written = {"text": b64encode(plain).decode(), "encoding": "base64"} if text is None else {"text": text}
    compression = {"compression": len(plain) - len(kept)} if len(plain) != len(kept) else {}
    cut = _cut(kept, entry.response_size) if entry.response_is_cut else ""
    return {
        "size": len(plain),
        **compression,
        "mimeType": content_type,
        **written,
        **_coded(kept, plain),
        **_comment(cut, coded),
    }


def unambiguous_text(content_type: str, body: bytes) -> str | None:
    """The body as text if all readers would make the same bytes of it; None otherwise."""
    charset = charset_of(content_type)
    if charset == LATIN_1 and not body.isascii():
        return None
    return text_in(charset, body)


def _post_data(entry: HistoryEntry) -> dict[str, Any]:
    """HAR's `postData`, which has text only: what is none becomes characters that a reader makes bytes of.

    mitmproxy's reader encodes the text by the content type's charset, with ISO-8859-1 for types without one;
    what cannot be written so are surrogate escapes, which it takes too.
    """
    request = entry.request
    kept = request.body or b""
    if not entry.request_size and not kept:
        return {}
    plain, coded = _plain(request.headers, kept, is_cut=entry.request_is_cut)
    content_type = content_type_of(request.headers)
    charset = charset_of(content_type)
    text = text_in(LATIN_1 if is_no_charset(charset) else charset, plain)
    certain = unambiguous_text(content_type, plain) is not None
    raw = {} if certain else {"_base64": b64encode(plain).decode()}
    shown = plain.decode("utf-8", "surrogateescape") if text is None else text
    params = {"params": _pairs(shown)} if content_type.startswith(FORM) and plain.isascii() else {}
    bytes_note = "" if certain else "text stands for bytes; _base64 has them"
    cut = _cut(kept, entry.request_size) if entry.request_is_cut else ""
    return {
        "postData": {
            "mimeType": content_type,
            "text": shown,
            **params,
            **raw,
            **_coded(kept, plain),
            **_comment(cut, coded, bytes_note),
        }
    }
