import pytest

from smockproxy.core.replacing import Replacement, TooMuchWorkError
from smockproxy.matching.replacing import compile_capturing


def replaced(pattern: str, replacement: str, text: str) -> str:
    return Replacement.of(pattern, replacement, compile_capturing(pattern)).replaced(text)


@pytest.mark.parametrize(
    ("pattern", "replacement", "text", "expected"),
    [
        (r"^/api/(\w+)/(.*)", r"/\2/$1", "/api/v1/x/y", "/x/y/v1"),
        ("é", "ö", "caféé", "caföö"),
        ("(?P<n>a)|b", "[${n}]", "ab", "[a][]"),
        ("", "-", "aé", "-a-é-"),
        ("(?i)SECRET", "***", "secret Secret", "*** ***"),
    ],
)
def test_places_are_replaced(pattern: str, replacement: str, text: str, expected: str) -> None:
    assert replaced(pattern, replacement, text) == expected


@pytest.mark.parametrize("pattern", ["(", r"(?=a)", r"\C", "a" * 50_001])
def test_a_pattern_that_is_no_good_is_refused(pattern: str) -> None:
    with pytest.raises(ValueError, match=r"."):
        compile_capturing(pattern)


def test_a_text_too_long_for_its_pattern_is_not_looked_at() -> None:
    with pytest.raises(TooMuchWorkError, match="too long"):
        replaced("(a{500}){2}", "", "b" * 1_000_000)
