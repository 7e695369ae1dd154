"""Smocker's shapes in YAML: other names in a history entry's context, durations as text, bytes as `!!binary`.

Source: Smocker (`Accept: application/x-yaml`).
"""

from typing import Any

from smockproxy.core.duration import format_duration
from smockproxy.core.history import HistoryEntry
from smockproxy.core.mock import Mock
from smockproxy.core.responders import Fixed
from smockproxy.core.session import Session
from smockproxy.interop.content import decoded_body
from smockproxy.interop.smocker import entry_shape, is_shown_once
from smockproxy.interop.smockermock import mock_shape
from smockproxy.interop.yamlwriter import Lines, yaml_list

__all__ = ["entry_yaml_shape", "mock_yaml_shape", "yaml_list"]


def mock_yaml_shape(mock: Mock, session: Session) -> dict[str, Any]:
    """A mock as `GET /mocks` shows it in YAML."""
    shape = mock_shape(mock, session)
    for key in _DELAYED & shape.keys():
        _write_delay(shape[key])
    for answer in shape.get("responses", ()):
        _write_delay(answer)
    if dynamic := shape.get("dynamic_response"):
        dynamic["script"] = Lines(dynamic["script"])
    for responder in (mock.responder, mock.spare):
        if isinstance(responder, Fixed) and _is_binary(responder.response.body):
            shape["response"]["body"] = responder.response.body
    return shape


_DELAYED = frozenset({"response", "proxy"})
"""Responders that have a delay."""


def _write_delay(shape: dict[str, Any]) -> None:
    """A delay as text, if there is one, in its place."""
    after = [(name, shape.pop(name)) for name in [*shape][[*shape].index("delay") :]]
    (_, bounds), *others = after
    written = {name: _duration(bound) for name, bound in bounds.items()}
    shape |= {"delay": written} if written else {}
    shape |= dict(others)


def _duration(amount: Any) -> Any:
    return format_duration(amount) if isinstance(amount, int) else amount


def entry_yaml_shape(entry: HistoryEntry) -> dict[str, Any]:
    """A history entry as `GET /history` shows it in YAML."""
    shape = entry_shape(entry)
    names = {"mockid": "mock_id", "mocktype": "mock_type", "delay": "delay"}
    shape["context"] = {name: shape["context"].get(json_name, "") for name, json_name in names.items()}
    sent = entry.request.body or b""
    if _is_binary(sent):
        shape["request"] |= {"body_string": sent}
        if not is_shown_once(sent):
            shape["request"]["body"] = sent
    answered = decoded_body(entry.response.headers, entry.response.body) if entry.response else b""
    if _is_binary(answered):
        shape["response"]["body"] = answered
    return shape


def _is_binary(body: bytes) -> bool:
    try:
        body.decode()
    except UnicodeDecodeError:
        return True
    return False
