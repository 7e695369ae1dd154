"""Named sessions that nobody uses any more."""

import asyncio
import logging

import pytest

from smockproxy.app.sessions import idle
from smockproxy.app.sessions.idle import drop_idle, drop_idle_now, expire
from smockproxy.app.sessions.instance import Instance
from smockproxy.app.sessions.instances import Instances
from smockproxy.app.settings.table import Settings
from tests.unit.exchanges import STARTED_AT, exchange


@pytest.fixture
def moments() -> list[float]:
    return [0.0]


@pytest.fixture
def instances(moments) -> Instances:
    return Instances(Instance.begin(Settings(), lambda: moments[-1], lambda: "id"))


def test_what_is_forgotten_is_told(instances, moments, caplog):
    caplog.set_level(logging.INFO)
    instances.of("worker-1")
    moments.append(10.0)
    drop_idle_now(instances, 11.0)
    assert len(instances.all()) == 2
    drop_idle_now(instances, 10.0)
    assert instances.all() == (instances.unnamed,)
    assert caplog.messages == ["forgot the session worker-1: not used for 10 seconds"]


async def test_never(instances):
    await drop_idle(instances, 0)


async def test_none_goes_before_the_verdict_of_a_run():
    judged = Instances(Instance.begin(Settings(fail_on=("unmatched",)), lambda: 0.0, lambda: "id"))
    judged.of("worker-1")
    await asyncio.wait_for(drop_idle(judged, 1e-6), 1)
    assert len(judged.all()) == 2


async def test_it_goes_on_until_it_is_cancelled(instances, moments):
    instances.of("worker-1")
    moments.append(10.0)
    looking = asyncio.create_task(drop_idle(instances, 1e-6))
    while len(instances.all()) > 1:  # noqa: ASYNC110 - there is nothing to be told by
        await asyncio.sleep(0)
    assert not looking.done()
    looking.cancel()


async def test_old_exchanges_go_with_time_alone(moments, monkeypatch):
    monkeypatch.setattr(idle, "LONGEST_PAUSE", 1e-6)
    settings = Settings(history_age=1)
    instances = Instances(Instance.begin(settings, lambda: moments[-1], lambda: "id"))
    await expire(Instances(Instance.begin(Settings(), lambda: 0.0, lambda: "id")))
    history = instances.unnamed.history
    history.append(exchange(id="1"))
    moments.append(STARTED_AT + 10.0)
    working = asyncio.create_task(expire(instances))
    while history:  # noqa: ASYNC110 - there is nothing to be told by
        await asyncio.sleep(0)
    working.cancel()
    assert history.evicted == 1
