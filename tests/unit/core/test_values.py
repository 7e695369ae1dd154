"""Values under Smocker's paths, and names that are to be absent."""

import pytest

from smockproxy.core.jsoncompare import Pattern
from smockproxy.core.jsonpath import MISSING
from smockproxy.core.matcher import ABSENT, PRESENT, DocumentMatcher
from smockproxy.core.matchers import CORE_MATCHERS, equal
from smockproxy.core.mismatch import Mismatch
from smockproxy.core.values import (
    smocker_value_holds,
    smocker_value_mismatch,
    values_hold,
    values_mismatch,
)

PATTERN = Pattern({"a": 1})
LIKE = DocumentMatcher("ShouldMatchJSON", "v", {}, PATTERN.difference, PATTERN.accepts)


@pytest.mark.parametrize(
    ("matchers", "values", "mismatch"),
    [
        ((ABSENT,), [], None),
        ((ABSENT,), ["x"], Mismatch("f", "absent", "x")),
        ((PRESENT,), ["x"], None),
        ((PRESENT,), [], Mismatch("f", "present", "absent")),
        ((ABSENT, equal("x")), [], Mismatch("f", "present", "absent")),
        ((), ["x"], None),
        ((equal("x"), equal("y")), ["x", "z"], Mismatch("f", "ShouldEqual 'y'", "x, z")),
    ],
)
def test_values_of_a_name(matchers, values, mismatch):
    assert values_mismatch("f", matchers, values, 0.0) == mismatch
    assert values_hold(matchers, values, 0.0) is (mismatch is None)


@pytest.mark.parametrize(
    ("matcher", "value", "mismatch"),
    [
        (ABSENT, MISSING, None),
        (ABSENT, None, Mismatch("f", "ShouldBeAbsent", "")),
        (PRESENT, None, None),
        (PRESENT, MISSING, Mismatch("f", "ShouldBePresent", "absent")),
        (LIKE, {"a": 1}, None),
        (LIKE, {"a": 2}, Mismatch("f.$.a", "1", "2")),
        (LIKE, MISSING, Mismatch("f", "ShouldMatchJSON 'v'", "absent")),
        (equal(""), MISSING, None),
        (equal("a"), MISSING, Mismatch("f", "ShouldEqual 'a'", "")),
        (
            CORE_MATCHERS["ShouldEqualJSON"]("{}"),
            {},
            Mismatch("f", "ShouldEqualJSON '{}'", "map[string]interface {}{}"),
        ),
    ],
)
def test_a_value_at_a_path_of_smockers(matcher, value, mismatch):
    holds = smocker_value_holds(matcher, value, 0.0)
    assert holds is (mismatch is None)
    if mismatch:
        assert smocker_value_mismatch("f", matcher, value) == mismatch
