"""Use counts and the mocks of the API."""

from collections.abc import Callable
from dataclasses import replace

import pytest

from smockproxy.core.http import Request, Response
from smockproxy.core.memory import Memory
from smockproxy.core.mock import Mock
from smockproxy.core.ratelimit import RateLimit
from smockproxy.core.responders import Fixed
from smockproxy.core.scenarios import Scenario
from smockproxy.core.session import Session, SessionFacts
from smockproxy.core.trace import HeldBack

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
    session.reserve(MOCK).give_back()
    assert session.uses(MOCK) == 1
    assert not session.is_used_up(MOCK)


def test_a_reservation_means_nothing_once_the_counts_began_anew(session: Session) -> None:
    old = session.reserve(MOCK)
    session.restart_counts(2.0)
    assert session.uses(MOCK) == 0
    assert not session.was_served(MOCK)
    session.reserve(MOCK)
    old.give_back()
    assert session.uses(MOCK) == 1


def test_counts_never_go_below_nothing(session: Session) -> None:
    old = session.reserve(MOCK)
    session.forget_counts_of_others([])
    old.give_back()
    assert session.uses(MOCK) == 0


def test_a_request_that_only_used_up_mocks_matched_counts_on_each(session: Session) -> None:
    session.count_exceeded([MOCK, ENDLESS])
    session.count_exceeded([MOCK])
    assert (session.uses(MOCK), session.uses(ENDLESS)) == (2, 1)
    assert not session.was_served(MOCK)


def test_counts_of_mocks_that_are_gone_are_forgotten(session: Session) -> None:
    session.reserve(MOCK)
    session.reserve(ENDLESS)
    session.forget_counts_of_others([{"e"}])
    assert (session.uses(MOCK), session.uses(ENDLESS)) == (0, 1)
    assert (session.was_served(MOCK), session.was_served(ENDLESS)) == (False, True)


@pytest.mark.parametrize(
    "take_away",
    [lambda session: session.remove("m"), lambda session: session.forget_counts_of_others([{"e"}])],
)
def test_so_are_those_of_their_rate_limits(session: Session, take_away: Callable[[Session], None]) -> None:
    limited, request = replace(MOCK, rate_limit=RateLimit(1, 60.0)), Request("GET", "http", "a.test", 80, "/")
    for _ in range(2):
        allowance = session.allowance(limited, request)
        assert allowance is not None
        assert allowance.response is None
        take_away(session)


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


def test_an_edited_mock_keeps_place_count_and_lock(session: Session) -> None:
    session.add([MOCK, ENDLESS])
    session.reserve(MOCK)
    session.lock(["m"])
    edited = replace(MOCK, times=5)
    session.edit(edited)
    assert session.mocks == (edited, ENDLESS)
    assert session.mock("m") is edited
    assert (session.uses(edited), session.is_locked("m")) == (1, True)


def test_a_removed_mock_is_gone_with_its_counts(session: Session) -> None:
    session.add([MOCK, ENDLESS])
    session.lock(["m", "e"])
    session.reserve(MOCK)
    session.reserve(ENDLESS)
    session.remove("m")
    assert (session.mocks, session.mock("m")) == ((ENDLESS,), None)
    assert (session.uses(MOCK), session.uses(ENDLESS)) == (0, 1)
    assert (session.is_locked("m"), session.is_locked("e")) == (False, True)


def test_only_mocks_that_are_here_can_be_locked(session: Session) -> None:
    session.add([MOCK])
    session.lock(["m", "zz"])
    assert [session.is_locked(mock_id) for mock_id in ("m", "zz")] == [True, False]
    session.unlock(["m", "zz"])
    assert not session.is_locked("m")


def test_locked_mocks_are_inherited_with_their_ids_and_new_counts(session: Session) -> None:
    session.add([MOCK, ENDLESS])
    session.lock(["e"])
    session.reserve(ENDLESS)
    after = Session(SessionFacts("s2", "Session #2", 9.0))
    after.inherit(session)
    assert after.mocks == (ENDLESS,)
    assert after.mocks[0].created_at == 9.0
    assert (after.uses(ENDLESS), after.is_locked("e"), session.uses(ENDLESS)) == (0, True, 1)


def test_counts_of_an_earlier_run(session: Session) -> None:
    session.restore_uses({"m": 2})
    assert session.is_used_up(MOCK)


def test_a_mock_lets_its_first_calls_pass(session: Session) -> None:
    late = replace(ENDLESS, after=2)
    held_back = []
    for _ in range(3):
        held_back.append(session.holds_back(late, 1.0))
        session.count_calls([late, MOCK])
    assert held_back == [HeldBack.NOT_YET, HeldBack.NOT_YET, None]
    session.restart_counts(2.0)
    assert session.holds_back(late, 1.0) is HeldBack.NOT_YET


def test_a_mock_that_is_used_up_is_held_back(session: Session) -> None:
    assert session.holds_back(MOCK, 1.0) is None
    for _ in range(2):
        session.reserve(MOCK)
    assert session.holds_back(MOCK, 1.0) is HeldBack.USED_UP


@pytest.mark.parametrize(
    ("created", "restarted", "ends"), [(0.0, 0.0, 11.0), (5.0, 0.0, 15.0), (5.0, 7.0, 17.0)]
)
def test_a_ttl_counts_from_when_the_mock_or_the_counting_began(
    session: Session, created: float, restarted: float, ends: float
) -> None:
    short = replace(ENDLESS, ttl=10.0, created_at=created)
    session.restart_counts(restarted)
    assert session.holds_back(short, ends - 0.01) is None
    assert session.holds_back(short, ends) is HeldBack.EXPIRED


def answers(seed: int, *mocks: Mock, calls: int = 200) -> list[bool]:
    asked = Session(SessionFacts("s1", "Session #1", 1.0), seed)
    asked.add(mocks[1:])
    found = []
    for _ in range(calls):
        found.append(asked.holds_back(mocks[0], 1.0) is None)
        asked.count_calls([mocks[0]])
    return found


def test_chance_repeats_with_the_seed() -> None:
    often = replace(ENDLESS, probability=0.9)
    assert answers(7, often) == answers(7, often)
    assert answers(7, often) != answers(8, often)
    assert answers(7, often) != answers(7, replace(often, id="other"))
    assert 160 < sum(answers(7, often)) < 195


def test_chance_knows_the_apis_mocks_by_their_order_and_not_by_their_ids() -> None:
    one, same = replace(ENDLESS, probability=0.5, id="xK2"), replace(ENDLESS, probability=0.5, id="9aQ")
    assert answers(7, one, MOCK, one) == answers(7, same, MOCK, same)
    assert answers(7, one, MOCK, one) != answers(7, one, one)


def test_a_mock_that_was_removed_leaves_its_number_to_none(session: Session) -> None:
    first, second, third = (replace(ENDLESS, id=mock_id) for mock_id in ("x", "y", "z"))
    session.add([first, second])
    number_of_second = session.chance_of_call(second).name
    session.remove("x")
    session.add([third])
    assert session.chance_of_call(second).name == number_of_second == "#2"
    assert session.chance_of_call(third).name == session.copy().chance_of_call(third).name == "#3"
    assert session.chance_of_call(first).name == "x"  # forgotten: those that come and go take no memory


def test_what_is_left_to_chance_in_a_use_is_known_before_it_is_counted(session: Session) -> None:
    for _ in range(2):
        assert session.chance_of_use(ENDLESS) == session.reserve(ENDLESS).chance
    assert session.uses(ENDLESS) == 2


def test_never_and_always(session: Session) -> None:
    assert session.holds_back(replace(ENDLESS, probability=0.0), 1.0) is HeldBack.BY_CHANCE
    assert all(answers(3, ENDLESS, calls=9))


def test_a_session_goes_on_with_the_counts_of_an_earlier_run():
    before, after = (Session(SessionFacts("s", "s", 0.0)) for _ in range(2))
    used = Mock("m", Fixed(Response()), times=1)
    before.reserve(used)
    after.take_counts(before.counts)
    assert after.is_used_up(used)


def test_a_disabled_mock_is_held_back_and_its_calls_are_not_counted(session: Session) -> None:
    late = replace(ENDLESS, after=1)
    session.disable(late.id)
    assert session.holds_back(late, 1.0) is HeldBack.DISABLED
    session.count_calls([late, replace(MOCK, id="other")])
    assert session.copy().disabled == {late.id}
    session.enable(late.id)
    assert session.holds_back(late, 1.0) is HeldBack.NOT_YET


def test_a_mock_that_is_removed_is_disabled_no_more(session: Session) -> None:
    session.add([ENDLESS])
    session.disable(ENDLESS.id)
    session.remove(ENDLESS.id)
    assert session.disabled == frozenset()


def test_a_use_changes_the_scenario_and_one_that_is_given_back_puts_it_back(session: Session) -> None:
    step = replace(ENDLESS, scenario=Scenario("Banking", ("Started",), "Open"))
    reservation = session.reserve(step)
    assert session.remembered(()) == Memory({}, {"Banking": "Open"})
    reservation.give_back()
    assert session.scenarios.state("Banking") == "Started"


def test_it_remembers_the_keys_that_are_asked_for(session: Session) -> None:
    session.state.commit([("set", "a", 1), ("set", "b", 2)], (), 0)
    assert session.remembered(["a", "c"]) == Memory({"a": 1}, {})


def test_a_copy_has_its_own_scenarios_and_clock(session: Session) -> None:
    twin = session.copy()
    twin.scenarios.put({"s": "Open"})
    twin.clock = twin.clock.frozen(5.0)
    assert (session.scenarios.states, session.clock.is_real) == ({}, True)


def test_lifetimes_follow_the_clock(session: Session) -> None:
    brief = replace(ENDLESS, ttl=60.0, created_at=100.0)
    session.clock = session.clock.advanced(120.0, 3600.0)
    assert session.holds_back(brief, session.clock.at(121.0)) is HeldBack.EXPIRED
    assert session.holds_back(replace(brief, created_at=121.0), session.clock.at(150.0)) is None


def test_uses_that_count_nowhere(session: Session) -> None:
    session.unaccounted(MOCK).give_back()
    assert (session.allowance(MOCK, Request("GET", "http", "a.test", 80, "/")), session.uses(MOCK)) == (
        None,
        0,
    )


def test_a_use_without_a_reservation_counts_as_one_with_it() -> None:
    session, twin = (Session(SessionFacts("s", "s", 0.0)) for _ in range(2))
    mock = Mock("m", Fixed(Response()), scenario=Scenario("s", then="b"))
    session.count_use(mock)
    twin.reserve(mock)
    assert session.uses(mock) == twin.uses(mock) == 1
    assert session.scenarios.states == twin.scenarios.states == {"s": "b"}
