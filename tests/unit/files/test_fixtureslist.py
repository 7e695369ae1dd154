"""Blocks of fixtures beside the mocks of a file."""

import pytest

from smockproxy.core.fixtures import Fixtures
from smockproxy.files.mockfile import read_mock_file
from smockproxy.matching import MATCHERS

BLOCK = "{host: a.test, templates: {a.j2: x}}"


def read(text):
    return read_mock_file(text.encode(), "a.yml", MATCHERS)


@pytest.mark.parametrize("text", [f"fixtures: {BLOCK}\n", f"fixtures:\n- {BLOCK}\n"])
def test_one_or_a_list(text):
    found = read(text)
    assert found.problems == ()
    (mock,) = found.mocks
    assert isinstance(mock.responder, Fixtures)
    assert mock.source is not None
    assert mock.source.line == text.count("\n")


def test_beside_mocks():
    mocks = read(f"fixtures: [{BLOCK}, {BLOCK}]\nmocks:\n- response: {{}}\n").mocks
    assert len(mocks) == 3
    assert len({mock.id for mock in mocks}) == 3


def test_problems_have_their_place():
    (problem,) = read("fixtures:\n  host: a.test\n  rot: x\n  templates: {a.j2: x}\n").problems
    assert (problem.path, problem.line, problem.hint) == ("fixtures.rot", 3, 'did you mean "root"?')
    (problem,) = read("fixtures:\n- templates: {a.j2: x}\n- templates: {}\n").problems
    assert problem.line == 3
    (problem,) = read("fixtures: 3\n").problems
    assert "expected a mapping" in problem.message


def test_a_mock_alone_is_no_file():
    (problem,) = read(f"fixtures: {BLOCK}\npriority: 3\n").problems
    assert "found one mock" in problem.message
