"""What a change takes out of a mock."""

import pytest

from smockproxy.app.why.dropped import dropped_by, has_empty_block, place_name, places_of
from smockproxy.files.rewrite import Put, Remove

REQUEST = {
    "method": "GET",
    "host": {"matcher": "ShouldEqual", "value": "a.test"},
    "headers": {"X-A": "1", "X-B": {"matcher": "ShouldBePresent"}},
    "query_params": {"a": ["1", "2", "3"]},
    "json": {"a": {"b": [1, {"c": 2}]}, "d": {"matcher": "ShouldEqual", "value": 1}, "e": {}},
    "any_of": [{"path": "/a"}, {"path": "/b", "all_of": [{"method": "PUT"}]}],
    "not": {"cookies": {"c": "1"}},
}


def test_the_places_of_conditions():
    assert [place_name(place) for place in places_of(REQUEST)] == [
        "method",
        "host",
        "headers.X-A",
        "headers.X-B",
        "query_params.a",
        "query_params.a[1]",
        "query_params.a[2]",
        "json.a.b[0]",
        "json.a.b[1].c",
        "json.d",
        "json.e",
        "any_of[0].path",
        "any_of[1].path",
        "any_of[1].all_of[0].method",
        "not.cookies.c",
    ]
    assert list(places_of(None)) == []
    assert list(places_of({"json": {"matcher": "ShouldMatchJSON", "value": {"a": 1}}})) == [("json",)]


@pytest.mark.parametrize(
    ("request_", "is_empty"),
    [
        (REQUEST, False),
        ({}, False),
        (None, False),
        ({"any_of": []}, True),
        ({"all_of": [{"path": "/"}, {}]}, True),
        ({"not": {}}, True),
        ({"not": {"any_of": [{"path": "/", "not": {"all_of": [{}]}}]}}, True),
        ({"json": {"any_of": [{}], "not": {}}}, False),
    ],
)
def test_blocks_that_say_nothing(request_, is_empty):
    assert has_empty_block(request_) is is_empty


@pytest.mark.parametrize(
    ("change", "after", "dropped"),
    [
        (Remove(("request", "method")), {"request": {}}, ("method",)),
        (Remove(("request", "method")), {"request": {"method": "PUT"}}, ()),
        (Remove(("request", "headers")), {"request": {}}, ("headers.X-A", "headers.X-B")),
        (Put(("request", "method"), "PUT"), {"request": {"method": "PUT"}}, ()),
        (Put(("request", "host", "value"), "b"), {"request": {"host": "b"}}, ()),
        (
            Put(("request", "query_params", "a"), "9"),
            {"request": {"query_params": {"a": "9"}}},
            ("query_params.a[1]", "query_params.a[2]"),
        ),
        (
            Put(("request", "json"), {"e": 1}),
            {"request": {"json": {"e": 1}}},
            ("json.a.b[0]", "json.a.b[1].c", "json.d"),
        ),
        (
            Remove(("request", "any_of", 0)),
            {"request": {"any_of": [{"path": "/b"}]}},
            ("any_of[0].path",),
        ),
        (Remove(("context", "times")), {}, ("context.times",)),
        (Put(("context", "times"), 3), {}, ()),
    ],
)
def test_what_is_dropped(change, after, dropped):
    assert dropped_by(change, {"request": REQUEST}, after) == dropped
