"""Smocker's shapes in YAML: other names in a history entry's context, durations as text, bytes as `!!binary`.

Source: Smocker (`Accept: application/x-yaml`).
"""

from typing import Any

from smockproxy.core.duration import Delay, format_duration
from smockproxy.core.history import HistoryEntry
from smockproxy.core.mock import Mock
from smockproxy.core.responders import Fixed, Responder
from smockproxy.core.session import Session
from smockproxy.interop.content import decoded_body
from smockproxy.interop.smocker import entry_shape, is_shown_once
from smockproxy.interop.smockermock import mock_shape
from smockproxy.interop.yamlwriter import yaml_list

__all__ = ["entry_yaml_shape", "mock_yaml_shape", "yaml_list"]


def mock_yaml_shape(mock: Mock, session: Session) -> dict[str, Any]:
    """A mock as `GET /mocks` shows it in YAML."""
    shape = mock_shape(mock, session)
    for responder in (mock.responder, *([mock.spare] if mock.spare else [])):
        _say_in_yaml(shape["response" if isinstance(responder, Fixed) else "proxy"], responder)
    return shape


def _say_in_yaml(shape: dict[str, Any], responder: Responder) -> None:
    """A delay as text, if there is one, in its place; a binary body as bytes."""
    after = [(name, shape.pop(name)) for name in [*shape][[*shape].index("delay") :]][1:]
    shape |= _delay_shape(responder.delay)
    shape |= dict(after)
    if isinstance(responder, Fixed) and _is_binary(responder.response.body):
        shape["body"] = responder.response.body


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
