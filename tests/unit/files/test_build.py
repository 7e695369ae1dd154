"""Models → the core's values."""

from json import loads

import pytest

from smockproxy.core.conditions import OnBody, OnBodyPaths, OnField, OnHeaders, OnQuery
from smockproxy.core.http import Headers, Response
from smockproxy.core.mock import Source
from smockproxy.core.responders import TEMPLATE, Fixed, ForwardTo, Scripted
from smockproxy.files.build import build_mock
from smockproxy.files.reading import Reading
from smockproxy.files.scalars import Plain
from smockproxy.files.wire import MockWire
from smockproxy.matching import MATCHERS


def wire(tree):
    return MockWire.model_validate(tree, context=Reading(MATCHERS))


def test_an_empty_response():
    mock = build_mock(wire({"response": {}}), "x")
    assert (mock.id, mock.times, mock.priority, mock.source) == ("x", 0, 0, None)
    assert mock.responder == Fixed(Response(status=0))


def test_where_and_when_a_mock_was_made():
    mock = build_mock(wire({"response": {}}), "x", Source("a.yml", 3), 5.0)
    assert (str(mock.source), mock.created_at) == ("a.yml:3", 5.0)


def test_conditions_are_asked_in_a_fixed_order_and_the_body_last():
    request = {
        "body": "b",
        "query_params": {"q": "1"},
        "headers": {"h": "1"},
        "path": "/p",
        "method": "GET",
        "host": "a.test",
        "scheme": "http",
    }
    conditions = build_mock(wire({"request": request, "response": {}}), "x").conditions.all_of
    assert [getattr(each, "field", type(each)) for each in conditions] == [
        "scheme",
        "host",
        "method",
        "path",
        OnHeaders,
        OnQuery,
        OnBody,
    ]
    assert isinstance(conditions[0], OnField)


def test_paths_of_a_body():
    mock = build_mock(wire({"request": {"body": {"a": "1"}}, "response": {}}), "x")
    assert isinstance(mock.conditions.all_of[0], OnBodyPaths)
    assert mock.conditions.need_body


def test_header_lines_are_sorted_by_name_and_keep_their_order_within_one():
    mock = build_mock(wire({"response": {"headers": {"b": ["2", "1"], "A": "x"}}}), "x")
    assert mock.responder.response.headers == Headers.of([("A", "x"), ("b", "2"), ("b", "1")])


def test_json_null_is_a_body():
    assert build_mock(wire({"response": {"json": None}}), "x").responder.response.body == b"null"


SCRIPT = {"engine": "lua", "script": "return {}"}


@pytest.mark.parametrize(
    ("responders", "kinds"),
    [
        ({"dynamic_response": SCRIPT}, (Scripted, type(None))),
        ({"dynamic_response": SCRIPT, "proxy": {}}, (Scripted, ForwardTo)),
        ({"dynamic_response": SCRIPT, "response": {}}, (Scripted, Fixed)),
        ({"proxy": {}, "response": {}}, (ForwardTo, Fixed)),
        ({"proxy": {}}, (ForwardTo, type(None))),
        ({}, (Fixed, type(None))),
    ],
)
def test_a_script_goes_first_then_the_proxy(responders, kinds):
    mock = build_mock(wire(responders), "x")
    assert (type(mock.responder), type(mock.spare)) == kinds


def template_of(response):
    responder = build_mock(wire({"response": {**response, "template": Plain("true")}}), "x").responder
    assert (responder.engine, responder.file, responder.line) == (TEMPLATE, "", 0)
    return loads(responder.script)


def test_a_template_says_what_its_author_said():
    response = {
        "status": "{{ 201 }}",
        "headers": {"b": ["2", "{{ 1 }}"], "A": "x"},
        "body": "é {{ request.path }}",
        "delay": {"min": "1ms", "max": "2ms"},
    }
    assert template_of(response) == {
        "status": "{{ 201 }}",
        "headers": {"A": ["x"], "b": ["2", "{{ 1 }}"]},
        "body": "é {{ request.path }}",
        "delay": {"min": 1_000_000, "max": 2_000_000},
    }
    assert list(template_of(response)["headers"]) == ["A", "b"]
    assert template_of({}) == {}
    assert template_of({"delay": {"max": "1ns"}, "status": Plain("404")}) == {
        "delay": {"max": 1},
        "status": 404,
    }


def test_a_template_of_a_document_has_its_content_type():
    document = {"n": Plain("1.5"), "t": "{{ 1 }}", "l": [None, Plain("true")]}
    assert template_of({"json": document}) == {
        "headers": {"Content-Type": ["application/json"]},
        "json": {"n": 1.5, "t": "{{ 1 }}", "l": [None, True]},
    }
    own = {"json": None, "headers": {"content-TYPE": "text/x"}}
    assert template_of(own) == {"headers": {"content-TYPE": ["text/x"]}, "json": None}
