"""Smocker's shapes in YAML: other names in a history entry's context, durations as text, bytes as `!!binary`.

Source: Smocker (`Accept: application/x-yaml`).
"""

from typing import Any

from smockproxy.core.duration import Delay, format_duration
from smockproxy.core.history import HistoryEntry
from smockproxy.core.mock import Mock
from smockproxy.core.responders import Fixed
from smockproxy.core.session import Session
from smockproxy.interop.content import decoded_body
from smockproxy.interop.smocker import entry_shape, mock_shape
from smockproxy.interop.yamlwriter import yaml_list

__all__ = ["entry_yaml_shape", "mock_yaml_shape", "yaml_list"]


def mock_yaml_shape(mock: Mock, session: Session) -> dict[str, Any]:
    """A mock as `GET /mocks` shows it in YAML."""
    shape = mock_shape(mock, session)
    responder = shape["response" if isinstance(mock.responder, Fixed) else "proxy"]
    del responder["delay"]
    responder |= _delay_shape(mock.responder.delay)
    if isinstance(mock.responder, Fixed) and _is_binary(mock.responder.response.body):
        responder["body"] = mock.responder.response.body
    return shape


def _delay_shape(delay: Delay) -> dict[str, Any]:
    bounds = {"min": delay.low, "max": delay.high}
    written = {name: format_duration(bound) for name, bound in bounds.items() if bound}
    return {"delay": written} if written else {}


def entry_yaml_shape(entry: HistoryEntry) -> dict[str, Any]:
    """A history entry as `GET /history` shows it in YAML."""
    shape = entry_shape(entry)
    names = {"mockid": "mock_id", "mocktype": "mock_type", "delay": "delay"}
    shape["context"] = {name: shape["context"].get(json_name, "") for name, json_name in names.items()}
    sent = entry.request.body or b""
    if _is_binary(sent):
        shape["request"] |= {"body_string": sent, "body": sent}
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
