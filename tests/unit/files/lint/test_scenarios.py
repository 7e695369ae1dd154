"""States of scenarios that no mock leads to."""

import pytest

from smockproxy.files.lint.scenarios import unreachable_states
from tests.unit.files.reads import mocks_of

MOCKS = """
- scenario: {name: Banking, when: Started, then: Open}
  response: {}
- scenario: {name: Basket, then: Full}
  response: {}
- response: {}
- scenario: {name: NAME, when: WHEN}
  response: {}
"""


def told(name, when):
    found = unreachable_states(mocks_of(MOCKS.replace("NAME", name).replace("WHEN", when)))
    return [(problem.message, problem.hint) for problem in found]


@pytest.mark.parametrize(
    ("name", "when"), [("Banking", "Open"), ("Basket", "[Started, Full]"), ("X", "Started")]
)
def test_states_that_are_reached(name, when):
    assert told(name, when) == []


@pytest.mark.parametrize(
    ("name", "when", "state", "hint"),
    [
        ("Banking", "Opne", "Opne", 'did you mean "Open"?'),
        ("Bankng", "Open", "Open", 'another scenario has that state: did you mean "Banking"?'),
        ("Basket", "[Full, Paid]", "Paid", 'say "then: Paid" where it begins'),
    ],
)
def test_states_that_no_mock_leads_to(name, when, state, hint):
    ((message, found),) = told(name, when)
    assert message == f'no mock leads the scenario "{name}" into the state "{state}"'
    assert found.startswith(hint)


def test_the_place():
    (problem,) = unreachable_states(mocks_of(MOCKS.replace("NAME", "Banking").replace("WHEN", "x")))
    assert (problem.file, problem.line, problem.path, problem.code) == (
        "mocks/a.yml",
        7,
        "scenario.when",
        "unreachable_state",
    )
