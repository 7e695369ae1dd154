"""How far a request is from what mocks want."""

from typing import Any

import pytest

from smockproxy.core.blocks import AllOf, AnyOf
from smockproxy.core.conditions import (
    Condition,
    Conditions,
    OnBody,
    OnField,
    OnHeaders,
    OnPathTemplate,
    OnQuery,
)
from smockproxy.core.distances import LEAST, UNREAD_BODY, Distances, compared_document
from smockproxy.core.http import Headers, Request
from smockproxy.core.matchers import CORE_MATCHERS, equal
from smockproxy.core.pathtemplate import PathTemplate
from smockproxy.core.resource import OnResource
from tests.unit.core.rowresources import paths_of

ADDRESS = (
    OnField("host", equal("a.test")),
    OnField("path", equal("/users")),
    OnField("method", equal("GET")),
)


def get(target: str = "/users", **changes: Any) -> Request:
    return Request(
        **{"method": "GET", "scheme": "http", "host": "a.test", "port": 80, "target": target, **changes}
    )


def distance(*conditions: Condition, is_quick: bool = False, **changes: Any) -> float:
    return Distances(get(**changes), is_quick=is_quick).of(Conditions(conditions))


def test_what_holds_is_no_distance_away() -> None:
    assert distance(*ADDRESS) == 0
    assert distance() == 0
    assert distance(OnResource(paths_of("/users/{id}")), target="/users/7") == 0
    assert distance(OnHeaders({"A": (equal("1"),)}), headers=Headers.of([("A", "1")])) == 0


@pytest.mark.parametrize("is_quick", [True, False])
def test_the_more_is_amiss_the_farther(*, is_quick: bool) -> None:
    far = [
        distance(*ADDRESS, is_quick=is_quick, **changes)
        for changes in ({}, {"target": "/user"}, {"target": "/user", "method": "PUT"})
    ]
    assert far == sorted(far)
    assert len(set(far)) == 3


def test_a_body_is_not_read_where_one_looks_quickly() -> None:
    body = OnBody(equal("text"))
    assert distance(*ADDRESS, body, is_quick=True, body=b"text") == pytest.approx(UNREAD_BODY / 17)
    assert distance(*ADDRESS, body, body=b"text") == 0
    assert distance(*ADDRESS, body, body=None) > 0


def test_what_many_ask_alike_is_worked_out_once() -> None:
    asked = []

    def compare(actual: str, value: str) -> bool:
        asked.append(value)
        return actual == value

    def on_path() -> OnField:
        kind = type(equal(""))
        return OnField("path", kind("ShouldEqual", "/other", compare))

    distances = Distances(get())
    assert distances.of(Conditions((on_path(),))) == distances.of(Conditions((on_path(),))) > 0
    assert asked == ["/other"]


def test_matchers_with_options_are_not_taken_for_each_other() -> None:
    within, outside = (
        OnHeaders({"A": (CORE_MATCHERS["ShouldBeBetween"](bounds),)}) for bounds in (["1", "5"], ["7", "9"])
    )
    request = get(headers=Headers.of([("A", "3")]))
    distances = Distances(request)
    assert distances.of(Conditions((within,))) == 0
    assert distances.of(Conditions((outside,))) > 0


def test_of_alternatives_the_nearest_counts() -> None:
    near, far = Conditions((OnField("path", equal("/user")),)), Conditions((OnField("path", equal("/x")),))
    assert Distances(get()).nearest((far, near)) == 1
    assert distance(AnyOf((far, near))) == distance(*near.all_of)
    assert distance(AllOf((near, Conditions()))) == distance(*near.all_of)
    assert distance(AnyOf(())) > 0


def test_a_template_is_near_by_its_segments() -> None:
    template = OnPathTemplate(PathTemplate.parse("/users/{id:int}"))
    assert 0 < distance(template, target="/users/x") < distance(template, target="/other/x")


def test_what_is_not_there_is_farther_than_what_is_wrong() -> None:
    wanted = OnQuery({"a": (equal("1"),)})
    assert distance(wanted) > distance(wanted, target="/users?a=2") > 0


def test_documents_are_compared_place_by_place() -> None:
    wanted = OnBody(CORE_MATCHERS["ShouldEqualJSON"]('{"a": 1, "b": 2}'))
    one, both = b'{"a": 1, "b": 3}', b'{"a": 2, "b": 3}'
    assert LEAST / 20 < distance(*ADDRESS, wanted, body=one) < distance(*ADDRESS, wanted, body=both)
    assert distance(wanted, body=b"absent") > 0
    assert compared_document(OnBody(equal("a")), get(body=b"b")) is None
    assert compared_document(wanted, get(body=None)) is None
    assert compared_document(ADDRESS[0], get()) is None
