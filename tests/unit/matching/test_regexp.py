"""The regexp matchers: Go's meaning, and patterns made to hurt."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from smockproxy.matching import MATCHERS
from smockproxy.matching.regexp import compile_pattern


@pytest.mark.parametrize(
    ("pattern", "text", "found"),
    [
        ("/us", "/api/users", True),
        ("^/us", "/api/users", False),
        ("^/api/users$", "/api/users", True),
        (".*", "", True),
        ("", "anything", True),
        ("USERS", "/api/users", False),
        ("(?i)USERS", "/api/users", True),
        ("a.b", "a\nb", False),
        ("(?s)a.b", "a\nb", True),
        ("^b", "a\nb", False),
        ("(?m)^b", "a\nb", True),
        ("a.b", "aéb", True),
        ("^.$", "😀", True),
        (r"\d{2}", "x12", True),
        (r"\Q\C\E", r"\C", True),
        (r"\\C", r"\C", True),
    ],
)
def test_a_pattern_is_searched_as_go_does(pattern, text, found):
    assert MATCHERS["ShouldMatch"](pattern).matches(text) is found
    assert MATCHERS["ShouldNotMatch"](pattern).matches(text) is not found


@pytest.mark.parametrize(
    ("pattern", "reason"),
    [
        ("[", "missing ]: ["),
        ("^/(?!us)", "invalid perl operator: (?!"),
        ("(?<=a)b", "invalid perl operator: (?<="),
        (r"(a)\1", r"invalid escape sequence: \1"),
        ("a{1001}", "invalid repetition size: {1001}"),
        ("((a{100}){100}){100}", "invalid repetition size: {100}"),
        (r"\C", r"invalid escape sequence: \C"),
        (r"\Qa\E\C", r"invalid escape sequence: \C"),
        ("*", "no argument for repetition operator: *"),
    ],
)
def test_a_bad_pattern_says_why(pattern, reason):
    with pytest.raises(ValueError) as caught:  # noqa: PT011 - the text is compared whole
        compile_pattern(pattern)
    assert str(caught.value) == reason


@pytest.mark.timeout(5)
@pytest.mark.parametrize(
    "pattern", ["(a+)+$", "(a|aa)+$", "(x+x+)+y", "(.*)*b$", "^(([a-z])+.)+[A-Z]([a-z])+$"]
)
def test_a_pattern_that_explodes_elsewhere_is_linear_here(pattern):
    assert not MATCHERS["ShouldMatch"](pattern).matches("a" * 20_000 + "!")


def test_a_pattern_that_is_too_large_is_refused():
    with pytest.raises(ValueError, match="too large"):
        compile_pattern(r"\pL{1000}" * 20)


def test_two_matchers_of_one_pattern_are_equal():
    assert MATCHERS["ShouldMatch"]("a") == MATCHERS["ShouldMatch"]("a")
    assert MATCHERS["ShouldMatch"]("a") != MATCHERS["ShouldMatch"]("b")


@pytest.mark.parametrize("text", ["\ud800", "a\udfffb", "\x00", "\udc80\udcff"])
def test_text_that_is_no_utf8_is_searched_all_the_same(text):
    assert MATCHERS["ShouldMatch"](".").matches(text)
    assert MATCHERS["ShouldNotMatch"]("zzz").matches(text)


def test_a_lone_surrogate_is_the_replacement_character():
    assert MATCHERS["ShouldMatch"]("^a\ufffdb$").matches("a\ud800b")
    assert MATCHERS["ShouldMatch"]("^a\ud800b$").matches("a\ufffdb")


@given(st.text(), st.text())
def test_any_pattern_is_refused_or_answers(pattern, text):
    try:
        matcher = MATCHERS["ShouldMatch"](pattern)
    except ValueError:
        return
    assert matcher.matches(text) is not MATCHERS["ShouldNotMatch"](pattern).matches(text)
