"""Models → the core's values."""

from smockproxy.core.conditions import OnBody, OnBodyPaths, OnField, OnHeaders, OnQuery
from smockproxy.core.http import Headers, Response
from smockproxy.core.mock import Source
from smockproxy.core.responders import Fixed
from smockproxy.files.build import build_mock
from smockproxy.files.reading import Reading
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
