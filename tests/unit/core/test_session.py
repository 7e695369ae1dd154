"""Use counts and the mocks of the API."""

import pytest

from smockproxy.core.http import Response
from smockproxy.core.mock import Mock
from smockproxy.core.responders import Fixed
from smockproxy.core.session import Session, SessionFacts

MOCK = Mock("m", Fixed(Response()), times=2)
ENDLESS = Mock("e", Fixed(Response()))


@pytest.fixture
def session() -> Session:
    return Session(SessionFacts("s1", "Session #1", 1.0))


def test_it_begins_with_nothing(session: Session) -> None:
    assert session.mocks == ()
    assert session.uses(MOCK) == 0
    assert not session.was_served(MOCK)
    assert session.facts.name == "Session #1"


def test_mocks_are_put_above_those_there_are(session: Session) -> None:
    session.add([MOCK])
    session.add([ENDLESS, MOCK])
    assert session.mocks == (MOCK, ENDLESS, MOCK)


def test_a_mock_is_used_up_when_its_limit_is_reached(session: Session) -> None:
    for used in (1, 2):
        assert not session.is_used_up(MOCK)
        session.reserve(MOCK)
        assert session.uses(MOCK) == used
    assert session.is_used_up(MOCK)
    assert session.was_served(MOCK)


def test_a_mock_without_a_limit_is_never_used_up(session: Session) -> None:
    for _ in range(100):
        session.reserve(ENDLESS)
    assert not session.is_used_up(ENDLESS)


def test_what_is_given_back_may_be_used_again(session: Session) -> None:
    session.reserve(MOCK)
    session.give_back(session.reserve(MOCK))
    assert session.uses(MOCK) == 1
    assert not session.is_used_up(MOCK)


def test_a_reservation_means_nothing_once_the_counts_began_anew(session: Session) -> None:
    old = session.reserve(MOCK)
    session.restart_counts()
    assert session.uses(MOCK) == 0
    assert not session.was_served(MOCK)
    session.reserve(MOCK)
    session.give_back(old)
    assert session.uses(MOCK) == 1


def test_a_reservation_means_nothing_in_another_session(session: Session) -> None:
    old = session.reserve(MOCK)
    other = Session(SessionFacts("s2", "Session #2", 2.0))
    other.reserve(MOCK)
    other.give_back(old)
    assert other.uses(MOCK) == 1


def test_counts_never_go_below_nothing(session: Session) -> None:
    old = session.reserve(MOCK)
    session.forget_counts_except([])
    session.give_back(old)
    assert session.uses(MOCK) == 0


def test_a_request_that_only_used_up_mocks_matched_counts_on_each(session: Session) -> None:
    session.count_exceeded([MOCK, ENDLESS])
    session.count_exceeded([MOCK])
    assert (session.uses(MOCK), session.uses(ENDLESS)) == (2, 1)
    assert not session.was_served(MOCK)


def test_counts_of_mocks_that_are_gone_are_forgotten(session: Session) -> None:
    session.reserve(MOCK)
    session.reserve(ENDLESS)
    session.forget_counts_except(["e"])
    assert (session.uses(MOCK), session.uses(ENDLESS)) == (0, 1)
    assert (session.was_served(MOCK), session.was_served(ENDLESS)) == (False, True)


def test_a_copy_goes_its_own_way(session: Session) -> None:
    first = Mock("first", Fixed(Response()), times=2, after=1)
    session.add([first])
    session.reserve(first)
    session.count_calls([first])
    twin = session.copy()
    assert (twin.mocks, twin.uses(first), twin.was_served(first)) == ((first,), 1, True)
    assert twin.holds_back(first, 0.0) is None
    twin.reserve(first)
    assert (session.uses(first), twin.uses(first)) == (1, 2)
