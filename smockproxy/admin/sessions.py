"""Smocker's routes of the admin API on sessions: the list, export and import, verification, summaries.

Source: Smocker (its admin API).
"""

import asyncio

from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from smockproxy.admin.answers import LARGEST_IMPORT, read_body
from smockproxy.admin.asked import Asked
from smockproxy.admin.smockerwire import answer, list_answer, smocker_route, wants_yaml
from smockproxy.app.smocker.bodies import renaming_of
from smockproxy.interop.sessionshapes import session_facts_shape, session_shape, session_yaml_shape
from smockproxy.interop.summary import summary_shape
from smockproxy.interop.verification import verification_shape, verification_yaml_shape


def session_routes(asked: Asked) -> list[Route]:
    """The routes on the instances that requests ask for."""
    routes = _SessionRoutes(asked)
    return [
        smocker_route("GET", "/sessions", routes.export),
        smocker_route("POST", "/sessions", routes.begin),
        smocker_route("PUT", "/sessions", routes.rename),
        smocker_route("GET", "/sessions/summary", routes.summary),
        smocker_route("POST", "/sessions/verify", routes.verify),
        smocker_route("POST", "/sessions/import", routes.import_all),
        smocker_route("DELETE", "/sessions/{id}", routes.delete),
        smocker_route("GET", "/history/summary", routes.history_summary),
    ]


class _SessionRoutes:
    def __init__(self, asked: Asked) -> None:
        self._smocker = asked.smocker

    async def export(self, request: Request) -> Response:
        shape = session_yaml_shape if wants_yaml(request) else session_shape
        smocker = self._smocker(request)
        still = [(session.copy(), smocker.recorded(session)) for session in smocker.sessions()]
        return list_answer(request, (shape(session, entries) for session, entries in still))

    async def summary(self, request: Request) -> Response:
        return self._summaries(request)

    def _summaries(self, request: Request) -> Response:
        return list_answer(
            request, [session_facts_shape(session.facts) for session in self._smocker(request).sessions()]
        )

    async def begin(self, request: Request) -> Response:
        session = await self._smocker(request).begin_session(request.query_params.get("name", ""))
        return answer(request, session_facts_shape(session.facts))

    async def rename(self, request: Request) -> Response:
        body, content_type = await read_body(request), request.headers.get("content-type", "")
        renaming = renaming_of(body, content_type)
        session = self._smocker(request).rename_session(renaming.id, renaming.name)
        return answer(request, session_facts_shape(session.facts))

    async def delete(self, request: Request) -> Response:
        await self._smocker(request).delete_session(request.path_params["id"])
        return self._summaries(request)

    async def import_all(self, request: Request) -> Response:
        content_type = request.headers.get("content-type", "")
        await self._smocker(request).import_sessions(await read_body(request, LARGEST_IMPORT), content_type)
        return self._summaries(request)

    async def verify(self, request: Request) -> Response:
        smocker = self._smocker(request)
        session = smocker.session(request.query_params.get("session", ""))
        shape = verification_yaml_shape if wants_yaml(request) else verification_shape
        still, entries = session.copy(), smocker.recorded(session)
        return await asyncio.to_thread(lambda: answer(request, shape(still, list(entries))))

    async def history_summary(self, request: Request) -> Response:
        smocker, query = self._smocker(request), request.query_params
        session = smocker.session(query.get("session", ""))
        mocks, entries = smocker.mocks_by_id(session), smocker.recorded(session)
        src, dest = query.get("src", ""), query.get("dest", "")
        shapes = await asyncio.to_thread(lambda: summary_shape(list(entries), mocks, src, dest))
        return list_answer(request, shapes)
