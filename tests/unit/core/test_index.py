"""The order in which mocks are asked."""

from hypothesis import given
from hypothesis import strategies as st

from smockproxy.core.http import Request, Response
from smockproxy.core.mockset import MockSet
from smockproxy.core.mock import Mock
from smockproxy.core.responders import Fixed

REQUEST = Request("GET", "http", "a.test", 80, "/")


def mocks(*priorities: int) -> list[Mock]:
    return [Mock(str(at), Fixed(Response()), priority=priority) for at, priority in enumerate(priorities)]


def asked(*priorities: int) -> list[str]:
    return [mock.id for mock in MockSet.of(mocks(*priorities)).candidates(REQUEST)]


def test_the_last_declared_is_asked_first() -> None:
    assert asked(0, 0, 0) == ["2", "1", "0"]


def test_a_higher_priority_is_asked_before_it() -> None:
    assert asked(5, 0, 10, -1, 5) == ["2", "4", "0", "1", "3"]


def test_no_mocks() -> None:
    assert len(MockSet()) == 0
    assert asked() == []


@given(st.lists(st.integers(-3, 3), max_size=8))
def test_nothing_is_lost_and_nothing_is_out_of_order(priorities: list[int]) -> None:
    in_order = MockSet.of(mocks(*priorities))
    ranks = [(-mock.priority, -int(mock.id)) for mock in in_order.in_order]
    assert len(in_order) == len(priorities)
    assert ranks == sorted(ranks)
