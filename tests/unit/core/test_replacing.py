from collections.abc import Iterator, Sequence
from typing import ClassVar

import pytest

from smockproxy.core import replacing
from smockproxy.core.matcher import BadValueError, MatcherTable
from smockproxy.core.replacing import Replacement, TooMuchWorkError


class Words:
    """Finds each `a-b`, whose groups are the letters beside the dash; refuses long texts."""

    groups: ClassVar = {"0": 0, "1": 1, "2": 2, "second": 2}

    def found(self, text: str) -> Iterator[tuple[str, Sequence[str]]]:
        if len(text) > 100:
            raise TooMuchWorkError("too long")
        *before, last = text.split("a-b")
        for each in before:
            yield each, ("a-b", "a", "b")
        yield last, ()


def replaced(replacement: str, text: str) -> str:
    return Replacement.of("(a)-(b)", replacement, Words()).replaced(text)


@pytest.mark.parametrize(
    ("replacement", "expected"),
    [
        ("x", "<x>,<x>"),
        ("", "<>,<>"),
        (r"\2-\1", "<b-a>,<b-a>"),
        ("$2$1", "<ba>,<ba>"),
        ("${2}1${second}", "<b1b>,<b1b>"),
        (r"[\0]", "<[a-b]>,<[a-b]>"),
        (r"$$1\\1", r"<$1\1>,<$1\1>"),
    ],
)
def test_every_place_is_replaced_with_what_its_groups_captured(replacement: str, expected: str) -> None:
    assert replaced(replacement, "<a-b>,<a-b>") == expected


def test_a_text_without_such_a_place_stays() -> None:
    assert replaced("x", "nothing") == "nothing"


@pytest.mark.parametrize(
    ("replacement", "told"),
    [
        (r"\3", "it names the group 3, which the pattern has not; it has 0, 1, 2, second"),
        ("${third}", "it names the group third, which the pattern has not; it has 0, 1, 2, second"),
        ("${1", "${1 has no }"),
        ("$", "$ names no group; $1 does, and $$ is the sign itself"),
        (r"a\n", r"\n names no group; \1 does, and \\ is the sign itself"),
    ],
)
def test_a_replacement_that_names_no_group_is_refused(replacement: str, told: str) -> None:
    with pytest.raises(ValueError, match=r".") as raised:
        replaced(replacement, "")
    assert str(raised.value) == told


def test_a_text_that_is_too_long_for_the_pattern_is_an_error() -> None:
    with pytest.raises(TooMuchWorkError):
        replaced("x", "a" * 101)


def test_without_a_library_there_are_no_patterns() -> None:
    with pytest.raises(BadValueError):
        MatcherTable().compile_capturing("a")


def test_a_text_does_not_grow_without_end(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(replacing, "MOST_WRITTEN", 20)
    assert replaced("12345678", "a-b,a-b") == "12345678,12345678"
    with pytest.raises(TooMuchWorkError, match="more than 20 characters"):
        replaced("12345678", "a-b,a-b,a-b")


def test_a_pattern_is_not_found_without_end(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(replacing, "MOST_PLACES", 2)
    assert replaced("x", "a-b,a-b") == "x,x"
    with pytest.raises(TooMuchWorkError, match="at more than 2 places"):
        replaced("x", "a-b,a-b,a-b")
