"""Answers that templates make at once: client and history get what they get when nothing is short."""

import json
from collections.abc import Callable
from dataclasses import replace

import pytest

from smockproxy.core.callbacks import Callback
from smockproxy.core.history import HistoryEntry
from smockproxy.core.mock import Mock
from smockproxy.core.ratelimit import RateLimit
from smockproxy.core.replayed import Replayed
from smockproxy.core.responders import TEMPLATE, Scripted
from smockproxy.engines.contract import Call, Result
from smockproxy.engines.limits import DEFAULT_LIMITS
from smockproxy.engines.running import run_here
from smockproxy.engines.table import runs_in_process
from smockproxy.proxy.lane import anew
from smockproxy.proxy.lane.http2answers import fields_of
from smockproxy.proxy.lane.lane import Lane
from tests.unit.proxy.lane.talking import DATE, HELLO, Talk, timers
from tests.unit.proxy.mocked_edge import MockedEdge, mock

ENDING = HELLO.replace("\r\n\r\n", "\r\nConnection: close\r\n\r\n")


def template(body: str, **said: object) -> Mock:
    return mock("/hello", Scripted(TEMPLATE, json.dumps({"body": body, **said})))


class Client:
    """Of a lane whose scripts run in this process; `needs_worker` is for all of them."""

    def __init__(self, of: Mock, *, needs_worker: bool = False, **facts: object) -> None:
        self.mocked = MockedEdge((of,), **facts)  # type: ignore[arg-type]
        self.runs = 0
        self.mocked.instance.scripts._run = self._run  # type: ignore[assignment]
        if not needs_worker:
            self.mocked.instance.scripts.run_at_once = self._run_at_once
        self.lane = Lane(self.mocked.edge)

    async def _run(self, call: Call) -> Result:
        return self._run_here(call)

    def _run_at_once(self, call: Call) -> Result | None:
        return self._run_here(call) if runs_in_process(call.program) else None

    def _run_here(self, call: Call) -> Result:
        self.runs += 1
        return run_here(call, DEFAULT_LIMITS)

    def asks(self, what: str = HELLO, times: int = 3) -> list[tuple[bytes, bool]]:
        """What it is answered, and whether the connection ends with it; each time a second later."""
        heard = []
        with timers() as time:
            for _ in range(times):
                talk = Talk(self.mocked, given=self.lane)
                heard_at_once = talk.says(what)
                time.work()
                time.pass_by(1)
                heard.append((heard_at_once + talk.wire.taken(), talk.wire.is_closed))
                self.mocked.clock.now += 1
        assert self.mocked.edge.open_exchanges == set()
        return heard


TEMPLATES = {
    "plain": template("made"),
    "of the request": template("{{ request.path }} {{ request.headers.host[0] }}"),
    "of the moment": template("{{ now() }} {{ request.date }}"),
    "of chance": template("{{ uuid() }} {{ random_int(1, 1000) }}"),
    "of its use": template("{{ mock.uses }} {{ mock.id }} {{ session.id }} {{ session.name }}"),
    "of the state": template("{{ state.incr('n') }}"),
    "of what it read": template("{{ state.get('n') }}"),
    "with a log": template("{{ log('one') }}made"),
    "with headers": template("x", status=404, headers={"B": ["1", "{{ mock.uses }}"], "A": ["2"]}),
    "an end": template("x", headers={"Connection": ["close"]}),
    "odd": template("", status=204),
    "without a body": template(""),
    "a document": mock("/hello", Scripted(TEMPLATE, '{"json": {"n": "{{ mock.uses }}"}}')),
    "late": template("x", delay={"min": 1, "max": 1}),
    "broken": template("{{ nobody.knows }}"),
    "no template": template("{{"),
}


def told(of: Mock, what: str, *, needs_worker: bool) -> tuple[object, list[HistoryEntry], dict[str, object]]:
    client = Client(of, needs_worker=needs_worker)
    heard = client.asks(what)
    session = client.mocked.instance.engine.session
    facts = {"state": session.state.snapshot().values, "uses": session.uses(of)}
    return heard, client.mocked.history, facts


@pytest.mark.parametrize("of", TEMPLATES.values(), ids=TEMPLATES)
@pytest.mark.parametrize("what", [HELLO, HELLO.replace("GET", "HEAD"), ENDING], ids=["GET", "HEAD", "end"])
@pytest.mark.parametrize("of_the_api", [False, True], ids=["file", "API"])
def test_both_ways_are_alike(of: Mock, what: str, *, of_the_api: bool) -> None:
    of = replace(of, source=None) if of_the_api else of
    short = told(of, what, needs_worker=False)
    long = told(of, what, needs_worker=True)
    assert short == long
    assert [entry.trace for entry in short[1]] == [entry.trace for entry in long[1]]


def is_short(of: Mock, monkeypatch: pytest.MonkeyPatch, **facts: object) -> bool:
    client = Client(of, **facts)
    carried: list[object] = []
    monkeypatch.setattr(
        client.lane, "_carry", lambda asked: carried.append(asked) or asked.by.over(ends=True)
    )
    client.asks(times=1)
    return not carried


@pytest.mark.parametrize("name", ["plain", "of the request", "of the moment", "of chance", "with a log"])
def test_most_are_rendered_once(name: str, monkeypatch: pytest.MonkeyPatch) -> None:
    client = Client(TEMPLATES[name])
    client.asks(times=4)
    assert client.runs == 4
    assert is_short(TEMPLATES[name], monkeypatch)


@pytest.mark.parametrize("name", ["of the state", "late", "odd", "broken", "no template"])
def test_what_has_more_to_do_goes_the_long_way(name: str, monkeypatch: pytest.MonkeyPatch) -> None:
    assert not is_short(TEMPLATES[name], monkeypatch)


CHANGES: dict[str, Callable[[Mock], Mock]] = {
    "callbacks": lambda of: replace(of, callbacks=(Callback("GET", "http://a.test/"),)),
    "a rate limit": lambda of: replace(of, rate_limit=RateLimit(5, 60)),
    "a recording": lambda of: replace(of, replayed=Replayed(0.0, 0.0, ages=False)),
    "another language": lambda of: replace(of, responder=Scripted("lua", "return {}")),
}


@pytest.mark.parametrize("change", CHANGES.values(), ids=CHANGES)
def test_mocks_that_do_more_go_the_long_way(
    change: Callable[[Mock], Mock], monkeypatch: pytest.MonkeyPatch
) -> None:
    assert not is_short(change(TEMPLATES["plain"]), monkeypatch)


def test_its_draws_are_those_of_the_use_that_is_counted() -> None:
    of = template("{{ uuid() }}")
    client = Client(of)
    session = client.mocked.instance.engine.session
    reservation = session.reserve(of)
    heard = client.asks(times=2)
    reservation.give_back()
    heard += client.asks(times=2)
    session = client.mocked.instance.engine.session
    assert len({answer[-36:] for answer, _ in heard}) == 4
    assert session.chance_of_use(of).use == session.uses(of) == 4


def test_it_is_as_http_2_says_it_too() -> None:
    client = Client(TEMPLATES["with headers"])
    found: list[anew.Made] = []
    of = client.lane._made.of

    def kept(asked: object) -> anew.Made | None:
        made = of(asked)  # type: ignore[arg-type]
        found.extend(filter(None, [made]))
        return made

    client.lane._made.of = kept  # type: ignore[method-assign,assignment]
    client.asks(times=1)
    (made,) = found
    (entry,) = client.mocked.history
    assert entry.response is not None
    assert made.fields(DATE.encode()) == fields_of(entry.response)
    assert (made.body, made.size) == (b"x", 1)
