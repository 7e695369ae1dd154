"""Which mocks a layer asks: by host and port."""

from dataclasses import replace
from typing import Any

import pytest

from smockproxy.core.chaos import Chaos
from smockproxy.core.conditions import Conditions, OnField
from smockproxy.core.http import Request, Response
from smockproxy.core.index import Layer
from smockproxy.core.matchers import CORE_MATCHERS, equal
from smockproxy.core.mock import Mock
from smockproxy.core.responders import Fixed


def mock(name: str, **fields: str) -> Mock:
    conditions = (OnField(field, equal(value)) for field, value in fields.items())
    return Mock(name, Fixed(Response()), Conditions(tuple(conditions)))


LAYER = Layer(
    [
        mock("any"),
        mock("a", host="a.test"),
        mock("a:81", host="a.test", port="81"),
        mock("81", port="81"),
        mock("/p", path="/p"),
        mock("b/p", host="b.test", path="/p"),
    ]
)


def asked(layer: Layer = LAYER, **changes: Any) -> list[str]:
    request = {"method": "GET", "scheme": "http", "host": "a.test", "port": 80, "target": "/", **changes}
    return [each.id for each in layer.candidates(Request(**request))]


@pytest.mark.parametrize(
    ("changes", "expected"),
    [
        ({}, ["a", "any"]),
        ({"host": "A.TEST"}, ["a", "any"]),
        ({"port": 81}, ["81", "a:81", "a", "any"]),
        ({"target": "/p?q"}, ["/p", "a", "any"]),
        ({"host": "b.test", "target": "/p"}, ["b/p", "/p", "any"]),
        ({"host": "c.test"}, ["any"]),
        ({"host": "", "method": ""}, ["any"]),
    ],
)
def test_only_what_host_port_and_path_allow_is_asked(changes: dict[str, Any], expected: list[str]) -> None:
    assert asked(**changes) == expected


def test_what_is_no_literal_is_asked_for_every_host() -> None:
    ends = OnField("host", CORE_MATCHERS["ShouldEndWith"](".test"))
    not_a = OnField("host", CORE_MATCHERS["ShouldNotEqual"]("a.test"))
    layer = Layer(
        Mock(str(at), Fixed(Response()), Conditions((each,))) for at, each in enumerate((ends, not_a))
    )
    layer.compile()
    assert asked(layer) == ["1", "0"]


def test_a_layer_knows_its_mocks_in_both_orders() -> None:
    low, high = mock("low"), Mock("high", Fixed(Response()), priority=1)
    layer = Layer([high, low])
    assert layer.declared == (high, low)
    assert layer.in_order == (high, low)
    assert Layer([low, mock("next")]).in_order == (mock("next"), low)
    assert layer.ids == {"low", "high"}


def test_nothing_is_asked_of_an_empty_layer() -> None:
    assert asked(Layer()) == []


def test_rules_of_chaos_are_narrowed_like_mocks_and_apart_from_them() -> None:
    def rule(name: str, **fields: str) -> Mock:
        return replace(mock(name, **fields), responder=Chaos(()))

    layer = Layer([rule("any"), mock("mocked"), rule("b", host="b.test"), rule("/p", path="/p"), rule("low")])
    layer.compile()
    request = Request("GET", "http", "a.test", 80, "/p")
    assert [each.id for each in layer.rules_for(request)] == ["low", "/p", "any"]
    assert [each.id for each in layer.candidates(request)] == ["mocked"]
