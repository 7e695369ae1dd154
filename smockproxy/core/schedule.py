"""When, and how strongly, a rule of chaos is at work: outages that come back, a time span, a slow change.

Everything is measured from the moment at which the rule came into force, by the clock of its session.
"""

from dataclasses import dataclass
from enum import Enum


@dataclass(frozen=True, slots=True)
class Window:
    """At work for the beginning of each period. Both in seconds."""

    every: float
    length: float

    def is_open(self, elapsed: float) -> bool:
        """Whether it is at work so many seconds after the rule came into force."""
        return elapsed % self.every < self.length


class Then(Enum):
    """What follows when a ramp has come to its end."""

    HOLD = "hold"
    RECOVER = "recover"
    """Back down as slowly as it came up; then it stays where it began."""
    REPEAT = "repeat"


class Measure(Enum):
    """What a ramp is over."""

    CALLS = "calls"
    SECONDS = "seconds"


@dataclass(frozen=True, slots=True)
class Ramp:
    """A number that changes slowly: with each matching call, or with time."""

    low: float
    """Where it begins; it may be more than where it ends."""
    high: float
    over: float
    """After how many calls, or seconds, it has come to its end."""
    by: Measure
    then: Then = Then.HOLD

    def level(self, calls: int, elapsed: float) -> float:
        """The number, after so many matching calls and so many seconds."""
        share = (calls if self.by is Measure.CALLS else elapsed) / self.over
        match self.then:
            case Then.HOLD:
                share = min(share, 1.0)
            case Then.RECOVER:
                share = share if share <= 1 else max(0.0, 2 - share)
            case _:
                share %= 1
        return self.low + (self.high - self.low) * max(share, 0.0)


@dataclass(frozen=True, slots=True)
class Schedule:
    """When a rule is at work; all of it must be so."""

    window: Window | None = None
    begin: float | None = None
    """Not before this moment of the session's clock, in seconds since the epoch."""
    end: float | None = None
    """Not from this moment on."""

    def is_on(self, now: float, elapsed: float) -> bool:
        """Whether the rule is at work now, so many seconds after it came into force."""
        if self.begin is not None and now < self.begin:
            return False
        if self.end is not None and now >= self.end:
            return False
        return self.window is None or self.window.is_open(elapsed)


ALWAYS = Schedule()
