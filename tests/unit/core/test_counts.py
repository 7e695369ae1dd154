"""Use counts."""

from dataclasses import replace

from smockproxy.core.counts import Counts
from smockproxy.core.http import Response
from smockproxy.core.mock import Mock
from smockproxy.core.responders import Fixed

MOCK = Mock("m", Fixed(Response()))
LATE = replace(MOCK, id="late", after=1)


def test_an_answer_counts_and_may_be_taken_back() -> None:
    counts = Counts(1.0)
    counts.count_use("m")
    assert (counts.uses("m"), counts.was_served("m")) == (1, True)
    counts.give_back("m", 0)
    counts.give_back("m", 0)
    assert counts.uses("m") == 0


def test_calls_count_only_of_mocks_that_let_some_pass() -> None:
    counts = Counts(1.0)
    counts.count_calls([MOCK, LATE, replace(MOCK, id="seldom", probability=0.5)])
    assert [counts.calls(mock_id) for mock_id in ("m", "late", "seldom")] == [0, 1, 1]


def test_exceeded_counts_without_serving() -> None:
    counts = Counts(1.0)
    counts.count_exceeded([MOCK])
    assert (counts.uses("m"), counts.was_served("m")) == (1, False)


def test_an_answer_that_is_taken_back_can_be_given_again_whoever_was_refused_meanwhile() -> None:
    counts = Counts(1.0)
    counts.count_use("m")
    counts.count_exceeded([MOCK])
    assert (counts.uses("m"), counts.answers("m")) == (2, 1)
    counts.give_back("m", 0)
    assert (counts.uses("m"), counts.answers("m")) == (1, 0)


def test_counts_of_an_earlier_run() -> None:
    counts = Counts(1.0)
    counts.restore({"m": 3, "late": 0})
    assert [counts.answers(mock_id) for mock_id in ("m", "late")] == [3, 0]
    assert [counts.uses(mock_id) for mock_id in ("m", "late")] == [3, 0]
    assert [counts.was_served(mock_id) for mock_id in ("m", "late")] == [True, False]


def test_a_copy_goes_its_own_way() -> None:
    counts = Counts(1.0)
    counts.count_use("m")
    counts.count_calls([LATE])
    twin = counts.copy()
    twin.count_use("m")
    assert (counts.uses("m"), twin.uses("m"), twin.calls("late"), twin.since) == (1, 2, 1, 1.0)
    assert (counts.answers("m"), twin.answers("m")) == (1, 2)


def test_some_are_forgotten() -> None:
    counts = Counts(1.0)
    for mock_id in ("m", "late"):
        counts.count_use(mock_id)
    counts.count_calls([LATE])
    counts.forget_others([{"m", "other"}, {"another"}])
    assert [counts.uses(mock_id) for mock_id in ("m", "late")] == [1, 0]
    assert (counts.calls("late"), counts.was_served("late"), counts.answers("late")) == (0, False, 0)


def test_counts_as_values_and_back() -> None:
    counts = Counts(5.0)
    counts.count_use("a")
    counts.count_use("b")
    counts.give_back("b", 0)
    values = counts.values()
    assert values == {
        "since": 5.0,
        "uses": {"a": 1},
        "answers": {"a": 1},
        "calls": {},
        "served": ["a", "b"],
        "returned": {"b": [0]},
    }
    again = Counts.of_values(values)
    assert again.values() == values
    assert (again.uses("a"), again.uses("b"), again.was_served("b")) == (1, 0, True)


def test_a_number_that_is_given_back_is_taken_by_the_next_use() -> None:
    counts = Counts(1.0)
    assert [counts.count_use("m") for _ in range(4)] == [0, 1, 2, 3]
    counts.give_back("m", 2)
    counts.give_back("m", 1)
    twin = counts.copy()
    assert [counts.count_use("m") for _ in range(3)] == [1, 2, 4]
    assert twin.count_use("m") == 1
    twin.forget("m")
    assert twin.count_use("m") == 0


def test_the_number_of_the_next_use_is_known_before() -> None:
    counts = Counts(1.0)
    assert counts.next_number("m") == counts.count_use("m") == 0
    assert counts.next_number("m") == counts.count_use("m") == 1
    counts.give_back("m", 0)
    assert counts.next_number("m") == counts.next_number("m") == counts.count_use("m") == 0
