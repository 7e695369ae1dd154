"""The table's rows on resources."""

from smockproxy.app.api.resources import RESOURCES


def test_every_operation_is_of_a_session_and_has_a_command():
    assert [operation.command for operation in RESOURCES] == [
        "resources list",
        "resources show",
        "resources reset",
    ]
    assert all(operation.parameters[0].name == "session" for operation in RESOURCES)
