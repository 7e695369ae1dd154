"""Patterns that are looked for all at once find what each would find alone."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from smockproxy.matching import MATCHERS, patternset
from smockproxy.matching.patternset import FEW, PATTERNS, PatternSets

SETS = PatternSets()
MANY = [rf"^/item/{number}$" for number in range(100)]


def found(patterns: list[str], text: str) -> set[int]:
    return set(SETS.compile(patterns)(text))


def test_those_that_are_found_and_no_others() -> None:
    search = SETS.compile([*MANY, "(?i)ITEM", "item/4."])
    assert sorted(search("/item/42")) == [42, 100, 101]
    assert sorted(search("/item/4")) == [4, 100]
    assert sorted(search("/nothing")) == []


def test_a_few_are_all_asked() -> None:
    assert found(MANY[:FEW], "/nothing") == set(range(FEW))


@pytest.mark.parametrize("name", PATTERNS)
@pytest.mark.parametrize("value", ["", "a", "a.b", "\\", "^$", "é\n", "\0", "(?i)x", "a*"])
@pytest.mark.parametrize(
    "text", ["", "a", "xa.bx", "axb", "\\", "\\x", "^$", "é\n", "aé\n", "\0", "X(?i)x", "\udc80"]
)
def test_nothing_is_lost_that_a_matcher_would_find(name: str, value: str, text: str) -> None:
    try:
        matcher = MATCHERS[name](value)
    except ValueError:
        return
    pattern = SETS.pattern_of(matcher)
    assert pattern is not None
    is_found = len(MANY) in found([*MANY, pattern], text)
    assert is_found is matcher.matches(text)


def test_other_matchers_have_no_pattern() -> None:
    assert SETS.pattern_of(MATCHERS["ShouldNotMatch"]("a")) is None
    assert SETS.pattern_of(MATCHERS["ShouldEqual"]("a")) is None


def test_half_characters_have_no_pattern() -> None:
    assert SETS.pattern_of(MATCHERS["ShouldContainSubstring"]("\ud83d")) is None


def test_patterns_that_need_too_much_memory_are_parted(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(patternset, "LEAST_MEMORY", 200_000)
    monkeypatch.setattr(patternset, "MEMORY_EACH", 2_000)
    large = r"^/big/(\pL{1,40}\d){4}$"
    patterns = [*MANY, large]
    search = SETS.compile(patterns)
    assert set(search("/item/7")) == {7, len(MANY)}
    assert set(search("/nothing")) == {len(MANY)}


def test_a_search_that_runs_out_of_memory_finds_all(monkeypatch: pytest.MonkeyPatch) -> None:
    class Exhausted:
        def Match(self, _text: bytes) -> None:  # noqa: N802 - RE2's name
            return None

    monkeypatch.setattr(patternset, "_built", lambda _patterns: Exhausted())
    assert found(MANY, "/item/1") == set(range(100))


@given(
    st.lists(st.text("ab/.*^$", max_size=5), min_size=FEW + 1, max_size=20),
    st.text("ab/\n", max_size=12),
)
def test_a_set_finds_what_each_pattern_finds_alone(values: list[str], text: str) -> None:
    matchers = []
    for value in values:
        try:
            matchers.append(MATCHERS["ShouldMatch"](value))
        except ValueError:
            matchers.append(MATCHERS["ShouldContainSubstring"](value))
    patterns = [pattern for each in matchers if (pattern := SETS.pattern_of(each)) is not None]
    alone = {at for at, each in enumerate(matchers) if each.matches(text)}
    assert found([*patterns, *MANY], text) & set(range(len(matchers))) == alone
