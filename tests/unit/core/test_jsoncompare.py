"""Comparing documents, and where they part."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from smockproxy.core import jsoncompare
from smockproxy.core.jsoncompare import (
    TOO_DEEP_TO_SHOW,
    Pattern,
    Placeholder,
    first_inequality,
    same_json,
    shown,
    with_placeholders,
)
from smockproxy.core.matcher import BadValueError, Difference

ANY_TEXT = Placeholder("${any-string}", lambda value: isinstance(value, str))


@pytest.mark.parametrize(
    ("wanted", "actual", "difference"),
    [
        ({"a": [1, {"b": 2}]}, {"a": [1.0, {"b": 2}]}, None),
        ({"a": {"b": 1}}, {"a": {"b": 2}}, Difference(("a", "b"), "1", "2")),
        ({"a": 1}, {}, Difference(("a",), "1", "nothing")),
        ({}, {"a": 1}, Difference(("a",), "nothing", "1")),
        ([1, 2], [1], Difference((), "a list of 2", "1: [1]")),
        ([1, 2], [1, 3], Difference((1,), "2", "3")),
        ({"a": [1]}, {"a": {}}, Difference(("a",), "[1]", "{}")),
        (True, 1, Difference((), "true", "1")),
    ],
)
def test_the_first_inequality(wanted, actual, difference):
    assert first_inequality(wanted, actual) == difference
    assert same_json(wanted, actual) is (difference is None)


@pytest.mark.parametrize(
    ("pattern", "actual", "difference"),
    [
        (Pattern({"a": 1}), {"a": 1, "b": 2}, None),
        (Pattern({"a": 1}, extra=False), {"a": 1, "b": 2}, Difference(("b",), "nothing", "2")),
        (Pattern({"a": 1}, extra=False), {"a": 1}, None),
        (Pattern({"a": {"b": 1}}), {"a": {}}, Difference(("a", "b"), "1", "nothing")),
        (Pattern({"a": [1, 2]}), {"a": [2, 1]}, Difference(("a", 0), "1", "2")),
        (Pattern([1, 2], order=False), [2, 1], None),
        (Pattern([1, 2], order=False), [2, 3], Difference((0,), "1", "no such member in [2,3]")),
        (Pattern([1]), [1, 2], Difference((), "a list of 1", "2: [1,2]")),
        (Pattern([1]), {}, Difference((), "[1]", "{}")),
        (Pattern(ANY_TEXT), "x", None),
        (Pattern({"a": ANY_TEXT}), {"a": 1}, Difference(("a",), "${any-string}", "1")),
        (Pattern([ANY_TEXT, "a"], order=False), ["a", "b"], None),
        (Pattern(["a", ANY_TEXT, ANY_TEXT, "b"], order=False), ["c", "b", "a", "d"], None),
        (
            Pattern([ANY_TEXT, ANY_TEXT], order=False),
            ["a", 1],
            Difference((1,), "${any-string}", 'no such member in ["a",1]'),
        ),
    ],
)
def test_a_pattern_and_where_a_document_does_not_fit(pattern, actual, difference):
    assert pattern.difference(actual) == difference
    assert pattern.accepts(actual) is (difference is None)


def test_each_member_needs_a_partner_of_its_own_however_others_must_give_way():
    one = Placeholder("1", lambda value: value in {"a", "b"})
    other = Placeholder("2", lambda value: value in {"a", "c"})
    last = Placeholder("3", lambda value: value == "a")
    assert Pattern([one, other, last], order=False).accepts(["a", "b", "c"])
    assert Pattern([other, one, last, one], order=False).difference(["a", "b", "c", "d"]) is not None


def refuse(_document):
    pytest.fail("a document was shown to find out whether it fits")


@pytest.mark.parametrize(
    ("pattern", "actual", "fits"),
    [
        (Pattern({"a": 1, "b": 2}), {"a": 1, "b": 2, "c": 3}, True),
        (Pattern({"a": 1, "b": 2}, extra=False), {"a": 1, "b": 2, "c": 3}, False),
        (Pattern({"a": 1, "b": 2}), {"a": 1}, False),
        (Pattern({"a": 1, "b": 2}), {"a": 1, "b": 3}, False),
        (Pattern({"a": 1}), [1], False),
        (Pattern([1, "x", None]), [1, "x", None], True),
        (Pattern([1, 2]), [1, 3], False),
        (Pattern([1, 2]), [1], False),
        (Pattern([1]), "1", False),
        (Pattern([[1, 2], {"a": [3, 4]}], order=False), [{"a": [4, 3]}, [2, 1]], True),
        (Pattern([1, 2], order=False), [2, 2], False),
        (Pattern(ANY_TEXT), 1, False),
        (Pattern("1"), 1, False),
        (Pattern(1), "1", False),
        (Pattern(None), None, True),
        (Pattern(0), None, False),
        (Pattern(1), True, False),
        (Pattern([False]), [False], True),
        (Pattern(1), 1.0, True),
        (Pattern(1), {}, False),
        (Pattern(0.0), -0.0, False),
        (Pattern(2**53), 2**53 + 1, True),
    ],
)
def test_whether_a_document_fits_is_said_without_showing_it(monkeypatch, pattern, actual, fits):
    monkeypatch.setattr(jsoncompare, "shown", refuse)
    assert pattern.accepts(actual) is fits


JSON = st.recursive(
    st.none() | st.booleans() | st.integers(-2, 2) | st.sampled_from(["", "a", 0.0, -0.0, 1.5]),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.sampled_from("ab"), inner, max_size=2),
    max_leaves=8,
)


@given(JSON, JSON, st.booleans(), st.booleans())
def test_a_document_fits_when_there_is_no_difference(wanted, actual, extra, order):
    pattern = Pattern(wanted, extra, order)
    assert pattern.accepts(actual) is (pattern.difference(actual) is None)
    assert pattern.accepts(wanted)


def test_any_order_gives_up_before_it_takes_long(monkeypatch):
    monkeypatch.setattr(jsoncompare._Allowance, "__init__", lambda self: setattr(self, "left", 50))
    found = Pattern([1] * 20, order=False).difference([2] * 20)
    assert found is not None
    assert "too long" in found.actual
    assert not Pattern([1] * 20, order=False).accepts([2] * 20)


def test_what_is_too_deep_is_refused_or_not_shown():
    deep = 1
    for _ in range(200_000):
        deep = [deep]
    assert shown(deep) == TOO_DEEP_TO_SHOW
    shallow = 1
    for _ in range(102):
        shallow = [shallow]
    with pytest.raises(BadValueError, match="nested more than 100 deep"):
        with_placeholders(shallow, lambda _: None)


def test_placeholders_are_found_wherever_they_stand():
    def find(text):
        return ANY_TEXT if text == "X" else None

    assert with_placeholders({"a": ["X", "y", 1, None]}, find) == {"a": [ANY_TEXT, "y", 1, None]}
    assert shown({"a": ANY_TEXT}) == '{"a":"${any-string}"}'
