"""Engines, scripts in files of their own, statuses that are templates."""

import pytest

from smockproxy.core.responders import ENGINES
from smockproxy.files.scriptfields import is_template
from tests.unit.files.reads import mock_of, read, upload


@pytest.mark.parametrize("engine", ENGINES)
def test_every_engine_in_a_file(engine):
    (mock,) = read(f"- dynamic_response: {{engine: {engine}, script: x}}").mocks
    assert (mock.responder.engine, mock.responder.script) == (engine, "x")


@pytest.mark.parametrize(
    ("engine", "hint"),
    [
        ("gotemplate", 'did you mean "go_template"?'),
        ("js", "known engines: go_template, go_template_yaml, go_template_json, lua, jinja2"),
        ("JavaScript", 'did you mean "javascript"?'),
        ("template", 'did you mean "go_template"?'),
    ],
)
def test_an_engine_that_there_is_not(engine, hint):
    (problem,) = read(f"- dynamic_response: {{engine: {engine}, script: x}}").problems
    assert problem.message == f'unknown engine "{engine}"'
    assert problem.hint.startswith(hint)


@pytest.mark.parametrize(
    ("text", "expected"), [("{{ a }}", True), ("x{% if a %}", True), ("{ {", False), ("{# a #}", False)]
)
def test_what_a_template_is(text, expected):
    assert is_template(text) is expected


def test_a_status_is_a_template_where_templates_are_switched_on():
    (problem,) = read('- response: {status: "{{ 200 }}"}').problems
    assert problem.message == 'expected a whole number, found "{{ 200 }}"'
    assert problem.hint == 'a response whose texts are templates says so: "template: true"'
    assert (
        '"status": "{{ 200 }}"'
        in mock_of('- response: {status: "{{ 200 }}", template: true}').responder.script
    )
    assert '"status": 404' in mock_of("- response: {status: 404, template: true}").responder.script


def test_in_uploads_too():
    (mock,) = upload('[{"response": {"status": "{{ 200 }}", "template": true}}]', as_json=True).mocks
    assert '"status": "{{ 200 }}"' in mock.responder.script
