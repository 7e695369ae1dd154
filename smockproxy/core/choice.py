"""What the engine would choose for a request, before anything is counted."""

from typing import NamedTuple

from smockproxy.core.mock import Mock
from smockproxy.core.trace import PassedOver


class Choice(NamedTuple):
    """Which mock answers, and how it came about; worthless once anything else was decided or changed."""

    mock: Mock | None
    """None when none is left."""
    passed_over: list[PassedOver]
    matching: list[Mock]
    """Those whose conditions all hold: the one that answers, and those that were held back."""
    used_up: list[Mock]
