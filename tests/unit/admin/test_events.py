"""Server-sent events: what a listener is told, and what it is told when it could not be told all."""

import asyncio
import json
from contextlib import aclosing

import pytest
from starlette.applications import Starlette
from starlette.requests import Request
from starlette.routing import Route

from smockproxy.admin import events as module
from smockproxy.admin.events import (
    LOOKING_BACK,
    MOST_LISTENERS,
    OPENING,
    SILENCE,
    TOO_LONG,
    TOO_MANY,
    TOO_SLOW,
    TooManyListenersError,
    Wanted,
    event_id,
    event_stream,
    listener,
    missed_bytes,
    wanted_of,
)
from smockproxy.app.history.events import Events
from smockproxy.app.settings.table import Settings
from smockproxy.app.usage import UsageError
from smockproxy.core.history import History, HistoryEntry
from smockproxy.core.http import Headers
from smockproxy.core.http import Request as Sent
from smockproxy.core.query import Query
from smockproxy.interop.entry import entry_shape
from smockproxy.store.errors import StoreError
from tests.unit.exchanges import STARTED_AT, exchange


def asked(query: str = "", last_event: str = "") -> Request:
    headers = [(b"last-event-id", last_event.encode())] if last_event else []
    scope = {"type": "http", "method": "GET", "path": "/api/v1/events", "query_string": query.encode()}
    return Request(scope | {"headers": headers})


def test_the_session_is_named_by_the_query_else_by_the_header():
    scope = asked("session=a").scope | {"headers": [(b"x-smockproxy-session", b"b")]}
    assert wants(Request(scope)).query.session == "a"
    assert wants(Request(scope | {"query_string": b""})).query.session == "b"
    assert wants(asked()).query.session is None


def wants(request: Request) -> Wanted:
    return wanted_of(request, Settings())


def kept(*ids: str) -> History:
    history = History()
    for entry_id in ids:
        history.append(exchange(id=entry_id))
    return history


def ids_in(told: bytes) -> list[str]:
    return [
        json.loads(line[6:])["id"] for line in told.decode().splitlines() if line.startswith('data: {"id"')
    ]


class Listener:
    """Reads a stream piece by piece."""

    def __init__(self, wanted: Wanted, history: History, heartbeat: float = 60) -> None:
        self.events: Events[HistoryEntry] = Events()
        self.stream = event_stream(self.events, history, wanted, heartbeat)

    async def begin(self) -> bytes:
        assert await anext(self.stream) == OPENING
        return await anext(self.stream)

    async def told(self, *entries: HistoryEntry) -> bytes:
        for entry in entries:
            self.events.publish(entry)
        return await anext(self.stream)


async def test_each_exchange_is_an_event():
    listener = Listener(wants(asked()), kept("1"))
    assert await listener.begin() == f"id: 1@{STARTED_AT}\nevent: listening\ndata: {{}}\n\n".encode()
    entry = exchange(id="2")
    expected = json.dumps(entry_shape(entry, with_bodies=False), ensure_ascii=False, separators=(",", ":"))
    assert await listener.told(entry) == (
        f"id: 2@{STARTED_AT}\nevent: exchange\ndata: {expected}\n\n".encode()
    )


async def test_bodies_are_there_when_asked_for():
    listener = Listener(wants(asked("bodies=true")), kept())
    await listener.begin()
    assert b'"body":"hi"' in await listener.told(exchange())


@pytest.mark.parametrize(("query", "is_shown"), [("", False), ("redact=false", True)])
async def test_credentials_are_shown_only_to_who_asks_for_them(query, is_shown):
    listener = Listener(wants(asked(query)), kept())
    await listener.begin()
    signed = Sent("GET", "http", "a.test", 80, "/", Headers.of([("Authorization", "Bearer s3cr3t-t0ken")]))
    assert (b"s3cr3t-t0ken" in await listener.told(exchange(signed))) is is_shown


async def test_only_what_is_wanted_is_told():
    listener = Listener(wants(asked("where=~m%20POST&session=w-1")), kept())
    await listener.begin()
    posted = Sent("POST", "http", "a.test", 80, "/")
    entries = [
        exchange(id="1", session_name="w-1"),
        exchange(posted, id="2"),
        exchange(posted, id="3", session_name="w-1"),
    ]
    assert ids_in(await listener.told(*entries)) == ["3"]


async def test_the_last_ones_from_before_come_first():
    listener = Listener(wants(asked("last=2")), kept("1", "2", "3"))
    told = await listener.begin()
    assert ids_in(told) == ["2", "3"]
    assert told.endswith(f"id: 3@{STARTED_AT}\nevent: listening\ndata: {{}}\n\n".encode())


async def test_before_the_first_exchange_there_is_no_place_to_come_back_to():
    assert await Listener(wants(asked()), kept()).begin() == b"event: listening\ndata: {}\n\n"


async def test_the_place_to_come_back_to_passes_over_what_is_not_wanted():
    listener = Listener(wants(asked("where=~m%20POST&last=5")), kept("1", "2"))
    assert (await listener.begin()).startswith(f"id: 2@{STARTED_AT}\nevent: listening".encode())


async def test_who_comes_back_is_told_what_it_missed_and_nothing_twice():
    history = kept("1", "2", "3", "4")
    last = event_id(exchange(id="2"))
    listener = Listener(wants(asked(last_event=last)), history)
    assert ids_in(await listener.begin()) == ["3", "4"]
    assert ids_in(await listener.told(exchange(id="4"), exchange(id="5"))) == ["5"]


@pytest.mark.parametrize("last", ["9@1.0", "2@1.0", "2", "@", "no such"])
async def test_who_comes_back_from_another_run_is_told_all(last):
    listener = Listener(wants(asked(last_event=last)), kept("1", "2", "3"))
    assert ids_in(await listener.begin()) == ["1", "2", "3"]


async def test_more_than_is_told_from_before_is_said(monkeypatch):
    monkeypatch.setattr(module, "MOST_EARLIER", 2)
    listener = Listener(wants(asked(last_event="x")), kept("1", "2", "3"))
    told = await listener.begin()
    assert told.startswith(missed_bytes(TOO_MANY))
    assert ids_in(told) == ["2", "3"]


def test_looking_back_ends_in_time():
    wanted = Wanted(Query(limit=10, newest_first=True))
    moments = iter([0.0, LOOKING_BACK, LOOKING_BACK + 1])
    earlier = module._looked_back(kept("1", "2", "3"), wanted, lambda: next(moments))
    assert earlier.told.startswith(missed_bytes(TOO_LONG))
    assert ids_in(earlier.told) == ["2", "3"]


async def test_silence_is_broken_by_comments():
    listener = Listener(wants(asked()), kept(), heartbeat=0.001)
    await listener.begin()
    assert await anext(listener.stream) == SILENCE
    assert await anext(listener.stream) == SILENCE
    while (told := await listener.told(exchange(id="7"))) == SILENCE:
        pass
    assert ids_in(told)[0] == "7"


async def test_who_reads_too_slowly_is_told_how_many_it_missed():
    listener = Listener(wants(asked()), kept())
    await listener.begin()
    told = await listener.told(*(exchange(id=str(number)) for number in range(1_003)))
    assert told == missed_bytes(TOO_SLOW, 3)
    assert ids_in(await anext(listener.stream))[0] == "3"


async def test_a_condition_that_cannot_be_tested_ends_it_with_an_error():
    class Stubborn:
        def holds(self, _entry):
            raise UsageError("too large")

    listener = Listener(Wanted(Query(limit=0), Stubborn()), kept())
    await listener.begin()
    assert await listener.told(exchange()) == b'event: error\ndata: {"message":"too large"}\n\n'
    assert [piece async for piece in listener.stream] == []
    assert len(listener.events) == 0


async def test_a_history_that_cannot_be_read_ends_it_with_an_error():
    class Damaged(History):
        def query(self, *_):
            raise StoreError("it is damaged")

    stream = event_stream(Events(), Damaged(), wants(asked("last=1")))
    assert [piece async for piece in stream] == [
        OPENING,
        b'event: error\ndata: {"message":"it is damaged"}\n\n',
    ]


async def test_it_ends_when_nothing_more_will_come():
    listener = Listener(wants(asked()), kept())
    await listener.begin()
    listener.events.end()
    assert [piece async for piece in listener.stream] == []


async def test_who_leaves_is_forgotten():
    listener = Listener(wants(asked()), kept())
    async with aclosing(listener.stream):
        await listener.begin()
        assert len(listener.events) == 1
    assert len(listener.events) == 0


@pytest.mark.parametrize("last", ["-1", "1001", "x", ""])
def test_a_bad_number_is_refused(last):
    with pytest.raises(UsageError, match=f'last is "{last}"; expected a number from 0 to 1000'):
        wants(asked(f"last={last}"))


def test_a_bad_expression_is_refused():
    with pytest.raises(UsageError, match="there is no term"):
        wants(asked("where=~nosuch"))


async def test_the_route_streams_until_the_listener_leaves(operations):
    events = operations.instance.events
    app = Starlette(routes=[Route("/api/v1/events", listener(lambda: operations.instance))])
    sent: list[dict] = []
    has_left, has_begun = asyncio.Event(), asyncio.Event()

    async def receive() -> dict:
        await has_left.wait()
        return {"type": "http.disconnect"}

    async def send(message: dict) -> None:
        sent.append(message)
        if message.get("body"):
            has_begun.set()

    scope = asked().scope | {"http_version": "1.1"}
    listening = asyncio.ensure_future(app(scope, receive, send))
    await has_begun.wait()
    assert len(events) == 1
    has_left.set()
    await listening
    headers = dict(sent[0]["headers"])
    assert (sent[0]["status"], headers[b"content-type"]) == (200, b"text/event-stream; charset=utf-8")
    assert sent[1]["body"] == OPENING
    assert len(events) == 0


async def test_there_are_only_so_many_listeners(operations):
    listen = listener(lambda: operations.instance)
    for _ in range(MOST_LISTENERS):
        operations.instance.events.subscribe()
    with pytest.raises(TooManyListenersError, match="100 listen already"):
        await listen(asked())
