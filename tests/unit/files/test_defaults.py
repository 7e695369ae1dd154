"""`defaults`: merged under every mock of a file."""

from smockproxy.files.defaults import merge_defaults
from tests.unit.files.reads import mocks_of, read, told


def test_mappings_are_merged_and_all_else_is_replaced():
    under = {"a": {"x": 1, "y": {"z": 1}}, "l": [1, 2], "s": "t", "m": {"k": 1}}
    over = {"a": {"y": {"w": 2}}, "l": [3], "m": "scalar", "n": 4}
    assert merge_defaults(under, over) == {
        "a": {"x": 1, "y": {"z": 1, "w": 2}},
        "l": [3],
        "s": "t",
        "m": "scalar",
        "n": 4,
    }


def test_neither_side_is_changed():
    under, over = {"a": {"x": 1}}, {"a": {"y": 2}}
    merge_defaults(under, over)
    assert (under, over) == ({"a": {"x": 1}}, {"a": {"y": 2}})


def test_a_mocks_own_responder_drops_the_defaults_other_one():
    under = {"response": {"status": 201}, "proxy": {"host": "http://b.test"}}
    assert merge_defaults(under, {"proxy": {}}) == {"proxy": {"host": "http://b.test"}}
    assert merge_defaults(under, {"response": {}}) == {"response": {"status": 201}}
    assert merge_defaults(under, {}) == under


def test_a_mocks_own_body_drops_the_defaults_json():
    under = {"response": {"json": {"a": 1}, "status": 201}}
    assert merge_defaults(under, {"response": {"body": "b"}}) == {"response": {"body": "b", "status": 201}}
    assert merge_defaults(under, {"response": {"json": {"b": 2}}})["response"]["json"] == {"a": 1, "b": 2}


def test_defaults_give_a_mock_what_it_lacks():
    text = """
defaults:
  request: {host: api.test, headers: {Accept: text/plain}}
  response: {headers: {X-A: 1, X-B: 1}, status: 201}
mocks:
  - request: {path: /a, headers: {X-Key: k}}
    response: {headers: {X-B: 2}, body: a}
  - request: {path: /b}
  - request: {path: /c}
    proxy: {}
"""
    first, second, third = mocks_of(text)
    assert list(first.responder.response.headers) == [("X-A", "1"), ("X-B", "2")]
    assert [condition.field for condition in first.conditions.all_of[:2]] == ["host", "path"]
    assert set(first.conditions.all_of[2].headers) == {"Accept", "X-Key"}
    assert second.responder.response.status == 201
    assert third.responder.host == ""
    assert first.source.line == 6


def test_a_problem_of_the_defaults_is_told_once_at_its_place():
    text = "defaults:\n  response: {status: 20}\nmocks:\n  - {}\n  - request: {path: /b}\n"
    (problem,) = read(text).problems
    assert (problem.line, problem.column, problem.path) == (2, 22, "defaults.response.status")


def test_defaults_are_checked_without_any_mock():
    assert told("defaults: {respons: 1}\nmocks: []") == ['defaults.respons: unknown key "respons"']


def test_a_problem_that_only_the_merge_makes_is_told_at_the_mock():
    text = "defaults: {request: {path: /a}}\nmocks:\n  - request: {path: {matchr: x}}\n    response: {}\n"
    assert told(text) == ['mocks[0].request.path.matchr: unknown key "matchr"']


def test_a_mocks_own_script_drops_the_defaults_file():
    under = {"dynamic_response": {"engine": "lua", "file": "a.lua"}, "response": {"status": 201}}
    own = {"dynamic_response": {"script": "return {}"}}
    assert merge_defaults(under, own) == {"dynamic_response": {"engine": "lua", "script": "return {}"}}
    assert merge_defaults(own, {"dynamic_response": {"file": "a.lua"}}) == {
        "dynamic_response": {"file": "a.lua"}
    }


def test_defaults_may_say_the_engine_only():
    text = "defaults: {dynamic_response: {engine: lua}}\nmocks:\n"
    assert [mock.responder.engine for mock in mocks_of(text + "- dynamic_response: {script: x}\n")] == ["lua"]
    assert mocks_of(text + "- response: {}\n")
    assert told(text + "- {}\n") == ["defaults.dynamic_response: a dynamic_response needs a script"]
