"""The operations on a session's scenarios, their body and their answer.

Rules of this file: standard library only. A docstring is the description in the document.
"""

from typing import TypedDict

from smockproxy.app.api.parameters import OF_SESSION
from smockproxy.app.api.row import Operation, Parameter


class ScenarioMock(TypedDict):
    """A mock's part in a scenario."""

    id: str
    source: str | None
    """The file and line; null if it came by the API."""
    when: list[str]
    """The states in which it answers; none are all."""
    then: str
    """The state after its answer; empty if that changes nothing."""


class ScenarioRow(TypedDict):
    """A scenario, and the state that it is in."""

    name: str
    state: str
    states: list[str]
    """Those that mocks name, `Started` first."""
    mocks: list[ScenarioMock]
    """Those that take part, in the order of asking."""


class ScenarioList(TypedDict):
    """The scenarios of a session, by name."""

    scenarios: list[ScenarioRow]


SCENARIOS = (
    Operation(
        name="list_scenarios",
        method="GET",
        path="/scenarios",
        summary="The scenarios of a session, and the state that each is in.",
        parameters=OF_SESSION,
        answer=ScenarioList,
        errors=(404,),
        command="scenarios list",
    ),
    Operation(
        name="set_scenarios",
        method="PUT",
        path="/scenarios",
        summary="Put scenarios into states, all or none; other scenarios stay as they are.",
        parameters=(
            *OF_SESSION,
            Parameter(
                name="force",
                summary="Take scenarios and states that no mock names, too.",
                type="boolean",
                default=False,
            ),
        ),
        body=dict[str, str],
        answer=ScenarioList,
        command="scenarios set",
    ),
    Operation(
        name="reset_scenarios",
        method="DELETE",
        path="/scenarios",
        summary="Put a scenario back into its first state, `Started`, or all.",
        parameters=(*OF_SESSION, Parameter(name="name", summary="The scenario; without it, all of them.")),
        answer=ScenarioList,
        errors=(404,),
        command="scenarios reset",
    ),
)
