"""An answer by the names of templates."""

from smockproxy.app.scripts.response import response_names
from smockproxy.core.http import Headers, Response


def test_names():
    response = Response(201, Headers.of([("X-B", "1"), ("X-A", "2"), ("X-B", "3")]), b"other bytes")
    assert response_names(response, '{"n": [1]}') == {
        "status": 201,
        "headers": {"X-A": ["2"], "X-B": ["1", "3"]},
        "body": '{"n": [1]}',
        "json": {"n": [1]},
    }


def test_a_body_that_is_no_json():
    assert response_names(Response(200), "")["json"] is None
    assert response_names(Response(200), "[" * 100_000)["json"] is None
