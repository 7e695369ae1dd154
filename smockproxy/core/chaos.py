"""Chaos: rules that disturb exchanges, whoever would answer them. A rule is a mock with this responder."""

from dataclasses import dataclass
from enum import Enum
from typing import ClassVar

from smockproxy.core.chance import Chance, weighted
from smockproxy.core.duration import NO_DELAY, AnyDelay
from smockproxy.core.http import Response


class Disturbance(Enum):
    """What is done to an exchange."""

    ANSWER = "answer"
    """It is answered with an error, and whoever would have answered is not asked."""
    DELAY = "delay"
    """Its answer is held back longer."""
    DROP = "drop"
    """The connection ends without an answer."""


@dataclass(frozen=True, slots=True)
class Fault:
    """One thing that a rule may do."""

    kind: Disturbance
    response: Response | None = None
    """Of an `ANSWER`."""
    delay: AnyDelay = NO_DELAY
    """Before an answer, or before the end of the connection."""
    weight: float = 1.0


@dataclass(frozen=True, slots=True)
class Chaos:
    """The responder of a rule: one of these faults, by their weights."""

    faults: tuple[Fault, ...]
    needs_body: ClassVar[bool] = False

    def fault(self, chance: Chance) -> Fault:
        """The fault of one use."""
        place = weighted([fault.weight for fault in self.faults], chance.draw("fault"))
        return self.faults[place]


@dataclass(frozen=True, slots=True)
class Injected:
    """A fault that a rule put into an exchange."""

    rule_id: str
    label: str
    """Of the rule: where it was written, or its id."""
    fault: Fault
    chance: Chance

    @property
    def remark(self) -> str:
        """What history says of it."""
        match self.fault.kind:
            case Disturbance.ANSWER:
                status = self.fault.response.status if self.fault.response else 0
                return f"chaos: {self.label} answers {status}"
            case Disturbance.DELAY:
                return f"chaos: {self.label} holds the answer back"
            case Disturbance.DROP:
                return f"chaos: {self.label} drops the connection"
