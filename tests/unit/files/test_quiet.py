"""When a changed file is taken."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from smockproxy.files.quiet import (
    GONE,
    LONGEST_WAIT,
    QUIET,
    Change,
    due_at,
    is_due,
    may_take,
    must_hurry,
    next_look,
    quiet_needed,
    seen_again,
)
from smockproxy.files.version import Version

A, B, EMPTY = Version((1, 10, 1, 1)), Version((2, 20, 1, 2)), Version((3, 0, 1, 3))
LACKING = Version((1, 10, 1, 1), (None,))
HALF_SAVED = Version((1, 10, 1, 1), ((4, 7, 1, 4), (3, 0, 1, 3)))


def test_a_first_look():
    assert seen_again(None, A, 5.0) == Change(A, 5.0, 5.0)


def test_another_look_at_the_same():
    assert seen_again(Change(A, 5.0, 5.0), A, 6.0) == Change(A, 5.0, 5.0)


def test_another_look_at_something_else_begins_the_quiet_anew():
    assert seen_again(Change(A, 5.0, 5.0), B, 6.0) == Change(B, 5.0, 6.0)


@pytest.mark.parametrize(
    ("waited", "quiet"), [(0.0, 0.08), (0.29, 0.08), (0.3, 0.025), (0.6, 0.012), (60, 0.012)]
)
def test_less_and_less_quiet_is_asked_for(waited, quiet):
    assert quiet_needed(waited) == quiet


@pytest.mark.parametrize(
    ("version", "wait"),
    [(A, QUIET), (None, GONE), (EMPTY, LONGEST_WAIT), (LACKING, GONE), (HALF_SAVED, LONGEST_WAIT)],
)
def test_when_a_change_is_due(version, wait):
    change = Change(version, 5.0, 5.0)
    assert due_at(change, 5.0) == 5.0 + wait
    assert not is_due(change, 5.0 + wait - 0.01)
    assert is_due(change, 5.0 + wait + 0.001)


@pytest.mark.parametrize(
    ("version", "hurry"), [(A, True), (None, False), (EMPTY, False), (LACKING, True), (HALF_SAVED, True)]
)
def test_a_file_that_never_rests_is_hurried(version, hurry):
    change = Change(version, 5.0, 5.49)
    assert not must_hurry(change, 5.49)
    assert must_hurry(change, 5.0 + LONGEST_WAIT) is hurry


def test_files_that_are_saved_together_are_taken_together():
    settled, moving = Change(A, 5.0, 5.0), Change(B, 5.05, 5.1)
    assert not may_take([settled, moving], 5.1)
    assert may_take([settled, moving], 5.19)


def test_but_not_for_ever():
    settled, moving = Change(A, 5.0, 5.0), Change(B, 5.05, 5.45)
    assert not may_take([settled, moving], 5.46)
    assert may_take([settled, moving], 5.5)


def test_the_next_look():
    assert next_look([], 5.0) is None
    assert next_look([Change(A, 5.0, 5.0), Change(EMPTY, 5.0, 5.0)], 5.02) == pytest.approx(0.06)
    assert next_look([Change(A, 5.0, 5.0)], 9.0) == 0.012


@given(st.lists(st.floats(0.001, 0.3), max_size=30))
def test_a_file_is_never_taken_less_than_twelve_milliseconds_after_a_change(gaps):
    change, now = seen_again(None, A, 0.0), 0.0
    for number, gap in enumerate(gaps):
        now += gap
        change = seen_again(change, Version((number, 5, 1, number)), now)
        assert not is_due(change, now + 0.0119)
    assert is_due(change, now + QUIET + 0.001)
