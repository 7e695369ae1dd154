"""Which clients are let go when they are silent, and when."""

from collections.abc import Iterator

import pytest

from smockproxy.proxy.lane.companion import Companion
from smockproxy.proxy.lane.connection import Deaf, LaneConnection
from smockproxy.proxy.lane.idle import LONGEST, SHORTEST, IdleClients
from tests.unit.proxy.lane.talking import HELLO, Socket, Talk, Timers, head, hello, slow, timers

TIMEOUT = 100.0
ROUND = 5.0


@pytest.fixture
def time(monkeypatch: pytest.MonkeyPatch) -> Iterator[Timers]:
    with timers() as made:
        monkeypatch.setattr(made.loop, "time", lambda: made.now)
        yield made


def watched(talk: Talk) -> IdleClients:
    idle = IdleClients(talk.lane.connections, lambda: TIMEOUT)
    idle.begin()
    return idle


def pass_by(time: Timers, seconds: float) -> None:
    for _ in range(int(seconds / ROUND)):
        time.pass_by(ROUND)


@pytest.mark.parametrize("said", ["", HELLO, "GET / HT"])
def test_a_client_that_says_nothing(time: Timers, said: str) -> None:
    talk = Talk(hello())
    watched(talk)
    if said:
        talk.says(said)
    pass_by(time, TIMEOUT)
    assert not talk.wire.is_closed
    pass_by(time, ROUND)
    assert talk.wire.is_closed


def test_one_that_speaks_now_and_then_stays(time: Timers) -> None:
    talk = Talk(hello())
    watched(talk)
    for _ in range(4):
        pass_by(time, TIMEOUT - ROUND)
        assert talk.says(HELLO)
    assert not talk.wire.is_closed


def test_while_an_exchange_is_open_nobody_has_to_speak(time: Timers) -> None:
    talk = Talk(slow(3 * TIMEOUT))
    watched(talk)
    talk.says(HELLO)
    pass_by(time, 2 * TIMEOUT)
    assert not talk.wire.is_closed
    pass_by(time, TIMEOUT)
    assert talk.wire.taken()
    pass_by(time, TIMEOUT - ROUND)
    assert not talk.wire.is_closed
    pass_by(time, 2 * ROUND)
    assert talk.wire.is_closed


def test_mitmproxy_looks_after_its_own(time: Timers) -> None:
    talk = Talk(hello())
    watched(talk)
    talk.says(head("GET http://a.test/nothing HTTP/1.1"))
    pass_by(time, 3 * TIMEOUT)
    assert not talk.wire.is_closed
    assert Companion.is_busy.fget is not None
    assert not Deaf.is_busy


def test_who_does_not_even_take_the_end_is_cut_off(time: Timers) -> None:
    talk = Talk(hello())
    watched(talk)
    pass_by(time, TIMEOUT + ROUND)
    assert (talk.wire.is_closed, talk.wire.asked) == (True, [])
    pass_by(time, ROUND)
    assert talk.wire.asked == ["abort"]


def test_a_client_that_is_going_already_is_cut_off(time: Timers) -> None:
    talk = Talk(hello())
    watched(talk)
    talk.says(head("GET http://a.test/hello HTTP/1.1", "Host: a.test", "Connection: close"))
    pass_by(time, TIMEOUT + ROUND)
    assert talk.wire.asked == ["abort"]


def test_what_breaks_for_one_breaks_for_no_other(time: Timers, caplog: pytest.LogCaptureFixture) -> None:
    talk = Talk(hello())
    unfinished = LaneConnection(lambda *_: Deaf(), talk.lane.leave)
    unfinished.wire = Socket()  # type: ignore[assignment]
    unfinished.is_quiet = True  # it has no speaker yet
    talk.lane.connections.add(unfinished)
    watched(talk)
    pass_by(time, TIMEOUT + ROUND)
    assert talk.wire.is_closed
    assert "could not be let go" in caplog.text


def test_there_is_one_round_at_a_time_and_an_end(time: Timers) -> None:
    talk = Talk(hello())
    idle = watched(talk)
    idle.begin()
    assert time.delays == [ROUND]
    idle.end()
    assert time.delays == []
    pass_by(time, 3 * TIMEOUT)
    assert not talk.wire.is_closed
    IdleClients((), lambda: 1.0).end()


@pytest.mark.parametrize(("timeout", "seconds"), [(1.0, SHORTEST), (600.0, 30.0), (86_400.0, LONGEST)])
def test_how_often_is_looked(time: Timers, timeout: float, seconds: float) -> None:
    IdleClients((), lambda: timeout).begin()
    assert time.delays == [seconds]
