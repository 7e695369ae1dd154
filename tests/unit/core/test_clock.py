"""A session's clock."""

from smockproxy.core.clock import MOST_CHANGES, REAL_TIME


def test_it_shows_real_time():
    assert (REAL_TIME.at(5.0), REAL_TIME.is_real, REAL_TIME.is_frozen) == (5.0, True, False)


def test_it_is_put_and_goes_on():
    clock = REAL_TIME.put(100.0, 1_000.0)
    assert [clock.at(moment) for moment in (99.0, 100.0, 130.0)] == [99.0, 1_000.0, 1_030.0]
    assert not clock.is_real


def test_it_is_advanced_and_put_back():
    clock = REAL_TIME.advanced(100.0, 60.0).advanced(110.0, -30.0)
    assert [clock.at(moment) for moment in (105.0, 110.0)] == [165.0, 140.0]


def test_it_stands_still_until_it_goes_on():
    clock = REAL_TIME.frozen(100.0)
    assert (clock.at(500.0), clock.is_frozen) == (100.0, True)
    clock = clock.advanced(500.0, 10.0)
    assert (clock.at(600.0), clock.is_frozen) == (110.0, True)
    clock = clock.resumed(700.0)
    assert (clock.at(705.0), clock.is_frozen) == (115.0, False)


def test_it_is_stopped_at_another_moment():
    assert REAL_TIME.frozen(100.0, 7.0).at(200.0) == 7.0


def test_only_so_many_changes_are_remembered():
    clock = REAL_TIME
    for number in range(MOST_CHANGES + 5):
        clock = clock.advanced(float(number), 1.0)
    assert len(clock.stretches) == MOST_CHANGES
    assert clock.at(1_000.0) == 1_000.0 + MOST_CHANGES + 5


def test_a_shift_is_that_of_the_last_change() -> None:
    assert REAL_TIME.shift == 0.0
    advanced = REAL_TIME.advanced(100.0, 50.0)
    assert advanced.shift == 50.0
    assert advanced.frozen(200.0).shift == 50.0
    assert advanced.put(300.0, 1_300.0).shift == 1_000.0
