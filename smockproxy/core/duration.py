"""How long an answer is held back: a range in nanoseconds, from which chance draws. Also how Go writes it.

Source of the notation: Go's `time.ParseDuration` and `Duration.String`.
"""

from dataclasses import dataclass
from functools import lru_cache
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from smockproxy.core.delay import Sampled

NANOSECONDS = 1_000_000_000
"""In a second."""


@dataclass(frozen=True, slots=True)
class Delay:
    """A uniform range with both bounds in nanoseconds; a fixed delay has equal bounds."""

    low: int = 0
    high: int = 0

    def seconds(self, drawn: float) -> float:
        """The delay that a random number, from 0 to below 1, stands for, in seconds."""
        return (self.low + (self.high - self.low) * drawn) / NANOSECONDS


NO_DELAY = Delay()

type AnyDelay = Delay | Sampled
"""Whatever `seconds` can be asked of."""

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


UNITS = {
    "ns": 1,
    "us": 1_000,
    "µs": 1_000,  # the micro sign
    "μs": 1_000,  # the Greek letter
    "ms": 1_000_000,
    "s": 1_000_000_000,
    "m": 60_000_000_000,
    "h": 3_600_000_000_000,
}  # fmt: skip
LONGEST = 2**63 - 1
"""Nanoseconds that Go can count."""
LONGEST_TEXT = 200


@lru_cache
def parse_duration(text: str) -> int:
    """Read a duration: decimal numbers with units (`300ms`, `-1.5h`, `1h45m`), or `0`; in nanoseconds.

    Raises `ValueError` when it is none, or more than 292 years.
    """
    if text in {"0", "+0", "-0"}:
        return 0
    rest = text[1:] if text.startswith(("+", "-")) else text
    if not rest or len(text) > LONGEST_TEXT:
        raise ValueError("no duration")
    total = 0
    while rest:
        amount, rest = _first_part(rest)
        total += amount
    if total > LONGEST:
        raise ValueError("too long")
    return -total if text.startswith("-") else total


def _first_part(text: str) -> tuple[int, str]:
    """The nanoseconds of a number with its unit, and what follows."""
    whole, rest = _digits(text)
    fraction, rest = _digits(rest[1:]) if rest.startswith(".") else ("", rest)
    unit = next((unit for unit in UNITS if rest.startswith(unit)), "")
    if not unit or not (whole or fraction):
        raise ValueError("no duration")
    size = UNITS[unit]
    below: int = int(fraction or 0) * size // 10 ** len(fraction)
    return int(whole or 0) * size + below, rest[len(unit) :]


def _digits(text: str) -> tuple[str, str]:
    rest = text.lstrip("0123456789")
    return text[: len(text) - len(rest)], rest
