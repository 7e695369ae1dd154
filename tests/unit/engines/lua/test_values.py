"""Values into Lua and out of it."""

from typing import Any

import pytest

from smockproxy.engines.lua.values import shown_request, shown_table, smocker_body, to_go, to_lua
from tests.unit.engines.lua.running import body, surroundings, words


def test_lists_of_go_keep_their_nulls():
    assert to_go({"a": [1, None, {"b": True}]}) == {b"a": {0: 3, 1: 1.0, 3: {b"b": True}}}


def test_plain_tables_leave_nulls_out():
    assert to_lua({"a": [1, None, "x"], "n": None}, dict) == {b"a": {1: 1.0, 3: b"x"}, b"n": None}


def test_what_lua_does_not_know_becomes_text():
    assert to_lua({"a": {1}}, dict) == {b"a": b"{1}"}


def test_headers_are_shown_by_their_canonical_names():
    request = {"headers": {"x-a": ["1"], "X-A": ["2"], "one": "3"}, "query_params": {}, "body": 1, "port": 8}
    assert shown_request(request) == {b"port": 8.0}
    assert shown_table(request, "headers") == {"X-A": ["1", "2"], "One": ["3"]}
    assert shown_table({}, "headers") == {}
    assert (shown_table(request, "query_params"), shown_table(request, "cookies")) == (None, None)
    assert shown_table({"path_params": {}}, "path_params") == {}


@pytest.mark.parametrize(
    ("text", "shown"), [('{"a":1}', {"a": 1}), ("null", None), ("nullx", "nullx"), ("[1]", "[1]"), ("{", "{")]
)
def test_bodies(text: str, shown: Any):
    assert smocker_body(text) == shown


@pytest.mark.parametrize(
    ("source", "text"),
    [
        ("state.set('a', {1, {x = 'y'}, f = nil})", '[1,{"x":"y"}]'),
        ("state.set('a', {x = print, y = 1})", '{"y":1}'),
        ("state.set('a', {1, print})", "[1,null]"),
        ("state.set('a', request.query_params)", '{"name":["ann","bob"]}'),
        ("state.set('a', {q = request.body.deep})", '{"q":{"a":[{"b":1.5}]}}'),
        ("local t = {1} state.set('a', {t, t})", "[[1],[1]]"),
        ("state:set('a', 2)", "2"),
        ("state.set('a', from_json('{\"x\": {}, \"y\": []}'))", '{"x":{},"y":[]}'),
        ("local t = from_json('{}') state.set('a', {t, t, {}})", "[{},{},[]]"),
        ("local t = from_json('{}') t.k = 1 state.set('a', t)", '{"k":1}'),
        ("local t = from_json('{}') t[1] = 1 state.set('a', t)", "[1]"),
    ],
)
def test_values_that_are_kept(source: str, text: str):
    given = surroundings()
    body(f"{source} return {{}}", given)
    assert given.functions["to_json"](given.state.get("a")) == text


@pytest.mark.parametrize(
    ("source", "text"),
    [
        ("local t = {} t.t = t state.set('a', t)", "a table that contains itself is no JSON"),
        ("state.set('a', {1, x = 2})", "a table with keys of several kinds, or that are no text, is no JSON"),
        ("state.set('a', {1, nil, 3})", "a list with gaps is no JSON"),
        (
            "local t = {} for _ = 1, 101 do t = {t} end state.set('a', t)",
            "tables nest deeper than 100 levels",
        ),
        (
            "request.x = {} request.x.x = request state.set('a', request)",
            "a table that contains itself is no JSON",
        ),
    ],
)
def test_values_that_are_refused(source: str, text: str):
    assert words(source) == f"<string>:1: {text}"


def test_what_was_refused_once_may_be_mended_and_kept():
    given = surroundings()
    body("local t = {} t.t = t pcall(state.set, 'a', t) t.t = nil state.set('a', {t}) return {}", given)
    assert given.state.get("a") == [[]]
