"""Operations of `/api/v1` on the scenarios of a session."""

from starlette.responses import Response

from smockproxy.admin.answers import plain_json_answer
from smockproxy.admin.apicall import Call
from smockproxy.admin.asked import Served
from smockproxy.app.api.scenarios import ScenarioRow
from smockproxy.app.operations.scenarios import ScenarioOperations


class ScenarioCalls:
    """The handlers."""

    def __init__(self, served: Served) -> None:
        self._served = served

    async def list_scenarios(self, call: Call) -> Response:
        """All of them."""
        return await _told(ScenarioOperations(self._served.in_use(call)).rows())

    async def set_scenarios(self, call: Call) -> Response:
        """Some of them, into states."""
        asked = await call.document()
        operations = ScenarioOperations(self._served.begun(call))
        return await _told(operations.set(asked, force=call.given["force"]))

    async def reset_scenarios(self, call: Call) -> Response:
        """One, or all, into the first state."""
        return await _told(ScenarioOperations(self._served.in_use(call)).reset(call.given.get("name")))


async def _told(rows: list[ScenarioRow]) -> Response:
    return await plain_json_answer(lambda: {"scenarios": rows})
