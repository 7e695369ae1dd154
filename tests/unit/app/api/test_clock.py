"""The table's rows on the clock."""

from smockproxy.app.api.clock import CLOCK, Clock


def test_every_operation_shows_the_clock():
    assert {operation.answer for operation in CLOCK} == {Clock}


def test_every_operation_has_a_command_of_its_name():
    assert all(operation.command == f"clock {_word(operation.name)}" for operation in CLOCK)


def _word(name: str) -> str:
    return name.removesuffix("_clock").replace("get", "show")
