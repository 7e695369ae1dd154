"""The operations that explain."""

from dataclasses import replace

import pytest

from smockproxy.app.operations.why import WhyOperations
from smockproxy.app.sessions.instances import Instances
from smockproxy.app.usage import NotFoundError
from smockproxy.core.conditions import Conditions, OnField
from smockproxy.core.http import Response
from smockproxy.core.matchers import equal
from smockproxy.core.mock import Mock
from smockproxy.core.responders import Fixed
from tests.unit.exchanges import exchange, instance

MOCK = Mock("m", Fixed(Response()), Conditions((OnField("path", equal("/hello")),)))


@pytest.fixture
def operations() -> WhyOperations:
    instances = Instances(instance())
    instances.of("w").sessions.add([MOCK])
    return WhyOperations(instances)


def seen(operations: WhyOperations):
    engine = operations.instances.find("w").engine
    entry = exchange(session_name="w")
    return replace(entry, trace=engine.decide(entry.request).trace)


async def test_a_trace_is_of_the_session_that_decided(operations):
    told = await operations.trace(seen(operations))
    assert (told.trace.winner, told.version) == (MOCK, operations.instances.find("w").engine.mocks.version)


async def test_a_trace_that_is_kept_beside_the_history(operations):
    entry = seen(operations)
    operations.instances.unnamed.traces.keep(entry.id, entry.trace)
    assert (await operations.trace(replace(entry, trace=None))).trace.winner == MOCK


async def test_an_exchange_of_a_session_that_is_forgotten(operations):
    entry = seen(operations)
    operations.instances.drop("w")
    assert (await operations.trace(entry)).trace.winner == MOCK


async def test_why_a_request_would_get_its_answer(operations):
    named = operations.instances.find("w")
    question = {"url": "http://a.test/hello"}
    assert (await operations.why(question, named)).trace.winner == MOCK
    assert (await operations.why(question, operations.instances.unnamed)).trace.winner is None
    assert named.engine.session.uses(MOCK) == 0


async def test_why_an_exchange_got_its_answer(operations):
    named = operations.instances.find("w")
    named.history.append(seen(operations))
    assert (await operations.why({"id": "1"}, operations.instances.unnamed)).trace.winner == MOCK
    with pytest.raises(NotFoundError, match='no exchange "2"'):
        await operations.why({"id": "2"}, named)
