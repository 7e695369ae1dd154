"""Scenarios and the condition on them."""

from dataclasses import replace

import pytest

from smockproxy.core.http import Request
from smockproxy.core.memory import Memory
from smockproxy.core.mismatch import Mismatch
from smockproxy.core.scenarios import OnScenario, Scenario, Scenarios, is_on_one_line

REQUEST = Request("GET", "http", "a.test", 80, "/")
OPEN = OnScenario("Banking", ("Open", "Funded"))


def with_states(**states: str) -> Request:
    return replace(REQUEST, memory=Memory(scenarios=states))


def test_the_condition_holds_in_its_states():
    assert OPEN.holds(with_states(Banking="Funded"))
    assert OPEN.mismatch(with_states(Banking="Open")) is None
    assert not OPEN.holds(with_states(Other="Open"))


def test_a_scenario_that_nobody_moved_is_started():
    assert OnScenario("Banking", ("Started",)).holds(with_states())


def test_it_says_which_state_it_is_in():
    told = Mismatch("scenario Banking", '"Open" or "Funded"', "Started")
    assert OPEN.mismatch(with_states()) == told


def test_without_memory_it_does_not_hold():
    assert not OPEN.holds(REQUEST)
    assert OPEN.mismatch(REQUEST) == Mismatch("scenario Banking", '"Open" or "Funded"', "not known any more")


def test_moves():
    scenarios = Scenarios({"Other": "Done"})
    assert scenarios.move(None) is None
    assert scenarios.move(Scenario("Banking", ("Started",))) is None
    move = scenarios.move(Scenario("Banking", (), "Open"))
    assert scenarios.states == {"Other": "Done", "Banking": "Open"}
    scenarios.undo(move)
    assert scenarios.states == {"Other": "Done"}


def test_a_move_is_not_undone_once_somebody_has_moved_on():
    scenarios = Scenarios()
    first = scenarios.move(Scenario("Banking", (), "Open"))
    scenarios.move(Scenario("Banking", (), "Open"))
    scenarios.undo(first)
    assert scenarios.state("Banking") == "Open"


def test_states_that_were_handed_out_do_not_change():
    scenarios = Scenarios()
    before = scenarios.states
    scenarios.put({"Banking": "Open"})
    assert before == {}


def test_a_copy_goes_its_own_way():
    scenarios = Scenarios({"Banking": "Open"})
    twin = scenarios.copy()
    twin.reset()
    assert (scenarios.state("Banking"), twin.state("Banking")) == ("Open", "Started")


@pytest.mark.parametrize(
    ("name", "is_one"),
    [
        ("Account created", True),
        ("Größe 👩‍💻　x", True),
        ("a\nb", False),
        ("\x1b[2J", False),
        ("\udc80", False),
    ],
)
def test_names_stand_on_one_line(name, is_one):
    assert is_on_one_line(name) is is_one


def test_several_are_set_in_one_step_and_those_before_stay_known():
    scenarios = Scenarios({"a": "x", "b": "y"})
    before = scenarios.states
    scenarios.put({"a": "Started", "c": "z"})
    assert (before, scenarios.states) == ({"a": "x", "b": "y"}, {"b": "y", "c": "z"})
    scenarios.reset()
    assert scenarios.states == {}
