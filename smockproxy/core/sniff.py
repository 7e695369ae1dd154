"""The content type of a body by its first bytes, for answers that name none.

Source: the WHATWG MIME Sniffing standard as Go's `net/http.DetectContentType` implements it (its order, its
RAR signatures, no MP3 without a tag), since Smocker's answers go out through that server.
"""

from collections.abc import Callable

SNIFFED = 512
"""How many bytes are looked at."""

OCTETS = "application/octet-stream"
TEXT = "text/plain; charset=utf-8"
HTML = "text/html; charset=utf-8"

_WHITE_SPACE = b"\t\n\x0c\r "
_BINARY = frozenset(range(0x20)) - frozenset(b"\t\n\x0c\r\x1b")
"""Bytes that no text holds."""

type Signature = Callable[[bytes], bool]


def _prefix(*starts: bytes) -> Signature:
    return lambda head: head.startswith(starts)


def _after_space(start: bytes) -> Signature:
    return lambda head: head.lstrip(_WHITE_SPACE).startswith(start)


def _tag(name: bytes) -> Signature:
    """An HTML tag in any case, after white space, followed by a blank or its end."""
    ends = (b"<%b " % name, b"<%b>" % name)
    return lambda head: head.lstrip(_WHITE_SPACE)[: len(name) + 2].upper().startswith(ends)


def _byte_order_mark(mark: bytes) -> Signature:
    return lambda head: head.startswith(mark) and len(head) >= 4


def _container(outer: bytes, inner: bytes) -> Signature:
    """A RIFF or IFF file: an outer mark, four bytes of length, and what is inside."""
    return lambda head: head.startswith(outer) and head.startswith(inner, 8)


def _is_embedded_opentype(head: bytes) -> bool:
    return head.startswith(b"LP", 34)


def _is_mp4(head: bytes) -> bool:
    """An `ftyp` box that is whole within the head and names a brand `mp4`; its version field is no brand."""
    size = int.from_bytes(head[:4], "big")
    if len(head) < 12 or size > len(head) or size % 4 or not head.startswith(b"ftyp", 4):
        return False
    return any(head.startswith(b"mp4", at) for at in range(8, size, 4) if at != 12)


def _is_text(head: bytes) -> bool:
    return _BINARY.isdisjoint(head.lstrip(_WHITE_SPACE))


_TAGS = (
    b"!DOCTYPE HTML",
    *b"HTML HEAD SCRIPT IFRAME H1 DIV FONT TABLE A STYLE TITLE B BODY BR P !--".split(),
)

_SIGNATURES: tuple[tuple[Signature, str], ...] = (
    *((_tag(name), HTML) for name in _TAGS),
    (_after_space(b"<?xml"), "text/xml; charset=utf-8"),
    (_prefix(b"%PDF-"), "application/pdf"),
    (_prefix(b"%!PS-Adobe-"), "application/postscript"),
    (_byte_order_mark(b"\xfe\xff"), "text/plain; charset=utf-16be"),
    (_byte_order_mark(b"\xff\xfe"), "text/plain; charset=utf-16le"),
    (_byte_order_mark(b"\xef\xbb\xbf"), TEXT),
    (_prefix(b"\x00\x00\x01\x00", b"\x00\x00\x02\x00"), "image/x-icon"),
    (_prefix(b"BM"), "image/bmp"),
    (_prefix(b"GIF87a", b"GIF89a"), "image/gif"),
    (_container(b"RIFF", b"WEBPVP"), "image/webp"),
    (_prefix(b"\x89PNG\r\n\x1a\n"), "image/png"),
    (_prefix(b"\xff\xd8\xff"), "image/jpeg"),
    (_container(b"FORM", b"AIFF"), "audio/aiff"),
    (_prefix(b"ID3"), "audio/mpeg"),
    (_prefix(b"OggS\x00"), "application/ogg"),
    (_prefix(b"MThd\x00\x00\x00\x06"), "audio/midi"),
    (_container(b"RIFF", b"AVI "), "video/avi"),
    (_container(b"RIFF", b"WAVE"), "audio/wave"),
    (_is_mp4, "video/mp4"),
    (_prefix(b"\x1aE\xdf\xa3"), "video/webm"),
    (_is_embedded_opentype, "application/vnd.ms-fontobject"),
    (_prefix(b"\x00\x01\x00\x00"), "font/ttf"),
    (_prefix(b"OTTO"), "font/otf"),
    (_prefix(b"ttcf"), "font/collection"),
    (_prefix(b"wOFF"), "font/woff"),
    (_prefix(b"wOF2"), "font/woff2"),
    (_prefix(b"\x1f\x8b\x08"), "application/x-gzip"),
    (_prefix(b"PK\x03\x04"), "application/zip"),
    (_prefix(b"Rar!\x1a\x07\x00", b"Rar!\x1a\x07\x01\x00"), "application/x-rar-compressed"),
    (_prefix(b"\x00asm"), "application/wasm"),
    (_is_text, TEXT),
)
"""In the order of asking."""
_OF_JSON = frozenset({b"{", b"["})
"""How most bodies begin, and no signature does."""


def sniff(body: bytes) -> str:
    """The content type of a body: always one, `application/octet-stream` when nothing else fits."""
    head = body[:SNIFFED]
    if head.lstrip(_WHITE_SPACE)[:1] in _OF_JSON:
        return TEXT if _is_text(head) else OCTETS
    return next((content_type for matches, content_type in _SIGNATURES if matches(head)), OCTETS)
