"""A mock in force as `/api/v1` shows it."""

from typing import Any

from smockproxy.app.api.shapes import MockRow
from smockproxy.core.duration import format_duration
from smockproxy.core.mock import Mock
from smockproxy.core.session import Session
from smockproxy.files.definitions import shown
from smockproxy.files.upload import ANY
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
    """The mock in the language of mocks: as its author wrote it, or else as Smocker shows it, less the path
    or the method that it has not.
    """
    if mock.definition is not None:
        return dict(shown(mock.definition.tree))
    shape = mock_shape(mock, session)
    request = {key: value for key, value in shape["request"].items() if value != ANY}
    rest = {key: _with_units(value) for key, value in shape.items() if key not in {"request", "state"}}
    return {"request": request, **rest}


def _with_units(part: Any) -> Any:
    """A responder whose delay is in words, which files want, and not in Smocker's nanoseconds."""
    if isinstance(part, list):
        return list(map(_with_units, part))
    delay = part.get("delay") if isinstance(part, dict) else None
    if not isinstance(delay, dict):
        return part
    rest = {key: value for key, value in part.items() if key != "delay"}
    worded = {name: _duration(value) for name, value in delay.items()}
    return {**rest, "delay": worded} if worded else rest


def _duration(value: Any) -> Any:
    return format_duration(value) if isinstance(value, int) else value
