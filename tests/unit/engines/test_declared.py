"""The decorators: outside of a reading they change nothing."""

import pytest

import smockproxy
from smockproxy import mock
from smockproxy.engines.declared import Declared, Mocks, Said
from smockproxy.files.declarations import BLOCKS


def test_a_function_stays_what_it_was():
    @mock.get("/users/{id}", host="a.test", times=3)
    def user(request):
        return 200, request

    assert user(1) == (200, 1)
    assert smockproxy.mock is mock


@pytest.mark.parametrize("name", ["get", "head", "post", "put", "patch", "delete", "options"])
def test_each_method_has_a_decorator(name):
    noted: list[Declared] = []
    mocks = Mocks(noted)

    @getattr(mocks, name)("/x", host="a.test")
    def answer():
        return 200

    (declared,) = noted
    assert (declared.function, declared.method, declared.where) == (answer, name.upper(), "/x")
    assert declared.said == {"host": "a.test"}
    assert declared.line == answer.__code__.co_firstlineno


def test_any_method():
    noted: list[Declared] = []
    mocks = Mocks(noted)
    mocks("/a")(print)
    mocks.any(path="/b", method="LINK")(print)
    assert [(each.method, each.where, dict(each.said)) for each in noted] == [
        ("", "/a", {}),
        ("", "", {"path": "/b", "method": "LINK"}),
    ]


def test_a_decorator_without_a_call_is_told():
    with pytest.raises(TypeError, match="a decorator is called: write"):
        mock.get(test_any_method)


def test_type_checkers_know_every_keyword():
    assert set(Said.__annotations__) == set(BLOCKS)
