"""Answers that take their time, or have to be made: waited for, written, remembered."""

import asyncio
import json
from collections.abc import Callable
from dataclasses import replace
from typing import Any

import pytest

from smockproxy.app.scripts.scripting import FailedScriptError, ScriptAnswer
from smockproxy.core.decision import Script, Unforwardable
from smockproxy.core.duration import NO_DELAY, Delay
from smockproxy.core.history import Outcome
from smockproxy.core.ratelimit import RateLimit
from smockproxy.core.responders import Fixed, Scripted
from smockproxy.core.sequence import InTurn
from smockproxy.proxy.exchange import Exchange
from tests.unit.proxy.conversation import answer, answers
from tests.unit.proxy.lane.talking import HELLO, SECOND, Talk, slow, timers
from tests.unit.proxy.mocked_edge import MockedEdge, mock, response

SCRIPTED = mock("/hello", Scripted("lua", "return {}"))


def scripted(monkeypatch: pytest.MonkeyPatch, run: Callable[[], Any]) -> Talk:
    """A client of a mock whose script is played by `run`."""
    talk = Talk(MockedEdge((SCRIPTED, mock("/quick"))))

    async def run_script(exchange: Exchange, _: Script) -> None:
        await asyncio.sleep(0)
        exchange.scripted = run()

    monkeypatch.setattr(talk.mocked.edge, "run_script", run_script)
    return talk


def fail() -> None:
    raise RuntimeError("broken on purpose")


# -- delays -------------------------------------------------------------------------------------------------


def test_an_answer_that_is_held_back() -> None:
    with timers() as time:
        talk = Talk(slow(2))
        assert talk.says(HELLO) == b""
        assert time.delays == [2.0]
        assert talk.mocked.edge.open_exchanges == {"1"}
        time.pass_by(2)
        assert answer(talk.wire.taken()).body == b"late"
        entry = talk.mocked.entry
        assert (entry.outcome, entry.timing.delay, entry.error) == (Outcome.MOCKED, 2.0, "")
        assert talk.mocked.edge.open_exchanges == set()


def test_without_an_event_loop_there_is_no_waiting_but_an_answer() -> None:
    talk = Talk(slow(2))
    said = answer(talk.says(HELLO))
    assert said.status == 600
    assert talk.mocked.entry.outcome is Outcome.FAILED


def test_a_client_that_leaves_during_a_delay_ends_the_exchange_once() -> None:
    with timers() as time:
        talk = Talk(slow(2))
        talk.says(HELLO)
        talk.connection.eof_received()
        talk.connection.connection_lost(None)
        assert time.delays == []
        assert talk.mocked.entry.outcome is Outcome.FAILED
        assert talk.mocked.entry.error


# -- other answers that are made anew -----------------------------------------------------------------------


def test_answers_in_turn_and_their_delays() -> None:
    held = Fixed(response(200, b"two"), Delay(SECOND, SECOND))
    with timers() as time:
        talk = Talk(MockedEdge((mock("/hello", InTurn((Fixed(response(200, b"one")), held))),)))
        assert answer(talk.says(HELLO)).body == b"one"
        assert talk.says(HELLO) == b""
        time.pass_by(1)
        assert answer(talk.wire.taken()).body == b"two"
        assert [entry.trace.turn for entry in talk.mocked.history if entry.trace] == [1, 2]


def test_a_rate_limit() -> None:
    talk = Talk(MockedEdge((replace(mock("/hello"), rate_limit=RateLimit(1, 60)),)))
    assert [answer(talk.says(HELLO)).status for _ in range(2)] == [201, 429]
    assert talk.mocked.uses(talk.mocked.mocks[0]) == 1


def test_interim_and_cut_answers() -> None:
    talk = Talk(MockedEdge((mock("/hello", Fixed(response(103))),)))
    first, second = answers(talk.says(HELLO), "GET", "GET")
    assert (first.status, second.status) == (103, 200)
    assert not talk.wire.is_closed
    longer = replace(mock("/hello", Fixed(response(200, b"longer", Content_Length="2"))), source=None)
    talk = Talk(MockedEdge((longer,)))
    assert talk.says(HELLO).endswith(b"\r\n\r\n")
    assert talk.wire.is_closed


def test_an_answer_that_ends_the_connection() -> None:
    with timers() as time:
        held = Fixed(response(200, b"", Connection="close"), Delay(SECOND, SECOND))
        talk = Talk(MockedEdge((mock("/hello", held),)))
        talk.says(HELLO)
        time.pass_by(1)
        assert talk.wire.is_closed


# -- scripts ------------------------------------------------------------------------------------------------


def test_a_script_answers(monkeypatch: pytest.MonkeyPatch) -> None:
    with timers() as time:
        talk = scripted(monkeypatch, lambda: ScriptAnswer(response(202, b"made"), NO_DELAY))
        assert talk.says(HELLO) == b""
        time.work()
        assert answer(talk.wire.taken()).body == b"made"
        assert talk.mocked.entry.outcome is Outcome.MOCKED


def test_a_script_with_a_delay(monkeypatch: pytest.MonkeyPatch) -> None:
    with timers() as time:
        talk = scripted(monkeypatch, lambda: ScriptAnswer(response(202, b"made"), Delay(SECOND, SECOND)))
        talk.says(HELLO)
        time.work()
        assert (talk.wire.taken(), time.delays) == (b"", [1.0])
        time.pass_by(1)
        assert answer(talk.wire.taken()).body == b"made"


@pytest.mark.parametrize(("is_bad_return", "status"), [(False, 601), (True, 500)])
def test_a_script_that_fails(monkeypatch: pytest.MonkeyPatch, *, is_bad_return: bool, status: int) -> None:
    failure = FailedScriptError("no", "no", is_bad_return=is_bad_return)
    with timers() as time:
        talk = scripted(monkeypatch, lambda: failure)
        talk.says(HELLO)
        time.work()
        assert answer(talk.wire.taken()).status == status
        assert talk.mocked.entry.outcome is Outcome.FAILED
        assert talk.mocked.uses(SCRIPTED) == 0


@pytest.mark.parametrize("run", [fail, lambda: None])
def test_a_script_that_comes_to_no_end(monkeypatch: pytest.MonkeyPatch, run: Callable[[], Any]) -> None:
    with timers() as time:
        talk = scripted(monkeypatch, run)
        talk.says(HELLO)
        time.work()
        assert answer(talk.wire.taken()).status == 600
        assert talk.mocked.uses(SCRIPTED) == 0
        talk.says(HELLO.replace("/hello", "/quick"))
        assert talk.lane.answered == 2


@pytest.mark.parametrize("run", [lambda: ScriptAnswer(response(202, b"made"), NO_DELAY), fail])
def test_a_client_that_leaves_during_a_script(
    monkeypatch: pytest.MonkeyPatch, run: Callable[[], Any]
) -> None:
    with timers() as time:
        talk = scripted(monkeypatch, run)
        talk.says(HELLO)
        talk.connection.connection_lost(None)
        assert talk.mocked.history == []
        time.work()
        assert talk.mocked.entry.outcome is Outcome.FAILED
        assert talk.wire.taken() == b""
        assert talk.mocked.edge.open_exchanges == set()


def test_a_script_that_is_cancelled(monkeypatch: pytest.MonkeyPatch) -> None:
    def cancel() -> None:
        raise asyncio.CancelledError

    with timers() as time:
        talk = scripted(monkeypatch, cancel)
        talk.says(HELLO)
        time.work()
        assert talk.mocked.entry.outcome is Outcome.FAILED


# -- defects ------------------------------------------------------------------------------------------------


def test_a_decision_that_the_lane_can_not_carry_out(monkeypatch: pytest.MonkeyPatch) -> None:
    talk = Talk(slow(2))
    engine = talk.mocked.instance.engine
    monkeypatch.setattr(engine, "take", lambda *_: Unforwardable(talk.mocked.mocks[0], "odd"))
    said = answer(talk.says(HELLO))
    assert (said.status, json.loads(said.body)["id"]) == (600, talk.mocked.entry.id)
    assert talk.mocked.entry.outcome is Outcome.FAILED
    assert not talk.wire.is_closed


@pytest.mark.parametrize("broken", ["mocked", "held_back", "mark", "complete"])
def test_what_breaks_on_the_way_is_a_600(monkeypatch: pytest.MonkeyPatch, broken: str) -> None:
    with timers() as time:
        talk = Talk(slow(2))
        monkeypatch.setattr(talk.mocked.edge, broken, None)
        said = talk.says(HELLO)
        time.pass_by(2)
        assert answer(said + talk.wire.taken()).status == 600


def test_when_there_is_no_600_the_connection_ends(
    monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    with timers() as time:
        talk = Talk(slow(2))
        monkeypatch.setattr(talk.mocked.edge, "mocked", None)
        monkeypatch.setattr(talk.mocked.edge, "internal_failure", None)
        talk.says(HELLO)
        time.pass_by(2)
        assert talk.wire.is_closed
        assert "exchange 1: its client gets no answer" in caplog.text


def test_what_breaks_while_writing_ends_the_connection(monkeypatch: pytest.MonkeyPatch) -> None:
    with timers() as time:
        talk = Talk(slow(2))
        talk.says(HELLO)
        monkeypatch.setattr(talk.wire, "write", None)
        time.pass_by(2)
        assert talk.wire.is_closed
        assert talk.mocked.history[-1].outcome is Outcome.FAILED


def test_nothing_more_of_a_request_is_taken() -> None:
    with timers():
        talk = Talk(slow(2))
        talk.says(HELLO)
        carrying = talk.http1._carrying
        assert carrying is not None
        assert not carrying.is_reading
        carrying.pause()
        carrying.resume()
        with pytest.raises(RuntimeError):
            carrying.feed(b"x")
