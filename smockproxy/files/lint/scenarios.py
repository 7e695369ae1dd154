"""Scenarios with states that no mock leads to."""

from collections.abc import Iterable, Iterator, Mapping, Sequence

from smockproxy.core.memory import STARTED
from smockproxy.core.mock import Mock
from smockproxy.core.problem import Problem, Severity, did_you_mean
from smockproxy.files.lint.places import place_of

CODE = "unreachable_state"


def unreachable_states(mocks: Sequence[Mock]) -> Iterator[Problem]:
    """A warning for each state in which a mock answers, and to which no answer leads."""
    reached = _reached(mocks)
    for mock in mocks:
        if mock.scenario is None:
            continue
        name = mock.scenario.name
        for state in mock.scenario.when:
            if state not in reached[name]:
                yield Problem(
                    **place_of(mock),
                    path="scenario.when",
                    message=f'no mock leads the scenario "{name}" into the state "{state}"',
                    hint=_hint(name, state, reached),
                    severity=Severity.WARNING,
                    code=CODE,
                )


def _reached(mocks: Iterable[Mock]) -> Mapping[str, set[str]]:
    """The states of each scenario that it begins in, or that an answer leads to."""
    found: dict[str, set[str]] = {}
    for mock in mocks:
        if mock.scenario is not None:
            found.setdefault(mock.scenario.name, {STARTED}).update(filter(None, [mock.scenario.then]))
    return found


def _hint(name: str, state: str, reached: Mapping[str, set[str]]) -> str:
    if nearest := did_you_mean(state, reached[name]):
        return nearest
    others = [other for other, states in reached.items() if other != name and state in states]
    if nearest := did_you_mean(name, others):
        return f"another scenario has that state: {nearest}"
    return f'say "then: {state}" where it begins; without that, only the admin API gets it there'
