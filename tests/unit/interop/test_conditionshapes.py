"""What a mock asks of a request, as Smocker's JSON has it."""

# ruff: noqa: E501 - rows of a table

import pytest

from smockproxy.core.blocks import AllOf, AnyOf, Not
from smockproxy.core.conditions import Conditions, OnBody, OnField, OnPathTemplate
from smockproxy.core.fixtures import Fixtures, OnFixture
from smockproxy.core.matcher import ABSENT
from smockproxy.core.matchers import CORE_MATCHERS, equal
from smockproxy.core.named import OnCookies
from smockproxy.core.pathtemplate import PathTemplate
from smockproxy.interop.conditionshapes import ANY, conditions_shape

A = {"matcher": "ShouldEqual", "value": "a"}
ON_PATH = OnField("path", equal("a"))


@pytest.mark.parametrize(
    ("condition", "shape"),
    [
        (ON_PATH, {"path": A, "method": ANY}),
        (OnField("url", equal("a")), {"path": ANY, "method": ANY, "url": A}),
        (OnPathTemplate(PathTemplate.parse("/{a}")), {"path": ANY, "method": ANY, "path_template": "/{a}"}),
        (OnCookies({"c": (ABSENT,)}), {"path": ANY, "method": ANY, "cookies": {"c": [{"matcher": "ShouldBeAbsent"}]}}),
        (AnyOf((Conditions((ON_PATH,)),)), {"path": ANY, "method": ANY, "any_of": [{"path": A}]}),
        (AllOf((Conditions((ON_PATH,)),)), {"path": ANY, "method": ANY, "all_of": [{"path": A}]}),
        (Not(Conditions((ON_PATH,))), {"path": ANY, "method": ANY, "not": {"path": A}}),
    ],
)  # fmt: skip
def test_shapes(condition, shape):
    assert conditions_shape([condition]) == shape


def test_options_stand_beside_the_value():
    matcher = CORE_MATCHERS["ShouldAlmostEqual"]("1", delta="0.5")
    shape = conditions_shape([OnBody(matcher)])["body"]
    assert shape == {"matcher": "ShouldAlmostEqual", "value": "1", "delta": "0.5"}


def test_what_has_no_shape_is_refused():
    with pytest.raises(TypeError, match="no shape for"):
        conditions_shape([object()])


def test_what_fixtures_ask_is_not_among_the_requests_keys():
    assert conditions_shape([OnFixture(Fixtures("templates"))]) == {"path": ANY, "method": ANY}
