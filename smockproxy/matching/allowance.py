"""How much work one question may take, so that no document and no author's rule can hang the proxy."""

from contextvars import ContextVar
from dataclasses import dataclass


class TooMuchWorkError(Exception):
    """The work came to more than was allowed."""


@dataclass(slots=True)
class Allowance:
    """Steps that are left."""

    left: int

    def spend(self, steps: int = 1) -> None:
        """Take steps off. Raises `TooMuchWorkError` when none are left."""
        self.left -= steps
        if self.left < 0:
            raise TooMuchWorkError


WORK_OF_A_STEP = 3_000
"""Work of a pattern's search that takes about as long as another step."""
ALLOWANCE: ContextVar[Allowance] = ContextVar("allowance")
"""Of the question that is being answered; libraries call back without a way to pass it."""


def spend(steps: int = 1) -> None:
    """Take steps off what is left; without a question that is limited, nothing is."""
    allowance = ALLOWANCE.get(None)
    if allowance is not None:
        allowance.spend(steps)


def spend_on_search(work: int) -> None:
    """Take the steps off that a search of so much work is worth."""
    spend(1 + work // WORK_OF_A_STEP)


def cost(value: object, most: int = 1_000_000) -> int:
    """About how many steps comparing a value takes: its members, and its text in pieces of 1 KiB."""
    steps, waiting = 0, [value]
    while waiting and steps < most:
        part = waiting.pop()
        steps += 1
        if isinstance(part, str):
            steps += len(part) >> 10
        elif isinstance(part, dict):
            waiting += part.values()
        elif isinstance(part, (list, tuple)):
            waiting += part
    return steps
