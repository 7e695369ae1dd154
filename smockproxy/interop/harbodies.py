"""Bodies of a HAR of any program, as bytes.

A HAR has text that was decoded, and rarely says from what. Sources: HAR 1.2 (`postData`, `content`), and what
the exports of browsers and proxies look like.
"""

from json import dumps
from typing import Any
from urllib.parse import urlencode

from smockproxy.core.http import Headers
from smockproxy.interop.content import charset_of, content_type_of, is_no_charset, text_in
from smockproxy.interop.foreign import Foreign, from_base64, raw_of
from smockproxy.interop.foreignmessages import is_surely_packed, may_have_body, plain_body

FORM = "application/x-www-form-urlencoded"
MULTIPART = "multipart/"
BOUNDARY = "----smockproxy-boundary"
"""Between the parts of a form whose own boundary nobody says."""
_UNKNOWN_BYTE = "\N{REPLACEMENT CHARACTER}"


def answered_body(answered: Foreign, headers: Headers, method: str, status: int) -> bytes:
    """The body of a response, without chunks and coding."""
    content = answered.below("content")
    text = _written_text(content)
    if not may_have_body(method, status):
        if text:
            content.lose("", f"an answer with status {status} to {method} has no body: its text is left out")
        return b""
    if text is None:
        _note_missing(content)
        return b""
    body, is_raw = _bytes_of(content, text, content_type_of(headers) or content.text("mimeType"))
    plain = plain_body(headers, body, is_raw=is_raw)
    if is_surely_packed(headers, plain):
        content.lose("text", "its Content-Encoding can't be undone: the body stays as it is packed")
    size = int(content.number("size") or 0)
    if plain == body and size > len(body) and (is_raw or text.isascii()):
        content.lose("text", f"there are {len(body):,} of {size:,} bytes: the body may be cut")
    return plain


def _note_missing(content: Foreign) -> None:
    if size := content.number("size"):
        content.lose("", f"no text, size {size:,.0f}: recorded without a body")


def _written_text(content: Foreign) -> str | None:
    """The text; some programs put the JSON itself there."""
    value: Any = content.shape.get("text")
    if value is None or isinstance(value, str):
        return value
    return dumps(value, ensure_ascii=False)


def _bytes_of(content: Foreign, text: str, content_type: str) -> tuple[bytes, bool]:
    """Bytes of a text, and whether the file has them as bytes."""
    if content.text("encoding").lower() == "base64":
        raw = from_base64(text)
        if raw is not None:
            return raw, True
        content.lose("text", "this is not Base64, though `encoding` says so: taken as text")
    return _encoded(content, text, content_type), False


def _encoded(content: Foreign, text: str, content_type: str) -> bytes:
    named = charset_of(content_type.lower())
    is_named = "charset" in content_type.lower()
    if not is_named and not text.isascii() and named == "iso-8859-1":
        return _of_unknown_charset(text)
    if not is_no_charset(named):
        try:
            return text.encode(named)
        except (LookupError, ValueError):
            content.lose("text", f"it can't be written in the charset {named[:40]!a}: taken as UTF-8")
    return raw_of(text)


def _of_unknown_charset(text: str) -> bytes:
    """UTF-8; what was UTF-8, but read as ISO-8859-1, is these bytes again."""
    try:
        raw = text.encode("iso-8859-1")
    except UnicodeEncodeError:
        return raw_of(text)
    return raw_of(text) if text_in("utf-8", raw) is None else raw


def sent_body(sent: Foreign, headers: Headers) -> tuple[bytes, Headers]:
    """The body of a request without chunks and coding, and its header lines: a form may need a boundary."""
    given = sent.shape.get("postData")
    posted = (
        Foreign({"text": given}, sent.at("postData"), sent.report)
        if isinstance(given, str)
        else sent.below("postData")
    )
    content_type = content_type_of(headers) or posted.text("mimeType")
    text, params = _written_text(posted), [*posted.each("params")]
    if not text and params:
        return _form(posted, params, content_type, headers)
    if text is None:
        if (size := sent.number("bodySize")) and not posted.shape:
            sent.lose("postData", f"no body, though its size is {size:,.0f}: recorded without one")
        return b"", headers
    if _UNKNOWN_BYTE in text and MULTIPART in content_type:
        posted.lose(
            "text", "bytes that are no text are lost in it: parts of the form are not as they were sent"
        )
    body, is_raw = _bytes_of(posted, text, content_type)
    return plain_body(headers, body, is_raw=is_raw), headers


def _form(
    posted: Foreign, params: list[Foreign], content_type: str, headers: Headers
) -> tuple[bytes, Headers]:
    if MULTIPART not in content_type.lower():
        return urlencode([(param.text("name"), param.text("value")) for param in params]).encode(), headers
    named = content_type.partition("boundary=")[2].partition(";")[0].strip().strip('"')
    boundary = named or BOUNDARY
    body = b"".join(_part(posted, param, boundary) for param in params) + raw_of(f"--{boundary}--\r\n")
    typed = f"{content_type.partition(';')[0].strip()}; boundary={boundary}"
    return body, headers if named else headers.without("content-type").adding("Content-Type", typed)


def _part(posted: Foreign, param: Foreign, boundary: str) -> bytes:
    name, file, value = (
        param.text(key).replace("\r", "").replace('"', "%22") for key in ("name", "fileName", "value")
    )
    value = param.text("value")
    if file and not value:
        posted.lose("params", f"the content of the file in {name[:40]!a} is not there: recorded empty")
    head = f'--{boundary}\r\nContent-Disposition: form-data; name="{_on_line(name)}"'
    head += f'; filename="{_on_line(file)}"' if file else ""
    typed = param.text("contentType")
    head += f"\r\nContent-Type: {_on_line(typed)}" if typed else ""
    return raw_of(f"{head}\r\n\r\n{value}\r\n")


def _on_line(text: str) -> str:
    return text.replace("\r", "").replace("\n", "%0A")
