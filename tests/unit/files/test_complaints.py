"""What a model finds wrong, in the format's words."""

import pytest
from pydantic import ValidationError

from smockproxy.files.complaints import complaints_of, not_supported, responder_complaints, unknown_key
from smockproxy.files.reading import Reading
from smockproxy.files.wire import MockWire
from smockproxy.matching import MATCHERS

NEEDS_ONE = "a mock needs one of response, responses, dynamic_response, proxy, resource, chaos and fixtures"


def complaints(tree):
    with pytest.raises(ValidationError) as caught:
        MockWire.model_validate(tree, context=Reading(MATCHERS))
    return [(complaint.steps, complaint.message) for complaint in complaints_of(caught.value)]


@pytest.mark.parametrize(
    ("tree", "complaint"),
    [
        ({"x": 1}, (("x",), 'unknown key "x"')),
        ({"request": {"x": 1}}, (("request", "x"), 'unknown key "x"')),
        ({"request": []}, (("request",), "expected a mapping, found a list")),
        ({"request": {"headers": "x"}}, (("request", "headers"), 'expected a mapping, found "x"')),
        ({"tags": {}}, (("tags",), "expected a list, found a mapping")),
        (
            {"request": {"headers": {"X": {"matcher": "Foo"}}}},
            (("request", "headers", "X", 0, "matcher"), 'unknown matcher "Foo"'),
        ),
        ({"request": {"body": {"a": []}}}, (("request", "body", "a"), "expected a matcher, found a list")),
        (
            {"response": {"headers": {"a b": "1"}}},
            (("response", "headers", "a b"), '"a b" is no header name'),
        ),
        ({"websocket": {}}, (("websocket",), '"websocket" is not supported yet')),
        ({"recorded": {"request": {"x": 1}}}, (("recorded", "request", "x"), 'unknown key "x"')),
        ({"responses": [{}, {"x": 1}]}, (("responses", 1, "x"), 'unknown key "x"')),
        ({"scenario": {"name": "a", "x": 1}}, (("scenario", "x"), 'unknown key "x"')),
    ],
)
def test_each_kind(tree, complaint):
    assert complaints(tree) == [complaint]


def test_all_at_once():
    assert len(complaints({"x": 1, "request": {"y": 1, "path": []}, "response": {"status": "a"}})) == 4


@pytest.mark.parametrize(
    ("tree", "messages"),
    [
        ({"response": {}}, []),
        ({"proxy": {}}, []),
        ({"dynamic_response": {"engine": "lua", "script": ""}}, []),
        ({"dynamic_response": {"engine": "lua", "file": "a.lua"}}, []),
        ({"dynamic_response": "x"}, []),
        ({}, [NEEDS_ONE]),
        ({"response": None}, [f"{NEEDS_ONE}; this response is empty"]),
        (
            {"dynamic_response": {"engine": "lua", "script": ""}, "proxy": {}},
            ["a mock has either a dynamic_response or a proxy, not both"],
        ),
        (
            {"dynamic_response": {}},
            ["a dynamic_response needs an engine", "a dynamic_response needs a script"],
        ),
        (
            {"dynamic_response": {"engine": "lua", "script": None, "file": None}},
            ["a dynamic_response needs a script"],
        ),
        (
            {"dynamic_response": {"engine": "lua", "script": "", "file": "a.lua"}},
            ["a dynamic_response has either a script or a file, not both"],
        ),
        ({"dynamic_response": {"egnine": "lua", "script": ""}}, []),
        ({"dynamic_response": {"engine": "lua", "scirpt": ""}}, []),
        ({"response": {}, "proxy": {}}, ["a mock has either a response or a proxy, not both"]),
        ({"response": "x"}, []),
        ({"responses": [{}]}, []),
        ({"response": {}, "responses": [{}]}, ["a mock has either a response or responses, not both"]),
    ],
)
def test_how_many_responders(tree, messages):
    assert [complaint.message for complaint in responder_complaints(tree)] == messages


def test_an_unknown_key_names_a_near_one_or_all():
    assert unknown_key("statsu", {"status", "body"}, ("statsu",)).hint == 'did you mean "status"?'
    assert unknown_key("zzz", {"status", "body"}, ("zzz",)).hint == "known keys: body, status"
    assert not_supported("zzz", ("zzz",)).hint == ""
