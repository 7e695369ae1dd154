"""Responses that templates print as JSON."""

import pytest

from smockproxy.engines.contract import BadReturnError, ScriptError
from smockproxy.engines.gotemplate.jsonanswer import json_answer

NOTHING = {"status": 200, "headers": {}, "body": "", "delay": {"min": 0, "max": 0}}
EMPTY = '"body": ""'


def read(text):
    log = []
    return json_answer(text, log.append), log


@pytest.mark.parametrize(
    ("text", "changes"),
    [
        ("{}", {"body": "null"}),
        ('{"body": null}', {"body": "null"}),
        ('{"body": "x"}', {"body": "x"}),
        ('{"body": {"b": 1.0, "a": "<&>"}}', {"body": '{"a":"\\u003c\\u0026\\u003e","b":1}'}),
        ('{"body": {"n": 1e21}}', {"body": '{"n":1e+21}'}),
        ('{"body": [12345678901234567890, 0.5, true]}', {"body": "[12345678901234567000,0.5,true]"}),
        ('{"body": "\\ud83d\\ude00\\ud800"}', {"body": "😀\ufffd"}),
        (f'{{"STATUS": 201, {EMPTY}}}', {"status": 201}),
        (f'{{"STATUS": 201, "status": 202, {EMPTY}}}', {"status": 202}),
        (f'{{"status": 2.01e2, {EMPTY}}}', {"status": 201}),
        (f'{{"status": null, "headers": null, "delay": null, {EMPTY}}}', {}),
        (
            f'{{"Headers": {{"C": ["d", null], "N": null}}, {EMPTY}}}',
            {"headers": {"C": ["d", ""], "N": [""]}},
        ),
        (
            f'{{"headers": {{"b": "2"}}, "Headers": {{"A": "1"}}, {EMPTY}}}',
            {"headers": {"A": ["1"], "b": ["2"]}},
        ),
        (f'{{"delay": 5.9, {EMPTY}}}', {"delay": {"min": 5, "max": 5}}),
        (f'{{"delay": "1us", {EMPTY}}}', {"delay": {"min": 1000, "max": 1000}}),
        (f'{{"delay": {{"Min": 5, "MAX": "1us"}}, {EMPTY}}}', {"delay": {"min": 5, "max": 1000}}),
        (f'{{"delay": {{"min": null, "max": 7}}, {EMPTY}}}', {"delay": {"min": 0, "max": 7}}),
        (f'{{"unknown": 1, {EMPTY}}}', {}),
    ],
)
def test_what_is_read(text, changes):
    assert read(text) == (NOTHING | changes, [])


@pytest.mark.parametrize(
    ("text", "changes", "logged"),
    [
        ('"status": "201"', {}, 'status is "201", which is left out: expected a whole number'),
        ('"status": 201.5', {}, "status is 201.5, which is left out"),
        ('"status": true', {}, "status is true, which is left out"),
        ('"status": 1e30', {}, "status is 1e+30, which is left out"),
        ('"Body": "y"', {}, "Body is left out: only body in small letters is the body"),
        ('"headers": 5, "status": 201', {"status": 201}, "headers is 5, which is left out: expected"),
        (
            '"headers": {"A": "1", "B": 2, "C": "3"}, "status": 201',
            {"headers": {"A": ["1"]}},
            "headers.B is 2: expected text, or a list of texts: this and what follows is left out",
        ),
        ('"delay": "1d", "status": 201', {}, 'time: invalid duration "1d": this and what follows'),
        ('"delay": true, "status": 201', {}, 'delay is true: expected a duration such as "100ms"'),
        ('"delay": "-1s", "status": 201', {}, 'delay is "-1s": expected 0 or more'),
        (f'"headers": "{"x" * 99}"', {}, f'headers is "{"x" * 59}…, which is left out'),
    ],
)
def test_what_is_left_out(text, changes, logged):
    response, log = read(f'{{"body": "x", {text}}}')
    assert response == NOTHING | {"body": "x"} | changes
    assert [line.startswith(f"warning: {logged}") for line in log] == [True], log


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ('{"body":', "unexpected end of JSON input"),
        ("", "unexpected end of JSON input"),
        ("hello", "invalid character 'h' looking for beginning of value"),
        ("[]", "json: cannot unmarshal array into Go value of type map[string]interface {}"),
        ("5", "json: cannot unmarshal number into Go value of type map[string]interface {}"),
        ('"s"', "json: cannot unmarshal string into Go value of type map[string]interface {}"),
        ('{"a": 1e999}', "json: cannot unmarshal number 1e999 into Go value of type float64"),
    ],
)
def test_what_is_no_object(text, message):
    with pytest.raises(ScriptError) as failed:
        read(text)
    assert failed.value.message == f"failed to unmarshal response from dynamic template: {message}"
    assert type(failed.value) is ScriptError


def test_a_body_that_is_too_deep_to_be_written():
    with pytest.raises(ScriptError, match="failed to marshal response body as JSON: "):
        read('{"body": ' + "[" * 500 + "]" * 500 + "}")


@pytest.mark.parametrize("text", ["null", '{"delay": {"min": 5}}'])
def test_what_smocker_answers_with_500(text):
    with pytest.raises(BadReturnError):
        read(text)
