"""The operations that hold a session against what is expected of it."""

import pytest

from smockproxy.app.operations.check import CheckOperations
from smockproxy.app.sessions.instances import Instances
from smockproxy.app.usage import UsageError
from smockproxy.core.bounds import VerdictOutcome
from smockproxy.core.history import MockRef
from smockproxy.core.http import Response
from smockproxy.core.mock import Mock
from smockproxy.core.responders import Fixed
from tests.unit.exchanges import exchange, instance

MOCK = Mock("m", Fixed(Response()), times=1)
REF = MockRef("m", "m", "static", from_file=False)


@pytest.fixture
def operations() -> CheckOperations:
    made = Instances(instance()).of("w")
    made.sessions.add([MOCK])
    return CheckOperations(made)


def used(operations: CheckOperations, entry_id: str, session_name: str = "w"):
    own = operations.instance.engine.session
    own.reserve(MOCK)
    return exchange(id=entry_id, session=own.facts.id, session_name=session_name, mock=REF)


async def test_the_verdict_is_on_the_named_session(operations):
    assert (await operations.verdict({})).outcome is VerdictOutcome.FAILED
    operations.instance.remember(used(operations, "1"))
    verdict = await operations.verdict({"fail_on": ["unverified"]})
    assert (verdict.outcome, verdict.account.exchanges) == (VerdictOutcome.PASSED, 1)


@pytest.mark.parametrize(
    ("question", "told"),
    [
        ({"fail_on": {}}, "fail_on is a list"),
        ({"fail_on": [1]}, "fail_on is a list"),
        ({"fail_on": ["unusd"]}, 'cannot fail on "unusd"'),
        ({"fail": []}, 'Unknown key "fail"'),
        ([], "Expected a JSON object"),
    ],
)
async def test_what_no_verdict_can_fail_on(operations, question, told):
    with pytest.raises(UsageError, match=told):
        await operations.verdict(question)


async def test_calls_of_other_names_do_not_count(operations):
    operations.instance.remember(used(operations, "1"))
    operations.instance.remember(used(operations, "2", session_name=""))
    counted = await operations.called({"mock": "m", "exactly": 1})
    assert (counted.count, counted.outcome) == (1, VerdictOutcome.PASSED)


async def test_a_wait_for_what_has_come(operations):
    operations.instance.remember(used(operations, "1"))
    waited = await operations.wait({"mock": "m", "timeout": 0})
    assert (waited.is_fulfilled, waited.exchanges) == (True, ("1",))
    assert not (await operations.wait({"mock": "m", "timeout": 0, "at_least": 2})).is_fulfilled


async def test_usage(operations):
    operations.instance.remember(used(operations, "1"))
    (usage,) = await operations.usage()
    assert (usage.mock, usage.uses, usage.exchanges) == (MOCK, 1, 1)
    assert operations.evicted() == 0
