"""Scenarios and sequences as exports show them, and as they are read again."""

import json

import pytest

from smockproxy.core.responders import Scripted
from smockproxy.core.scenarios import Scenario
from smockproxy.core.session import Session, SessionFacts
from smockproxy.interop.smockermock import mock_shape
from smockproxy.interop.turnshapes import scenario_shape
from tests.unit.files.reads import mock_of, upload


@pytest.mark.parametrize(
    ("scenario", "shape"),
    [
        (None, {}),
        (Scenario("A", ("x",), "y"), {"scenario": {"name": "A", "when": "x", "then": "y"}}),
        (Scenario("A", ("x", "z")), {"scenario": {"name": "A", "when": ["x", "z"]}}),
        (Scenario("A", (), "y"), {"scenario": {"name": "A", "then": "y"}}),
    ],
)
def test_a_scenario(scenario, shape):
    assert scenario_shape(scenario) == shape


@pytest.mark.parametrize(
    "text",
    [
        "- {responses: [{body: a}, {json: 1, delay: 5ms}, {template: true, body: '{{ 1 }}', status: 201}]}",
        "- {responses: [{body: a}, {body: b, weight: 3}], sequence: {mode: weighted}}",
        "- {responses: [{body: a}, {body: b}], sequence: {when_used_up: miss}}",
        "- {responses: [{}], request: {state: {a.b: 1}}, scenario: {name: S, when: [x, y], then: z}}",
    ],
)
def test_what_is_shown_can_be_uploaded_again(text):
    first = mock_of(text)
    shape = mock_shape(first, Session(SessionFacts("", "", 0.0)))
    (again,) = upload(json.dumps([shape]), as_json=True).mocks
    responder = first.responder
    assert (again.scenario, again.conditions, again.times) == (first.scenario, first.conditions, first.times)
    assert (again.responder.mode, again.responder.weights) == (responder.mode, responder.weights)
    assert list(map(_answer, again.responder.items)) == list(map(_answer, responder.items))


def _answer(item):
    """What is answered, wherever it is written."""
    return json.loads(item.script) if isinstance(item, Scripted) else item
