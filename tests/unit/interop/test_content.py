"""Codings undone and charsets named."""

import gzip
import zlib

import brotli
import pytest
import zstandard

from smockproxy.core.http import Headers
from smockproxy.interop import content
from smockproxy.interop.content import (
    charset_of,
    coding_of,
    content_type_of,
    decoded_body,
    is_no_charset,
    is_taken,
    text_in,
    undone,
    unwrapped,
    wrapped,
)

BODY = b"body " * 1000


def raw_deflate(body: bytes) -> bytes:
    packer = zlib.compressobj(wbits=-15)
    return packer.compress(body) + packer.flush()


@pytest.mark.parametrize(
    ("coding", "packed"),
    [
        ("", BODY),
        ("gzip", gzip.compress(BODY, mtime=0)),
        ("x-gzip", gzip.compress(BODY, mtime=0)),
        ("gzip", gzip.compress(BODY[:2500], mtime=0) + gzip.compress(BODY[2500:], mtime=0)),
        ("deflate", zlib.compress(BODY)),
        ("deflate", raw_deflate(BODY)),
        ("br", brotli.compress(BODY)),
        ("zstd", zstandard.ZstdCompressor().compress(BODY)),
    ],
)
def test_undone(coding, packed):
    assert undone(coding, packed) == BODY


@pytest.mark.parametrize("coding", ["gzip", "deflate", "br", "zstd", "unknown"])
def test_what_is_broken_or_unknown_is_not_undone(coding):
    assert undone(coding, b"\x00broken") is None


@pytest.mark.parametrize(
    ("coding", "packed"),
    [("gzip", gzip.compress(BODY, mtime=0)), ("deflate", zlib.compress(BODY)), ("br", brotli.compress(BODY))],
)
def test_what_is_cut_is_not_undone(coding, packed):
    assert undone(coding, packed[:-3]) is None


@pytest.mark.parametrize("coding", ["gzip", "unknown"])
def test_nothing_is_nothing(coding):
    assert undone(coding, b"") == b""


@pytest.mark.parametrize(
    ("coding", "packed"),
    [
        ("gzip", gzip.compress(BODY, mtime=0)),
        ("deflate", zlib.compress(BODY)),
        ("br", brotli.compress(BODY)),
        ("zstd", zstandard.ZstdCompressor().compress(BODY)),
    ],
)
def test_a_bomb_stays_packed(coding, packed, monkeypatch):
    monkeypatch.setattr(content, "MOST_DECODED", 4999)
    assert undone(coding, packed) is None
    monkeypatch.setattr(content, "MOST_DECODED", 5000)
    assert undone(coding, packed) == BODY


def test_many_members_stay_packed():
    member = gzip.compress(b"")
    assert undone("gzip", member * content.MOST_MEMBERS) == b""
    assert undone("gzip", member * (content.MOST_MEMBERS + 1)) is None


@pytest.mark.parametrize(
    ("values", "coding"),
    [([], ""), (["GZIP"], "gzip"), (["identity"], ""), (["gzip", "br"], "gzip, br"), ([" gzip "], "gzip")],
)
def test_coding_of(values, coding):
    assert coding_of(Headers.of(("Content-Encoding", value) for value in values)) == coding


def test_decoded_body_is_the_body_where_it_cannot_be_undone():
    headers = Headers.of([("Content-Encoding", "gzip")])
    assert decoded_body(headers, gzip.compress(b"x")) == b"x"
    assert decoded_body(headers, b"broken") == b"broken"


@pytest.mark.parametrize(
    ("content_type", "charset"),
    [
        ("", "iso-8859-1"),
        ("text/plain", "iso-8859-1"),
        ("application/json", "utf-8"),
        ("text/html", "utf-8"),
        ("image/svg+xml", "utf-8"),
        ("text/css", "utf-8"),
        ("application/javascript", "utf-8"),
        ("text/html; charset=iso-8859-2", "iso-8859-2"),
        ("text/plain;a=b;charset = UTF-8 ", "UTF-8"),
        ("text/plain; charset=", "iso-8859-1"),
        ("text/plain; charset=GBK", "gb18030"),
    ],
)
def test_charset_of(content_type, charset):
    assert charset_of(content_type) == charset


@pytest.mark.parametrize(
    ("charset", "body", "text"),
    [
        ("utf-8", "ż".encode(), "ż"),
        ("utf-8", b"\xff", None),
        ("iso-8859-1", b"\xff", "ÿ"),
        ("utf-16", b"odd", None),
        ("utf-16", "\ufeffbe".encode("utf-16-be"), None),
        ("nonsense", b"x", None),
        ("hex", b"x", None),
        ("utf-7", b"+2AA-", None),
    ],
)
def test_text_in(charset, body, text):
    assert text_in(charset, body) == text


@pytest.mark.parametrize(
    ("charset", "is_none"),
    [
        ("utf-8", False),
        ("nonsense", False),
        ("a\0b", False),
        ("undefined", False),
        ("hex", True),
        ("rot13", True),
    ],
)
def test_is_no_charset(charset, is_none):
    assert is_no_charset(charset) is is_none


def test_content_types_are_joined():
    headers = Headers.of([("content-type", "text/plain"), ("Content-Type", "a/b")])
    assert content_type_of(headers) == "text/plain, a/b"


@pytest.mark.parametrize("coding", ["gzip", "x-gzip", "deflate", "br", "zstd", "gzip, br", "", "identity"])
def test_a_body_is_wrapped_in_its_codings_and_unwrapped(coding):
    wrapped_body = wrapped(coding, b"body" * 100)
    assert unwrapped(coding, wrapped_body) == b"body" * 100
    assert (wrapped_body == b"body" * 100) is (coding in {"", "identity"})


def test_codings_are_undone_from_the_last_one_on():
    assert unwrapped("GZIP , br", brotli.compress(gzip.compress(b"x"))) == b"x"
    assert unwrapped("x-unknown, gzip", gzip.compress(b"x")) is None
    assert unwrapped("gzip, x-unknown", b"x") is None


@pytest.mark.parametrize(
    ("coding", "accepted", "is_so"),
    [
        ("", [], True),
        ("gzip", [], False),
        ("gzip", ["br, GZIP;q=0.5"], True),
        ("gzip", ["br", "gzip"], True),
        ("gzip", ["gzip;q=0"], False),
        ("gzip", ["gzip; q=0.000, *"], False),
        ("gzip", ["*"], True),
        ("gzip", ["*;q=0"], False),
        ("gzip, br", ["gzip"], False),
        ("gzip, br", ["gzip, br"], True),
        ("gzip", ["gzip;level=1"], True),
    ],
)
def test_what_a_client_takes(coding, accepted, is_so):
    assert is_taken(coding, accepted) is is_so
