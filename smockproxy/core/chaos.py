"""Chaos: rules that disturb exchanges, whoever would answer them. A rule is a mock with this responder."""

from dataclasses import dataclass
from enum import Enum
from typing import ClassVar

from smockproxy.core.chance import Chance, weighted
from smockproxy.core.damage import Damage
from smockproxy.core.duration import NO_DELAY, AnyDelay
from smockproxy.core.http import Response
from smockproxy.core.schedule import ALWAYS, Ramp, Schedule

DROPPED = "the connection was dropped"
"""The error of an exchange that a rule ended without an answer."""


class Disturbance(Enum):
    """What is done to an exchange."""

    ANSWER = "answer"
    """It is answered with an error, and whoever would have answered is not asked."""
    DELAY = "delay"
    """Its answer is held back longer."""
    DAMAGE = "damage"
    """The body of its answer comes damaged."""
    DROP = "drop"
    """The connection ends without an answer."""


TAKING = frozenset({Disturbance.ANSWER, Disturbance.DROP})
"""What keeps whoever would have answered from being asked."""


@dataclass(frozen=True, slots=True)
class Fault:
    """One thing that a rule may do."""

    kind: Disturbance
    response: Response | None = None
    """Of an `ANSWER`."""
    delay: AnyDelay = NO_DELAY
    """Before an answer, or before the end of the connection."""
    weight: float = 1.0
    damage: Damage | None = None
    """Of a `DAMAGE`."""

    @property
    def words(self) -> str:
        """What it does, after the name of a rule."""
        match self.kind:
            case Disturbance.ANSWER:
                return f"answers {(self.response.status if self.response else 0) or 200}"
            case Disturbance.DELAY:
                return "holds the answer back"
            case Disturbance.DAMAGE:
                return f"damages the body: {self.damage.remark if self.damage else ''}"
            case _:
                return "drops the connection"


@dataclass(frozen=True, slots=True)
class Chaos:
    """The responder of a rule: one of these faults, by their weights."""

    faults: tuple[Fault, ...]
    schedule: Schedule = ALWAYS
    likelihood: Ramp | None = None
    """How likely the rule is to act, if that changes; in place of its mock's probability."""
    added: Ramp | None = None
    """How many seconds the answer is held back beside the fault's own delay, if that changes."""
    needs_body: ClassVar[bool] = False

    def fault(self, chance: Chance) -> Fault:
        """The fault of one use."""
        place = weighted([fault.weight for fault in self.faults], chance.draw("fault"))
        return self.faults[place]

    @property
    def may_take(self) -> bool:
        """Whether any of its faults keeps whoever would have answered from being asked."""
        return any(fault.kind in TAKING for fault in self.faults)


@dataclass(frozen=True, slots=True)
class Injected:
    """A fault that a rule put into an exchange."""

    rule_id: str
    label: str
    """Of the rule: where it was written, or its id."""
    fault: Fault
    chance: Chance
    call: int = 1
    """Which matching call of the rule it was, counted from 1."""
    likelihood: float = 1.0
    """How likely the rule was to act."""
    drawn: float = 0.0
    """What chance drew; it is less than that."""
    added: float = 0.0
    """Seconds beside the fault's own delay."""

    @property
    def takes_exchange(self) -> bool:
        """Whether whoever would have answered is not asked."""
        return self.fault.kind in TAKING

    @property
    def seconds(self) -> float:
        """How long it holds back what the client gets."""
        return self.fault.delay.seconds(self.chance.draw("delay")) + self.added

    @property
    def remark(self) -> str:
        """What history says of it."""
        return f"chaos: {self.label} {self.fault.words}"

    @property
    def reason(self) -> str:
        """Why it was put in: which call it was, and what chance drew."""
        draw = f"draw {self.drawn:.3f} < {self.likelihood:.3g}, " if self.likelihood < 1 else ""
        return f"{draw}call {self.call}"

    @property
    def account(self) -> str:
        """The remark, and why."""
        return f"{self.remark} ({self.reason})"

    def damaged(self, body: bytes) -> bytes:
        """A body as the client gets it."""
        return body if self.fault.damage is None else self.fault.damage.of(body, self.chance)


type Faults = tuple[Injected, ...]
"""What rules put into one exchange, in the order of asking; at most one of them takes it."""


def damaged(injected: Faults, body: bytes) -> bytes:
    """A body as the client gets it, after all faults."""
    for each in injected:
        body = each.damaged(body)
    return body


def does_damage(injected: Faults) -> bool:
    """Whether any fault changes bodies."""
    return any(each.fault.kind is Disturbance.DAMAGE for each in injected)
