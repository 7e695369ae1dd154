"""Mocks that are written like a request."""

from smockproxy.core.conditions import Condition, Conditions, OnField, OnPathTemplate
from smockproxy.core.http import Request, Response
from smockproxy.core.matchers import equal
from smockproxy.core.mock import Mock
from smockproxy.core.neighbours import Neighbours, address_of
from smockproxy.core.pathtemplate import PathTemplate
from smockproxy.core.resource import OnResource
from smockproxy.core.responders import Fixed
from tests.unit.core.rowresources import paths_of, resource_of


def mock(host: str, path: str) -> Mock:
    conditions = (OnField("host", equal(host)), OnField("path", equal(path)), OnField("method", equal("GET")))
    return Mock(f"{host}{path}", Fixed(Response()), Conditions(conditions))


def around(mocks: list[Mock], host: str, path: str, reach: int = 1) -> set[str]:
    return {found.id for found in Neighbours(mocks).around(Request("GET", "http", host, 80, path), reach)}


def test_the_address_is_what_the_mock_is_written_with():
    template: Condition = OnPathTemplate(PathTemplate.parse("/a/{id}"))
    assert address_of(mock("a.test", "/x")) == ("a.test", "/x")
    assert address_of(Mock("t", Fixed(Response()), Conditions((template,)))) == ("", "/a/{id}")
    resource = OnResource(paths_of("/pets/{id}"))
    assert address_of(Mock("r", resource_of(), Conditions((resource,)))) == ("", "/pets/{id}")


def test_those_that_begin_or_end_alike_are_found():
    mocks = [mock("a.test", f"/things/{number}/of/many") for number in range(500)]
    mocks += [mock("a.test", "/users/7"), mock("b.test", "/orders/8/state")]
    assert "a.test/users/7" in around(mocks, "a.test", "/users/77")
    assert "b.test/orders/8/state" in around(mocks, "a.test", "/oders/8/state")
    assert "b.test/orders/8/state" in around(mocks, "b.test", "/zzz")


def test_few_are_found():
    mocks = [mock("a.test", f"/{number}") for number in range(1000)]
    assert len(list(Neighbours(mocks).around(Request("GET", "http", "a.test", 80, "/500"), 4))) == 24
    assert around([], "a.test", "/") == set()
