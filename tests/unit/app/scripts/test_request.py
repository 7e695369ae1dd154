"""A request by the names of scripts."""

from json import dumps

import pytest

from smockproxy.app.scripts.request import path_params, request_names
from smockproxy.core.blocks import AllOf
from smockproxy.core.conditions import Conditions, OnPathTemplate
from smockproxy.core.fixtures import Fixtures
from smockproxy.core.http import Headers, Request, Response
from smockproxy.core.mock import Mock
from smockproxy.core.pathtemplate import PathTemplate
from smockproxy.core.responders import Fixed

ON_ID = OnPathTemplate(PathTemplate.parse("/charges/{id}"))
MOCK = Mock("m", Fixed(Response()), Conditions((ON_ID,)))


def posted(body: bytes, content_type: str = "application/json") -> Request:
    headers = Headers.of([("content-type", content_type), ("Cookie", "a=1; b=2"), ("x-Y", "1"), ("X-y", "2")])
    return Request("POST", "https", "pay.test", 443, "/charges/a%20b?q=1&q=2", headers, body, client="::1")


def test_names():
    named = request_names(posted(b'{"n": 1}'), MOCK)
    assert (named["method"], named["scheme"], named["host"], named["port"]) == (
        "POST",
        "https",
        "pay.test",
        443,
    )
    assert named["url"] == "https://pay.test/charges/a%20b?q=1&q=2"
    assert (named["path"], named["path_params"]) == ("/charges/a%20b", {"id": "a b"})
    assert named["path_segments"] == ["charges", "a%20b"]
    assert (named["query_params"], named["cookies"]) == ({"q": ["1", "2"]}, {"a": "1", "b": "2"})
    assert (named["headers"]["X-Y"], named["headers"]["Host"]) == (["1", "2"], ["pay.test"])
    assert (named["body"], named["body_string"], named["origin"]) == ({"n": 1}, '{"n": 1}', "::1")
    assert dumps(named)


@pytest.mark.parametrize(
    ("body", "content_type", "document"),
    [
        (b"[1]", "text/plain", [1]),
        (b"a=1&a=2", "application/x-www-form-urlencoded; charset=utf-8", {"a": ["1", "2"]}),
        (b"plain", "text/plain", "plain"),
        (b"", "", ""),
    ],
)
def test_bodies(body, content_type, document):
    assert request_names(posted(body, content_type), MOCK)["body"] == document


def test_bytes_that_are_no_text():
    named = request_names(posted(b"\xff\x00"), MOCK)
    assert (named["body_string"], named["body_base64"]) == ("\ufffd\x00", "/wA=")


def test_captures_of_blocks():
    assert path_params([AllOf((Conditions((ON_ID,)),))], "/charges/1") == {"id": "1"}
    assert path_params([ON_ID], "/other") == {}


def test_fixtures_tell_the_names_in_the_path():
    asked = Request("GET", "http", "a.test", 80, "/users/7/orders")
    named = request_names(asked, Mock("m", Fixtures("templates")))
    assert named["fixture"] == {"id": "", "users": "7", "orders": ""}
    assert "fixture" not in request_names(asked, MOCK)


def test_parts_alone():
    request, whole = posted(b'{"n": 1}'), request_names(posted(b'{"n": 1}'), MOCK)
    assert request_names(request, MOCK, frozenset(whole)) == whole
    assert request_names(request, MOCK, {"path_params", "body"}) == {
        "path_params": {"id": "a b"},
        "body": {"n": 1},
    }
    assert request_names(request, MOCK, frozenset()) == {}


def test_an_unknown_part_may_be_any():
    assert request_names(posted(b""), MOCK, {"path", "get"}) == request_names(posted(b""), MOCK)
