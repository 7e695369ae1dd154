"""The operations on a session's resources, and their answers.

Rules of this file: standard library only. A docstring is the description in the document.
"""

from typing import Any, TypedDict

from smockproxy.app.api.parameters import OF_SESSION
from smockproxy.app.api.row import Operation, Parameter


class ResourceRow(TypedDict):
    """A resource of the mocks in force."""

    name: str
    paths: list[str]
    """Where its rows are answered: `/users/{id}`."""
    rows: int
    changed: bool
    """Whether its rows are no longer those of the file."""


class ResourceList(TypedDict):
    """The resources of a session, in the order of asking."""

    resources: list[ResourceRow]


class ResourceRows(TypedDict):
    """The rows of a resource, as they are now."""

    name: str
    rows: list[dict[str, Any]]


NAME = Parameter(name="name", summary="The name of a resource, as the list has it.", required=True)
RESET = Parameter(name="name", summary="The name of a resource; without it, all of them.")

RESOURCES = (
    Operation(
        name="list_resources",
        method="GET",
        path="/resources",
        summary="The resources of a session, and how many rows they have.",
        parameters=OF_SESSION,
        answer=ResourceList,
        errors=(404,),
        command="resources list",
    ),
    Operation(
        name="get_resource",
        method="GET",
        path="/resources/rows",
        summary="All rows of a resource.",
        parameters=(*OF_SESSION, NAME),
        answer=ResourceRows,
        errors=(404,),
        command="resources show",
    ),
    Operation(
        name="reset_resources",
        method="POST",
        path="/resources/reset",
        summary="Put a resource, or all of them, back to the rows of the file.",
        parameters=(*OF_SESSION, RESET),
        answer=ResourceList,
        errors=(404,),
        command="resources reset",
    ),
)
