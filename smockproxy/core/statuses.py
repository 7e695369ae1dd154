"""Statuses of errors that are ours: Smocker's, or those of HTTP for clients that take no others.

Source: Smocker's mock port (666, 601, 602, 600).
"""

from collections.abc import Mapping
from enum import Enum


class StatusStyle(Enum):
    """Whose statuses errors have."""

    SMOCKER = "smocker"
    HTTP = "http"


HTTP_STATUSES: Mapping[int, int] = {666: 404, 601: 500, 602: 502, 600: 500}
"""Smocker's status → that of HTTP which says the same."""


def in_style(status: int, style: StatusStyle) -> int:
    """The status of an error of ours as clients get it."""
    return HTTP_STATUSES.get(status, status) if style is StatusStyle.HTTP else status
