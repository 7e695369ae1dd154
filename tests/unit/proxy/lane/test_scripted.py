"""Answers of scripts that are only written: client and history get what they get the long way."""

from collections.abc import Callable
from dataclasses import replace

import pytest

from smockproxy.app.scripts.scripting import ScriptAnswer
from smockproxy.core.callbacks import Callback
from smockproxy.core.decision import Script
from smockproxy.core.duration import NO_DELAY, Delay
from smockproxy.core.history import HistoryEntry
from smockproxy.core.mock import Mock
from smockproxy.core.ratelimit import RateLimit
from smockproxy.core.responders import Scripted
from smockproxy.proxy.exchange import Exchange
from smockproxy.proxy.lane import carrying, scripted
from smockproxy.proxy.lane.outlines import Outline
from tests.unit.proxy.lane.talking import HELLO, Talk, timers
from tests.unit.proxy.mocked_edge import MockedEdge, mock, response

SCRIPTED = mock("/hello", Scripted("lua", "return {}"))
ANSWERS = {
    "plain": ScriptAnswer(response(202, b"made", Content_Type="text/plain"), NO_DELAY),
    "log": ScriptAnswer(response(200, b"made"), NO_DELAY, ("one", "two")),
    "empty": ScriptAnswer(response(0), NO_DELAY),
    "large": ScriptAnswer(response(200, b"x" * 2_000_000), NO_DELAY),
    "the end": ScriptAnswer(response(200, b"x", Connection="close"), NO_DELAY),
    "odd": ScriptAnswer(response(204), NO_DELAY),
    "own length": ScriptAnswer(response(200, b"longer", Content_Length="2"), NO_DELAY),
}


def told(
    answer: ScriptAnswer, asked: str, monkeypatch: pytest.MonkeyPatch, of: Mock
) -> tuple[bytes, HistoryEntry, bool]:
    """What goes out, what history has, and whether the connection has ended."""
    with timers() as time:
        talk = Talk(MockedEdge((of,)))

        async def run_script(exchange: Exchange, _: Script) -> None:
            exchange.scripted = answer

        monkeypatch.setattr(talk.mocked.edge, "run_script", run_script)
        monkeypatch.setattr(talk.mocked.edge.callbacks, "follow", lambda _: None)
        talk.says(asked)
        time.work()
        time.pass_by(1)
        assert talk.mocked.edge.open_exchanges == set()
        return talk.wire.taken(), talk.mocked.entry, talk.wire.is_closed


@pytest.mark.parametrize("answer", ANSWERS.values(), ids=ANSWERS)
@pytest.mark.parametrize("asked", [HELLO, HELLO.replace("GET", "HEAD")], ids=["GET", "HEAD"])
@pytest.mark.parametrize("of", [SCRIPTED, replace(SCRIPTED, source=None)], ids=["file", "API"])
def test_both_ways_are_alike(
    answer: ScriptAnswer, asked: str, of: Mock, monkeypatch: pytest.MonkeyPatch
) -> None:
    short = told(answer, asked, monkeypatch, of)
    monkeypatch.setattr(carrying, "outline_for", lambda *_: None)
    long = told(answer, asked, monkeypatch, of)
    assert (short[0], short[2]) == (long[0], long[2])
    assert replace(short[1], timing=long[1].timing) == long[1]
    assert short[1].trace == long[1].trace


def outline_found(answer: ScriptAnswer, of: Mock, monkeypatch: pytest.MonkeyPatch) -> Outline | None:
    """The outline of the answer, when it was asked for."""
    found: list[Outline | None] = []

    def asked(exchange: Exchange, given: ScriptAnswer) -> None:
        found.append(scripted.outline_for(exchange, given))

    monkeypatch.setattr(carrying, "outline_for", asked)
    told(answer, HELLO, monkeypatch, of)
    return found[0]


CHANGES: dict[str, Callable[[Mock], Mock]] = {
    "callbacks": lambda of: replace(of, callbacks=(Callback("GET", "http://a.test/"),)),
    "a rate limit": lambda of: replace(of, rate_limit=RateLimit(5, 60)),
}


@pytest.mark.parametrize("change", CHANGES.values(), ids=CHANGES)
def test_what_has_more_to_do_goes_the_long_way(
    change: Callable[[Mock], Mock], monkeypatch: pytest.MonkeyPatch
) -> None:
    assert outline_found(ANSWERS["plain"], change(SCRIPTED), monkeypatch) is None


def test_delays_go_the_long_way(monkeypatch: pytest.MonkeyPatch) -> None:
    assert outline_found(ANSWERS["plain"], SCRIPTED, monkeypatch) is not None
    held = replace(ANSWERS["plain"], delay=Delay(0, 1))
    assert outline_found(held, SCRIPTED, monkeypatch) is None
