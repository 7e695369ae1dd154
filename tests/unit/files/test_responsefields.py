"""The answer of a mock, as a model."""

import pytest
from pydantic import ValidationError

from smockproxy.files.reading import Reading
from smockproxy.files.responsefields import ResponseWire, text_in
from smockproxy.matching import MATCHERS


def test_what_is_not_said_is_empty():
    response = ResponseWire.model_validate({}, context=Reading(MATCHERS))
    assert (response.status, response.headers, response.body) == (0, {}, b"")


def test_a_template_is_text():
    with pytest.raises(ValidationError, match="a template is text"):
        ResponseWire.model_validate({"template": True, "body": b"\xff"}, context=Reading(MATCHERS))


def test_the_text_of_a_body():
    assert (text_in(b"hi"), text_in(b"\xff")) == ("hi", None)
