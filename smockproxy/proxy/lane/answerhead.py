"""The head of a real server's answer, read as mitmproxy reads it, and written as mitmproxy writes it.

Nearly all servers write heads that come out as they went in; these are taken as they are. Any other is read
by mitmproxy's own functions, so that what they let through and what they say of the rest is the same.
"""

import re  # noqa: TID251 - the patterns are ours
from collections.abc import Sequence
from dataclasses import dataclass

from h11._receivebuffer import ReceiveBuffer
from mitmproxy import http
from mitmproxy.net.http import http1
from mitmproxy.net.http.validate import validate_headers

from smockproxy.core.http import Headers, Response

UNTIL_CLOSE = -1
"""In place of a length: the body ends with the connection."""
CHUNKED = -2
"""In place of a length: the body says itself where it ends."""
LARGEST_HEAD = 1024 * 1024
"""Bytes; mitmproxy would hold whatever comes."""
MOST_KEPT = 512
LARGEST_KEPT = 4096
"""How many heads, and of what size, are kept to be known again."""

_VALUE = rb"[!-~\x80-\xff](?:[\t -~\x80-\xff]*[!-~\x80-\xff])?"
_USUAL = re.compile(
    rb"HTTP/1\.1 ([1-9][0-9][0-9]) ((?:[!-~\x80-\xff][\t -~\x80-\xff]*)?)\r\n"
    rb"(?:[!#$%&'*+\-.^_`|~0-9a-zA-Z]++: (?:" + _VALUE + rb")?+\r\n)*+\r\n"
)
"""A head that mitmproxy would write as it is."""
_END = re.compile(rb"\n\r?\n")
_LENGTH = re.compile(rb"\r\ncontent-length: (0|[1-9][0-9]{0,17})\r\n")
_LAST_START = 40


class BadHeadError(ValueError):
    """It is no answer that could go on; the text is that of mitmproxy's path."""


@dataclass(slots=True)
class AnswerHead:
    """What goes out, and what it says of the body and of the connection. Many answers may share it."""

    raw: bytes
    status: int
    reason: str
    headers: Headers
    http_version: str
    length: int
    """Bytes of the body, if the request was no HEAD; or one of those above."""
    closes: bool
    """Whether it ends the connection, by what it says; without a length the body does."""
    _latest: Response | None = None

    def response(self, body: bytes) -> Response:
        """The answer as history has it; the same one, if the same answer comes again."""
        latest = self._latest
        if latest is None or latest.body != body:
            latest = Response(self.status, self.headers, body, self.reason, self.http_version)
            self._latest = latest if len(body) <= LARGEST_KEPT else None
        return latest


def read_head(data: bytes, method: str) -> tuple[AnswerHead, int] | None:
    """The head that bytes begin with, and where it ends; None while there is no end of it.

    Interim answers are read over. Raises `BadHeadError`.
    """
    begin = 0
    if (known := _heads.get(data[: data.find(b"\r\n\r\n") + 4])) is not None:
        return known, len(known.raw)
    while True:
        usual = _USUAL.match(data, begin)
        end = usual.end() if usual else _end_of_head(data, begin)
        if end is None:
            if len(data) - begin > LARGEST_HEAD:
                raise BadHeadError(f"the head of the server's answer has more than {LARGEST_HEAD} bytes")
            return None
        if _is_interim(data[begin : begin + _LAST_START]):
            begin = end
            continue
        raw = data[begin:end]
        return (_as_usual(raw, usual) if usual else None) or _as_mitmproxy(raw, method), end


def without_interim(data: bytes) -> bytes:
    """The bytes less the interim answers that they begin with."""
    while _is_interim(data[:_LAST_START]) and (end := _end_of_head(data, 0)) is not None:
        data = data[end:]
    return data


def could_end(data: bytes | bytearray, seen: int) -> bool:
    """Whether a head could end in what was not yet seen."""
    return _END.search(data, max(0, seen - 3)) is not None


def _end_of_head(data: bytes, begin: int) -> int | None:
    while data[begin : begin + 1] in {b"\r", b"\n"}:  # blank lines before it; h11 reads over them, too
        begin += 1
    found = _END.search(data, begin)
    return found.end() if found else None


def _is_interim(start: bytes) -> bool:
    """Whether more is to come after it (RFC 9110, 15.2); a 101 is final."""
    version, _, rest = start.lstrip(b"\r\n").partition(b" ")
    status = rest[:3]
    return version.startswith(b"HTTP/1.") and len(status) == 3 and status[:1] == b"1" and status != b"101"


_heads: dict[bytes, AnswerHead] = {}


def _as_usual(raw: bytes, usual: re.Match[bytes]) -> AnswerHead | None:
    """A usual head, if its framing is usual, too."""
    status = int(usual[1])
    if (length := _usual_length(raw.lower(), status)) is None:
        return None
    fields = tuple(_fields_of(raw))
    headers = http.Headers(fields)
    made = AnswerHead(
        raw,
        status,
        usual[2].decode("iso-8859-1"),
        Headers(fields),
        "HTTP/1.1",
        length,
        http1.connection_close("HTTP/1.1", headers),
    )
    if len(raw) <= LARGEST_KEPT:
        if len(_heads) >= MOST_KEPT:
            _heads.clear()
        _heads[raw] = made
    return made


def _usual_length(lines: bytes, status: int) -> int | None:
    """The length that lines in lower case say, or one of those above; None: let mitmproxy look at them."""
    written, codings = lines.count(b"\r\ncontent-length:"), lines.count(b"\r\ntransfer-encoding:")
    if status < 200 or written + codings > 1:
        return None
    if status in {204, 304}:
        return None if written + codings else 0
    if codings:
        return CHUNKED if b"\r\ntransfer-encoding: chunked\r\n" in lines else None
    if not written:
        return UNTIL_CLOSE
    found = _LENGTH.search(lines)
    return int(found[1]) if found else None


def _fields_of(raw: bytes) -> Sequence[tuple[bytes, bytes]]:
    lines = raw[:-4].split(b"\r\n")
    return [(name, value) for name, _, value in (line.partition(b": ") for line in lines[1:])]


def _as_mitmproxy(raw: bytes, method: str) -> AnswerHead:
    """The head as mitmproxy reads it. Raises `BadHeadError`."""
    buffer = ReceiveBuffer()
    buffer += raw.lstrip(b"\r\n")
    lines = [bytes(line) for line in buffer.maybe_extract_lines() or ()]
    try:
        message = http1.read_response_head(lines)
        size = http1.expected_http_body_size(http.Request.make(method, "http://a.test/"), message)
    except ValueError as error:
        raise BadHeadError(f"Cannot parse HTTP response: {error}") from error
    try:
        validate_headers(message)
    except ValueError as error:
        raise BadHeadError(f"the server's answer is not valid: {error}") from error
    if message.status_code == 101:
        raise BadHeadError("the server's answer is not valid: 101, although nobody asked for an upgrade")
    return AnswerHead(
        http1.assemble_response_head(message),
        message.status_code,
        message.reason,
        Headers(message.headers.fields),
        message.http_version,
        CHUNKED if size is None else size,
        http1.connection_close(message.http_version, message.headers),
    )
