"""A body of the history as it went over the wire: its bytes, and headers that say what they are.

Source: RFC 9110, 8.3 and 8.4 (type and coding belong to the bytes).
"""

from collections.abc import Mapping
from dataclasses import dataclass

from smockproxy.app.usage import NotFoundError
from smockproxy.core.history import HistoryEntry
from smockproxy.core.http import Headers

BYTES = "application/octet-stream"
CODINGS = frozenset({"gzip", "deflate", "br", "zstd"})
"""Those that clients undo."""
CUT = "X-Smockproxy-Body-Size"
"""Says how long a body was of which only the beginning is kept."""
_PRINTABLE = range(0x20, 0x7F)


@dataclass(frozen=True, slots=True)
class KeptBody:
    """A body, or as much of it as is kept."""

    content: bytes
    headers: Mapping[str, str]


def request_body(entry: HistoryEntry) -> KeptBody:
    """The body of the request."""
    request = entry.request
    return _kept(request.body or b"", request.headers, entry.request_size)


def response_body(entry: HistoryEntry) -> KeptBody:
    """The body of the response. Raises `NotFoundError` for an exchange without one."""
    response = entry.response
    if response is None:
        raise NotFoundError(
            f"The exchange {entry.id} has no response: {entry.error or 'it was not answered'}."
        )
    return _kept(response.body, response.headers, entry.response_size)


def _kept(content: bytes, headers: Headers, size: int) -> KeptBody:
    kind, coding = headers.get("content-type"), headers.get("content-encoding").strip().lower()
    is_sound = kind and all(ord(char) in _PRINTABLE for char in kind)
    is_cut = len(content) < size
    told = {"Content-Type": kind if is_sound else BYTES}
    if coding in CODINGS and not is_cut:
        told["Content-Encoding"] = coding
    if is_cut:
        told[CUT] = str(size)
    return KeptBody(content, told)
