"""What a mock is known by."""

import pytest

from smockproxy.core.http import Response
from smockproxy.core.mock import Mock, Source
from smockproxy.core.responders import Fixed
from smockproxy.core.sequence import InTurn, WhenUsedUp

ANSWER = Fixed(Response())


def test_a_mock_of_a_file_is_known_by_its_place() -> None:
    assert Mock("m1", ANSWER, source=Source("mocks/hello.yml", 3)).label == "mocks/hello.yml:3"


def test_a_mock_of_the_api_is_known_by_its_id() -> None:
    assert Mock("m1", ANSWER).label == "m1"


def test_when_it_was_made_is_no_part_of_what_it_is() -> None:
    assert Mock("m1", ANSWER, created_at=1.0) == Mock("m1", ANSWER, created_at=2.0)
    assert Mock("m1", ANSWER) != Mock("m1", ANSWER, times=1)


@pytest.mark.parametrize(("times", "limit"), [(0, 2), (1, 1), (5, 2)])
def test_it_is_used_up_by_its_times_or_with_its_sequence(times, limit):
    ending = InTurn((ANSWER, ANSWER), when_used_up=WhenUsedUp.MISS)
    assert Mock("m1", ending, times=times).limit == limit
    assert Mock("m1", InTurn((ANSWER, ANSWER)), times=times).limit == times
    assert Mock("m1", ANSWER, times=times).limit == times
