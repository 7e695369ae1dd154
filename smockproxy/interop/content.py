"""Bodies of messages: undone content codings, and the charset that a header names.

Only codings that the standard library knows are undone: gzip and deflate (RFC 9110, 8.4.1).
"""

import zlib

from smockproxy.core.http import Headers

MOST_DECODED = 64 * 1024 * 1024
"""A body that unpacks to more than this, in bytes, stays packed: it may be a bomb."""
MOST_MEMBERS = 100
"""A body of more packed members than this stays packed: each costs a copy of what follows it."""

_WINDOWS = {"gzip": 31, "x-gzip": 31, "deflate": 15}
_RAW_DEFLATE = -15


def coding_of(headers: Headers) -> str:
    """The content coding in lower case; empty when there is none. Several are joined with commas."""
    coding = ", ".join(headers.get_all("content-encoding")).strip().lower()
    return "" if coding == "identity" else coding


def undone(coding: str, body: bytes) -> bytes | None:
    """The body without its coding; None when the coding is unknown or the body is cut or broken."""
    if not coding or not body:
        return body
    window = _WINDOWS.get(coding)
    if window is None:
        return None
    plain = _inflated(body, window)
    return _inflated(body, _RAW_DEFLATE) if plain is None and coding == "deflate" else plain


def _inflated(body: bytes, window: int) -> bytes | None:
    """All members of a packed body, one after the other."""
    plain = b""
    for _ in range(MOST_MEMBERS):
        unpacker = zlib.decompressobj(window)
        try:
            plain += unpacker.decompress(body, MOST_DECODED - len(plain) + 1)
        except zlib.error:
            return None
        if not unpacker.eof or len(plain) > MOST_DECODED:
            return None
        body = unpacker.unused_data
        if not body:
            return plain
    return None


def decoded_body(headers: Headers, body: bytes) -> bytes:
    """The body without its coding where that can be done, else as it is."""
    plain = undone(coding_of(headers), body)
    return body if plain is None else plain
