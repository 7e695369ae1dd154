"""A resource as a definition: the same resource comes of it again."""

from json import dumps

from smockproxy.core.resource import Resource
from smockproxy.interop.resourceshape import resource_shape
from tests.unit.files.reads import mock_of

FULL = {
    "path_template": "/teams/{team}/pets/{id:int}",
    "id": "key",
    "name": "pets",
    "only": ["list", "get"],
    "upsert": True,
    "required": ["key"],
    "schema": {"required": ["key"]},
    "envelope": "data",
    "page_size": 3,
    "parameters": {"page": ["p"]},
    "errors": "empty",
    "headers": {"X-Api": ["v2"]},
    "rows": [{"key": 1}],
}


def resource(said: object) -> Resource:
    responder = mock_of(dumps([{"resource": said}])).responder
    assert isinstance(responder, Resource)
    return responder


def test_all_that_it_says_is_said_again() -> None:
    assert resource_shape(resource(FULL)) == FULL


def test_what_is_usual_is_left_out() -> None:
    shape = resource_shape(resource({"path_template": "/pets/{id}"}))
    assert shape == {"path_template": "/pets/{id}", "id": "id", "name": "/pets"}
