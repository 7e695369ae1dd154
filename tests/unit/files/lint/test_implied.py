"""Which matchers follow from which; every yes is tried on texts, too."""

from itertools import product

import pytest

from smockproxy.core.matchers import equal
from smockproxy.files.lint.implied import accepts_all, all_implied, implies
from smockproxy.matching import MATCHERS


def matcher(name, value=""):
    return MATCHERS[f"Should{name}"](value)


@pytest.mark.parametrize(
    ("lower", "upper", "expected"),
    [
        (("Equal", "/a/b"), ("Equal", "/a/b"), True),
        (("Equal", "/a/b"), ("Equal", "/a"), False),
        (("Equal", "/a/b"), ("StartWith", "/a"), True),
        (("Equal", "/a/7"), ("Match", "^/a/[0-9]+$"), True),
        (("Equal", "/a/x"), ("Match", "^/a/[0-9]+$"), False),
        (("Equal", "a"), ("Resemble", "a"), True),
        (("Equal", ""), ("NotBeEmpty", ""), False),
        (("Equal", "a"), ("NotBeEmpty", ""), True),
        (("StartWith", "/a/b"), ("StartWith", "/a"), True),
        (("StartWith", "/a"), ("StartWith", "/a/b"), False),
        (("StartWith", "/a"), ("NotStartWith", "/b"), True),
        (("StartWith", "/a"), ("NotStartWith", "/a/b"), False),
        (("StartWith", "/a"), ("NotEqual", "/b"), True),
        (("StartWith", "/a"), ("NotEqual", "/ab"), False),
        (("StartWith", "/a/b"), ("ContainSubstring", "b"), True),
        (("EndWith", "a.b"), ("EndWith", ".b"), True),
        (("EndWith", ".b"), ("NotEndWith", ".c"), True),
        (("EndWith", ".b"), ("NotEndWith", "a.b"), False),
        (("EndWith", ".b"), ("NotEqual", "x.c"), True),
        (("EndWith", ".b"), ("NotBeEmpty", ""), True),
        (("ContainSubstring", "abc"), ("ContainSubstring", "b"), True),
        (("ContainSubstring", "b"), ("ContainSubstring", "abc"), False),
        (("ContainSubstring", "b"), ("NotEqual", "aaa"), True),
        (("ContainSubstring", ""), ("NotBeEmpty", ""), False),
        (("ContainSubstring", "b"), ("Match", "b"), False),
        (("Match", "b"), ("Match", "b"), True),
        (("Match", "b+"), ("Match", "b"), False),
        (("Match", "b"), ("Match", ".*"), True),
        (("Match", "b"), ("StartWith", ""), True),
        (("NotEqual", "b"), ("NotEqual", "b"), True),
        (("NotEqual", "b"), ("NotEqual", "c"), False),
        (("Equal", "{}"), ("EqualJSON", "{}"), False),
    ],
)
def test_what_follows(lower, upper, expected):
    assert implies(matcher(*lower), matcher(*upper)) is expected


TEXTS = ["", "a", "b", "ab", "ba", "aba", "/a", "/a/b", "/ab", "A", "1", "12"]
VALUES = ["", "a", "b", "ab", "/a", "1", "A"]
NAMES = [
    f"{negation}{name}"
    for negation in ("", "Not")
    for name in ("Equal", "StartWith", "EndWith", "ContainSubstring", "Match", "BeEmpty")
]


def test_no_text_tells_otherwise():
    matchers = [matcher(name, value) for name, value in product(NAMES, VALUES)]
    wrong = [
        (one.name, one.value, other.name, other.value, text)
        for one, other in product(matchers, matchers)
        if implies(one, other)
        for text in TEXTS
        if one.matches(text) and not other.matches(text)
    ]
    assert wrong == []


@pytest.mark.parametrize(
    ("pattern", "expected"), [("", True), (".*", True), ("(?i)^.*", True), ("^.*$", False), ("a", False)]
)
def test_patterns_that_are_found_everywhere(pattern, expected):
    found = matcher("Match", pattern)
    assert accepts_all(found) is expected
    assert not expected or all(map(found.matches, ["", "a", "a\nb", "\n"]))


A, B = equal("a"), equal("b")


@pytest.mark.parametrize(
    ("lower", "upper", "expected"),
    [
        ((A, B), (A, B), True),
        ((A, B), (B,), True),
        ((A,), (A, B), False),
        ((A,), (), True),
        ((), (A,), False),
        ((), (), True),
        ((), (matcher("StartWith"),), True),
        ((A,), (A, A), False),
        ((A, B), (B, B), True),
    ],
)
def test_lists(lower, upper, expected):
    assert all_implied(lower, upper) is expected
