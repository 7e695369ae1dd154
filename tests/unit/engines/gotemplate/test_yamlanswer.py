"""Responses that templates print as YAML."""

import pytest

from smockproxy.engines.contract import BadReturnError
from smockproxy.engines.gotemplate.yamlanswer import yaml_answer

NOTHING = {"status": 200, "headers": {}, "body": "", "delay": {"min": 0, "max": 0}}
MILLISECOND = 1_000_000


def read(text):
    log = []
    return yaml_answer(text, log.append), log


@pytest.mark.parametrize(
    ("text", "changes"),
    [
        ("", {}),
        ("null", {}),
        ("body: hello", {"body": "hello"}),
        ("body: 1.50", {"body": "1.50"}),
        ("body: |\n  a\n  b\n", {"body": "a\nb\n"}),
        ("body: ~", {}),
        ("status: 0", {}),
        ("status: 99", {"status": 99}),
        ("status: 201.9", {"status": 201}),
        ("body: !!binary iVBORw0KGgo=", {"body_base64": "iVBORw0KGgo="}),
        ("headers: {A: b, C: [d, 5, ~], E: ~, ~: x}", {"headers": {"A": ["b"], "C": ["d", "5"], "E": []}}),
        ("headers: {A: !!binary aGk=}", {"headers": {"A": ["hi"]}}),
        ("delay: 20ms", {"delay": {"min": 20 * MILLISECOND, "max": 20 * MILLISECOND}}),
        ("delay: {min: 1ms, max: 2ms, x: 1}", {"delay": {"min": MILLISECOND, "max": 2 * MILLISECOND}}),
        ("delay: {min: ~, max: 2ms}", {"delay": {"min": 0, "max": 2 * MILLISECOND}}),
        ("unknown: 1\nBody: x", {}),
        ("body: x\n---\nbody: [", {"body": "x"}),
        ("x: &x {status: 202}\n<<: *x\nbody: y", {"status": 202, "body": "y"}),
        ("body: '" + "[{" * 2000 + "'", {"body": "[{" * 2000}),
    ],
)
def test_what_is_read(text, changes):
    assert read(text) == (NOTHING | changes, [])


@pytest.mark.parametrize(
    ("text", "changes", "logged"),
    [
        ("body: [", {}, "what the template printed is no YAML, and is left out: line 2: did not find"),
        ('body: "a"b"', {}, "what the template printed is no YAML, and is left out: line 1: did not find"),
        ("hello", {}, "what the template printed is left out: it is 'hello': expected a mapping of status"),
        ("- a", {}, "what the template printed is left out: it is a list: expected"),
        ("body: {a: 1}\nstatus: 201", {"status": 201}, "body is a mapping, which is left out: expected text"),
        ('status: "201"\nbody: x', {"body": "x"}, "status is '201', which is left out: expected a number"),
        ("headers: x", {}, "headers is 'x', which is left out: expected a mapping of names to values"),
        (
            "headers: {A: {b: c}, D: e}",
            {"headers": {"D": ["e"]}},
            "headers.A is a mapping, which is left out",
        ),
        ("headers: {a: 1, a: 2}", {}, "headers is a mapping with 'a' twice (line 1), which is left out"),
        ("body: x\nbody: y\nstatus: 201", {}, "what the template printed is left out: a mapping with 'body'"),
        ("delay: 5", {}, "delay is '5', which is left out: expected a duration such as 100ms"),
        ("delay: {min: 1}", {}, "delay is '1', which is left out: expected a duration such as 100ms"),
        ("status: 201\ndelay: -1s\nbody: x", {"status": 201}, "delay goes backwards: expected 0 or more"),
        (
            "status: 201\nbody: !!binary x\nheaders: {A: b}",
            {"status": 201},
            "line 2: !!binary value contains",
        ),
        ("[" * 20_000, {}, "what the template printed is no YAML, and is left out: it is nested deeper"),
    ],
)
def test_what_is_left_out(text, changes, logged):
    response, log = read(text)
    assert response == NOTHING | changes
    assert [line.startswith(f"warning: {logged}") for line in log] == [True], log


@pytest.mark.parametrize("text", ["delay: {min: 30ms}", "delay: {min: 2ms, max: 1ms}"])
def test_delays_that_smocker_cannot_draw(text):
    with pytest.raises(BadReturnError):
        read(text)
