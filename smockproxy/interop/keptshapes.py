"""Mocks as exports and kept sessions have them: Smocker's shape, and beside it what their authors wrote."""

from typing import Any

from smockproxy.core.mock import Mock
from smockproxy.core.session import Session
from smockproxy.interop.smocker_yaml import mock_yaml_shape
from smockproxy.interop.smockermock import mock_shape


def kept_shape(mock: Mock, session: Session) -> dict[str, Any]:
    """A mock in JSON."""
    return mock_shape(mock, session) | _definition_shape(mock)


def kept_yaml_shape(mock: Mock, session: Session) -> dict[str, Any]:
    """The same in YAML."""
    return mock_yaml_shape(mock, session) | _definition_shape(mock)


def _definition_shape(mock: Mock) -> dict[str, Any]:
    if mock.definition is None:
        return {}
    return {"definition": {"form": mock.definition.form, "text": mock.definition.text}}
