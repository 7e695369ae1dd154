"""The answer of a mock, as a model."""

import pytest
from pydantic import ValidationError

from smockproxy.files.reading import Dialect, Reading
from smockproxy.files.responsefields import ResponseWire, document_in, header_lines, text_in, with_json_type
from smockproxy.files.wire import MockWire
from smockproxy.matching import MATCHERS


def test_what_is_not_said_is_empty():
    response = ResponseWire.model_validate({}, context=Reading(MATCHERS))
    assert (response.status, response.headers, response.body) == (0, {}, b"")


def test_a_template_is_text():
    with pytest.raises(ValidationError, match="a template is text"):
        ResponseWire.model_validate({"template": True, "body": b"\xff"}, context=Reading(MATCHERS))


@pytest.mark.parametrize("document", ["1", None])
def test_a_response_of_a_file_has_one_body(document):
    tree = {"body": "x", "json": document}
    with pytest.raises(ValidationError, match="either a body or json"):
        ResponseWire.model_validate(tree, context=Reading(MATCHERS))
    assert ResponseWire.model_validate(tree, context=Reading(MATCHERS, Dialect.JSON_UPLOAD)).body == b"x"
    assert ResponseWire.model_validate({"body": None, "json": document}, context=Reading(MATCHERS))


@pytest.mark.parametrize(
    "mock",
    [
        {"chaos": {"response": {"body": "x", "json": "1"}}},
        {"chaos": {"faults": [{"response": {"body": "x", "json": "1"}}]}},
        {"response": {}, "rate_limit": {"limit": 1, "per": "1s", "response": {"body": "x", "json": "1"}}},
        {"responses": [{"body": "x", "json": "1"}]},
    ],
)
def test_it_is_told_wherever_a_response_stands(mock):
    with pytest.raises(ValidationError, match="either a body or json"):
        MockWire.model_validate(mock, context=Reading(MATCHERS))


def test_the_text_of_a_body():
    assert (text_in(b"hi"), text_in(b"\xff")) == ("hi", None)


def test_header_lines_are_sorted_by_name():
    headers = {"X-B": ["1", "2"], "X-A": ["3"], "X-C": None}
    assert list(header_lines(headers)) == [("X-A", "3"), ("X-B", "1"), ("X-B", "2")]


def test_a_document_as_a_body_with_its_type():
    assert document_in({"a": ["é", None]}) == '{"a":["é",null]}'.encode()
    assert with_json_type({"X": ["1"]}) == {"X": ["1"], "Content-Type": ["application/json"]}
    assert with_json_type({"content-type": ["text/x"]}) == {"content-type": ["text/x"]}
