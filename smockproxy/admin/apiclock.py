"""Operations of `/api/v1` on the clock of a session."""

from starlette.responses import Response

from smockproxy.admin.answers import plain_json_answer
from smockproxy.admin.apicall import Call
from smockproxy.admin.asked import Served
from smockproxy.app.operations.clock import ClockOperations


class ClockCalls:
    """The handlers."""

    def __init__(self, served: Served) -> None:
        self._served = served

    async def get_clock(self, call: Call) -> Response:
        """What it shows."""
        shown = ClockOperations(self._served.in_use(call)).clock()
        return await plain_json_answer(lambda: shown)

    async def set_clock(self, call: Call) -> Response:
        """To another moment."""
        asked = await call.document()
        shown = ClockOperations(self._served.begun(call)).set(asked)
        return await plain_json_answer(lambda: shown)

    async def advance_clock(self, call: Call) -> Response:
        """Forward, or back."""
        asked = await call.document()
        shown = ClockOperations(self._served.begun(call)).advance(asked)
        return await plain_json_answer(lambda: shown)

    async def freeze_clock(self, call: Call) -> Response:
        """Stop it."""
        asked = await call.document()
        shown = ClockOperations(self._served.begun(call)).freeze(asked)
        return await plain_json_answer(lambda: shown)

    async def resume_clock(self, call: Call) -> Response:
        """Let it go on."""
        shown = ClockOperations(self._served.begun(call)).resume()
        return await plain_json_answer(lambda: shown)

    async def reset_clock(self, call: Call) -> Response:
        """Real time."""
        shown = ClockOperations(self._served.in_use(call)).reset()
        return await plain_json_answer(lambda: shown)
