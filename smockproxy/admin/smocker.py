"""Smocker's routes of the admin API: mocks (those that came by the API), history, reset, version.

Source: Smocker (its admin API: paths, parameters, content types, texts of errors).
"""

from collections.abc import Iterable, Mapping
from typing import Any

from starlette.requests import Request
from starlette.responses import Response, StreamingResponse
from starlette.routing import Route

from smockproxy.admin.answers import in_pieces, json_answer, read_body
from smockproxy.app.operations import Operations, Registered
from smockproxy.app.uploads import YAML_TYPE
from smockproxy.interop.gojson import go_json_list
from smockproxy.interop.smocker import entry_shape, is_recorded_by_smocker, mock_shape, rfc3339
from smockproxy.interop.smocker_yaml import entry_yaml_shape, mock_yaml_shape, yaml_list
from smockproxy.version import VERSION

INDENT = "    "
TRUE = frozenset({"1", "t", "T", "TRUE", "true", "True"})
"""What Go's `strconv.ParseBool` takes for true."""


def smocker_routes(operations: Operations) -> list[Route]:
    """The routes on one instance."""
    routes = _SmockerRoutes(operations)
    return [
        Route("/mocks", routes.list_mocks, methods=["GET"]),
        Route("/mocks", routes.add_mocks, methods=["POST"]),
        Route("/history", routes.list_history, methods=["GET"]),
        Route("/reset", routes.reset, methods=["POST"]),
        Route("/version", routes.version, methods=["GET"]),
    ]


class _SmockerRoutes:
    def __init__(self, operations: Operations) -> None:
        self._operations = operations

    async def list_mocks(self, request: Request) -> Response:
        query = request.query_params
        session_id = query.get("session", "")
        mocks = self._operations.api_mocks(session_id=session_id, mock_id=query.get("id", ""))
        session = self._operations.session(session_id)
        shape = mock_yaml_shape if wants_yaml(request) else mock_shape
        return _list_answer(request, (shape(mock, session) for mock in mocks))

    async def add_mocks(self, request: Request) -> Response:
        query = request.query_params
        registered = await self._operations.upload(
            await read_body(request),
            content_type=request.headers.get("content-type", ""),
            reset=query.get("reset", "") in TRUE,
            session_name=query.get("session") or query.get("newSession", ""),
        )
        return json_answer(_registered_shape(registered))

    async def list_history(self, request: Request) -> Response:
        query = request.query_params
        entries = self._operations.session_history(
            session_id=query.get("session", ""), path_pattern=query.get("filter", "")
        )
        shape = entry_yaml_shape if wants_yaml(request) else entry_shape
        return _list_answer(request, (shape(entry) for entry in entries if is_recorded_by_smocker(entry)))

    async def reset(self, _request: Request) -> Response:
        await self._operations.reset()
        return json_answer({"message": "Reset successful"})

    async def version(self, _request: Request) -> Response:
        built = {"build_version": VERSION, "build_commit": "", "build_date": ""}
        return json_answer({"app_name": "smockproxy", **built})


def wants_yaml(request: Request) -> bool:
    """Whether Smocker's YAML type is anywhere in `Accept`, whatever its q."""
    return YAML_TYPE in request.headers.get("accept", "").lower()


def _registered_shape(registered: Registered) -> Mapping[str, Any]:
    facts = registered.session
    session = {"id": facts.id, "name": facts.name, "date": rfc3339(facts.started_at)}
    shape = {"message": "Mocks registered successfully", "session": session}
    problems = [str(problem) for problem in registered.problems]
    return shape | ({"problems": problems} if problems else {})


def _list_answer(request: Request, shapes: Iterable[Any]) -> Response:
    """A list, written off the event loop and sent piece by piece."""
    if wants_yaml(request):
        pieces, media_type = yaml_list(shapes), YAML_TYPE
    else:
        pieces, media_type = go_json_list(shapes, INDENT), "application/json"
    encoded = (piece.encode("utf-8", "replace") for piece in pieces)
    # the type is set as a header: for a media type the framework would add a charset that Smocker has not
    return StreamingResponse(in_pieces(encoded), headers={"Content-Type": media_type})
