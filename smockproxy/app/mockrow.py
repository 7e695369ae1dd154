"""A mock in force as `/api/v1` shows it."""

from typing import Any

from smockproxy.app.apishapes import MockRow
from smockproxy.core.mock import Mock
from smockproxy.core.session import Session
from smockproxy.interop.smockermock import mock_shape


def mock_row(mock: Mock, session: Session) -> MockRow:
    """The mock, and how it is used in a session."""
    return {
        "id": mock.id,
        "source": str(mock.source) if mock.source else None,
        "enabled": mock.id not in session.disabled,
        "priority": mock.priority,
        "times": mock.times,
        "times_count": session.uses(mock),
        "definition": definition_of(mock, session),
    }


def definition_of(mock: Mock, session: Session) -> dict[str, Any]:
    """The mock in the language of mocks."""
    shape = mock_shape(mock, session)
    return {key: value for key, value in shape.items() if key != "state"}
