"""Constants as Go reads and writes them."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from smockproxy.engines.gotemplate.literals import LiteralError, integer, number, quote, rune, unquote


@pytest.mark.parametrize(
    ("text", "literal"),
    [
        ("a\"b\\c'", '"a\\"b\\\\c\'"'),
        ("\a\b\f\n\r\t\v", '"\\a\\b\\f\\n\\r\\t\\v"'),
        ("\x00\x7f", '"\\x00\\x7f"'),
        ("é\u200b\U000e0001", '"é\\u200b\\U000e0001"'),
        ("\udcff", '"\\xff"'),
    ],
)
def test_quoted(text, literal):
    assert quote(text) == literal


def test_quoted_otherwise():
    assert quote("é😀", ascii_only=True) == '"\\u00e9\\U0001f600"'
    assert quote("'", mark="'") == "'\\''"


@given(st.text())
def test_what_is_quoted_can_be_read(text):
    if not any(0xD800 <= ord(char) < 0xE000 for char in text):
        assert unquote(quote(text)) == text


@pytest.mark.parametrize(
    ("literal", "text"),
    [
        ('"\\x41\\101\\u0041\\U00000041"', "AAAA"),
        ("`a\\n\r`", "a\\n"),
        ('"\\xc3\\xa9"', "é"),
        ('"\\xff"', "\udcff"),
    ],
)
def test_unquoted(literal, text):
    assert unquote(literal) == text


@pytest.mark.parametrize(
    "literal",
    [
        '"\\q"',
        '"\\\'"',
        '"\\x4"',
        '"\\xgg"',
        '"\\u12"',
        '"\\ud800"',
        '"\\U00110000"',
        '"\\400"',
        '"\\18a"',
        '"\\"',
    ],
)
def test_what_can_not_be_unquoted(literal):
    with pytest.raises(LiteralError):
        unquote(literal)


def test_runes():
    assert [rune(literal) for literal in ("'a'", "'é'", "'\\n'", "'\\''", "'\\xff'", "'\\u00e9'")] == [
        97, 233, 10, 39, 255, 233,
    ]  # fmt: skip
    for literal in ("''", "'ab'", "'\\\"'"):
        with pytest.raises(LiteralError):
            rune(literal)


@pytest.mark.parametrize(
    ("text", "whole"),
    [
        *(("17", 17), ("-17", -17), ("+5", 5), ("0x1F", 31), ("0b101", 5), ("0o17", 15), ("017", 15)),
        *(("0_17", 15), ("1_000", 1000), ("0x_1", 1), ("089", None), ("1__0", None), ("0b2", None)),
        *(("1.0", None), ("00", 0)),
    ],
)  # fmt: skip
def test_integers(text, whole):
    assert integer(text) == whole


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ("1", 1),
        ("1.0", 1.0),
        ("1e3", 1000.0),
        ("0x1p4", 16.0),
        (".5", 0.5),
        ("'a'", 97),
        ("-0", 0),
        ("1_0.5", 10.5),
    ],
)
def test_numbers(text, value):
    found = number(text).value
    assert (found, type(found)) == (value, type(value))


def test_numbers_that_may_be_whole():
    assert number("2.0").integer == 2
    assert number("2.5").integer is None
    assert number("18446744073709551615").value is None


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("18446744073709551616", 'integer overflow: "18446744073709551616"'),
        ("089", 'integer overflow: "089"'),
        ("1e400", 'illegal number syntax: "1e400"'),
        ("0x", 'illegal number syntax: "0x"'),
        ("0x1.8", 'illegal number syntax: "0x1.8"'),
        ("1i", 'complex numbers are not supported: "1i"'),
    ],
)
def test_what_is_no_number(text, message):
    with pytest.raises(LiteralError) as failed:
        number(text)
    assert str(failed.value) == message
