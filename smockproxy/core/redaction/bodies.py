"""Bodies: what they say they are, or look like, decides how they are read; packed ones are unpacked before.

Sources: RFC 9110, 8.3 and 8.4 (type and coding), RFC 7578 (multipart/form-data).
"""

from contextlib import suppress

from smockproxy.core.redaction.jsontext import redacted_json
from smockproxy.core.redaction.rules import Seeker
from smockproxy.core.redaction.urls import is_form, redacted_query

_BINARY = (
    b"\x89PNG\r\n",
    b"\xff\xd8\xff",
    b"GIF8",
    b"RIFF",
    b"\x00\x00\x01\x00",
    b"OggS",
    b"ID3",
    b"wOF",
    b"BM",
)
"""How pictures, sounds and fonts begin: nobody keeps secrets in them."""
_OPAQUE = ("image/", "audio/", "video/", "font/")
_MARKED = {b"\xff\xfe": ("utf-16-le",), b"\xfe\xff": ("utf-16-be",)}
"""Byte order marks of texts in UTF-16."""
MOST_PARTS = 10_000
LONGEST_BOUNDARY = 70


def redacted_body(body: bytes, content_type: str, seeker: Seeker) -> bytes:
    """A body that is not packed, with pseudonyms."""
    kind = content_type.partition(";")[0].strip().lower()
    is_opaque = kind.startswith(_OPAQUE) and "svg" not in kind
    if not body or ((is_opaque or body.startswith(_BINARY)) and not is_readable(body)):
        return body
    if kind.startswith("multipart/") and (boundary := _boundary_of(content_type)):
        return _redacted_parts(body, boundary, seeker)
    text, codec = _read(body)
    shown = redacted_document(text, kind, seeker)
    return body if shown == text else _written(shown, codec)


def is_readable(body: bytes) -> bool:
    """Whether bytes are a text in UTF-8."""
    try:
        text = body.decode()
    except UnicodeDecodeError:
        return False
    return "\x00" not in text


def _read(body: bytes) -> tuple[str, str]:
    """The text of a body, and the codec that writes it; each byte of what is no text is a character."""
    codecs = _MARKED.get(body[:2], ())
    for codec in (*codecs, "utf-8"):
        with suppress(UnicodeDecodeError):
            return body.decode(codec), codec
    return body.decode("latin-1"), "latin-1"


def _written(text: str, codec: str) -> bytes:
    try:
        return text.encode(codec, "surrogateescape")
    except UnicodeEncodeError:
        return text.encode(codec, "replace")


def redacted_document(text: str, kind: str, seeker: Seeker, depth: int = 0) -> str:
    """A text of some kind, with pseudonyms."""
    begin = text[:64].lstrip("\ufeff \t\r\n")
    if "json" in kind or begin[:1] in {"{", "["}:
        return redacted_json(text, seeker, depth)
    if "urlencoded" in kind or (begin and is_form(text)):
        return redacted_query(text, seeker, depth)
    return seeker.text(text, depth)


def _boundary_of(content_type: str) -> bytes:
    begin = content_type.lower().find("boundary=")
    rest = content_type[begin + len("boundary=") :]
    boundary = rest[1:].partition('"')[0] if rest.startswith('"') else rest.partition(";")[0].strip()
    is_sound = begin >= 0 and 0 < len(boundary) <= LONGEST_BOUNDARY and boundary.isascii()
    return boundary.encode() if is_sound else b""


def _redacted_parts(body: bytes, boundary: bytes, seeker: Seeker) -> bytes:
    pieces = body.split(b"--" + boundary, MOST_PARTS)
    return (b"--" + boundary).join(_part(piece, seeker) for piece in pieces)


def _part(piece: bytes, seeker: Seeker) -> bytes:
    line = b"\r\n\r\n" if b"\r\n\r\n" in piece else b"\n\n"
    head, empty, content = piece.partition(line)
    if not empty:
        return piece if piece.strip() in {b"", b"--"} else redacted_body(piece, "", seeker)
    told = head.decode("utf-8", "surrogateescape")
    end = content[len(content.rstrip(b"\r\n")) :]
    return _head(told, seeker) + empty + _content(content.removesuffix(end), told, seeker) + end


def _head(told: str, seeker: Seeker) -> bytes:
    """The header lines of a part: a secret may be the name of a file."""
    return "\n".join(seeker.text(line) for line in told.split("\n")).encode("utf-8", "surrogateescape")


def _content(content: bytes, head: str, seeker: Seeker) -> bytes:
    name, kind = _parameter(head, "name="), ""
    for line in head.splitlines():
        field, _, value = line.partition(":")
        if field.strip().lower() == "content-type":
            kind = value.strip()
    if seeker.rules.keeps(name):
        return content
    if seeker.rules.is_secret(name) and not content.lstrip().startswith((b"-----BEGIN", b"{", b"[")):
        text = content.decode("utf-8", "surrogateescape")
        return seeker.secret(text).encode("utf-8", "surrogateescape")
    return redacted_body(content, kind, seeker)


def _parameter(head: str, name: str) -> str:
    _, found, rest = head.partition(f" {name}")
    return (rest[1:].partition('"')[0] if rest.startswith('"') else rest.partition(";")[0]) if found else ""
