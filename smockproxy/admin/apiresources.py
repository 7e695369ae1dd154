"""Operations of `/api/v1` on the resources of a session."""

from starlette.responses import Response

from smockproxy.admin.answers import plain_json_answer
from smockproxy.admin.apicall import Call
from smockproxy.admin.asked import Served
from smockproxy.app.operations.resources import ResourceOperations


class ResourceCalls:
    """The handlers."""

    def __init__(self, served: Served) -> None:
        self._served = served

    async def list_resources(self, call: Call) -> Response:
        """Which there are."""
        listed = ResourceOperations(self._served.in_use(call)).resources()
        return await plain_json_answer(lambda: listed)

    async def get_resource(self, call: Call) -> Response:
        """Its rows."""
        shown = ResourceOperations(self._served.in_use(call)).rows(call.given["name"])
        return await plain_json_answer(lambda: shown)

    async def reset_resources(self, call: Call) -> Response:
        """Back to the rows of the file."""
        listed = ResourceOperations(self._served.in_use(call)).reset(call.given.get("name"))
        return await plain_json_answer(lambda: listed)
