"""Which conditions give the same answer for the same head."""

import pytest

from smockproxy.core.blocks import AllOf, AnyOf, Not
from smockproxy.core.conditions import (
    Condition,
    Conditions,
    OnBody,
    OnBodyPaths,
    OnField,
    OnHeaders,
    OnPathTemplate,
    OnQuery,
)
from smockproxy.core.matchers import CORE_MATCHERS, equal
from smockproxy.core.pathtemplate import PathTemplate
from smockproxy.core.scenarios import OnScenario
from smockproxy.core.settled import are_settled

BEFORE = CORE_MATCHERS["ShouldBeBefore"]("now")


@pytest.mark.parametrize(
    ("condition", "expected"),
    [
        (OnField("path", equal("/a")), True),
        (OnField("path", BEFORE), False),
        (OnPathTemplate(PathTemplate.parse("/a/{id}")), True),
        (OnQuery({"a": (equal("1"),), "b": ()}), True),
        (OnQuery({"a": (equal("1"), BEFORE)}), False),
        (OnHeaders({"a": (equal("1"),)}), True),
        (OnHeaders({"a": (BEFORE,)}), False),
        (OnBody(equal("1")), True),
        (OnBody(BEFORE), False),
        (OnBodyPaths({"a": equal("1")}), True),
        (OnBodyPaths({"a": BEFORE}), False),
        (Not(Conditions((OnField("path", equal("/a")),))), True),
        (Not(Conditions((OnField("path", BEFORE),))), False),
        (AnyOf((Conditions(), Conditions((OnField("path", equal("/a")),)))), True),
        (AllOf((Conditions(), Conditions((OnField("path", BEFORE),)))), False),
        (OnScenario("s", ("a",)), False),
    ],
)
def test_each_kind(condition: Condition, expected: object) -> None:
    assert are_settled(Conditions((condition,))) is expected
    assert not are_settled(Conditions((OnField("path", BEFORE), condition)))


def test_no_condition_at_all() -> None:
    assert are_settled(Conditions())
