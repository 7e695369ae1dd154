from smockproxy.core.mock import Mock
from smockproxy.core.responders import ForwardTo
from smockproxy.files.lint.places import place_of
from tests.unit.files.reads import mocks_of


def test_a_place():
    (mock,) = mocks_of("- response: {}\n")
    assert place_of(mock) == {"file": "mocks/a.yml", "line": 1, "column": 1}


def test_a_mock_without_a_file():
    assert place_of(Mock("id", ForwardTo())) == {}
