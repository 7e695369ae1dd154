"""The operations on the scenarios of a session: which there are, put them into states, put them back."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from smockproxy.app.api.scenarios import ScenarioMock, ScenarioRow
from smockproxy.app.sessions.instance import Instance
from smockproxy.app.usage import NotFoundError, UsageError
from smockproxy.core.memory import STARTED
from smockproxy.core.mock import Mock
from smockproxy.core.problem import did_you_mean
from smockproxy.core.scenarios import LONGEST_NAME, Scenario, is_on_one_line

EXPECTED = 'Expected an object of scenarios and states, such as {"Banking": "Account created"}.'


@dataclass(slots=True)
class ScenarioOperations:
    """The operations on one instance."""

    instance: Instance

    def rows(self) -> list[ScenarioRow]:
        """Those that mocks in force name, and those that are in a state, by name."""
        found = self._found()
        return [self._row(name, found[name]) for name in sorted(found)]

    def set(self, wanted: Any, *, force: bool) -> list[ScenarioRow]:
        """Put scenarios into states, all or none. Raises `UsageError`."""
        states = _states_of(wanted)
        if not force:
            self._refuse_unknown(states)
        self.instance.sessions.current().scenarios.put(states)
        return self.rows()

    def reset(self, name: str | None) -> list[ScenarioRow]:
        """Put one into its first state, or all without a name. Raises `NotFoundError`."""
        scenarios = self.instance.engine.session.scenarios
        if name is None:
            scenarios.reset()
        else:
            found = self._found()
            if name not in found:
                raise NotFoundError(_no_scenario(name, found))
            scenarios.put({name: STARTED})
        return self.rows()

    def _found(self) -> Mapping[str, list[tuple[Mock, Scenario]]]:
        """The mocks of each scenario, in the order of asking."""
        engine = self.instance.engine
        found: dict[str, list[tuple[Mock, Scenario]]] = {name: [] for name in engine.session.scenarios.states}
        for mock in engine.mocks.in_order:
            if mock.scenario is not None:
                found.setdefault(mock.scenario.name, []).append((mock, mock.scenario))
        return found

    def _row(self, name: str, parts: Iterable[tuple[Mock, Scenario]]) -> ScenarioRow:
        parts = list(parts)
        return {
            "name": name,
            "state": self.instance.engine.session.scenarios.state(name),
            "states": _states_in(scenario for _, scenario in parts),
            "mocks": [_mock_of(mock, scenario) for mock, scenario in parts],
        }

    def _refuse_unknown(self, states: Mapping[str, str]) -> None:
        found = self._found()
        for name, state in states.items():
            if name not in found:
                raise UsageError(f"{_no_scenario(name, found)} (force takes it all the same).")
            known = _states_in(scenario for _, scenario in found[name])
            if state not in known:
                hint = did_you_mean(state, known) or f"there are: {', '.join(known)}"
                told = f'no mock of scenario "{name}" names the state "{state}"; {hint}'
                raise UsageError(f"{told} (force takes it all the same).")


def _states_of(wanted: Any) -> Mapping[str, str]:
    if not isinstance(wanted, dict):
        raise UsageError(EXPECTED)
    states: dict[str, str] = {}
    for name, state in wanted.items():
        if not isinstance(state, str):
            raise UsageError(EXPECTED)
        for text in (name.strip(), state.strip()):
            if not 0 < len(text) <= LONGEST_NAME or not is_on_one_line(text):
                told = f"are texts of 1 to {LONGEST_NAME} characters, on one line"
                raise UsageError(f"A scenario and its state {told}.")
        states[name.strip()] = state.strip()
    return states


def _states_in(scenarios: Iterable[Scenario]) -> list[str]:
    """The states that are named, the first one first, the others in their order."""
    named = [state for scenario in scenarios for state in (*scenario.when, scenario.then) if state]
    return list(dict.fromkeys((STARTED, *named)))


def _mock_of(mock: Mock, scenario: Scenario) -> ScenarioMock:
    return {
        "id": mock.id,
        "source": str(mock.source) if mock.source else None,
        "when": list(scenario.when),
        "then": scenario.then,
    }


def _no_scenario(name: str, known: Iterable[str]) -> str:
    hint = did_you_mean(name[:LONGEST_NAME], known)
    return f'there is no scenario "{name[:LONGEST_NAME]}"{f"; {hint}" if hint else ""}'
