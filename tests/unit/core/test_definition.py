"""A definition, kept beside its mock."""

from smockproxy.core.definition import Definition
from smockproxy.core.http import Response
from smockproxy.core.mock import Mock
from smockproxy.core.responders import Fixed


def test_a_definition_is_written_by_who_read_it():
    assert (
        Definition({"priority": "1"}, "file", lambda tree: f"priority {tree['priority']}").text
        == "priority 1"
    )


def test_a_definition_is_no_part_of_what_a_mock_does():
    bare = Mock("m", Fixed(Response()))
    assert Mock("m", Fixed(Response()), definition=Definition({"name": "x"}, "file", repr)) == bare
