"""The clock of a session: real time until somebody sets, advances or freezes it.

What mocks and scripts call now, and what lifetimes and rate limits are measured by. History, delays and
the server's own log stay with real time.
"""

from dataclasses import dataclass, replace

MOST_CHANGES = 100
"""How many changes of a clock are remembered; before the oldest of them, it counts as never changed."""


@dataclass(frozen=True, slots=True)
class Stretch:
    """A time without changes: from a real moment on, the clock showed this, and went on or stood still."""

    since: float
    shown: float
    is_frozen: bool = False

    def at(self, moment: float) -> float:
        """What the clock shows at a real moment of this stretch."""
        return self.shown if self.is_frozen else self.shown + (moment - self.since)


@dataclass(frozen=True, slots=True)
class SessionClock:
    """All moments are in seconds since the epoch; those that callers give are real ones but for `shown`."""

    stretches: tuple[Stretch, ...] = ()
    """Oldest first; before the first of them it shows real time."""

    @property
    def is_real(self) -> bool:
        """Whether nobody has changed it."""
        return not self.stretches

    @property
    def is_frozen(self) -> bool:
        """Whether it stands still."""
        return bool(self.stretches) and self.stretches[-1].is_frozen

    @property
    def shift(self) -> float:
        """By how many seconds it was ahead of real time when it was last changed."""
        return self.stretches[-1].shown - self.stretches[-1].since if self.stretches else 0.0

    def at(self, moment: float) -> float:
        """What it shows, or showed, at a real moment."""
        for stretch in reversed(self.stretches):
            if moment >= stretch.since:
                return stretch.at(moment)
        return moment

    def put(self, now: float, shown: float) -> "SessionClock":
        """Let it show another moment from now on; a frozen one stays frozen."""
        return self._changed(Stretch(now, shown, self.is_frozen))

    def advanced(self, now: float, seconds: float) -> "SessionClock":
        """Put it forward; backward by a negative number."""
        return self.put(now, self.at(now) + seconds)

    def frozen(self, now: float, shown: float | None = None) -> "SessionClock":
        """Stop it at a moment, at what it shows now if none is given."""
        return self._changed(Stretch(now, self.at(now) if shown is None else shown, is_frozen=True))

    def resumed(self, now: float) -> "SessionClock":
        """Let it go on from what it shows."""
        return self._changed(Stretch(now, self.at(now)))

    def _changed(self, stretch: Stretch) -> "SessionClock":
        return replace(self, stretches=(*self.stretches, stretch)[-MOST_CHANGES:])


REAL_TIME = SessionClock()
