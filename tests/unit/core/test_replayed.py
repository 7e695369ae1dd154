"""By how much dates of a replay move."""

from smockproxy.core.clock import REAL_TIME
from smockproxy.core.replayed import DAY, Replayed

REPLAYED = Replayed(recorded_at=999.8, begun_at=1_000.0 + 10 * DAY)


def test_it_is_whole_seconds_since_the_recording() -> None:
    assert REPLAYED.offset(REAL_TIME) == 10 * DAY


def test_a_clock_that_was_changed_moves_them_as_far() -> None:
    advanced = REAL_TIME.advanced(5_000.0, 3 * DAY)
    assert REPLAYED.offset(advanced) == 13 * DAY
    assert REPLAYED.offset(advanced.frozen(9_000.0)) == 13 * DAY


def test_what_was_just_issued_is_not_of_the_future() -> None:
    assert Replayed(100.0, 200.9).offset(REAL_TIME) == 100
