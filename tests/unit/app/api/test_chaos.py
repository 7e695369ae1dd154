"""The table's rows on rules of chaos."""

from smockproxy.app.api.chaos import CHAOS


def test_every_operation_has_a_command():
    assert [operation.command.removeprefix("chaos ") for operation in CHAOS] == [
        "list",
        "add",
        "enable",
        "disable",
        "delete",
    ]
