"""What nodes of YAML are read as."""

import pytest

from smockproxy.engines.gotemplate.yamlnodes import document
from smockproxy.engines.gotemplate.yamltree import (
    StopError,
    UnfitError,
    duration,
    entries_of,
    is_null,
    kind_of,
    octets_of,
    text_of,
    whole_number,
)


def entries(text):
    return [(key.value, value.value) for key, value in entries_of(document(text))]


@pytest.mark.parametrize(
    ("text", "number"),
    [
        *[(text, 201) for text in ("201", "2_01", "+201", "0xC9", "0o311", "0311", "201.9", "2.01e2")],
        *[("-5", -5), ("0b11", 3), ("0", 0), (".5", 0)],
    ],
)
def test_numbers(text, number):
    assert whole_number(document(text)) == number


@pytest.mark.parametrize(
    "text",
    [
        '"201"',
        "a",
        "true",
        ".inf",
        ".nan",
        "1.2.3",
        "0x",
        "--5",
        "1e999",
        "9" * 30,
        "1" * 200,
        "[1]",
        "{}",
        "-",
        "e5",
    ],
)
def test_what_is_no_number(text):
    with pytest.raises(UnfitError, match="expected a number"):
        whole_number(document(text))


@pytest.mark.parametrize(
    ("text", "nanoseconds"), [("20ms", 20_000_000), ("'0'", 0), ('"1.5s"', 1_500_000_000)]
)
def test_durations(text, nanoseconds):
    assert duration(document(text)) == nanoseconds


@pytest.mark.parametrize("text", ["0", "5", "1d", "[1s]", "true"])
def test_what_is_no_duration(text):
    with pytest.raises(UnfitError, match="expected a duration"):
        duration(document(text))


@pytest.mark.parametrize("text", ["1.50", "true", "'a b'", "2001-01-01"])
def test_texts_are_as_written(text):
    assert text_of(document(text)) == text.strip("'")


@pytest.mark.parametrize(("text", "kind"), [("[a]", "a list"), ("{a: b}", "a mapping")])
def test_what_is_no_text(text, kind):
    with pytest.raises(UnfitError, match=f"{kind}: expected text"):
        text_of(document(text))


def test_kinds_and_null():
    assert kind_of(document("a")) == "'a'"
    assert [is_null(document(text)) for text in ("~", "null", "'null'", "[]")] == [True, True, False, False]


def test_binary():
    assert octets_of(document("!!binary aGk=")) == b"hi"
    assert octets_of(document("aGk=")) is None
    with pytest.raises(StopError, match="line 1: !!binary value contains invalid base64 data"):
        octets_of(document("!!binary x"))


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("{a: 1, [b]: 2}", [("a", "1")]),
        ("<<: {a: 1, b: 2}\nb: 3", [("b", "3"), ("a", "1")]),
        ("<<: [{a: 1}, {a: 2, c: 3}]", [("a", "1"), ("c", "3")]),
        ("<<: {<<: {a: 1}, b: 2}", [("b", "2"), ("a", "1")]),
    ],
)
def test_entries(text, found):
    assert entries(text) == found


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("a: 1\nb: 2\na: 3", "a mapping with 'a' twice .line 3.: expected it once"),
        ("<<: 5", "'5': expected a mapping to merge"),
        ("&x {<<: *x}", "a mapping that merges itself"),
    ],
)
def test_mappings_that_are_left_out(text, message):
    with pytest.raises(UnfitError, match=message):
        entries(text)
