"""How a recorded mock is replayed: by how much its dates move, and how long its answers take."""

from dataclasses import dataclass
from math import floor

from smockproxy.core.clock import SessionClock
from smockproxy.core.duration import AnyDelay

DAY = 86_400.0
NEARBY = 366 * DAY
"""Seconds before and after a recording within which a date belongs to it; a date of birth does not."""


@dataclass(frozen=True, slots=True)
class Replayed:
    """One mock's part in a replay."""

    recorded_at: float
    """When its recording began, in seconds since the epoch: one moment for all mocks of a recording, so that
    dates that are equal in two answers stay equal."""
    begun_at: float
    """When the replay began."""
    ages: bool = True
    """Whether dates and tokens in its answers move."""
    pace: AnyDelay | None = None
    """How long its answers are held back; None: as the mock says."""

    def offset(self, clock: SessionClock) -> int:
        """By how many whole seconds its dates move; it changes only when somebody changes the clock.

        Rounded down: a token that was just issued must not be one of the future.
        """
        return floor(self.begun_at - self.recorded_at + clock.shift)
