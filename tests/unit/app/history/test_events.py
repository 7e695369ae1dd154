"""Who listens is told, and nobody waits for whoever does not."""

import asyncio

from smockproxy.app.history.events import HEAVIEST, Events
from tests.unit.exchanges import exchange


async def test_all_who_listen_are_told_from_then_on():
    events = Events[int]()
    events.publish(0)
    with events.subscribe() as first:
        events.publish(1)
        with events.subscribe() as second:
            events.publish(2)
            assert len(events) == 2
            assert await first.batch() == [1, 2]
            assert await second.batch() == [2]
        assert len(events) == 1
    assert len(events) == 0


async def test_a_listener_waits_for_what_comes():
    events = Events[str]()
    with events.subscribe() as listening:
        waiting = asyncio.ensure_future(listening.batch())
        await asyncio.sleep(0)
        assert not waiting.done()
        events.publish("now")
        assert await waiting == ["now"]


async def test_what_nobody_takes_is_dropped_the_oldest_first():
    events = Events[int]()
    with events.subscribe(most=2) as slow, events.subscribe() as quick:
        for number in range(5):
            events.publish(number)
        assert (await slow.batch(), slow.dropped) == ([3, 4], 3)
        assert (await quick.batch(), quick.dropped) == ([0, 1, 2, 3, 4], 0)


async def test_heavy_events_are_dropped_sooner_but_for_the_last():
    events = Events[int](weigh=lambda event: event)
    with events.subscribe() as listening:
        for weight in (HEAVIEST // 2, HEAVIEST // 2, 1):
            events.publish(weight)
        assert (await listening.batch(), listening.dropped) == ([HEAVIEST // 2, 1], 1)
        events.publish(HEAVIEST + 1)
        events.publish(HEAVIEST + 2)
        assert (await listening.batch(), listening.dropped) == ([HEAVIEST + 2], 2)


async def test_a_wait_that_is_given_up_loses_nothing():
    events = Events[int]()
    with events.subscribe() as listening:
        waiting = asyncio.ensure_future(listening.batch())
        await asyncio.sleep(0)
        events.publish(1)
        waiting.cancel()
        await asyncio.gather(waiting, return_exceptions=True)
        assert await listening.batch() == [1]


async def test_they_come_one_after_the_other_until_the_end():
    events = Events[int]()
    with events.subscribe() as listening:
        events.publish(1)
        events.publish(2)
        events.end()
        events.publish(3)
        assert [event async for event in listening] == [1, 2]
        assert await listening.batch() == []


async def test_the_end_wakes_whoever_waits():
    events = Events[int]()
    with events.subscribe() as listening:
        waiting = asyncio.ensure_future(listening.batch())
        await asyncio.sleep(0)
        events.end()
        assert await waiting == []


async def test_exchanges_have_a_weight():
    events: Events = Events(weigh=lambda entry: entry.weight)
    with events.subscribe() as listening:
        events.publish(exchange())
        assert [entry.id for entry in await listening.batch()] == ["1"]


async def test_who_joins_is_told_at_once():
    events: Events[str] = Events()
    told: list[str] = []

    class Listening:
        def offer(self, event: str) -> None:
            told.append(event)

    events.join(Listening())
    events.publish("one")
    events.end()

    assert told == ["one"]
    assert len(events) == 1
