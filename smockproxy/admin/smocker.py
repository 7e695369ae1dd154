"""Smocker's routes of the admin API on mocks and history; reset and version.

Mocks are those that came by the API. Source: Smocker (its admin API: paths, parameters, content types).
"""

import asyncio
from collections.abc import Mapping
from typing import Any

from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from smockproxy.admin.answers import json_answer, read_body
from smockproxy.admin.asked import Asked
from smockproxy.admin.smockerwire import list_answer, smocker_route, wants_yaml
from smockproxy.app.smocker.bodies import ids_of
from smockproxy.app.smocker.operations import Registered
from smockproxy.interop.moments import rfc3339
from smockproxy.interop.smocker import entry_shape
from smockproxy.interop.smocker_yaml import entry_yaml_shape, mock_yaml_shape
from smockproxy.interop.smockermock import mock_shape
from smockproxy.version import VERSION

TRUE = frozenset({"1", "t", "T", "TRUE", "true", "True"})
"""What Go's `strconv.ParseBool` takes for true."""


def smocker_routes(asked: Asked) -> list[Route]:
    """The routes on the instances that requests ask for."""
    mocks = _MockRoutes(asked)
    return [
        smocker_route("GET", "/mocks", mocks.listed),
        smocker_route("POST", "/mocks", mocks.add),
        smocker_route("POST", "/mocks/lock", mocks.lock),
        smocker_route("POST", "/mocks/unlock", mocks.unlock),
        smocker_route("PUT", "/mocks/{id}", mocks.edit),
        smocker_route("DELETE", "/mocks/{id}", mocks.delete),
        smocker_route("GET", "/history", mocks.history),
        smocker_route("DELETE", "/history", mocks.clear_history),
        smocker_route("POST", "/reset", mocks.reset),
        smocker_route("GET", "/version", _version),
    ]


class _MockRoutes:
    def __init__(self, asked: Asked) -> None:
        self._smocker = asked.smocker

    async def listed(self, request: Request) -> Response:
        session_id = request.query_params.get("session", "")
        mocks = self._smocker(request).mocks(
            session_id=session_id, mock_id=request.query_params.get("id", "")
        )
        session = self._smocker(request).session(session_id).copy()
        shape = mock_yaml_shape if wants_yaml(request) else mock_shape
        return list_answer(request, (shape(mock, session) for mock in mocks))

    async def add(self, request: Request) -> Response:
        query = request.query_params
        registered = await self._smocker(request).upload(
            await read_body(request),
            content_type=_content_type(request),
            reset=query.get("reset", "") in TRUE,
            session_name=query.get("session") or query.get("newSession", ""),
        )
        return json_answer(_registered_shape(registered))

    async def edit(self, request: Request) -> Response:
        mock, session = await self._smocker(request).edit_mock(
            request.path_params["id"],
            await read_body(request),
            content_type=_content_type(request),
            session_id=request.query_params.get("session", ""),
        )
        return json_answer(mock_shape(mock, session))

    async def delete(self, request: Request) -> Response:
        session_id = request.query_params.get("session", "")
        await self._smocker(request).delete_mock(request.path_params["id"], session_id=session_id)
        return json_answer({"message": "Mock deleted successfully"})

    async def lock(self, request: Request) -> Response:
        return await self._set_lock(request, locked=True)

    async def unlock(self, request: Request) -> Response:
        return await self._set_lock(request, locked=False)

    async def _set_lock(self, request: Request, *, locked: bool) -> Response:
        ids = await asyncio.to_thread(ids_of, await read_body(request), _content_type(request))
        mocks = self._smocker(request).lock(ids, locked=locked)
        session = self._smocker(request).session().copy()
        return await asyncio.to_thread(lambda: json_answer([mock_shape(mock, session) for mock in mocks]))

    async def history(self, request: Request) -> Response:
        query = request.query_params
        entries = self._smocker(request).history(
            session_id=query.get("session", ""), path_pattern=query.get("filter", "")
        )
        shape = entry_yaml_shape if wants_yaml(request) else entry_shape
        return list_answer(request, map(shape, entries))

    async def clear_history(self, request: Request) -> Response:
        await self._smocker(request).clear_history(session_id=request.query_params.get("session", ""))
        return list_answer(request, ())

    async def reset(self, request: Request) -> Response:
        await self._smocker(request).reset(force=request.query_params.get("force", "") in TRUE)
        return json_answer({"message": "Reset successful"})


async def _version(_request: Request) -> Response:
    built = {"build_version": VERSION, "build_commit": "", "build_date": ""}
    return json_answer({"app_name": "smockproxy", **built})


def _content_type(request: Request) -> str:
    return request.headers.get("content-type", "")


def _registered_shape(registered: Registered) -> Mapping[str, Any]:
    facts = registered.session
    session = {"id": facts.id, "name": facts.name, "date": rfc3339(facts.started_at)}
    shape = {"message": "Mocks registered successfully", "session": session}
    problems = [str(problem) for problem in registered.problems]
    return shape | ({"problems": problems} if problems else {})
