"""How much one rendering may do: without it, a few nested ranges would run for years."""

from dataclasses import dataclass
from typing import Any

PARTS_A_STEP = 64
"""Characters or members: to look through so many, or to copy them, costs at most what one step does."""


@dataclass(frozen=True, slots=True)
class Budget:
    """What one rendering may use."""

    steps: int = 100_000
    """Nodes walked, values printed, members looked at."""
    characters: int = 20 * 1024 * 1024
    """Of all texts that are made on the way, printed or not."""


class OverrunError(Exception):
    """The budget is used up; what the rendering turns into an error with a place."""


class Meter:
    """What is left of a budget."""

    __slots__ = ("budget", "characters", "steps")

    def __init__(self, budget: Budget) -> None:
        self.budget, self.steps, self.characters = budget, budget.steps, budget.characters

    def spend(self, steps: int = 1) -> None:
        """Take steps. Raises `OverrunError`."""
        self.steps -= steps
        if self.steps < 0:
            message = f"the template takes more than {self.budget.steps} steps"
            raise OverrunError(message)

    def write(self, characters: int) -> None:
        """Take characters, before they are made. Raises `OverrunError`."""
        self.characters -= characters
        if self.characters < 0:
            message = f"the template makes more than {self.budget.characters} characters of text"
            raise OverrunError(message)

    def weigh(self, value: Any) -> None:
        """Take the steps that looking through an argument may cost. Raises `OverrunError`."""
        if isinstance(value, str | list | dict):
            self.spend(len(value) // PARTS_A_STEP)

    def charge(self, made: Any) -> None:
        """Take what a function's result weighs. Raises `OverrunError`."""
        if isinstance(made, str):
            self.write(len(made))
        elif isinstance(made, list | dict):
            self.spend(len(made) // PARTS_A_STEP)
