"""Which host and endpoint a mock is for."""

import pytest

from smockproxy.core.addressed import endpoint_of, host_of
from smockproxy.core.conditions import Conditions, OnField, OnPathTemplate
from smockproxy.core.http import Response
from smockproxy.core.matchers import equal
from smockproxy.core.mock import Mock
from smockproxy.core.pathtemplate import PathTemplate
from smockproxy.core.responders import Fixed


def mock(**fields: str) -> Mock:
    conditions = tuple(OnField(name, equal(value)) for name, value in fields.items())
    return Mock("a", Fixed(Response()), Conditions(conditions))


@pytest.mark.parametrize(
    ("fields", "host"),
    [
        ({}, ""),
        ({"host": "A.test"}, "a.test"),
        ({"host": "a.test", "port": "8443"}, "a.test:8443"),
        ({"host": "a.test", "port": "443", "scheme": "https"}, "a.test"),
        ({"host": "a.test", "port": "80"}, "a.test"),
        ({"port": "80"}, ""),
        ({"url": "https://A.test/orders"}, "a.test"),
        ({"url": "https://a.test:443/orders"}, "a.test"),
        ({"url": "http://a.test:443/orders"}, "a.test:443"),
        ({"url": "http://[::1]:81/"}, "[::1]:81"),
        ({"url": "http://[::1"}, ""),
        ({"url": "/orders"}, ""),
    ],
)
def test_hosts(fields: dict[str, str], host: str) -> None:
    assert host_of(mock(**fields)) == host


def test_endpoints() -> None:
    assert endpoint_of(mock(method="GET", host="a.test", path="/x")) == ("a.test", "GET", "/x")
    assert endpoint_of(mock(method="GET", url="https://a.test/x?y=1")) == ("a.test", "GET", "/x")
    assert endpoint_of(mock()) == ("", "", "")
    template = OnPathTemplate(PathTemplate.parse("/orders/{id}"))
    assert endpoint_of(Mock("a", Fixed(Response()), Conditions((template,)))) == ("", "", "/orders/{id}")
