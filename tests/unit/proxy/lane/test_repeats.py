"""Answers that are made anew, for requests that came before: who answers is known, and looked at again."""

from collections.abc import Callable

import pytest

from smockproxy.app.scripts.scripting import ScriptAnswer
from smockproxy.core.decision import Script
from smockproxy.core.duration import NO_DELAY
from smockproxy.core.responders import Fixed, Scripted
from smockproxy.core.sequence import InTurn
from smockproxy.proxy.exchange import Exchange
from smockproxy.proxy.lane.repeats import Repeat
from tests.unit.proxy.conversation import answer
from tests.unit.proxy.lane.talking import HELLO, Talk, timers
from tests.unit.proxy.mocked_edge import MockedEdge, mock, response

SCRIPTED = mock("/hello", Scripted("lua", "return {}"))
ENDING = HELLO.replace("\r\n\r\n", "\r\nConnection: close\r\n\r\n")


def repeats(talk: Talk) -> list[Repeat]:
    return list(talk.http1.origin.repeats.values())


def counting(talk: Talk, monkeypatch: pytest.MonkeyPatch) -> None:
    """Scripts tell the number of their run, and the moment of their request."""
    runs = iter(range(100))

    async def run_script(exchange: Exchange, _: Script) -> None:
        assert exchange.request.received_at == exchange.started_at
        exchange.scripted = ScriptAnswer(response(200, b"%d" % next(runs)), NO_DELAY)

    monkeypatch.setattr(talk.mocked.edge, "run_script", run_script)


def test_what_comes_again_is_known(monkeypatch: pytest.MonkeyPatch) -> None:
    with timers() as time:
        talk = Talk(MockedEdge((SCRIPTED,)))
        counting(talk, monkeypatch)
        bodies, known = [], []
        for _ in range(4):
            talk.says(HELLO)
            time.work()
            bodies.append(answer(talk.wire.taken()).body)
            known.append(len(repeats(talk)))
        assert (bodies, known) == ([b"0", b"1", b"2", b"3"], [0, 1, 1, 1])
        assert talk.mocked.uses(SCRIPTED) == 4
        assert [entry.trace.uses_before for entry in talk.mocked.history if entry.trace] == [0, 1, 2, 3]
        assert len({entry.request for entry in talk.mocked.history}) <= 4
        assert talk.lane.answered == 4


def test_the_end_of_a_connection_is_known_too(monkeypatch: pytest.MonkeyPatch) -> None:
    with timers() as time:
        mocked = MockedEdge((SCRIPTED,))
        for _ in range(3):
            talk = Talk(mocked)
            counting(talk, monkeypatch)
            talk.says(ENDING)
            time.work()
            assert talk.wire.is_closed


def switched_off(talk: Talk) -> None:
    talk.mocked.edge.instance.engine.session.disable(SCRIPTED.id)


def closed(talk: Talk) -> None:
    talk.lane.gate.keep("test", closed=True)


@pytest.mark.parametrize("change", [switched_off, closed])
def test_it_is_forgotten_when_things_change(
    change: Callable[[Talk], None], monkeypatch: pytest.MonkeyPatch
) -> None:
    with timers() as time:
        talk = Talk(MockedEdge((SCRIPTED,)))
        counting(talk, monkeypatch)
        for _ in range(3):
            talk.says(HELLO)
            time.work()
        talk.wire.taken()
        change(talk)
        talk.says(HELLO)
        time.work()
        assert talk.mocked.uses(SCRIPTED) == 3


def test_turns_and_what_fails_count_as_ever(monkeypatch: pytest.MonkeyPatch) -> None:
    turns = InTurn((Fixed(response(200, b"one")), Fixed(response(200, b"two"))))
    talk = Talk(MockedEdge((mock("/hello", turns),)))
    assert [answer(talk.says(HELLO)).body for _ in range(4)] == [b"one", b"two", b"two", b"two"]
    monkeypatch.setattr(talk.mocked.edge.instance.engine, "take", lambda *_: 1 / 0)
    talk.says(HELLO)
    assert talk.handlers == 1  # mitmproxy's, nothing was settled
