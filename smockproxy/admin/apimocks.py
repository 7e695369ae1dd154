"""Operations of `/api/v1` on mocks."""

from starlette.responses import Response

from smockproxy.admin.answers import nothing, plain_json_answer
from smockproxy.admin.apicall import Call
from smockproxy.admin.asked import Served
from smockproxy.app.mocks.checktext import problem_shape
from smockproxy.app.mocks.row import mock_row
from smockproxy.app.operations.mocks import MockOperations
from smockproxy.core.mock import Mock


class MockCalls:
    """The handlers."""

    def __init__(self, served: Served) -> None:
        self._served = served

    def _seen(self, call: Call) -> MockOperations:
        return MockOperations(self._served.in_use(call))

    def _changed(self, call: Call) -> MockOperations:
        """For what may be done in a new session; one that begins has no mocks of its own to change."""
        return MockOperations(self._served.begun(call))

    async def list_mocks(self, call: Call) -> Response:
        """All in force."""
        operations = self._seen(call)
        mocks, session = operations.mocks(), operations.session
        return await plain_json_answer(lambda: {"mocks": [mock_row(mock, session) for mock in mocks]})

    async def add_mocks(self, call: Call) -> Response:
        """Put some above all there are."""
        raw, as_json = await call.text()
        operations = self._changed(call)
        read = await operations.add(raw, as_json=as_json)
        session = operations.session
        return await plain_json_answer(
            lambda: {
                "ids": [mock.id for mock in read.mocks],
                "mocks": [mock_row(mock, session) for mock in read.mocks],
                "problems": list(map(problem_shape, read.problems)),
            },
            call.operation.status,
        )

    async def get_mock(self, call: Call) -> Response:
        """One of them."""
        operations = self._seen(call)
        return await _row(operations, operations.mock(call.in_path("id")))

    async def replace_mock(self, call: Call) -> Response:
        """Another definition."""
        raw, as_json = await call.text()
        operations = self._seen(call)
        return await _row(operations, await operations.replace(call.in_path("id"), raw, as_json=as_json))

    async def patch_mock(self, call: Call) -> Response:
        """Another part of the definition."""
        patch = await call.document()
        operations = self._seen(call)
        return await _row(operations, await operations.patch(call.in_path("id"), patch))

    async def enable_mock(self, call: Call) -> Response:
        """Let one answer."""
        operations = self._changed(call)
        return await _row(operations, operations.switch(call.in_path("id"), enabled=True))

    async def disable_mock(self, call: Call) -> Response:
        """Keep one from answering."""
        operations = self._changed(call)
        return await _row(operations, operations.switch(call.in_path("id"), enabled=False))

    async def delete_mock(self, call: Call) -> Response:
        """Take one away."""
        await self._seen(call).delete(call.in_path("id"))
        return nothing()


async def _row(operations: MockOperations, mock: Mock) -> Response:
    session = operations.session
    return await plain_json_answer(lambda: mock_row(mock, session))
