"""The settings of a run as `/api/v1/settings` shows them."""

from collections.abc import Mapping
from enum import Enum
from typing import Any

from smockproxy.app.api.shapes import Setting
from smockproxy.app.settings.origin import DEFAULT, Origin
from smockproxy.app.settings.print_config import HIDDEN
from smockproxy.app.settings.rows import ROWS
from smockproxy.app.settings.table import Settings


def setting_rows(settings: Settings, origins: Mapping[str, Origin]) -> list[Setting]:
    """A row for each setting; those without an origin have their defaults."""
    return [
        {
            "name": row.name,
            "value": _shown(getattr(settings, row.name), is_secret=row.secret),
            "origin": str(origins.get(row.name, DEFAULT)),
            "summary": row.summary,
        }
        for row in ROWS
    ]


def _shown(value: Any, *, is_secret: bool) -> Any:
    if is_secret and value:
        return HIDDEN
    if isinstance(value, Enum):
        return value.value
    return list(value) if isinstance(value, tuple) else value
