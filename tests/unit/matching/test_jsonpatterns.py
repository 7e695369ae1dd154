"""Placeholders of ShouldMatchJSON."""

import pytest

from smockproxy.core.matcher import BadValueError
from smockproxy.matching import MATCHERS

match = MATCHERS["ShouldMatchJSON"]


@pytest.mark.parametrize(
    ("placeholder", "hit", "miss"),
    [
        ("${any-string}", "", 1),
        ("${any-number}", 1.5, True),
        ("${any-boolean}", False, 0),
        ("${uuid}", "5E0BA3A6-0000-4000-8000-000000000000", "5e0ba3a6"),
        ("${date}", "2026-01-31T00:00:00Z", "31.1.2026"),
        ("${regex:^a{2}$}", "aa", "aaa"),
        ("${regex:a}", "bab", 1),
        ("a ${any}", "a ${any}", "a b"),
    ],
)
def test_placeholders(placeholder, hit, miss):
    assert match([placeholder]).accepts([hit])
    assert not match([placeholder]).accepts([miss])


def test_any_is_anything_but_must_be_there():
    assert match({"a": "${any}"}).accepts({"a": None})
    assert not match({"a": "${any}"}).accepts({})


def test_mistakes():
    with pytest.raises(BadValueError, match="unknown placeholder") as raised:
        match("${any-sting}")
    assert raised.value.hint == 'did you mean "any-string"?'
    with pytest.raises(ValueError, match="missing"):
        match({"a": "${regex:[}"})


def test_arguments_make_the_same_matcher():
    assert match({"a": 1}, extra=False, order=False).arguments == {
        "value": {"a": 1},
        "extra": False,
        "order": False,
    }
    assert match("x").arguments == {"value": '"x"'}
