"""Bodies that came compressed because we asked for it, unpacked on their way through.

Source: Go's HTTP client asks for gzip when its caller says nothing of encodings, and undoes it (several
members in a row, too); its words for what is wrong.
"""

from collections.abc import Iterator
from sys import maxsize
from zlib import MAX_WBITS, decompressobj, error

LARGEST_PIECE = 256 * 1024
"""Bytes that are unpacked at a time, however well they were packed."""
_GZIP = MAX_WBITS | 16
CORRUPT = "flate: corrupt input"
_SAYINGS = {"header": "gzip: invalid header", "data check": "gzip: invalid checksum"}


class BadGzipError(ValueError):
    """What came is no gzip, or not all of it."""


class Gunzip:
    """Unpacks one body, piece by piece."""

    def __init__(self) -> None:
        self._member = decompressobj(_GZIP)
        self._has_begun = False

    def unpack(self, packed: bytes) -> Iterator[bytes]:
        """What a piece of the body holds. Raises `BadGzipError`."""
        is_full = False
        while packed or is_full:
            if self._member.eof and packed:
                self._member = decompressobj(_GZIP)
            self._has_begun = True
            piece = self._unpack(packed)
            if piece:
                yield piece
            is_full = len(piece) == LARGEST_PIECE
            packed = self._member.unconsumed_tail or self._member.unused_data

    def end(self) -> None:
        """The body has ended. Raises `BadGzipError` when there should be more of it."""
        if self._has_begun and not self._member.eof:
            raise BadGzipError("unexpected EOF")

    def _unpack(self, packed: bytes) -> bytes:
        try:
            return self._member.decompress(packed, LARGEST_PIECE)
        except error as reason:
            said = next((words for part, words in _SAYINGS.items() if part in str(reason)), CORRUPT)
            raise BadGzipError(said) from None


def unpacked(packed: bytes, most: int = maxsize) -> bytes:
    """A whole body, which may have so many bytes. Raises `BadGzipError`."""
    gunzip, content = Gunzip(), bytearray()
    for piece in gunzip.unpack(packed):
        content += piece
        if len(content) > most:
            raise BadGzipError(f"gzip: the answer's body unpacks to more than {most:,} bytes")
    gunzip.end()
    return bytes(content)
