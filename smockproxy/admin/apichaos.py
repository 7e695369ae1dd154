"""Operations of `/api/v1` on rules of chaos."""

from starlette.responses import Response

from smockproxy.admin.answers import nothing, plain_json_answer
from smockproxy.admin.apicall import Call
from smockproxy.admin.asked import Served
from smockproxy.app.operations.chaos import RuleOperations, rule_row
from smockproxy.core.mock import Mock


class ChaosCalls:
    """The handlers."""

    def __init__(self, served: Served) -> None:
        self._served = served

    async def list_chaos(self, call: Call) -> Response:
        """All in force."""
        operations = RuleOperations(self._served.in_use(call))
        return await _rows(operations, operations.mocks(), 200)

    async def add_chaos(self, call: Call) -> Response:
        """Put some in force."""
        document = await call.document()
        operations = RuleOperations(self._served.begun(call))
        return await _rows(operations, await operations.add_rules(document), call.operation.status)

    async def enable_chaos(self, call: Call) -> Response:
        """Let one act."""
        return await self._switched(call, enabled=True)

    async def disable_chaos(self, call: Call) -> Response:
        """Keep one from acting."""
        return await self._switched(call, enabled=False)

    async def _switched(self, call: Call, *, enabled: bool) -> Response:
        operations = RuleOperations(self._served.begun(call))
        rule, session = operations.switch(call.in_path("id"), enabled=enabled), operations.session
        return await plain_json_answer(lambda: rule_row(rule, session))

    async def delete_chaos(self, call: Call) -> Response:
        """Take one away."""
        await RuleOperations(self._served.in_use(call)).delete(call.in_path("id"))
        return nothing()


async def _rows(operations: RuleOperations, rules: tuple[Mock, ...], status: int) -> Response:
    session = operations.session
    return await plain_json_answer(lambda: {"rules": [rule_row(rule, session) for rule in rules]}, status)
