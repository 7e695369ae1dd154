"""The words for what a verdict fails on."""

import pytest

from smockproxy.core.breach import flaw_of_breaches

KNOWN = "unverified, refused, unmatched, forwarded, unused or failed"


@pytest.mark.parametrize("words", ["unmatched", "unmatched,forwarded", " Unused , failed"])
def test_words(words: str) -> None:
    assert flaw_of_breaches(words) == ""


@pytest.mark.parametrize(
    ("words", "flaw"),
    [("unmatchd", f'names "unmatchd"; expected {KNOWN}'), ("unmatched,", f"names nothing; expected {KNOWN}")],
)
def test_other_words(words: str, flaw: str) -> None:
    assert flaw_of_breaches(words) == flaw
