"""Operations of `/api/v1` on the run itself, and on what its scripts remember."""

from functools import cache
from typing import Any

from starlette.responses import Response

from smockproxy.admin.answers import plain_json_answer
from smockproxy.admin.apicall import Call
from smockproxy.admin.asked import Served
from smockproxy.admin.openapi import document
from smockproxy.app.mocks.checktext import problem_shape
from smockproxy.app.operations.state import StateOperations
from smockproxy.app.settings.shown import setting_rows


class ServerCalls:
    """The handlers."""

    def __init__(self, served: Served) -> None:
        self._served = served

    async def list_problems(self, _call: Call) -> Response:
        """Of the files of mocks."""
        problems = self._served.run.files.problems
        return await plain_json_answer(lambda: {"problems": list(map(problem_shape, problems))})

    async def get_state(self, call: Call) -> Response:
        """What scripts remember."""
        values = StateOperations(self._served.in_use(call)).state()
        return await plain_json_answer(lambda: {"state": values})

    async def set_state(self, call: Call) -> Response:
        """Keys of it."""
        given = await call.document()
        values = StateOperations(self._served.begun(call)).set_state(given)
        return await plain_json_answer(lambda: {"state": values})

    async def clear_state(self, call: Call) -> Response:
        """A key of it, or all."""
        values = StateOperations(self._served.in_use(call)).clear_state(call.given.get("key"))
        return await plain_json_answer(lambda: {"state": values})

    async def list_settings(self, _call: Call) -> Response:
        """Of the run."""
        settings, origins = self._served.run.settings, self._served.origins
        return await plain_json_answer(lambda: {"settings": setting_rows(settings, origins)})

    async def get_lane(self, _call: Call) -> Response:
        """What it did so far."""
        lane = self._served.instances.lane
        closed_for, answered, handed_over = sorted(lane.closed_for), lane.answered, lane.handed_over
        return await plain_json_answer(
            lambda: {
                "is_open": not closed_for,
                "closed_for": closed_for,
                "answered": answered,
                "handed_over": handed_over,
            }
        )

    async def get_openapi(self, _call: Call) -> Response:
        """All of this."""
        return await plain_json_answer(_document)


@cache
def _document() -> dict[str, Any]:
    return document()
