"""An admin application on an instance of the test's own, called without a socket."""

from collections.abc import AsyncIterator

import pytest
from httpx import ASGITransport, AsyncClient

from smockproxy.admin.app import admin_app
from smockproxy.app.operations.state import StateOperations
from smockproxy.app.sessions.instances import Instances
from smockproxy.app.settings.table import Settings
from smockproxy.app.smocker.operations import Smocker
from smockproxy.interop.formats import HAR, JSONL, by_name
from tests.unit.exchanges import instance, several


@pytest.fixture
def operations() -> StateOperations:
    return StateOperations(instance(settings=Settings(redact=False)))


@pytest.fixture
def smocker(operations: StateOperations) -> Smocker:
    return Smocker(operations.instance)


@pytest.fixture
def full(operations: StateOperations) -> StateOperations:
    """The operations with a history."""
    for entry in several():
        operations.instance.history.append(entry)
    return operations


@pytest.fixture
async def client(operations: StateOperations) -> AsyncIterator[AsyncClient]:
    transport = ASGITransport(admin_app(Instances(operations.instance), by_name(HAR, JSONL)))
    async with AsyncClient(transport=transport, base_url="http://admin.test") as calling:
        yield calling
