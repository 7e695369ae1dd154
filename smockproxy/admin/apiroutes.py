"""Operations of `/api/v1` on routes: which hosts are real."""

from starlette.responses import Response

from smockproxy.admin.answers import plain_json_answer
from smockproxy.admin.apicall import Call
from smockproxy.admin.asked import Served
from smockproxy.app.operations.routes import RouteOperations


class RouteCalls:
    """The handlers."""

    def __init__(self, served: Served) -> None:
        self._served = served

    async def list_routes(self, call: Call) -> Response:
        """All of them."""
        rows = RouteOperations(self._served.in_use(call)).routes()
        return await plain_json_answer(lambda: {"routes": rows})

    async def set_route(self, call: Call) -> Response:
        """One of them, or none any more."""
        asked = await call.document()
        rows = await RouteOperations(self._served.begun(call)).put(asked)
        return await plain_json_answer(lambda: {"routes": rows})

    async def clear_routes(self, call: Call) -> Response:
        """Those of a host, or all."""
        rows = await RouteOperations(self._served.in_use(call)).clear(call.given.get("host"))
        return await plain_json_answer(lambda: {"routes": rows})
