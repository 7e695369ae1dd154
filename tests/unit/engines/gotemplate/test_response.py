"""Responses that templates print. What Smocker made of them is its own behaviour."""

import pytest

from smockproxy.engines.contract import BadReturnError, ScriptError
from smockproxy.engines.gotemplate.response import from_json, from_yaml

NOTHING = {"status": 200, "headers": {}, "body": "", "delay": {"min": 0, "max": 0}}
MILLISECOND = 1_000_000


def read(reader, text):
    log = []
    return reader(text, log.append), log


@pytest.mark.parametrize(
    ("text", "changes"),
    [
        ("", {}),
        ("body: hello", {"body": "hello"}),
        ("body: 5", {"body": "5"}),
        ("body: ~", {}),
        ("status: 0", {}),
        ("status: 201.0", {"status": 201}),
        ("body: !!binary iVBORw0KGgo=", {"body_base64": "iVBORw0KGgo="}),
        ("headers: {A: b, C: [d, 5]}", {"headers": {"A": ["b"], "C": ["d", "5"]}}),
        ("delay: 20ms", {"delay": {"min": 20 * MILLISECOND, "max": 20 * MILLISECOND}}),
        ("delay: {min: 1ms, max: 2ms}", {"delay": {"min": MILLISECOND, "max": 2 * MILLISECOND}}),
        ("unknown: 1\nBody: x", {}),
    ],
)
def test_yaml(text, changes):
    assert read(from_yaml, text) == (NOTHING | changes, [])


@pytest.mark.parametrize(
    ("text", "changes", "logged"),
    [
        ("body: [", {}, "the template printed no YAML: while parsing a flow node"),
        ('body: "a"b"', {}, "the template printed no YAML: while parsing a block mapping"),
        ("hello", {}, "the template printed no mapping of status, headers, body and delay"),
        ("body: {a: 1}\nstatus: 201", {"status": 201}, "the template's body is left out: expected text"),
        ('status: "201"\nbody: x', {"body": "x"}, "the template's status is left out: expected a number"),
        ("status: 1.5", {}, "the template's status is left out: expected a whole number"),
        ("headers: x", {}, "the template's headers is left out: expected a mapping of names to values"),
        ("headers: {a: {b: c}}", {}, "the template's headers is left out: expected texts"),
        ("delay: 5", {}, "the template's delay is left out: expected a duration such as 100ms"),
        ("delay: -1s", {}, "the template's delay is left out: invalid delay range from -1000000000 ns"),
        ("body: !!binary x", {}, "the template's body is left out: "),
        ("[" * 2000, {}, "the template printed no YAML: more than 1000 brackets"),
    ],
)
def test_what_is_left_out_of_yaml(text, changes, logged):
    response, log = read(from_yaml, text)
    assert response == NOTHING | changes
    assert [line.startswith(logged) for line in log] == [True]


@pytest.mark.parametrize(
    ("text", "changes", "lines"),
    [
        ("{}", {"body": "null"}, 0),
        ('{"body": "x"}', {"body": "x"}, 0),
        ('{"body": {"b": 1.0, "a": "<"}}', {"body": '{"a":"\\u003c","b":1}'}, 0),
        ('{"STATUS": 201, "body": ""}', {"status": 201}, 0),
        ('{"Body": "x"}', {"body": "null"}, 0),
        ('{"delay": 5, "body": ""}', {"delay": {"min": 5, "max": 5}}, 0),
        ('{"status": "201", "body": "x"}', {"body": "x"}, 1),
        ('{"headers": {"a": [1]}, "body": "x"}', {"body": "x"}, 1),
    ],
)
def test_json(text, changes, lines):
    response, log = read(from_json, text)
    assert (response, len(log)) == (NOTHING | changes, lines)


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ('{"body":', "unexpected end of JSON input"),
        ("[]", "json: cannot unmarshal array into Go value of type map[string]interface {}"),
        ("5", "json: cannot unmarshal number into Go value of type map[string]interface {}"),
    ],
)
def test_what_is_no_object_of_json(text, message):
    with pytest.raises(ScriptError) as failed:
        read(from_json, text)
    assert failed.value.message == f"failed to unmarshal response from dynamic template: {message}"


def test_what_no_server_can_write():
    with pytest.raises(BadReturnError):
        read(from_json, "null")
    with pytest.raises(BadReturnError):
        read(from_yaml, "status: 99")
