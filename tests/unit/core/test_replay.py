"""Mocks of recordings in a replay."""

from smockproxy.core.duration import NO_DELAY
from smockproxy.core.http import Response
from smockproxy.core.mock import Mock
from smockproxy.core.recorded import Recorded
from smockproxy.core.replay import APART, Replay, beginnings
from smockproxy.core.replayed import Replayed
from smockproxy.core.responders import Fixed
from smockproxy.core.timing import timing_of


def recorded(name: str, at: float | None) -> Mock:
    return Mock(name, Fixed(Response()), recorded=None if at is None else Recorded(at))


def test_mocks_of_one_recording_count_from_its_beginning() -> None:
    mocks = [recorded("b", 100.0), recorded("hand", None), recorded("a", 90.0), recorded("later", 9_000.0)]
    made = Replay(begun_at=50_000.0).mocks(mocks)
    assert [mock.replayed for mock in made] == [
        Replayed(90.0, 50_000.0),
        None,
        Replayed(90.0, 50_000.0),
        Replayed(9_000.0, 50_000.0),
    ]
    assert made[1] is mocks[1]


def test_a_replay_has_a_pace() -> None:
    (made,) = Replay(5.0, ages=False, timing=timing_of("instant")).mocks([recorded("a", 1.0)])
    assert made.replayed == Replayed(1.0, 5.0, ages=False, pace=NO_DELAY)


def test_a_recording_ends_with_an_hour_of_silence() -> None:
    assert beginnings([]) == {}
    assert beginnings([APART, 0.0, 2 * APART, 3 * APART + 1]) == {
        0.0: 0.0,
        APART: 0.0,
        2 * APART: 0.0,
        3 * APART + 1: 3 * APART + 1,
    }
