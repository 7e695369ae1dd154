import json
from dataclasses import replace

import pytest

from smockproxy.engines.scriptstate import ScriptState
from smockproxy.engines.shown import Lines, Named, Remembered, names
from tests.unit.engines.surroundings import surroundings


def test_entries_are_attributes_as_well():
    named = Named({"a": 1, "items": 2})
    assert (named.a, named["a"], named.get("b"), list(named), len(named)) == (1, 1, None, ["a", "items"], 2)
    assert named["items"] == 2
    assert json.dumps(named) == '{"a": 1, "items": 2}'


def test_a_missing_attribute_tells_which_there_are():
    with pytest.raises(AttributeError, match="no 'b': there are a"):
        _ = Named({"a": 1}).b
    with pytest.raises(AttributeError, match="no 'b': there are none"):
        _ = Named({}).b


def test_headers_are_found_whatever_the_case():
    lines = Lines({"X-Kind": ["one", "two"]})
    assert lines["x-kind"] == lines["X-KIND"] == lines.get("X-kind") == ["one", "two"]
    assert "x-KIND" in lines
    assert "x" not in lines
    assert 1 not in lines
    assert lines.get("x", "none") == "none"
    assert Lines({"Host": ["a"]}).Host == ["a"]


def test_parameters_are_attributes_too():
    request = names(surroundings(cookies=None))["request"]
    assert (request.path_params.id, request.query_params.q, request.cookies) == ("7", ["a", "b"], None)


def test_the_request_has_its_body_in_bytes():
    assert names(surroundings(body_string="é"))["request"].body_bytes == "é".encode()
    assert names(surroundings(body_base64="/wA="))["request"].body_bytes == b"\xff\x00"
    assert "body_base64" not in names(surroundings(body_base64="/wA="))["request"]


def test_functions_of_a_level_are_its_attributes():
    visible = names(surroundings())
    token = visible["jwt"].sign({"a": 1}, "key")
    assert visible["jwt"].decode(token, "key") == {"a": 1}


def test_values_are_logged_in_one_line():
    log: list[str] = []
    visible = names(surroundings(log=log))
    assert visible["log"]("a", 1) == ""
    visible["console"].log("b")
    assert log == ["a 1", "b"]


def test_the_answer_of_a_real_server_is_there_for_those_who_change_it():
    assert "response" not in names(surroundings())
    told = {"status": 200, "headers": {"X-Kind": ["one"]}, "body": "{}", "json": {}}
    response = names(replace(surroundings(), response=told))["response"]
    assert (response.status, response.headers["x-kind"], response.body, response.json) == (
        200,
        ["one"],
        "{}",
        {},
    )


def test_what_answers_left_behind():
    state = ScriptState({"remembered": {"token": "t"}})
    seen = Remembered(state)
    assert (seen.token, seen["token"], seen.get("token"), seen.get("x", 1)) == ("t", "t", "t", 1)
    assert "token" in seen
    assert "x" not in seen
    assert state.reads == ("remembered",)
    with pytest.raises(AttributeError, match="no 'x' is remembered: there are token"):
        _ = seen.x
    with pytest.raises(AttributeError, match="there are none"):
        _ = Remembered(ScriptState({"remembered": 3})).x
