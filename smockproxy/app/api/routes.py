"""The operations on routes, which say which hosts are real, their body and their answer.

Rules of this file: standard library only. A docstring is the description in the document.
"""

from typing import NotRequired, TypedDict

from smockproxy.app.api.parameters import OF_SESSION
from smockproxy.app.api.row import Operation, Parameter


class RouteRow(TypedDict):
    """A host, or a part of its requests, that is sent on to the real server."""

    id: str
    """Of the mock that it is."""
    host: str
    to: str
    """`real`, or how many per cent of the requests: `30%`."""
    path: str | None
    headers: dict[str, str]
    by: str | None
    """Whose choice is kept: `header:NAME`, `cookie:NAME`, `ip`; None: each request is a choice of its own."""
    ttl: str | None
    """How long it holds."""
    uses: int


class RouteList(TypedDict):
    """The routes of a session, those asked first first."""

    routes: list[RouteRow]


class RouteChange(TypedDict):
    """Where requests to a host go from now on."""

    host: str
    """A host, or a glob such as `*.api.test`."""
    to: str
    """`real`, `mocked`, or how many per cent are real: `30%`."""
    path: NotRequired[str | None]
    """A glob of paths."""
    headers: NotRequired[dict[str, str]]
    """Only requests with these headers."""
    by: NotRequired[str | None]
    """Let the same clients have the same choice: `header:NAME`, `cookie:NAME`, `ip`."""
    ttl: NotRequired[str | None]
    """For how long: `10m`."""


ROUTES = (
    Operation(
        name="list_routes",
        method="GET",
        path="/routes",
        summary="Which hosts are real, wholly or in part.",
        parameters=OF_SESSION,
        answer=RouteList,
        errors=(404,),
        command="route list",
    ),
    Operation(
        name="set_route",
        method="PUT",
        path="/routes",
        summary="Let a host be real, mocked, or real for a part of its requests, above all mocks.",
        parameters=OF_SESSION,
        body=RouteChange,
        answer=RouteList,
        errors=(409,),
        command="route set",
    ),
    Operation(
        name="clear_routes",
        method="DELETE",
        path="/routes",
        summary="Let mocks answer for a host again, or for all.",
        parameters=(*OF_SESSION, Parameter(name="host", summary="The host, as its routes say it.")),
        answer=RouteList,
        errors=(404,),
        command="route clear",
    ),
)
