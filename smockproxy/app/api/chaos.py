"""The operations on rules of chaos, their body and their answers.

Rules of this file: standard library only. A docstring is the description in the document.
"""

from typing import Any, TypedDict

from smockproxy.app.api.parameters import OF_SESSION
from smockproxy.app.api.row import Operation

type ChaosRule = dict[str, Any]
"""A rule, as a file lists it: `{"request": {"host": "api.test"}, "probability": 0.3, "preset": 503}`."""


class ChaosRow(TypedDict):
    """A rule in force, and what it did in a session."""

    id: str
    source: str | None
    """Null for one that came by the API."""
    enabled: bool
    acts: str
    """What it does, in words."""
    calls: int
    """Requests that it matched."""
    injected: int
    """Those of them that it disturbed."""
    definition: dict[str, Any]
    """The rule as a mock: what a list of rules has beside `request` is under `context` and `chaos`."""


class ChaosList(TypedDict):
    """Rules of a session, in the order of asking."""

    rules: list[ChaosRow]


CHAOS = (
    Operation(
        name="list_chaos",
        method="GET",
        path="/chaos",
        summary="The rules of chaos in force, files' and API's, and how often each disturbed a request.",
        parameters=OF_SESSION,
        answer=ChaosList,
        errors=(404,),
        command="chaos list",
    ),
    Operation(
        name="add_chaos",
        method="POST",
        path="/chaos",
        summary="Put a rule in force, or a list of them, for the session or as long as its `ttl` says.",
        parameters=OF_SESSION,
        body=ChaosRule | list[ChaosRule],
        status=201,
        answer=ChaosList,
        errors=(409, 413),
        command="chaos add",
    ),
    Operation(
        name="enable_chaos",
        method="POST",
        path="/chaos/{id}/enable",
        summary="Let a rule act again.",
        parameters=OF_SESSION,
        answer=ChaosRow,
        errors=(404,),
        command="chaos enable",
    ),
    Operation(
        name="disable_chaos",
        method="POST",
        path="/chaos/{id}/disable",
        summary="Keep a rule from acting in this session, until it is enabled or the session is reset.",
        parameters=OF_SESSION,
        answer=ChaosRow,
        errors=(404,),
        command="chaos disable",
    ),
    Operation(
        name="delete_chaos",
        method="DELETE",
        path="/chaos/{id}",
        summary="Take a rule away that came by the API.",
        parameters=OF_SESSION,
        status=204,
        media=(),
        errors=(404, 409),
        command="chaos delete",
    ),
)
