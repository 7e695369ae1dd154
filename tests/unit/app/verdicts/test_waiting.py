"""Waiting for exchanges: those there are, and those that come."""

import asyncio

import pytest

from smockproxy.app.history.events import MOST_WAITING, Events
from smockproxy.app.usage import UsageError
from smockproxy.app.verdicts.waiting import LONGEST, Wanted, wait_for, wanted_of
from smockproxy.core.calls import Calls
from smockproxy.core.history import History
from smockproxy.core.http import Request
from tests.unit.exchanges import HELLO, exchange

BY_HELLO = Calls(mock_id=HELLO.id)


def other(number: int):
    return exchange(Request("GET", "http", "a.test", 80, "/"), id=str(number), mock=None)


class Running:
    """A history that tells of its exchanges."""

    def __init__(self) -> None:
        self.history, self.events = History(), Events()
        self.was_read = asyncio.Event()

    def add(self, *entries) -> None:
        for entry in entries:
            self.history.append(entry)
            self.events.publish(entry)

    def wait(self, wanted: Wanted) -> asyncio.Future:
        return asyncio.ensure_future(wait_for(wanted, self.entries, self.events))

    def entries(self):
        self.was_read.set()
        return iter(self.history)


async def test_what_there_is_counts():
    running = Running()
    running.add(other(1), exchange(id="2"), exchange(id="3"), exchange(id="4"))
    waited = await running.wait(Wanted(BY_HELLO, at_least=2, limit=0))
    assert waited.is_fulfilled
    assert waited.exchanges == ("2", "3")
    assert len(running.events) == 0


async def test_without_a_limit_left_it_only_looks():
    running = Running()
    running.add(exchange(id="1"))
    waited = await running.wait(Wanted(BY_HELLO, at_least=2, limit=0))
    assert not waited.is_fulfilled
    assert waited.exchanges == ("1",)


async def test_what_comes_later_counts():
    running = Running()
    running.add(exchange(id="1"))
    waiting = running.wait(Wanted(BY_HELLO, at_least=3, limit=LONGEST))
    await running.was_read.wait()
    running.add(other(2), exchange(id="3"))
    await asyncio.sleep(0)
    assert not waiting.done()
    running.add(exchange(id="4"))
    assert (await waiting).exchanges == ("1", "3", "4")


async def test_the_time_is_limited():
    running = Running()
    waited = await running.wait(Wanted(BY_HELLO, limit=0.001))
    assert not waited.is_fulfilled
    assert len(running.events) == 0


async def test_a_flood_loses_nothing():
    running = Running()
    waiting = running.wait(Wanted(BY_HELLO, at_least=2, limit=LONGEST))
    await running.was_read.wait()
    running.add(exchange(id="0"), *(other(number) for number in range(1, MOST_WAITING + 1)))
    running.add(exchange(id="last"))
    assert (await waiting).exchanges == ("0", "last")


async def test_an_exchange_is_counted_once_that_is_there_and_comes_as_well():
    running = Running()
    running.add(exchange(id="1"))
    waiting = running.wait(Wanted(BY_HELLO, at_least=2, limit=LONGEST))
    await running.was_read.wait()
    running.events.publish(exchange(id="1"))
    running.add(exchange(id="2"))
    assert (await waiting).exchanges == ("1", "2")


async def test_the_end_of_all_ends_it():
    running = Running()
    waiting = running.wait(Wanted(BY_HELLO, limit=LONGEST))
    await running.was_read.wait()
    running.events.end()
    assert not (await waiting).is_fulfilled


async def test_the_time_limit_holds_under_load():
    running = Running()

    def endless():
        running.add(other(len(running.history)))
        return iter(())

    waited = await wait_for(Wanted(BY_HELLO, limit=0), endless, running.events)
    assert not waited.is_fulfilled


def test_a_question_is_read():
    wanted = wanted_of({"request": {"path": "/a"}, "timeout": 1.5, "at_least": 4}, ())
    assert (wanted.limit, wanted.at_least, wanted.calls.session_name) == (1.5, 4, None)
    assert wanted_of({"request": {}}, (), "").calls.session_name == ""
    assert (wanted_of({"request": {}}, ()).limit, wanted_of({"request": {}}, ()).at_least) == (10.0, 1)


@pytest.mark.parametrize(
    ("asked", "told"),
    [
        ({"timeout": 61}, "timeout is a number of seconds from 0 to 60."),
        ({"timeout": -1}, "timeout is a number of seconds from 0 to 60."),
        ({"timeout": True}, "timeout is a number of seconds from 0 to 60."),
        ({"timeout": "10s"}, "timeout is a number of seconds from 0 to 60."),
        ({"at_least": 0}, "at_least is 0: there would be nothing to wait for."),
        ({"exactly": 2}, 'Unknown key "exactly": the keys are request, mock, at_least, timeout.'),
    ],
)
def test_what_is_wrong_with_a_question(asked, told):
    with pytest.raises(UsageError) as error:
        wanted_of({"request": {}, **asked}, ())
    assert str(error.value) == told
