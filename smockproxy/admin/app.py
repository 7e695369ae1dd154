"""The admin application: all routes, and what becomes of errors."""

from collections.abc import Mapping, Sequence

from starlette.applications import Starlette
from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from smockproxy.admin.answers import message_answer
from smockproxy.admin.api import api_routes
from smockproxy.admin.smocker import smocker_routes
from smockproxy.app.operations import Operations
from smockproxy.app.usage import UsageError
from smockproxy.interop.formats import Format


def admin_app(operations: Operations, formats: Mapping[str, Format]) -> Starlette:
    """The application of one instance; `formats` are those that its history can be exported in."""
    routes = [*smocker_routes(operations), *api_routes(operations, formats)]
    there_are = _listed(routes)

    async def refused(request: Request, error: Exception) -> Response:
        status = error.status_code if isinstance(error, HTTPException) else 500
        if status == 404:
            asked = f"{request.method} {request.url.path}"
            return message_answer(f"There is no {asked} here. There are: {there_are}.", status)
        detail = error.detail if isinstance(error, HTTPException) else "Internal Server Error"
        return message_answer(detail, status)

    async def misused(_request: Request, error: Exception) -> Response:
        status = error.status if isinstance(error, UsageError) else 500
        return message_answer(str(error), status)

    return Starlette(
        routes=routes,
        exception_handlers={HTTPException: refused, UsageError: misused, Exception: refused},
    )


def _listed(routes: Sequence[Route]) -> str:
    return ", ".join(
        f"{method} {route.path}"
        for route in routes
        for method in sorted(route.methods or ())
        if method != "HEAD"
    )
