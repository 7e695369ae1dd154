"""Each matcher of the core: what it hits and what it misses."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from smockproxy.core.matcher import BadValueError, DocumentMatcher, Takes
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


@pytest.mark.parametrize(
    ("name", "value", "options", "hits", "misses"),
    [
        ("EqualFold", "Straße", {}, ["STRAßE", "straße", "STRAẞE"], ["STRASSE", "strase"]),
        ("EqualFold", "kK\N{KELVIN SIGN}s\u017f", {}, ["KKKSS", "kkkss"], ["kkks", "kkk\u00df"]),
        (
            "EqualFold",
            "\u03a3\u03c3\u03c2\u0386",
            {},
            ["\u03c3\u03c3\u03c3\u03ac", "\u03a3\u03a3\u03a3\u0386"],
            ["sss\u03ac", "\u03c3\u03c3\u03c3\u03b1"],
        ),
        ("EqualFold", "\u1fbc\u1f88", {}, ["\u1fb3\u1f80"], ["\u03b1\u03b9\u1f80"]),
        ("EqualFold", "i", {}, ["I"], ["\u0130", "\u0131"]),
        ("EqualFold", "\u0130", {}, ["\u0130"], ["i\u0307", "i"]),
        ("BeIn", ["a", "b"], {}, ["a", "b"], ["c", ""]),
        ("NotBeIn", ["a", "b"], {}, ["c", ""], ["a", "b"]),
        ("BeGreaterThan", "1.5", {}, ["2", "1.51", "1e3"], ["1.5", "1", "x", ""]),
        ("BeLessThan", "1.5", {}, ["1", "-2"], ["1.5", "2", "x"]),
        ("BeBetween", ["1", "2.5"], {}, ["1", "2.5", "2"], ["0.9", "2.51", "x"]),
        ("AlmostEqual", "1", {}, ["1.0", "1.00000000001"], ["1.1", "x"]),
        ("AlmostEqual", "1", {"delta": "0.1"}, ["1.1", "0.9"], ["1.11", "x"]),
        ("NotAlmostEqual", "1", {"delta": "0.1"}, ["1.11"], ["1.1", "x"]),
        ("BeBefore", "2026-01-31", {}, ["2026-01-30T23:59:59Z"], ["2026-01-31", "2027-01-01", "x"]),
        ("BeAfter", "now+1d", {}, ["1970-01-02T00:16:41Z"], ["1970-01-02T00:16:40Z", "x"]),
        ("EqualBytes", "aG k=", {}, ["hi"], ["ho"]),
        ("BePresent", "", {}, ["", "x"], []),
        ("BeAbsent", "", {}, [], ["", "x"]),
    ],
)
def test_each_further_matcher(name, value, options, hits, misses):
    matcher = CORE_MATCHERS[f"Should{name}"](value, **options)
    assert all(matcher.matches(actual, 1_000.0) for actual in hits)
    assert not any(matcher.matches(actual, 1_000.0) for actual in misses)
    again = CORE_MATCHERS[matcher.name](matcher.arguments.get("value", ""), **options)
    assert again == matcher


@pytest.mark.parametrize(
    ("name", "value", "options", "message"),
    [
        ("BeIn", [], {}, "at least one value"),
        ("BeGreaterThan", "many", {}, 'expected a number, found "many"'),
        ("BeBetween", ["1"], {}, "expected two numbers, found 1"),
        ("BeBetween", ["2", "1"], {}, "the lower bound 2 is more than the upper 1"),
        ("AlmostEqual", "1", {"delta": "-1"}, "delta cannot be negative"),
        ("AlmostEqual", "1", {"delta": "x"}, "expected a number"),
        ("BeAfter", "soon", {}, '"soon" is no moment'),
        ("EqualBytes", "?", {}, "is not base64"),
    ],
)
def test_values_that_are_no_good(name, value, options, message):
    with pytest.raises(BadValueError, match=message):
        CORE_MATCHERS[f"Should{name}"](value, **options)


def test_equal_json_says_where():
    matcher = CORE_MATCHERS["ShouldEqualJSON"]('{"a": [1]}')
    assert isinstance(matcher, DocumentMatcher)
    found = matcher.difference({"a": [2]})
    assert found is not None
    assert (found.path, found.expected, found.actual) == (("a", 0), "1", "2")
    never = CORE_MATCHERS["ShouldEqualJSON"]("{")
    assert isinstance(never, DocumentMatcher)
    found = never.difference({})
    assert found is not None
    assert "no JSON" in found.expected
