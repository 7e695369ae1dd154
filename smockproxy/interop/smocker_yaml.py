"""Smocker's shapes in YAML: other names in a history entry's context, durations as text, bytes as `!!binary`.

Source: Smocker (`Accept: application/x-yaml`).
"""

from collections.abc import Iterable, Iterator
from typing import Any

import yaml

from smockproxy.core.duration import Delay, format_duration
from smockproxy.core.history import HistoryEntry
from smockproxy.core.mock import Mock
from smockproxy.core.responders import Fixed
from smockproxy.core.session import Session
from smockproxy.interop.content import decoded_body
from smockproxy.interop.gojson import go_json
from smockproxy.interop.smocker import entry_shape, mock_shape

_EXPONENT = 1e21
"""From here on numbers are written with an exponent."""


class _PlainDumper(yaml.SafeDumper):
    """Writes shared values again instead of pointing to them."""

    def ignore_aliases(self, data: object) -> bool:  # noqa: ARG002 - the library's signature
        return True


def _written_float(dumper: yaml.SafeDumper, number: float) -> yaml.Node:
    kind = "int" if number.is_integer() and abs(number) < _EXPONENT else "float"
    written = go_json(number)
    # YAML wants a point before an exponent
    pointed = written if "." in written else written.replace("e", ".0e")
    return dumper.represent_scalar(f"tag:yaml.org,2002:{kind}", pointed)


_PlainDumper.add_representer(float, _written_float)


def yaml_list(shapes: Iterable[Any]) -> Iterator[str]:
    """A YAML list, element by element."""
    is_empty = True
    for shape in shapes:
        is_empty = False
        yield yaml.dump([shape], Dumper=_PlainDumper, sort_keys=False, allow_unicode=True, width=2**31)
    if is_empty:
        yield "[]\n"


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
