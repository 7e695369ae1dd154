"""The settings of a run as text to paste into `smockproxy.toml`: each value, and where it came from."""

import json
from enum import Enum

from smockproxy.app.settings.rows import ROWS, Row
from smockproxy.app.settings.sources import Resolved

HIDDEN = "(hidden)"
"""Stands for a secret: too short to be a token, so that nobody starts with it by mistake."""


def print_config(resolved: Resolved) -> str:
    """One aligned line a setting: `port = 8080   # default`."""
    values = {row.name: _shown(row, resolved) for row in ROWS}
    name_width = max(map(len, values))
    value_width = max(map(len, values.values()))
    return "".join(
        f"{name:<{name_width}} = {value:<{value_width}}  # {resolved.origins[name]}\n"
        for name, value in values.items()
    )


def _shown(row: Row, resolved: Resolved) -> str:
    value = getattr(resolved.settings, row.name)
    return _toml(HIDDEN if row.secret and value else value)


def _toml(value: object) -> str:
    if isinstance(value, Enum):
        value = value.value
    if isinstance(value, tuple):
        return f"[{', '.join(map(_toml, value))}]"
    if isinstance(value, str):
        return json.dumps(value, ensure_ascii=False).replace("\x7f", "\\u007f")
    return json.dumps(value)
