"""Texts that must be in a value."""

import pytest

from smockproxy.files.lint.parts import beginnings_of, impossible_part, literals_of
from smockproxy.matching import MATCHERS


@pytest.mark.parametrize(
    ("name", "value", "part"),
    [
        ("ShouldEqual", "a!", "a!"),
        ("ShouldEqual", "a", None),
        ("ShouldResemble", "!", "!"),
        ("ShouldStartWith", "!", "!"),
        ("ShouldEndWith", "!", "!"),
        ("ShouldContainSubstring", "!", "!"),
        ("ShouldMatchGlob", "a*!?b", "!"),
        ("ShouldMatchGlob", r"a\*!", None),
        ("ShouldMatchGlob", "*", None),
        ("ShouldBeIn", ["a!", "!b"], "a!"),
        ("ShouldBeIn", ["a!", "b"], None),
        ("ShouldMatch", "!", None),
        ("ShouldNotEqual", "!", None),
        ("ShouldEqualFold", "!", None),
    ],
)
def test_an_impossible_part(name, value, part):
    assert impossible_part(MATCHERS[name](value), lambda text: "!" not in text) == part


def test_beginnings_and_literals():
    assert beginnings_of(MATCHERS["ShouldStartWith"]("")) == []
    assert beginnings_of(MATCHERS["ShouldStartWith"]("a")) == ["a"]
    assert beginnings_of(MATCHERS["ShouldBeIn"](["a", "b"])) == ["a", "b"]
    assert beginnings_of(MATCHERS["ShouldEndWith"]("a")) == []
    assert literals_of(MATCHERS["ShouldEqual"]("a")) == ["a"]
    assert literals_of(MATCHERS["ShouldStartWith"]("a")) is None
