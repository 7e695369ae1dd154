"""Problems of mocks, at the places of their conditions."""

import pytest

from smockproxy.core.problem import Problem
from smockproxy.files.pinpoint import pinpointed

TEXT = """\
defaults: {request: {headers: {"X Y": z}}}
mocks:
  - response: {}
    request:
      path: a
      headers: {"A B": c}
      any_of: [{path: b}]
  - {request: {path: c}}
"""


def exact(line, path, text=TEXT, **facts):
    (problem,) = pinpointed(
        [Problem(message="m", file="a.yml", line=line, path=path, **facts)], {"a.yml": text}.get
    )
    return problem


@pytest.mark.parametrize(
    ("line", "path", "place", "whole"),
    [
        (3, "request.path", "a.yml:5:13", "mocks[0].request.path"),
        (3, 'request.headers["A B"]', "a.yml:6:17", 'mocks[0].request.headers["A B"]'),
        (3, "request.any_of[0].path", "a.yml:7:23", "mocks[0].request.any_of[0].path"),
        (8, "request.path", "a.yml:8:22", "mocks[1].request.path"),
        (8, 'request.headers["X Y"]', "a.yml:1:32", 'defaults.request.headers["X Y"]'),
        (8, "request.host", "a.yml:8:0", "request.host"),
        (4, "request.path", "a.yml:4:0", "request.path"),
    ],
)
def test_places(line, path, place, whole):
    problem = exact(line, path)
    assert (problem.place, problem.path) == (place, whole)
    assert bool(problem.excerpt) is (problem.column > 0)


def test_what_all_mocks_have_from_the_defaults_is_told_once():
    found = [Problem(message="m", file="a.yml", line=line, path='request.headers["X Y"]') for line in (3, 8)]
    assert len(list(pinpointed(found, {"a.yml": TEXT}.get))) == 1


@pytest.mark.parametrize("text", ["", "- {", "x"])
def test_a_text_that_has_changed(text):
    assert exact(1, "request.path", text).path == "request.path"


def test_a_plain_list_and_two_mocks_in_one_line():
    assert exact(1, "request.path", "- request: {path: a}\n").path == "[0].request.path"
    assert exact(1, "request.path", "- &m\n  request: {path: a}\n").path == "[0].request.path"
    assert exact(2, "request.path", "- &m\n  request: {path: a}\n").path == "[0].request.path"
    assert exact(1, "request.path", "[{request: {path: a}}, {request: {path: b}}]").path == "request.path"
