"""Blocks inside conditions."""

from smockproxy.core.blocks import AllOf, AnyOf, Not
from smockproxy.core.conditions import Conditions, OnBody, OnField
from smockproxy.core.http import Request
from smockproxy.core.matchers import equal
from smockproxy.core.mismatch import Mismatch


def request(method="GET", path="/", body=b""):
    return Request(method, "http", "a.test", 80, path, body=body)


def on(field, value):
    return OnField(field, equal(value))


GET_A = Conditions((on("method", "GET"), on("path", "/a")))
POST_B = Conditions((on("method", "POST"), on("path", "/b")))
BODY = Conditions((OnBody(equal("x")),))


def test_any_of_and_the_block_that_is_nearest():
    either = AnyOf((GET_A, POST_B))
    assert either.holds(request("POST", "/b"))
    assert either.mismatch(request("GET", "/a")) is None
    assert either.mismatch(request("POST", "/c")) == Mismatch("any_of[1].path", "ShouldEqual '/b'", "/c")
    assert AnyOf(()).mismatch(request()) == Mismatch("any_of", "a block that holds", "no blocks")


def test_all_of():
    both = AllOf((Conditions((on("method", "GET"),)), GET_A))
    assert both.holds(request("GET", "/a"))
    assert both.mismatch(request("GET", "/a")) is None
    assert both.mismatch(request("GET", "/b")) == Mismatch("all_of[1].path", "ShouldEqual '/a'", "/b")
    assert not both.holds(request("GET", "/b"))


def test_not():
    assert Not(GET_A).holds(request("GET", "/b"))
    assert Not(GET_A).mismatch(request("GET", "/b")) is None
    found = Not(GET_A).mismatch(request("GET", "/a"))
    assert found == Mismatch("not", "at least one that does not hold", "all 2 hold")
    assert Not(BODY).mismatch(request(body=b"x")) == Mismatch(
        "not", "at least one that does not hold", "it holds"
    )


def test_a_body_that_was_not_read_proves_nothing():
    assert not Not(BODY).holds(request(body=None))
    assert Not(Conditions((OnBody(equal("x")), on("method", "PUT")))).holds(request(body=None))


def test_blocks_need_the_body_when_one_does():
    for kind in (AnyOf, AllOf):
        assert kind((GET_A, BODY)).needs_body
        assert not kind((GET_A, POST_B)).needs_body
    assert Not(BODY).needs_body
    assert not Not(GET_A).needs_body
