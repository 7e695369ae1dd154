"""Mocks with their definitions."""

from smockproxy.core.definition import Definition
from smockproxy.core.http import Response
from smockproxy.core.mock import Mock
from smockproxy.core.responders import Fixed
from smockproxy.core.session import Session, SessionFacts
from smockproxy.interop.keptshapes import kept_shape, kept_yaml_shape
from smockproxy.interop.smocker_yaml import mock_yaml_shape
from smockproxy.interop.smockermock import mock_shape

SESSION = Session(SessionFacts("s", "s", 0.0))


def test_smockers_own_mocks_are_smockers_shape():
    mock = Mock("m", Fixed(Response()))
    assert kept_shape(mock, SESSION) == mock_shape(mock, SESSION)
    assert kept_yaml_shape(mock, SESSION) == mock_yaml_shape(mock, SESSION)


def test_ours_have_their_definition_beside_it():
    mock = Mock("m", Fixed(Response()), definition=Definition({}, "file", lambda _: "{a: b}"))
    beside = {"definition": {"form": "file", "text": "{a: b}"}}
    assert kept_shape(mock, SESSION) == mock_shape(mock, SESSION) | beside
    assert kept_yaml_shape(mock, SESSION) == mock_yaml_shape(mock, SESSION) | beside
