"""The scenarios of a session, as operations see and change them."""

import pytest

from smockproxy.app.operations.scenarios import ScenarioOperations
from smockproxy.app.usage import NotFoundError, UsageError
from tests.unit.exchanges import instance
from tests.unit.files.reads import mocks_of

MOCKS = """
- id: open
  scenario: {name: Banking, when: Started, then: Open}
  response: {}
- id: pay
  scenario: {name: Banking, when: [Open, Rich]}
  response: {}
- {id: plain, response: {}}
- id: pick
  scenario: {name: Basket, then: Full}
  response: {}
"""


@pytest.fixture
def operations():
    made = instance()
    made.engine.replace_files(mocks_of(MOCKS))
    return ScenarioOperations(made)


def states(rows):
    return {row["name"]: row["state"] for row in rows}


def test_they_are_listed_with_their_states_and_mocks(operations):
    banking, basket = operations.rows()
    assert banking == {
        "name": "Banking",
        "state": "Started",
        "states": ["Started", "Open", "Rich"],
        "mocks": [
            {"id": "pay", "source": "mocks/a.yml:5", "when": ["Open", "Rich"], "then": ""},
            {"id": "open", "source": "mocks/a.yml:2", "when": ["Started"], "then": "Open"},
        ],
    }
    assert (basket["states"], basket["mocks"][0]["when"]) == (["Started", "Full"], [])


def test_several_are_set_at_once_and_reset_one_by_one(operations):
    assert states(operations.set({"Banking": "Rich", " Basket ": "Full"}, force=False)) == {
        "Banking": "Rich",
        "Basket": "Full",
    }
    assert states(operations.reset("Banking")) == {"Banking": "Started", "Basket": "Full"}
    assert states(operations.reset(None)) == {"Banking": "Started", "Basket": "Started"}


@pytest.mark.parametrize(
    ("wanted", "told"),
    [
        ({"Banking": "open"}, 'scenario "Banking" names the state "open"; did you mean "Open"? (force'),
        ({"Banking": "x"}, 'names the state "x"; there are: Started, Open, Rich (force takes it'),
        ({"Bankng": "Open"}, 'there is no scenario "Bankng"; did you mean "Banking"? (force takes it'),
        ({"zzz": "Open"}, 'there is no scenario "zzz" (force takes it'),
        (["Banking"], "Expected an object"),
        ({"Banking": 3}, "Expected an object"),
        ({"Banking": " "}, "texts of 1 to 200 characters"),
        ({"x" * 201: "Open"}, "texts of 1 to 200 characters"),
        ({"Banking": "Open\r\nX"}, "on one line"),
    ],
)
def test_what_is_refused_changes_nothing(operations, wanted, told):
    both = {"Basket": "Full", **wanted} if isinstance(wanted, dict) else wanted
    with pytest.raises(UsageError, match=r".*") as refused:
        operations.set(both, force=False)
    assert told in str(refused.value)
    assert set(states(operations.rows()).values()) == {"Started"}


def test_force_takes_what_no_mock_names(operations):
    assert states(operations.set({"Banking": "Closed", "Other": "There"}, force=True)) == {
        "Banking": "Closed",
        "Basket": "Started",
        "Other": "There",
    }
    assert operations.rows()[2]["mocks"] == []
    assert "Other" not in states(operations.reset("Other"))


def test_no_scenario_of_that_name_is_reset(operations):
    with pytest.raises(NotFoundError, match='there is no scenario "Bank"; did you mean "Banking"'):
        operations.reset("Bank")
