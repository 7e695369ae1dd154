"""Patterns written for Python's `re` find with RE2 what `re` finds."""

import re
from itertools import product

import pytest
from hypothesis import given
from hypothesis import strategies as st

from smockproxy.matching.pythonpattern import (
    MOST_WORK,
    TooMuchWorkError,
    compiled,
    respelled,
)

SEARCHED = ["", "a", "A\n", "b\nA\nc", "a\n\n", "x\va", "$", "a$]", "a{,b}", "aaaa"]
FLAGS = {"m": re.MULTILINE, "s": re.DOTALL}


def found(pattern: str, text: str | bytes, flags: str = "") -> bool:
    on_bytes = isinstance(text, bytes)
    return compiled(respelled(pattern, flags=flags, on_bytes=on_bytes)).is_in(text)


def found_by_python(pattern: str, text: str | bytes, flags: str = "") -> bool:
    options = re.IGNORECASE | sum(FLAGS[flag] for flag in flags)
    written = pattern.encode() if isinstance(text, bytes) else pattern
    return re.search(written, text, options) is not None


@pytest.mark.parametrize(
    "pattern",
    [
        "a$",
        "^a$",
        r"a\Z",
        r"^a{,3}$",
        "^a{,}$",
        "^a{0,2}$",
        r"a\$",
        "[$]",
        r"[\]$]$",
        "[^]$]$",
        "[]a]$",
        r"x\sa",
        r"x[\s]a",
        r"\Sa",
        r"^\S+$",
        "(?m)^a$",
        "(?s)a.c",
        "(a|b$)",
        "a{,",
        "a{,b}",
        "",
    ],
)
def test_it_finds_what_python_finds(pattern):
    for flags, text in product(["", "m", "s"], SEARCHED):
        assert found(pattern, text, flags) is found_by_python(pattern, text, flags)
        raw = text.encode()
        assert found(pattern, raw, flags) is found_by_python(pattern, raw, flags)


@pytest.mark.parametrize("pattern", ["é", r"\xe9", "a.c", "[é]", r"\xff\xd8", "É", "k"])
@pytest.mark.parametrize(
    "raw", ["é".encode(), b"\xe9", b"\xc9", b"a\xffc", b"\xff\xd8\xff", "aéc".encode(), b"\xe3\xa9"]
)
def test_bytes_are_compared_one_by_one_and_have_no_case_beyond_ascii(pattern, raw):
    assert found(pattern, raw) is found_by_python(pattern, raw)


def test_text_has_case_beyond_ascii():
    assert found("É", "é")


PATTERNS = st.lists(
    st.sampled_from(
        [
            "a",
            "B",
            "é",
            ".",
            "^",
            r"\.",
            "k",
            r"\d",
            "[a-c]",
            "[^a]",
            "(?:a|b)",
            "a*",
            "b+",
            "a?",
            r"\.",
            r"\s",
        ]
    ),
    max_size=6,
).map("".join)
TEXTS = st.text("aAbBcéÉ.1 \n\v$kK\N{KELVIN SIGN}", max_size=12)


@given(PATTERNS, st.sampled_from(["", "$", r"\Z"]), TEXTS, st.sampled_from(["", "m", "s", "ms"]))
def test_it_agrees_with_python(pattern, end, text, flags):
    written = pattern + end
    assert found(written, text, flags) is found_by_python(written, text, flags)
    assert found(written, text.encode(), flags) is found_by_python(written, text.encode(), flags)


@pytest.mark.parametrize(
    ("pattern", "reason"),
    [
        ("(?=a)", "invalid perl operator: (?="),
        (r"(a)\1", r"invalid escape sequence: \1"),
        ("(a", r"missing ): (a"),
        (r"\Qa$\E", r"invalid escape sequence: \Q"),
        (r"\C", r"invalid escape sequence: \C"),
        ("\\", "trailing \\"),
        ("a" * 50_001, "longer than 50000 characters"),
        ("[a-z]{900}" * 12, "too large: it compiles to more than 10000 instructions"),
    ],
)
def test_a_bad_pattern_says_why(pattern, reason):
    with pytest.raises(ValueError) as caught:  # noqa: PT011 - the text is compared whole
        compiled(respelled(pattern))
    assert str(caught.value) == reason


def test_a_text_too_long_for_its_pattern_is_not_searched():
    search = compiled(respelled("[a-z]{500}[0-9]{500}"))
    text = b"a" * (MOST_WORK // search.size + 1)
    with pytest.raises(TooMuchWorkError, match="too large to be searched"):
        search.is_in(text)


@pytest.mark.parametrize(
    ("pattern", "literal"),
    [
        ("abc", "abc"),
        ("A/b-C=1", "a/b-c=1"),
        (r"a\.Test", "a.test"),
        ("a.b", ""),
        (r"a\.b.c", ""),
        ("é", ""),
        ("a$", ""),
    ],
)
def test_a_plain_pattern_is_looked_for_as_text(pattern, literal):
    for flags in ("", "m", "s"):
        assert compiled(respelled(pattern, flags=flags)).literal == literal
        assert compiled(respelled(pattern, flags=flags, on_bytes=True)).literal == literal
