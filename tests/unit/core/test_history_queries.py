"""The history in memory: what it finds, what it let go of and from whom."""

from dataclasses import dataclass
from typing import Any

import pytest

from smockproxy.core.history import Budget, History, HistoryEntry, Outcome, Timing
from smockproxy.core.http import Request
from smockproxy.core.query import ALL, Query


def entry(entry_id: str, path: str = "/", started_at: float = 0.0, **facts: Any) -> HistoryEntry:
    known = {"session": "s", "outcome": Outcome.MOCKED, "timing": Timing(started_at=started_at)}
    return HistoryEntry(id=entry_id, request=Request("GET", "http", "a.test", 80, path), **(known | facts))


def filled(*entry_ids: str, budget: Budget = Budget()) -> History:
    history = History(budget)
    for entry_id in entry_ids:
        history.append(entry(entry_id, f"/{entry_id}"))
    return history


def found(history: History, query: Query, where: Any = None) -> list[str]:
    return [each.id for each in history.query(query, where)]


@dataclass
class Odd:
    """A `where` for odd ids."""

    def holds(self, each: HistoryEntry) -> bool:
        return int(each.id) % 2 == 1


class TestQueries:
    @pytest.mark.parametrize(
        ("query", "ids"),
        [
            (ALL, "1234"),
            (Query(newest_first=True), "4321"),
            (Query(newest_first=True, limit=2), "43"),
            (Query(path="/2"), "2"),
            (Query(after="2"), "34"),
            (Query(before="2"), "1"),
            (Query(after="1", before="4", newest_first=True), "32"),
            (Query(after="@2"), "34"),
            (Query(before="@2"), "1"),
            (Query(after="gone"), "1234"),
            (Query(before="gone"), ""),
        ],
    )
    def test_what_they_find(self, query: Query, ids: str) -> None:
        assert found(filled(*"1234"), query) == list(ids)

    def test_a_condition_narrows_them(self) -> None:
        assert found(filled(*"1234"), Query(after="1"), Odd()) == ["3"]

    def test_one_search_goes_on_where_another_stopped(self) -> None:
        history, query = filled(*"12345"), Query(newest_first=True, limit=2)
        search = history.query(query)
        assert [each.id for each in search] == ["5", "4"]
        history.append(entry("6"))
        assert found(history, query.going_on(search.place)) == ["3", "2"]

    def test_places_outlive_their_entry(self) -> None:
        history = filled(*"1234")
        search = history.query(Query(newest_first=True, limit=2))
        assert [each.id for each in search] == ["4", "3"]
        history.append(entry("3"))
        assert found(history, Query(newest_first=True).going_on(search.place)) == ["2", "1"]

    def test_they_see_what_there_was_when_they_were_asked(self) -> None:
        history = filled("1", "2")
        search = iter(history.query(ALL))
        history.append(entry("3"))
        assert next(search).id == "1"
        history.forget("s")
        assert [each.id for each in search] == ["2"]

    def test_what_goes_before_their_first_step_is_not_seen(self) -> None:
        history = filled("1")
        search = history.query(ALL)
        history.forget("s")
        assert list(search) == []

    def test_they_stop_when_their_time_is_over(self) -> None:
        search = filled("1", "2").query(ALL, is_over=lambda: True)
        assert [each.id for each in search] == ["1"]
        assert (search.is_cut_short, search.place) == (True, "@1")


class TestEvictions:
    def history(self) -> History:
        history = History(Budget(entries=1))
        for number, (name, session) in enumerate([("", "s"), ("w", "t"), ("w", "u"), ("", "v")]):
            history.append(entry(str(number), session=session, session_name=name))
        return history

    def test_they_are_counted_by_session(self) -> None:
        history = self.history()
        assert history.evicted == 3
        assert (history.evicted_from(""), history.evicted_from("w"), history.evicted_from("x")) == (1, 2, 0)
        assert (history.evicted_from("w", "u"), history.evicted_from("", "v")) == (1, 0)

    def test_a_forgotten_session_has_none(self) -> None:
        history = self.history()
        history.forget("t")
        assert (history.evicted, history.evicted_from("w")) == (2, 1)
        history.forget_name("w")
        assert (history.evicted, history.evicted_from("w")) == (1, 0)
        history.clear()
        assert history.evicted == 0


class TestAge:
    def aged(self, *moments: float) -> History:
        history = History(Budget(age=10.0))
        for moment in moments:
            history.append(entry(str(moment), started_at=moment))
        return history

    def test_what_is_too_old_makes_room(self) -> None:
        history = self.aged(1.0, 2.0, 12.0)
        assert found(history, ALL) == ["2.0", "12.0"]
        assert history.evicted == 1

    def test_the_newest_stays_however_long_it_took(self) -> None:
        history = self.aged(1.0)
        history.append(entry("slow", timing=Timing(started_at=1.0, ended=100.0)))
        assert found(history, ALL) == ["slow"]

    def test_time_alone_makes_them_go(self) -> None:
        history = self.aged(1.0, 2.0)
        before = history.revision
        history.expire(11.5)
        assert (found(history, ALL), history.revision > before) == (["2.0"], True)
        history.expire(20.0)
        assert (found(history, ALL), history.evicted) == ([], 2)
        before = history.revision
        history.expire(30.0)
        assert history.revision == before

    def test_without_a_limit_nothing_grows_too_old(self) -> None:
        history = filled("1")
        history.expire(1e12)
        assert len(history) == 1
