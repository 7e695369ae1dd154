"""What a body is by its first bytes: one row for each signature, and what only looks like one."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from smockproxy.core.sniff import HTML, OCTETS, SNIFFED, TEXT, sniff

TAGS = (
    *("!DOCTYPE HTML", "HTML", "HEAD", "SCRIPT", "IFRAME", "H1", "DIV", "FONT", "TABLE", "A", "STYLE"),
    *("TITLE", "B", "BODY", "BR", "P", "!--"),
)


@pytest.mark.parametrize("tag", TAGS)
@pytest.mark.parametrize("end", [" ", ">"])
def test_a_tag_in_any_case_after_white_space_is_html(tag: str, end: str) -> None:
    assert sniff(f"<{tag}{end}".encode()) == HTML
    assert sniff(f"\t\n\x0c\r <{tag.lower()}{end} and more".encode()) == HTML


@pytest.mark.parametrize(
    "body", [b"<html", b"<htmlx>", b"<html/>", b"<html\n>", b"x<html>", b"<span>", b"<b/>"]
)
def test_an_unended_or_unknown_tag_is_text(body: bytes) -> None:
    assert sniff(body) == TEXT


@pytest.mark.parametrize(
    ("body", "expected"),
    [
        (b" \n<?xml version='1.0'?>", "text/xml; charset=utf-8"),
        (b"%PDF-1.7", "application/pdf"),
        (b"%!PS-Adobe-3.0", "application/postscript"),
        (b"\xfe\xff\x00a", "text/plain; charset=utf-16be"),
        (b"\xff\xfea\x00", "text/plain; charset=utf-16le"),
        (b"\xef\xbb\xbf\x00", TEXT),
        (b"\x00\x00\x01\x00", "image/x-icon"),
        (b"\x00\x00\x02\x00", "image/x-icon"),
        (b"BM....", "image/bmp"),
        (b"GIF87a", "image/gif"),
        (b"GIF89a", "image/gif"),
        (b"RIFF\x01\x02\x03\x04WEBPVP8 ", "image/webp"),
        (b"\x89PNG\r\n\x1a\n", "image/png"),
        (b"\xff\xd8\xff\xe0", "image/jpeg"),
        (b"FORM\x01\x02\x03\x04AIFF", "audio/aiff"),
        (b"ID3\x04", "audio/mpeg"),
        (b"OggS\x00", "application/ogg"),
        (b"MThd\x00\x00\x00\x06", "audio/midi"),
        (b"RIFF\x01\x02\x03\x04AVI ", "video/avi"),
        (b"RIFF\x01\x02\x03\x04WAVE", "audio/wave"),
        (b"\x1aE\xdf\xa3", "video/webm"),
        (b"\x01" * 34 + b"LP", "application/vnd.ms-fontobject"),
        (b"\x00\x01\x00\x00", "font/ttf"),
        (b"OTTO", "font/otf"),
        (b"ttcf", "font/collection"),
        (b"wOFF", "font/woff"),
        (b"wOF2", "font/woff2"),
        (b"\x1f\x8b\x08", "application/x-gzip"),
        (b"PK\x03\x04", "application/zip"),
        (b"Rar!\x1a\x07\x00", "application/x-rar-compressed"),
        (b"Rar!\x1a\x07\x01\x00", "application/x-rar-compressed"),
        (b"\x00asm", "application/wasm"),
        (b'{"a": 1}', TEXT),
        (b"", TEXT),
        (b"\xe4\xf6\xfc\x1b", TEXT),
    ],
)
def test_each_signature(body: bytes, expected: str) -> None:
    assert sniff(body) == expected


@pytest.mark.parametrize("byte", sorted(set(range(0x20)) - set(b"\t\n\x0c\r\x1b")))
def test_a_control_byte_makes_text_binary(byte: int) -> None:
    assert sniff(b"text " + bytes([byte])) == OCTETS


@pytest.mark.parametrize(
    ("body", "why"),
    [
        (b"RIFF\x01\x02\x03\x04WEBP", "six bytes are asked for"),
        (b" %PDF-\x00", "white space counts before all but markup"),
        (b"\xfe\xff\x00", "a mark of UTF-16 wants four bytes"),
        (b"\x00\x00\x00\x0cftypmp4", "shorter than a box"),
    ],
)
def test_what_only_looks_like_a_signature(body: bytes, why: str) -> None:
    assert sniff(body) == OCTETS, why


@pytest.mark.parametrize(
    ("body", "expected"),
    [
        (b"\x00\x00\x00\x0cftypmp42", "video/mp4"),
        (b"\x00\x00\x00\x14ftypisom\x00\x00\x00\x00mp41", "video/mp4"),
        (b"\x00\x00\x00\x10ftypisommp41", OCTETS),
        (b"\x00\x00\x00\x0dftypmp42\x00", OCTETS),
        (b"\x00\x00\x00\x20ftypmp42", OCTETS),
        (b"\x00\x00\x00\x0cfreemp42", OCTETS),
    ],
    ids=["brand", "compatible brand", "only the version", "uneven size", "box beyond the body", "no ftyp"],
)
def test_mp4_is_a_whole_ftyp_box_with_a_brand(body: bytes, expected: str) -> None:
    assert sniff(body) == expected


def test_only_the_head_is_looked_at() -> None:
    assert SNIFFED == 512
    assert sniff(b"a" * 511 + b"\x00") == OCTETS
    assert sniff(b"a" * 512 + b"\x00") == TEXT
    assert sniff(b" " * SNIFFED + b"<html>") == TEXT


@given(st.binary(max_size=64), st.binary(max_size=600))
def test_there_is_always_a_type_and_the_tail_has_no_say(head: bytes, tail: bytes) -> None:
    padded = head.ljust(SNIFFED, b"a")
    assert "/" in sniff(head)
    assert sniff(padded + tail) == sniff(padded)
