"""Messages as their leaves."""

from smockproxy.core.http import NO_JSON
from smockproxy.record.inferred import Part, Place
from smockproxy.record.leaves import (
    LARGEST,
    answered_leaves,
    asked_leaves,
    brought_leaves,
    document_of,
    in_document,
    text_of_leaf,
)
from tests.unit.record.made import JSON, request, response

TYPED = ("Content-Type", JSON)
FORM = ("Content-Type", "application/x-www-form-urlencoded; charset=utf-8")


def test_a_document_and_the_ways_into_it():
    found = dict(in_document({"a": [1, {"b": None}], "c": {}, "d": []}))
    assert found == {("a", 0): 1, ("a", 1, "b"): None, ("c",): {}, ("d",): []}
    assert [text_of_leaf(value) for value in ("x", 1, 1.5, True, None, {})] == ["x", "1", "1.5", "", "", ""]


def test_a_request_with_json():
    asked = request("POST", "https://a.test/x%20y/7?q=1&q=2", b'{"n": 1}', [TYPED])
    assert asked_leaves(asked) == {
        Place(Part.PATH, (0,)): "x y",
        Place(Part.PATH, (1,)): "7",
        Place(Part.QUERY, ("q", 0)): "1",
        Place(Part.QUERY, ("q", 1)): "2",
        Place(Part.JSON, ("n",)): "1",
    }


def test_a_request_with_a_form():
    asked = asked_leaves(request("POST", "https://a.test/", b"a=1&b=x+y", [FORM]))
    assert asked[Place(Part.FORM, ("b", 0))] == "x y"


def test_what_has_no_leaves():
    for body in (b"text", b"\x00", b"", b"7", b"{" + b" " * LARGEST + b"}", b"{broken"):
        assert document_of(request("POST", body=body)) is NO_JSON
        assert set(asked_leaves(request("POST", body=body))) == {Place(Part.PATH, (0,))}


def test_what_a_request_brings_along():
    asked = request(headers=[("Authorization", "Bearer t"), ("Cookie", "a=1; b=2; a=3")])
    assert brought_leaves(asked) == {
        Place(Part.HEADER, ("authorization",)): "t",
        Place(Part.COOKIE, ("a",)): "1",
        Place(Part.COOKIE, ("b",)): "2",
    }


def test_what_an_answer_gives():
    lines = [("Location", "/x/1"), ("Set-Cookie", "a=1; Path=/"), ("Set-Cookie", "b=2; Path=/")]
    assert answered_leaves(response(b'{"t": "x"}', headers=lines)) == {
        Place(Part.JSON, ("t",)): "x",
        Place(Part.HEADER, ("location",)): "/x/1",
        Place(Part.COOKIE, ("a",)): "1",
        Place(Part.COOKIE, ("b",)): "2",
    }
    assert answered_leaves(response(b"no json")) == {}
