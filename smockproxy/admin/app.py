"""The admin application: all routes, and what becomes of errors."""

from collections.abc import Mapping, Sequence

from starlette.applications import Starlette
from starlette.exceptions import HTTPException
from starlette.middleware import Middleware
from starlette.middleware.gzip import GZipMiddleware
from starlette.requests import ClientDisconnect, Request
from starlette.responses import HTMLResponse, Response
from starlette.routing import Match, Route

from smockproxy.admin.answers import message_answer
from smockproxy.admin.api import api_routes
from smockproxy.admin.asked import Asked, Served
from smockproxy.admin.page import lines_of, page_of
from smockproxy.admin.sessions import session_routes
from smockproxy.admin.smocker import smocker_routes
from smockproxy.app.mocks.checktext import problem_shape
from smockproxy.app.mocks.text import MockTextError
from smockproxy.app.sessions.instances import Instances
from smockproxy.app.settings.origin import Origin
from smockproxy.app.smocker.uploads import ParseUpload, read_upload
from smockproxy.app.usage import UsageError
from smockproxy.core.problem import did_you_mean
from smockproxy.interop.formats import Format
from smockproxy.store.errors import StoreError

OUR_PATHS = ("/api/", "/healthz")
LONGEST_SHOWN = 100
"""Characters of a path that a message repeats."""
NO_ORIGINS: Mapping[str, Origin] = {}


def admin_app(
    instances: Instances,
    formats: Mapping[str, Format],
    parse: ParseUpload = read_upload,
    base_path: str = "/",
    origins: Mapping[str, Origin] = NO_ORIGINS,
) -> Starlette:
    """The application of a run; `formats` are those that a history can be exported in.

    `origins` says where settings come from; those that it has not are at their defaults. Routes do not move
    with the base path, only the page's links do (Smocker).
    """
    asked = Asked(instances, parse)
    smockers = [*smocker_routes(asked), *session_routes(asked)]
    ours = api_routes(Served(instances, formats, origins))
    routes = [*smockers, *ours]
    page = page_of(routes, base_path)

    async def refused(request: Request, error: Exception) -> Response:
        status = error.status_code if isinstance(error, HTTPException) else 500
        if request.url.path.startswith(OUR_PATHS) and status in {404, 405}:
            return _not_ours(request, ours) if status == 404 else _not_allowed(request, ours)
        if status in {404, 405} and request.method == "GET":
            return HTMLResponse(page)
        if status in {404, 405}:
            return _not_allowed(request, smockers)
        detail = error.detail if isinstance(error, HTTPException) else "Internal Server Error"
        return message_answer(detail, status)

    async def left(_request: Request, _error: Exception) -> Response:
        """The client went away while it sent its body: nobody reads this."""
        return Response(status_code=400)

    async def misused(_request: Request, error: Exception) -> Response:
        status = error.status if isinstance(error, UsageError) else 500
        problems = error.problems if isinstance(error, MockTextError) else ()
        return message_answer(str(error), status, map(problem_shape, problems))

    app = Starlette(
        routes=routes,
        middleware=[Middleware(GZipMiddleware, minimum_size=1)],  # nothing, packed, would be something
        exception_handlers={
            HTTPException: refused,
            UsageError: misused,
            StoreError: misused,
            ClientDisconnect: left,
            Exception: refused,
        },
    )
    app.router.redirect_slashes = False  # to Smocker's framework `/mocks/` is a path that is not there
    return app


def _not_ours(request: Request, ours: Sequence[Route]) -> Response:
    asked = f"{request.method} {request.url.path[:LONGEST_SHOWN]}"
    hint = did_you_mean(asked, lines_of(ours))
    told = f"There is no {asked} here{f'; {hint}' if hint else '.'} All routes are in /api/v1/openapi.json."
    return message_answer(told, 404)


def _not_allowed(request: Request, routes: Sequence[Route]) -> Response:
    """405, but 204 for OPTIONS on a path that there is (Smocker's framework)."""
    there = [route for route in routes if route.matches(request.scope)[0] is not Match.NONE]
    methods = sorted({method for route in there for method in route.methods or ()})
    allow = {"Allow": ", ".join(["OPTIONS", *methods])}
    if there and request.method == "OPTIONS":
        return Response(status_code=204, headers=allow)
    answer = message_answer("Method Not Allowed", 405)
    answer.headers.update(allow if there else {})
    return answer
