"""Packed bodies: unpacked, looked through, and packed again; what can't be read is not kept.

Source: RFC 9110, 8.4 (content codings), RFC 1950 to 1952 (zlib, deflate, gzip).
"""

import gzip
import zlib
from collections.abc import Callable
from dataclasses import dataclass
from typing import Protocol

from smockproxy.core.http import Headers
from smockproxy.core.redaction.bodies import is_readable

MOST_PLAIN = 4 * 1024 * 1024
"""Bytes that a body may unpack to; a larger one is not looked through, so nothing of it is kept."""
_STANDARD = frozenset({"gzip", "x-gzip", "deflate"})
_OPAQUE = frozenset({"gzip", "x-gzip", "deflate", "br", "zstd", "compress", "x-compress"})
"""Codings that hide what they hold."""


class Codings(Protocol):
    """Who knows content codings; a text may name several, with commas between."""

    def undone(self, coding: str, body: bytes) -> bytes | None:
        """The body without them; None where that can't be, or would be too much."""

    def done(self, coding: str, body: bytes) -> bytes:
        """The body in them again."""


class StandardCodings:
    """What the standard library knows."""

    def undone(self, coding: str, body: bytes) -> bytes | None:
        """Only gzip and deflate, and only by themselves."""
        if coding not in _STANDARD:
            return None
        plain, is_whole = _inflated(coding, body)
        return plain if is_whole else None

    def done(self, coding: str, body: bytes) -> bytes:
        """Of what was undone."""
        return zlib.compress(body) if coding == "deflate" else gzip.compress(body, mtime=0)


NO_CODINGS = StandardCodings()


@dataclass(frozen=True, slots=True)
class Coded:
    """A body as it is kept."""

    body: bytes
    is_plain: bool = False
    """Whether it is no longer packed as the headers say."""


def redacted_coded(
    body: bytes, headers: Headers, redact: Callable[[bytes], bytes], codings: Codings
) -> Coded:
    """A body of these headers, looked through by `redact`, which gets it unpacked."""
    coding = ", ".join(headers.get_all("content-encoding")).strip().lower()
    if not coding or coding == "identity" or not body:
        return Coded(redact(body))
    beginning, is_whole = _inflated(coding, body) if coding in _STANDARD else (b"", True)
    if len(beginning) > MOST_PLAIN:
        return Coded(b"")
    plain = codings.undone(coding, body) if is_whole or not beginning else None
    if plain is None or len(plain) > MOST_PLAIN:
        return _of_remains(body, beginning, coding, redact)
    shown = redact(plain)
    return Coded(body if shown == plain else codings.done(coding, shown))


def _of_remains(body: bytes, beginning: bytes, coding: str, redact: Callable[[bytes], bytes]) -> Coded:
    """A body that is cut, or is not what its headers say; `beginning` is what can be read of it."""
    if beginning:
        shown = redact(beginning)
        return Coded(body) if shown == beginning else Coded(shown, is_plain=True)
    if _OPAQUE.isdisjoint(part.strip() for part in coding.split(",")) or is_readable(body):
        return Coded(redact(body))
    return Coded(b"")


def _inflated(coding: str, body: bytes) -> tuple[bytes, bool]:
    """As much of a packed body as can be read, and whether that is all."""
    for window in (31,) if "gzip" in coding else (15, -15):
        unpacker = zlib.decompressobj(window)
        try:
            plain = unpacker.decompress(body, MOST_PLAIN + 1)
        except zlib.error:
            continue
        if plain:
            is_whole = unpacker.eof and not unpacker.unused_data and len(plain) <= MOST_PLAIN
            return plain, is_whole
    return b"", False
