"""Bodies of messages: content codings undone (RFC 9110, 8.4.1), and text in the charset of a header."""

import gzip
import zlib
from codecs import lookup
from collections.abc import Callable, Iterable, Mapping
from functools import partial
from io import BytesIO

import brotli
import zstandard

from smockproxy.core.http import Headers

MOST_DECODED = 16 * 1024 * 1024
"""A body that unpacks to more than this, in bytes, stays packed: it may be a bomb."""
MOST_MEMBERS = 100
"""A body of more packed members than this stays packed: each costs a copy of what follows it."""
MOST_WINDOW = 128 * 1024 * 1024
"""Bytes of memory that a zstd body may ask for."""
FAST = 4
"""How hard a body is packed: the client waits for it."""
LATIN_1 = "iso-8859-1"
"""The charset of a type that has none of its own; each byte is a character in it."""

_GZIP, _ZLIB, _RAW_DEFLATE = 31, 15, -15
_UTF8_TYPES = ("json", "html", "xml", "javascript", "ecmascript", "text/css")


def coding_of(headers: Headers) -> str:
    """The content coding in lower case, empty when there is none; several are joined with commas."""
    coding = ", ".join(headers.get_all("content-encoding")).strip().lower()
    return "" if coding == "identity" else coding


def undone(coding: str, body: bytes) -> bytes | None:
    """The body without its coding; None when the coding is unknown or the body is cut or broken."""
    if not coding or not body:
        return body
    return _UNDO[coding](body) if coding in _UNDO else None


def unwrapped(coding: str, body: bytes) -> bytes | None:
    """The body without any of its codings, of which there may be several; None where one can't be undone."""
    plain: bytes | None = body
    for each in reversed(_each(coding)):
        plain = None if plain is None else undone(each, plain)
    return plain


def wrapped(coding: str, body: bytes) -> bytes:
    """The body in all of its codings again, which must be known."""
    for each in _each(coding):
        body = _DO[each](body)
    return body


def is_taken(coding: str, accepted: Iterable[str]) -> bool:
    """Whether a client takes all of these codings, by the lines of its Accept-Encoding (RFC 9110, 12.5.3).

    One that says nothing is not taken to know any.
    """
    weights: dict[str, bool] = {}
    for part in ",".join(accepted).lower().split(","):
        name, _, parameters = part.partition(";")
        weights[name.strip()] = not _is_zero(parameters)
    return all(weights.get(each, weights.get("*", False)) for each in _each(coding))


def _is_zero(parameters: str) -> bool:
    name, _, weight = parameters.replace(" ", "").partition("=")
    return name == "q" and bool(weight) and not weight.strip("0.")


def _each(coding: str) -> list[str]:
    return [each for part in coding.split(",") if (each := part.strip().lower()) not in {"", "identity"}]


def decoded_body(headers: Headers, body: bytes) -> bytes:
    """The body without its coding where that can be done, else as it is."""
    plain = undone(coding_of(headers), body)
    return body if plain is None else plain


def _gunzipped(body: bytes) -> bytes | None:
    return _inflated(body, _GZIP)


def _undeflated(body: bytes) -> bytes | None:
    """With the zlib header that the standard asks for, or without, as some servers send it."""
    plain = _inflated(body, _ZLIB)
    return _inflated(body, _RAW_DEFLATE) if plain is None else plain


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


def _unbrotlied(body: bytes) -> bytes | None:
    unpacker = brotli.Decompressor()
    plain, packed = b"", body
    try:
        while not unpacker.is_finished() and len(plain) <= MOST_DECODED:
            piece: bytes = unpacker.process(packed, output_buffer_limit=MOST_DECODED)
            if not piece and unpacker.can_accept_more_data():
                return None
            plain, packed = plain + piece, b""
    except brotli.error:
        return None
    return plain if len(plain) <= MOST_DECODED else None


def _unzstded(body: bytes) -> bytes | None:
    unpacker = zstandard.ZstdDecompressor(max_window_size=MOST_WINDOW)
    try:
        with unpacker.stream_reader(BytesIO(body), read_across_frames=True) as reader:
            plain: bytes = reader.read(MOST_DECODED + 1)
    except zstandard.ZstdError:
        return None
    return plain if len(plain) <= MOST_DECODED else None


_UNDO: Mapping[str, Callable[[bytes], bytes | None]] = {
    "gzip": _gunzipped,
    "x-gzip": _gunzipped,
    "deflate": _undeflated,
    "br": _unbrotlied,
    "zstd": _unzstded,
}


_DO: Mapping[str, Callable[[bytes], bytes]] = {
    "gzip": partial(gzip.compress, compresslevel=FAST, mtime=0),
    "x-gzip": partial(gzip.compress, compresslevel=FAST, mtime=0),
    "deflate": partial(zlib.compress, level=FAST),
    "br": partial(brotli.compress, quality=FAST),
    "zstd": zstandard.compress,
}


def charset_of(content_type: str) -> str:
    """The charset that a content type names, else UTF-8 for types that default to it, else ISO-8859-1.

    Source: how mitmproxy reads exported bodies (`infer_content_encoding`); names are taken as they stand.
    """
    for parameter in content_type.split(";")[1:]:
        name, _, value = parameter.partition("=")
        if name.strip() == "charset" and value.strip():
            named = value.strip()
            return "gb18030" if named.lower() in {"gb2312", "gbk"} else named
    return "utf-8" if any(kind in content_type for kind in _UTF8_TYPES) else LATIN_1


def content_type_of(headers: Headers) -> str:
    """The content type; several lines are joined, as mitmproxy joins them."""
    return ", ".join(headers.get_all("content-type"))


def is_no_charset(charset: str) -> bool:
    """Whether the name is that of another codec of Python's, such as `hex`, which makes readers stumble."""
    try:
        lookup(charset)
    except (LookupError, ValueError):
        return False
    try:
        "".encode(charset)
    except LookupError:
        return True
    except ValueError:
        return False
    return False


def text_in(charset: str, body: bytes) -> str | None:
    """The body as text; None if it is none in that charset, or would not give the same bytes back."""
    try:
        text = body.decode(charset)
        text.encode()
        return text if text.encode(charset) == body else None
    except (LookupError, ValueError):
        return None
