"""Scenarios: named automata whose state mocks ask for, and change when they answer.

Source of the idea and of the first state's name: WireMock.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from unicodedata import category

from smockproxy.core.http import Request
from smockproxy.core.memory import STARTED, Memory
from smockproxy.core.mismatch import Mismatch

LONGEST_NAME = 200
"""Characters of the name of a scenario, or of a state."""
_SPLITTING = frozenset({"Cc", "Cs", "Zl", "Zp"})
"""Categories of Unicode that a line of a terminal has no room for: controls, half pairs, ends of lines."""


def is_on_one_line(name: str) -> bool:
    """Whether a name has nothing that a terminal would act on."""
    return _SPLITTING.isdisjoint(map(category, name))


@dataclass(frozen=True, slots=True)
class Scenario:
    """A mock's part in a scenario."""

    name: str
    when: tuple[str, ...] = ()
    """The states in which the mock answers; none are all."""
    then: str = ""
    """The state that the scenario is in once the mock has answered; empty: as before."""


@dataclass(frozen=True, slots=True)
class OnScenario:
    """The scenario must be in one of some states."""

    name: str
    when: tuple[str, ...]
    needs_body: bool = False

    def holds(self, request: Request) -> bool:
        """Whether it is."""
        return request.memory is not None and _state_of(self.name, request.memory) in self.when

    def mismatch(self, request: Request) -> Mismatch | None:
        """Which state it is in."""
        if self.holds(request):
            return None
        found = "not known any more" if request.memory is None else _state_of(self.name, request.memory)
        return Mismatch(f"scenario {self.name}", " or ".join(f'"{state}"' for state in self.when), found)


def _state_of(name: str, memory: Memory) -> str:
    return memory.scenarios.get(name, STARTED)


@dataclass(frozen=True, slots=True)
class Move:
    """A change of a scenario's state by an answer."""

    scenario: str
    before: str
    number: int
    """Counts the changes of the scenario."""


class Scenarios:
    """The states of all scenarios of a session."""

    def __init__(self, states: Mapping[str, str] | None = None) -> None:
        self._states: Mapping[str, str] = {} if states is None else dict(states)
        self._moves: dict[str, int] = {}

    def copy(self) -> "Scenarios":
        """The same states; from here on the two go apart."""
        twin = Scenarios()
        twin._states, twin._moves = self._states, dict(self._moves)
        return twin

    @property
    def states(self) -> Mapping[str, str]:
        """Those that are not in their first state; never changed, but replaced."""
        return self._states

    def state(self, name: str) -> str:
        """The state of a scenario."""
        return self._states.get(name, STARTED)

    def put(self, wanted: Mapping[str, str]) -> None:
        """Set the states of scenarios, all in one step."""
        states = {**self._states, **wanted}
        for name, state in wanted.items():
            if state == STARTED:
                del states[name]
            self._moves[name] = self._moves.get(name, 0) + 1
        self._states = states

    def reset(self) -> None:
        """Put all scenarios into their first state."""
        self.put(dict.fromkeys(self._states, STARTED))

    def move(self, scenario: Scenario | None) -> Move | None:
        """Take note that a mock answers; gives what undoes it, if anything changed."""
        if scenario is None or not scenario.then:
            return None
        before = self.state(scenario.name)
        self.put({scenario.name: scenario.then})
        return Move(scenario.name, before, self._moves[scenario.name])

    def undo(self, move: Move) -> None:
        """The answer came to nothing: back to the state before, unless it has changed again since."""
        if self._moves.get(move.scenario) == move.number:
            self.put({move.scenario: move.before})
