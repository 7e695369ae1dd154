"""Sequences: a mock whose answers follow each other."""

from dataclasses import dataclass
from enum import Enum

from smockproxy.core.chance import Chance, weighted
from smockproxy.core.responders import Fixed, Scripted


class Mode(Enum):
    """Which answer comes next."""

    IN_ORDER = "in_order"
    CYCLE = "cycle"
    RANDOM = "random"
    WEIGHTED = "weighted"


class WhenUsedUp(Enum):
    """What comes after the last answer of a sequence in order."""

    REPEAT_LAST = "repeat_last"
    CYCLE = "cycle"
    MISS = "miss"
    """The mock is used up."""


@dataclass(frozen=True, slots=True)
class InTurn:
    """Answer with these, one a use."""

    items: tuple[Fixed | Scripted, ...]
    mode: Mode = Mode.IN_ORDER
    when_used_up: WhenUsedUp = WhenUsedUp.REPEAT_LAST
    weights: tuple[float, ...] = ()
    """Of a weighted choice, one an item."""

    @property
    def needs_body(self) -> bool:
        """Whether any answer can only be made with the request's body."""
        return any(isinstance(item, Scripted) for item in self.items)

    @property
    def limit(self) -> int:
        """After how many uses it is used up; 0 is never."""
        is_limited = self.mode is Mode.IN_ORDER and self.when_used_up is WhenUsedUp.MISS
        return len(self.items) if is_limited else 0

    def answer(self, chance: Chance) -> Fixed | Scripted:
        """The answer of one use."""
        return self.items[self.place(chance)]

    def place(self, chance: Chance) -> int:
        """Which answer it is, counted from 0."""
        match self.mode:
            case Mode.RANDOM:
                return int(chance.draw("answer") * len(self.items))
            case Mode.WEIGHTED:
                return weighted(self.weights, chance.draw("answer"))
            case Mode.IN_ORDER if self.when_used_up is not WhenUsedUp.CYCLE:
                return min(chance.use, len(self.items) - 1)
            case _:
                return chance.use % len(self.items)
