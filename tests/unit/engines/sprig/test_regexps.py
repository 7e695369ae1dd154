"""Patterns, held against what is known of Go's regexp package."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from smockproxy.engines.gotemplate.errors import FunctionError
from smockproxy.engines.sprig import regexps

PATTERNS = st.sampled_from(
    ["a", "a*", "a+", "", "b|", "(a)(b)?", "^", "$", "^a", "[^a]", ".", "(?s).", "a*?", "\\b", "é"]
)
TEXTS = st.text(alphabet="abé\n\udcff", max_size=12)


@given(PATTERNS, TEXTS)
def test_what_is_replaced_by_itself_is_the_same(pattern, text):
    assert regexps.replace_all(pattern, text, "$0") == text
    assert regexps.replace_all(pattern, text, "${0}") == text


@given(PATTERNS, TEXTS, st.integers(-1, 4))
def test_pieces_and_matches_make_up_the_text(pattern, text, most):
    pieces = regexps.split(pattern, text, most)
    assert most < 0 or len(pieces) <= most
    assert most == 0 or len("".join(pieces)) <= len(text)
    found = regexps.find_all(pattern, text, most)
    assert most < 0 or len(found) <= most
    assert regexps.match(pattern, text) is (bool(found) if most else regexps.must_match(pattern, text))


@given(TEXTS, st.text(max_size=12))
def test_a_quoted_text_is_found_as_it_stands(before, text):
    assert regexps.find(regexps.quote_meta(text), before + text) == text


@pytest.mark.parametrize(
    ("pattern", "failure"),
    [
        ("(?!x)", "invalid or unsupported Perl syntax: `(?!`"),
        ("*", "missing argument to repetition operator: `*`"),
        ("a**", "invalid nested repetition operator: `**`"),
        ("[z-a]", "invalid character class range: `z-a`"),
        ("\\C", r"invalid escape sequence: `\C`"),
        ("a" * 20_000, "longer than 10000 characters"),
    ],
)
def test_a_bad_pattern_is_said_as_go_says_it(pattern, failure):
    with pytest.raises(FunctionError) as failed:
        regexps.must_match(pattern, "x")
    assert failure in failed.value.message
    assert not regexps.match(pattern, "x")


@pytest.mark.parametrize(
    ("replacement", "written"),
    [
        ("$1", "b"), ("${1}x", "bx"), ("$1x", ""), ("$2", ""), ("$9", ""), ("$n", "b"), ("${n}", "b"),
        ("$$1", "$1"), ("${1", "${1"), ("$", "$"), ("${}", "${}"), ("$-", "$-"), ("$é", "$é"),
        ("\\1", "\\1"), ("$" + "9" * 30, ""),
    ],
)  # fmt: skip
def test_groups_stand_in_a_replacement(replacement, written):
    assert regexps.replace_all("a(?P<n>b)(c)?", "ab", replacement) == written


def test_places_are_those_of_the_whole_text():
    assert regexps.find_all("^a", "aaa", -1) == ["a"]
    assert regexps.replace_all(r"\bx", "xx x", "-") == "-x -"
