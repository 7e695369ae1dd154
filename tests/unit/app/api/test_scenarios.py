"""The table's rows on scenarios."""

from smockproxy.app.api.scenarios import SCENARIOS, ScenarioList


def test_every_operation_shows_the_scenarios():
    assert {operation.answer for operation in SCENARIOS} == {ScenarioList}


def test_every_operation_has_a_command_of_its_name():
    assert all(row.command == f"scenarios {row.name.removesuffix('_scenarios')}" for row in SCENARIOS)
