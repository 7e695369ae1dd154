"""How much of the work the lane does, the fast path in front of mitmproxy, as the admin API tells it."""

from dataclasses import dataclass
from typing import Protocol

NONE_HERE = "this run has no lane"
"""Why it does nothing: it is switched off, both ports speak TLS, or smockproxy is an addon of mitmproxy."""


class LaneFigures(Protocol):
    """What a lane says of itself."""

    @property
    def answered(self) -> int:
        """Requests that it dealt with by itself."""
        ...

    @property
    def handed_over(self) -> int:
        """How often it left what came to mitmproxy."""
        ...

    @property
    def closed_for(self) -> frozenset[str]:
        """Why everything goes through mitmproxy at the moment; nothing while the lane works."""
        ...


@dataclass(frozen=True, slots=True)
class NoLane:
    """In place of one, where there is none."""

    answered: int = 0
    handed_over: int = 0
    closed_for: frozenset[str] = frozenset({NONE_HERE})
