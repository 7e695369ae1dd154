"""How often something is to happen, and whether it did, as far as one can tell.

Source of the rule of `times`: Smocker (`POST /sessions/verify`: exactly so often).
"""

from dataclasses import dataclass
from enum import Enum

from smockproxy.core.mock import Expected, Mock

SILENT = Expected()


class VerdictOutcome(Enum):
    """How a check ends."""

    PASSED = "passed"
    FAILED = "failed"
    INCOMPLETE = "incomplete"
    """What is known is as it should be, but not all is known."""


@dataclass(frozen=True, slots=True)
class Bounds:
    """How often something is to happen; both ends are included."""

    at_least: int = 0
    at_most: int | None = None
    """None: as often as one likes."""

    @property
    def expect_something(self) -> bool:
        """Whether there is a number that is out of bounds."""
        return self.at_least > 0 or self.at_most is not None

    def judge(self, count: int, unknown: int = 0) -> VerdictOutcome:
        """Whether a count is within; `unknown` is how much more it may be."""
        if count + unknown < self.at_least or (self.at_most is not None and count > self.at_most):
            return VerdictOutcome.FAILED
        if count < self.at_least or (self.at_most is not None and count + unknown > self.at_most):
            return VerdictOutcome.INCOMPLETE
        return VerdictOutcome.PASSED

    def __str__(self) -> str:
        if self.at_most is None:
            return f"at least {self.at_least}" if self.at_least else "any number"
        if self.at_most == 0:
            return "none"
        if self.at_least == self.at_most:
            return f"exactly {self.at_most}"
        return f"{self.at_least} to {self.at_most}" if self.at_least else f"at most {self.at_most}"


def bounds_of(mock: Mock) -> Bounds:
    """How often a mock is to be used.

    `times` is exactly so often. What `verify` says of an end goes before it; with an `at_most` alone there is
    no least. A mock with a rank is to be used at all.
    """
    said = mock.expected or SILENT
    return Bounds(_least(mock.times, said), mock.times or None if said.at_most is None else said.at_most)


def _least(times: int, said: Expected) -> int:
    if said.at_least is not None:
        return said.at_least
    if said.at_most is None and times:
        return times
    return 1 if said.rank is not None and said.at_most != 0 else 0
