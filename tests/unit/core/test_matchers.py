"""Each matcher of the core: what it hits and what it misses."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from smockproxy.core.matcher import Takes
from smockproxy.core.matchers import CORE_MATCHERS, equal, same_json

TEXT = st.text(max_size=8)
PLAIN = {name: kind for name, kind in CORE_MATCHERS.items() if kind.takes is Takes.TEXT}


def holds(name: str, value: str, actual: str) -> bool:
    return CORE_MATCHERS[name](value).matches(actual)


@pytest.mark.parametrize(
    ("name", "value", "hits", "misses"),
    [
        ("Equal", "bar", ["bar"], ["BAR", "bar ", "ba", ""]),
        ("Resemble", "bar", ["bar"], ["BAR", "bar ", "ba", ""]),
        ("ContainSubstring", "b", ["abc", "b"], ["aBc", ""]),
        ("ContainSubstring", "", ["", "a"], []),
        ("StartWith", "ab", ["abc", "ab"], ["cab", "Abc", "a", ""]),
        ("EndWith", "bc", ["abc", "bc"], ["bca", "aBC", "c", ""]),
        ("BeEmpty", "ignored", [""], [" ", "ignored"]),
    ],
)
def test_a_comparison_and_its_negation(name: str, value: str, hits: list[str], misses: list[str]) -> None:
    for actual in hits:
        assert holds(f"Should{name}", value, actual)
        assert not holds(f"ShouldNot{name}", value, actual)
    for actual in misses:
        assert not holds(f"Should{name}", value, actual)
        assert holds(f"ShouldNot{name}", value, actual)


@pytest.mark.parametrize(
    ("actual", "value"),
    [
        ('{"b": [1, 2], "a": 1}', '{"a": 1, "b": [1,2]}'),
        ('{"a": 1.0}', '{"a": 1}'),
        (" [1e2]\n", "[100]"),
        ('{"a": 2, "a": 1}', '{"a": 1}'),
        ("9007199254740993", "9007199254740992"),
        ('"\\u00e9"', '"é"'),
        ("null", "null"),
        ("-0", "-0.0"),
        ('[{"a": [true, null]}]', '[{"a": [true, null]}]'),
    ],
)
def test_equal_json_hits(actual: str, value: str) -> None:
    assert holds("ShouldEqualJSON", value, actual)


@pytest.mark.parametrize(
    ("actual", "value"),
    [
        ('{"a": [2, 1]}', '{"a": [1, 2]}'),
        ('{"a": 1, "b": 2}', '{"a": 1}'),
        ('{"a": 1}', '{"a": 1, "b": 2}'),
        ("[1]", "[1, 2]"),
        ('{"a": 1} x', '{"a": 1}'),
        ("", '{"a": 1}'),
        ("", ""),
        ("x", "x"),
        ("-0", "0"),
        ("true", "1"),
        ("1", "true"),
        ("0", "false"),
        ("true", "false"),
        ('"1"', "1"),
        ("null", "0"),
        ('"a"', '"b"'),
        ("{}", "[]"),
        ("{}", "null"),
        ("NaN", "NaN"),
    ],
)
def test_equal_json_misses(actual: str, value: str) -> None:
    assert not holds("ShouldEqualJSON", value, actual)


def test_equal_json_has_no_negation() -> None:
    assert "ShouldNotEqualJSON" not in CORE_MATCHERS


def test_a_matcher_knows_what_its_author_wrote() -> None:
    for name, make in PLAIN.items():
        assert (make("v").name, make("v").value) == (name, "v")
    assert (equal("v").name, equal("v").value) == ("ShouldEqual", "v")
    assert equal("v").matches("v")
    assert not equal("v").matches("w")


def test_depth_is_no_way_to_break_it() -> None:
    deep: object = 1
    for _ in range(5_000):
        deep = [{"a": deep}]
    assert same_json(deep, deep)


@given(st.sampled_from(list(PLAIN)), TEXT, TEXT)
def test_a_matcher_or_its_negation_holds(name: str, value: str, actual: str) -> None:
    negation = name.replace("Should", "ShouldNot")
    if negation in CORE_MATCHERS:
        assert holds(name, value, actual) is not holds(negation, value, actual)


JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats(allow_nan=False, allow_infinity=False) | TEXT,
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(TEXT, inner, max_size=3),
    max_leaves=8,
)


@given(JSON, JSON)
def test_json_equals_itself_and_equality_has_no_direction(one: object, other: object) -> None:
    assert same_json(one, one)
    assert same_json(one, other) is same_json(other, one)
