"""The history on disk: it keeps, lets go of and finds what the one in memory does."""

from collections.abc import Callable, Iterator
from contextlib import closing
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from smockproxy.core.history import Budget, History, HistoryEntry, Outcome, Timing
from smockproxy.core.http import Request
from smockproxy.core.query import ALL, Query
from smockproxy.store import forgotten, tables
from smockproxy.store.history import StoredHistory
from tests.unit.exchanges import exchange
from tests.unit.store.entries import ENTRIES, MOMENTS, NAMES, SESSIONS

type Either = History | StoredHistory
type Change = Callable[[Either], None]

PATTERNS = st.sampled_from(["", "*", "/a", "/a*", "/*b", "/caf%E9", "/%5Ba%5D%2A%3F", "/ü", "/[a]*", "/a?b"])
FILTERS: dict[str, st.SearchStrategy[Any]] = {
    "path": PATTERNS,
    "host": st.sampled_from(["a.test", "A.TEST", "*.test", "*.TEST", "::1", "[ab].test"]),
    "method": st.sampled_from(["get", "GET", "POST", "É", "é"]),
    "statuses": st.sampled_from([range(200, 201), range(200, 204), range(400, 500)]),
    "mock": st.sampled_from(["m1", "mocks/a.yml:3", "x"]),
    "session": NAMES,
    "session_id": st.sampled_from(["-1", "w-2", "x"]),
    "outcome": st.sampled_from(Outcome),
    "since": MOMENTS,
}
ONE_FILTER = st.sampled_from(sorted(FILTERS)).flatmap(
    lambda name: st.fixed_dictionaries({name: FILTERS[name]})
)
PLACES = st.fixed_dictionaries(
    {"newest_first": st.booleans()},
    optional={
        "after": st.sampled_from(["1", "5", "x"]),
        "before": st.sampled_from(["2", "6", "x"]),
        "limit": st.integers(0, 9),
    },
)
QUERIES = st.builds(
    lambda one, other, places: Query(**(one | other | places)),
    ONE_FILTER,
    st.just({}) | ONE_FILTER,
    st.just({}) | PLACES,
)
PLAIN_ENTRIES = st.builds(
    lambda of, size, started_at, number: HistoryEntry(
        id=str(number),
        session_name=of[0],
        session=of[1],
        outcome=Outcome.MOCKED,
        request=Request("GET", "http", "a.test", 80, "/", body=b"x" * size),
        timing=Timing(started_at=started_at),
    ),
    of=SESSIONS,
    size=st.sampled_from([0, 1_500]),
    started_at=st.floats(0, 100),
    number=st.integers(0, 99),
)
"""What matters to a budget."""
PLAIN_APPENDING = PLAIN_ENTRIES.map(lambda entry: lambda history: history.append(entry))
APPENDING = ENTRIES.map(lambda entry: lambda history: history.append(entry))
LETTING_GO = st.one_of(
    st.sampled_from(["-1", "w-2"]).map(lambda session: lambda history: history.forget(session)),
    NAMES.map(lambda name: lambda history: history.forget_name(name)),
    st.just(lambda history: history.clear()),
    MOMENTS.map(lambda now: lambda history: history.expire(2 * now)),
)
CHANGES: st.SearchStrategy[Change] = st.one_of(*[APPENDING] * 6, LETTING_GO)
BUDGETS = st.builds(
    Budget,
    entries=st.integers(1, 6),
    bytes=st.sampled_from([2_000, 5_000, 10**6]),
    of_each_session=st.integers(0, 3),
    age=st.sampled_from([0.0, 30.0]),
)


@pytest.fixture(scope="module", autouse=True)
def piecemeal() -> Iterator[None]:
    """What is forgotten stays about for long."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(forgotten, "PIECE", 1)
        yield


def same(stored: StoredHistory, memory: History) -> None:
    assert list(stored) == list(memory)
    assert len(stored) == len(memory)
    assert stored.evicted == memory.evicted
    assert stored.amounts() == memory.amounts()
    for name in ("", "w"):
        assert stored.evicted_from(name) == memory.evicted_from(name)
        assert stored.evicted_from(name, f"{name}-1") == memory.evicted_from(name, f"{name}-1")


@pytest.fixture(params=["rows", "packs"])
def kind(request: pytest.FixtureRequest) -> Iterator[str]:
    """Whether exchanges get rows of their own, or two of them are enough for a pack."""
    with pytest.MonkeyPatch.context() as patch:
        if request.param == "packs":
            patch.setattr(tables, "MANY", 1)
            patch.setattr(tables, "LARGEST", 2)
        yield request.param


STEADY = settings(deadline=None, max_examples=25, suppress_health_check=[HealthCheck.function_scoped_fixture])


@STEADY
@given(st.lists(CHANGES, min_size=6, max_size=14), st.lists(QUERIES, min_size=12, max_size=20))
def test_both_keep_and_find_the_same(shared, kind, changes: list[Change], queries: list[Query]) -> None:
    shared.clear()
    memory = History()
    for change in changes:
        change(memory)
        change(shared)
    same(shared, memory)
    for query in queries:
        found = shared.query(query)
        assert list(found) == list(memory.query(query))
        if found.place:
            more = replace(query, limit=3).going_on(found.place)
            shift = shared._unwritten.last_position - memory._last_position
            inside = query.going_on(f"@{int(found.place[1:]) - shift}")
            assert list(shared.query(more)) == list(memory.query(replace(inside, limit=3)))


@settings(STEADY, max_examples=50)
@given(st.lists(st.one_of(*[PLAIN_APPENDING] * 9, LETTING_GO), min_size=8, max_size=16), BUDGETS)
def test_both_let_go_of_the_same(shared, kind, changes: list[Change], budget: Budget) -> None:
    shared.clear()
    shared.flush()
    shared._tables.budget = budget
    memory = History(budget)
    try:
        for change in changes:
            change(memory)
            change(shared)
            shared.flush()
        same(shared, memory)
    finally:
        shared._tables.budget = Budget()


@dataclass(frozen=True)
class Condition:
    """What a filter expression comes to."""

    sql: str = ""
    parameters: tuple[str | bytes | int, ...] = ()
    test: Callable[[HistoryEntry], bool] | None = None

    def holds(self, entry: HistoryEntry) -> bool:
        raise NotImplementedError

    def matches(self, pattern: str | bytes, text: str | None) -> bool:
        return str(pattern) in (text or "")


def ids(found: Any) -> list[str]:
    return [entry.id for entry in found]


def filled(stored: StoredHistory, *entry_ids: str, **facts: Any) -> StoredHistory:
    for entry_id in entry_ids:
        stored.append(exchange(id=entry_id, **facts))
    return stored


class TestConditions:
    @pytest.mark.parametrize(
        ("where", "found"),
        [
            (Condition(), "1234"),
            (Condition("id > ? AND matches(?, url)", ("1", "hello.test")), "234"),
            (Condition("matches(?, url)", ("nowhere",)), ""),
            (Condition("id > ?", ("1",), lambda entry: entry.id != "3"), "24"),
            (Condition("id = ? OR id = ?", ("1", "2")), "12"),
        ],
    )
    def test_they_narrow_a_query(self, stored: StoredHistory, where: Condition, found: str) -> None:
        assert ids(filled(stored, *"1234").query(ALL, where)) == list(found)

    def test_they_are_joined_with_it(self, stored: StoredHistory) -> None:
        where = Condition("id = ? OR id = ?", ("1", "2"))
        assert ids(filled(stored, *"1234").query(Query(before="2"), where)) == ["1"]
        assert ids(stored.query(Query(method="POST"), where)) == []

    def test_what_their_test_raises_reaches_the_reader(self, stored: StoredHistory) -> None:
        def fail(_: HistoryEntry) -> bool:
            raise ZeroDivisionError

        with pytest.raises(ZeroDivisionError):
            list(filled(stored, "1").query(ALL, Condition(test=fail)))
        assert ids(stored) == ["1"]


class TestReading:
    def test_an_entry_can_be_had_by_its_id(self, stored: StoredHistory) -> None:
        filled(stored, "1", "2")
        assert stored.get("2") == exchange(id="2")
        assert stored.get("3") is None

    def test_pages(self, stored: StoredHistory) -> None:
        page, cursor = filled(stored, *"12345").page(limit=2)
        assert (ids(page), cursor) == (["1", "2"], "2")
        page, cursor = stored.page(after="2", limit=3)
        assert (ids(page), cursor) == (["3", "4", "5"], "")
        assert stored.page(limit=0) == ([], "")

    def test_a_search_sees_what_there_was_when_it_was_asked_for(self, stored: StoredHistory) -> None:
        search = filled(stored, "1", "2").query(ALL)
        filled(stored, "3")
        assert ids(search) == ["1", "2"]

    def test_what_is_forgotten_meanwhile_is_still_seen_by_one_that_has_begun(
        self, stored: StoredHistory
    ) -> None:
        search = iter(filled(stored, "1", "2").query(ALL))
        assert next(search).id == "1"
        stored.clear()
        assert len(stored) == 0
        assert ids(search) == ["2"]

    def test_many_pieces_are_searched_in_order(self, stored: StoredHistory) -> None:
        numbers = [str(number) for number in range(700)]
        filled(stored, *numbers)
        assert ids(stored) == numbers
        assert ids(stored.query(Query(newest_first=True))) == numbers[::-1]

    @pytest.mark.parametrize(("newest_first", "reached"), [(True, 699.0 - 255), (False, 255.0)])
    def test_a_search_without_finds_says_how_far_it_got(
        self, stored: StoredHistory, *, newest_first: bool, reached: float
    ) -> None:
        for number in range(700):
            timing = replace(exchange().timing, started_at=float(number))
            stored.append(exchange(id=str(number), timing=timing))
        query = Query(path="/nowhere", newest_first=newest_first)
        search = stored.query(query, is_over=lambda: True)
        assert (ids(search), search.is_cut_short, search.reached) == ([], True, reached)
        beyond = replace(query, path="").going_on(search.place)
        assert next(iter(stored.query(beyond))).timing.started_at == reached + (-1 if newest_first else 1)

    def test_a_closed_search_lets_others_go_on(self, stored: StoredHistory) -> None:
        search = filled(stored, "1", "2").query(ALL)
        assert next(iter(search)).id == "1"
        search.close()
        assert ids(stored) == ["1", "2"]

    def test_an_empty_one_has_nothing(self, stored: StoredHistory) -> None:
        assert (len(stored), ids(stored), stored.page()) == (0, [], ([], ""))


class TestRevision:
    def test_every_change_is_told(self, stored: StoredHistory) -> None:
        seen = [stored.revision]
        for change in (
            lambda: filled(stored, "1"),
            lambda: stored.forget("x"),
            lambda: stored.forget_name("x"),
            stored.clear,
        ):
            change()
            seen.append(stored.revision)
        assert sorted(set(seen)) == seen

    def test_time_is_none_without_a_limit(self, stored: StoredHistory) -> None:
        before = stored.revision
        stored.expire(1e12)
        assert stored.revision == before


class TestRestart:
    def test_all_is_there_again(self, tmp_path: Path) -> None:
        budget = Budget(entries=3)
        with closing(StoredHistory(tmp_path, budget)) as history:
            filled(history, *"12345", session_name="w")
            before = list(history)
            place = history.query(Query(limit=1))
            list(place)
        with closing(StoredHistory(tmp_path, budget)) as history:
            assert list(history) == before
            assert (len(history), history.evicted, history.evicted_from("w")) == (3, 2, 2)
            assert history.last_number == 5
            filled(history, "6", session_name="w")
            assert ids(history) == ["4", "5", "6"]
            assert ids(history.query(ALL.going_on(place.place))) == ["4", "5", "6"]

    def test_numbers_go_on_even_if_all_is_forgotten(self, tmp_path: Path) -> None:
        with closing(StoredHistory(tmp_path)) as history:
            filled(history, "7", "imported", "3")
            history.clear()
        with closing(StoredHistory(tmp_path)) as history:
            assert history.last_number == 7
            filled(history, "8")
            assert history.query(ALL).place == ""

    def test_a_smaller_budget_holds_from_the_next_exchange_on(self, tmp_path: Path) -> None:
        with closing(StoredHistory(tmp_path)) as history:
            filled(history, *"12345")
        with closing(StoredHistory(tmp_path, Budget(entries=2))) as history:
            filled(history, "6")
            assert ids(history) == ["5", "6"]
