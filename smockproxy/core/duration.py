"""How long an answer is held back: a range in nanoseconds, drawn from at the edge. Also how Go writes it."""

from dataclasses import dataclass
from typing import Protocol

NANOSECONDS = 1_000_000_000
"""In a second."""


class Random(Protocol):
    """What is asked of a source of randomness; `random.Random` has it."""

    def uniform(self, a: float, b: float, /) -> float:
        """A number from a to b."""
        ...


@dataclass(frozen=True, slots=True)
class Delay:
    """A uniform range with both bounds in nanoseconds; a fixed delay has equal bounds."""

    low: int = 0
    high: int = 0

    def seconds(self, random: Random) -> float:
        """Draw one delay, in seconds."""
        if self.low == self.high:
            return self.low / NANOSECONDS
        return random.uniform(self.low, self.high) / NANOSECONDS


NO_DELAY = Delay()

_UNITS = ((3_600 * NANOSECONDS, "h"), (60 * NANOSECONDS, "m"))
_SMALL = ((NANOSECONDS, "s"), (1_000_000, "ms"), (1_000, "µs"), (1, "ns"))


def format_duration(nanoseconds: int) -> str:
    """Write a duration as Go's `Duration.String` does: `1h1m0s`, `1.5s`, `53.281591ms`, `0s`."""
    if nanoseconds < 0:
        return "-" + format_duration(-nanoseconds)
    if nanoseconds < NANOSECONDS:
        size, unit = next(((size, unit) for size, unit in _SMALL if nanoseconds >= size), (NANOSECONDS, "s"))
        return f"{_decimal(nanoseconds, size)}{unit}"
    written, rest = "", nanoseconds
    for size, unit in _UNITS:
        count, rest = divmod(rest, size)
        if count or written:
            written += f"{count}{unit}"
    return f"{written}{_decimal(rest, NANOSECONDS)}s"


def _decimal(amount: int, unit: int) -> str:
    whole, fraction = divmod(amount, unit)
    digits = str(fraction).zfill(len(str(unit)) - 1).rstrip("0") if fraction else ""
    return f"{whole}.{digits}" if digits else str(whole)
