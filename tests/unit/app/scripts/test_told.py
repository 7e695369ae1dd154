"""Requests as workers are told them."""

from dataclasses import replace

import pytest

from smockproxy.app.scripts.request import request_names
from smockproxy.app.scripts.told import LARGEST, told_request
from smockproxy.core.conditions import Conditions, OnPathTemplate
from smockproxy.core.http import Headers, Request, Response
from smockproxy.core.mock import Mock
from smockproxy.core.pathtemplate import PathTemplate
from smockproxy.core.responders import Fixed
from smockproxy.engines import wire
from smockproxy.engines.contract import Call, Program
from smockproxy.engines.limits import Limits
from smockproxy.engines.written import Written

LUA = Program("lua", "return {}")
HEADERS = Headers.of([("Host", "a.test"), ("X", '"date":')])
REQUEST = Request("POST", "http", "a.test", 80, "/x/1?q=é\udcff", HEADERS, b'{"n": 1}', received_at=1.5)


def mock_on(path: str) -> Mock:
    return Mock("m", Fixed(Response()), Conditions((OnPathTemplate(PathTemplate.parse(path)),)))


def as_it_arrives(told: dict[str, object]) -> object:
    frame = wire.call_frame(Call(LUA, told), Limits())
    return wire.read_call(frame[wire.LENGTH_BYTES :])[0].request


def again(request: Request, received_at: float) -> Request:
    return Request.of_fields({**vars(request), "received_at": received_at})


@pytest.mark.parametrize("received_at", [2.25, 0.0, -1e12])
def test_it_is_told_as_ever_with_its_own_moment(received_at: float):
    mock = mock_on("/x/{id}")
    first = replace(REQUEST)
    assert told_request(LUA, first, mock) == request_names(first, mock)
    second = again(first, received_at)
    told = told_request(LUA, second, mock)
    assert isinstance(told, Written)
    assert told == as_it_arrives(told) == request_names(second, mock)
    assert list(told) == list(request_names(second, mock))


def test_another_mock_captures_in_its_own_way():
    request = replace(REQUEST)
    captured = [told_request(LUA, request, mock_on(path))["path_params"] for path in ("/{a}/1", "/x/{b}")]
    assert captured == [{"a": "x"}, {"b": "1"}]


def test_a_large_body_is_not_kept():
    request = replace(REQUEST, body=b"x" * (LARGEST + 1))
    told = told_request(LUA, request, mock_on("/a"))
    assert not isinstance(told, Written)
    assert (told["body_string"], request.derived) == ("x" * (LARGEST + 1), {})


def test_what_runs_here_is_told_only_what_it_looks_at_and_may_change_it():
    request, program = replace(REQUEST), Program("jinja2_texts", '{"body": "{{ request.path }}"}')
    assert told_request(program, request, mock_on("/a")) == {"path": request.path}
    assert request.derived == {}
