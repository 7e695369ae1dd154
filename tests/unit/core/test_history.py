"""The history: in order, within its budget, in pages."""

from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from smockproxy.core.history import (
    SWEPT,
    Amount,
    Budget,
    History,
    HistoryEntry,
    Outcome,
    Timing,
)
from smockproxy.core.http import Request
from smockproxy.core.query import Query
from smockproxy.core.records import Record


def entry(entry_id: str, body: bytes = b"", **changes: Any) -> HistoryEntry:
    request = Request("GET", "http", "a.test", 80, "/", body=body)
    given = {"session": "s", "outcome": Outcome.MOCKED, "timing": Timing(started_at=1.0), "request": request}
    return HistoryEntry(id=entry_id, **{**given, **changes})


def filled(*ids: str, budget: Budget = Budget()) -> History:
    history = History(budget)
    for entry_id in ids:
        history.append(entry(entry_id))
    return history


def ids(entries: Any) -> list[str]:
    return [each.id for each in entries]


class TestHistory:
    def test_the_exchanges_of_a_name_can_be_forgotten(self) -> None:
        history = filled("1")
        history.append(entry("2", session_name="a"))
        before = history.revision
        history.forget_name("a")
        assert (ids(history), history.revision) == (["1"], before + 1)
        history.forget_name("")
        assert ids(history) == []

    def test_entries_are_kept_in_the_order_of_completion(self) -> None:
        history = filled("slow", "fast", "last")
        assert ids(history) == ["slow", "fast", "last"]
        assert len(history) == 3

    def test_the_oldest_make_room(self) -> None:
        history = filled("1", "2", "3", budget=Budget(entries=2))
        assert ids(history) == ["2", "3"]
        assert history.evicted == 1
        assert history.get("1") is None
        assert history.get("3") == entry("3")

    def test_bytes_make_room_too(self) -> None:
        history = History(Budget(bytes=3 * entry("1").weight))
        for each in "123":
            history.append(entry(each))
        history.append(entry("4", b"x" * 2 * entry("1").weight))
        assert ids(history) == ["4"]
        assert history.evicted == 3

    def test_each_session_keeps_its_newest_only(self) -> None:
        history = History(Budget(of_each_session=2))
        for number, session in enumerate("abaaab", 1):
            history.append(entry(str(number), session=session))
        assert ids(history) == ["2", "4", "5", "6"]
        assert history.evicted == 2

    def test_an_entry_that_is_replaced_makes_no_room_for_itself(self) -> None:
        history = filled("1", "2", budget=Budget(of_each_session=2))
        history.append(entry("1", b"again"))
        assert (ids(history), history.evicted) == (["2", "1"], 0)

    def test_a_session_is_forgotten_alone(self) -> None:
        history = History(Budget(bytes=3 * entry("1").weight))
        for number, session in enumerate("abab", 1):
            history.append(entry(str(number), session=session))
        history.forget("b")
        history.forget("b")
        history.append(entry("5"))
        history.append(entry("6"))
        assert (ids(history), history.evicted) == (["3", "5", "6"], 1)

    def test_every_change_is_told(self) -> None:
        history = filled("1")
        seen = {history.revision}
        history.append(entry("2"))
        seen.add(history.revision)
        history.forget("s")
        seen.add(history.revision)
        history.clear()
        assert len(seen | {history.revision}) == 4

    def test_after_clearing_the_count_begins_anew(self) -> None:
        history = filled("1", "2", budget=Budget(of_each_session=2))
        history.clear()
        history.append(entry("3"))
        assert (ids(history), history.evicted) == (["3"], 0)

    def test_the_newest_stays_even_if_it_is_over_the_budget(self) -> None:
        history = History(Budget(bytes=1))
        history.append(entry("1"))
        history.append(entry("2"))
        assert ids(history) == ["2"]

    def test_an_entry_that_comes_again_takes_the_place_of_its_first_form(self) -> None:
        history = History(Budget(bytes=3 * entry("1").weight))
        for each in "1222":
            history.append(entry(each))
        assert ids(history) == ["1", "2"]
        assert history.evicted == 0

    def test_nothing_is_left_after_clearing(self) -> None:
        history = filled("1", "2", "3", budget=Budget(entries=2))
        history.clear()
        assert (len(history), history.evicted, ids(history)) == (0, 0, [])
        for each in "45":
            history.append(entry(each))
        assert ids(history) == ["4", "5"]

    def test_one_may_walk_over_it_while_it_changes(self) -> None:
        history = filled("1", "2")
        seen = []
        for each in history:
            seen.append(each.id)
            history.append(entry(f"{each.id}'"))
        assert seen == ["1", "2"]


class TestPages:
    @pytest.mark.parametrize(
        ("after", "limit", "page", "cursor"),
        [
            ("", 100, ["1", "2", "3"], ""),
            ("", 3, ["1", "2", "3"], ""),
            ("", 2, ["1", "2"], "2"),
            ("2", 2, ["3"], ""),
            ("1", 1, ["2"], "2"),
            ("3", 2, [], ""),
            ("gone", 1, ["1"], "1"),
            ("", 0, [], ""),
        ],
    )
    def test_a_page_and_the_cursor_of_the_next(
        self, after: str, limit: int, page: list[str], cursor: str
    ) -> None:
        entries, following = filled("1", "2", "3").page(after=after, limit=limit)
        assert (ids(entries), following) == (page, cursor)

    def test_an_empty_history_has_one_empty_page(self) -> None:
        assert History().page() == ([], "")


@given(st.lists(st.integers(0, 5_000), max_size=30), st.integers(1, 5), st.integers(1, 9_000))
def test_it_keeps_the_newest_in_order_and_never_exceeds_its_budget(
    sizes: list[int], most: int, heaviest: int
) -> None:
    history = History(Budget(most, heaviest))
    for at, size in enumerate(sizes):
        history.append(entry(str(at), b"x" * size))
        kept = list(history)
        assert ids(kept) == [str(each) for each in range(at + 1)][-len(kept) :]
        assert 1 <= len(kept) <= most
        assert len(kept) == 1 or sum(each.weight for each in kept) <= heaviest
        assert history.evicted + len(kept) == at + 1


@given(st.lists(st.text(max_size=3), unique=True, max_size=12), st.integers(1, 5))
def test_pages_put_together_are_the_history(entry_ids: list[str], limit: int) -> None:
    history = filled(*(f"#{each}" for each in entry_ids))
    walked, cursor = history.page(limit=limit)
    while cursor:
        page, cursor = history.page(after=cursor, limit=limit)
        walked += page
    assert walked == list(history)


def test_amounts_of_named_sessions() -> None:
    history = History(Budget(entries=2))
    for number, name in enumerate(["w", "", "w", "v"]):
        history.append(entry(str(number), session_name=name))
    assert history.amounts() == {"w": Amount(1, 1), "": Amount(0, 1), "v": Amount(1)}
    history.forget_name("w")
    assert history.amounts() == {"": Amount(0, 1), "v": Amount(1)}
    history.clear()
    assert history.amounts() == {}


class TestForgotten:
    """What is forgotten is gone at once, and cleared away later."""

    def test_others_stay_as_they_are_while_it_is_cleared_away(self) -> None:
        history = History()
        for number in range(2 * SWEPT):
            history.append(entry(str(number), session_name="ab"[number % 2], session="ab"[number % 2]))
        history.forget_name("a")
        for number in range(5):
            history.append(entry(f"new{number}", session_name="a", session="a"))
            assert len(history) == SWEPT + number + 1 == len(ids(history))
            assert history.amounts() == {"a": Amount(number + 1), "b": Amount(SWEPT)}
        assert history.get("0") is None
        assert history.get("1") == entry("1", session_name="b", session="b")

    def test_it_takes_no_room_and_counts_as_nothing(self) -> None:
        history = filled(*"123", budget=Budget(entries=3))
        history.forget("s")
        for each in "456":
            history.append(entry(each, session="t"))
        assert (ids(history), history.evicted) == (["4", "5", "6"], 0)

    def test_it_is_no_place_to_go_on_from(self) -> None:
        history = filled("1", "2", *map(str, range(10, 100)))
        history.forget("s")
        history.append(entry("100"))
        assert ids(history.page(after="2")[0]) == ["100"]
        assert ids(history.query(Query(after="99"))) == ["100"]

    def test_an_id_that_comes_again_is_not_forgotten(self) -> None:
        history = filled(*map(str, range(3 * SWEPT)))
        history.clear()
        history.append(entry("90", b"again"))
        for number in range(200, 205):
            history.append(entry(str(number)))
        assert ids(history) == ["90", "200", "201", "202", "203", "204"]

    def test_what_is_the_oldest_and_forgotten_makes_no_room(self) -> None:
        history = filled(*map(str, range(3 * SWEPT)), budget=Budget(bytes=200 * entry("1").weight))
        history.forget("s")
        history.append(entry("old", session="t"))
        history.append(entry("large", b"x" * 200 * entry("1").weight, session="t"))
        assert (ids(history), history.evicted) == (["large"], 1)

    def test_time_clears_it_away_as_well(self) -> None:
        history = filled(*map(str, range(100)), budget=Budget(age=10))
        history.clear()
        revision = history.revision
        history.expire(now=100)
        assert (history.revision, history.evicted, len(history)) == (revision, 0, 0)


def test_what_is_kept_of_an_exchange_can_be_left_alone() -> None:
    told: list[object] = []
    history = History(leave_alone=told.append)
    history.append(entry("1"))
    record = Record.of(entry("2"))
    history.add(record)
    assert told[1] is record
    assert len(told) == 2


def test_records_are_kept_as_entries_are() -> None:
    history = History()
    history.add(Record.of(entry("1", b"abc")))
    assert list(history) == [entry("1", b"abc")]
    assert history.get("1") == entry("1", b"abc")


def test_one_in_the_middle_may_go_before_the_others() -> None:
    history = History(Budget(entries=3, of_each_session=2))
    for number, session in enumerate("abbbcaa"):
        history.append(entry(str(number), session=session))
    assert ids(history) == ["4", "5", "6"]
    history.append(entry("5", session="a"))
    assert ids(history) == ["4", "6", "5"]
