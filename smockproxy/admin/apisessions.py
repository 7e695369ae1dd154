"""Operations of `/api/v1` on sessions."""

from starlette.responses import Response

from smockproxy.admin.answers import nothing, plain_json_answer
from smockproxy.admin.apicall import Call
from smockproxy.admin.asked import Served
from smockproxy.app.operations.sessions import SessionOperations


class SessionCalls:
    """The handlers."""

    def __init__(self, served: Served) -> None:
        self._sessions = SessionOperations(served.instances)

    async def list_sessions(self, _call: Call) -> Response:
        """All of them."""
        rows = await self._sessions.rows()
        return await plain_json_answer(lambda: {"sessions": rows})

    async def get_session(self, call: Call) -> Response:
        """One of them."""
        row = await self._sessions.row(call.session_in_path)
        return await plain_json_answer(lambda: row)

    async def put_session(self, call: Call) -> Response:
        """Begin one, set it up."""
        row = await self._sessions.put(call.session_in_path, await call.document())
        return await plain_json_answer(lambda: row)

    async def delete_session(self, call: Call) -> Response:
        """Forget one."""
        await self._sessions.delete(call.session_in_path)
        return nothing()

    async def reset_session(self, call: Call) -> Response:
        """Put one back to its start."""
        row = await self._sessions.reset(call.session_in_path, force=call.given["force"])
        return await plain_json_answer(lambda: row)
