"""Our own routes of the admin API: `/healthz`, and those that the table of operations says."""

from collections.abc import Awaitable, Callable, Mapping

from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from smockproxy.admin.answers import json_answer
from smockproxy.admin.apicall import Call
from smockproxy.admin.apichaos import ChaosCalls
from smockproxy.admin.apichecks import CheckCalls
from smockproxy.admin.apiclock import ClockCalls
from smockproxy.admin.apihistory import HistoryCalls
from smockproxy.admin.apimocks import MockCalls
from smockproxy.admin.apiresources import ResourceCalls
from smockproxy.admin.apiroutes import RouteCalls
from smockproxy.admin.apiscenarios import ScenarioCalls
from smockproxy.admin.apiserver import ServerCalls
from smockproxy.admin.apisessions import SessionCalls
from smockproxy.admin.asked import Served
from smockproxy.admin.events import listener
from smockproxy.app.api.row import ROOT, Operation
from smockproxy.app.api.table import OPERATIONS

type Handler = Callable[[Call], Awaitable[Response]]


def api_routes(served: Served) -> list[Route]:
    """A route for each operation, in the order of the table."""
    found = handlers(served)
    made = [api_route(operation, found[operation.name]) for operation in OPERATIONS]
    return [Route("/healthz", healthz), *made]


def handlers(served: Served) -> Mapping[str, Handler]:
    """What is done for each operation, by its name."""
    subjects = (
        SessionCalls(served),
        MockCalls(served),
        HistoryCalls(served),
        CheckCalls(served),
        ChaosCalls(served),
        ClockCalls(served),
        ResourceCalls(served),
        RouteCalls(served),
        ScenarioCalls(served),
        ServerCalls(served),
    )
    listen = listener(lambda: served.run)

    async def listen_events(call: Call) -> Response:
        return await listen(call.request)

    found: dict[str, Handler] = {"listen_events": listen_events}
    for subject in subjects:
        found |= {name: getattr(subject, name) for name in vars(type(subject)) if not name.startswith("_")}
    return found


def api_route(operation: Operation, handler: Handler) -> Route:
    """The route of one operation."""

    async def endpoint(request: Request) -> Response:
        return await handler(Call.of(operation, request))

    return Route(f"{ROOT}{operation.path}", endpoint, methods=[operation.method], name=operation.name)


async def healthz(_request: Request) -> Response:
    """Whether somebody is there."""
    return json_answer({"status": "ok"})
