"""Queries: what they ask for, and searches that stop at their limit or when their time is over."""

from dataclasses import replace
from fnmatch import fnmatchcase
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from smockproxy.core.history import HistoryEntry, MockRef, Outcome, Timing
from smockproxy.core.http import Request, Response
from smockproxy.core.query import (
    ALL,
    Looked,
    Query,
    Search,
    Steps,
    fits,
    folded,
    never,
    place_of,
    position_of,
    statuses_of,
)

ENTRY = HistoryEntry(
    id="7",
    session="s1",
    session_name="worker-3",
    outcome=Outcome.MOCKED,
    request=Request("GET", "http", "API.test", 80, "/pay/caf\udce9?x=1"),
    response=Response(404),
    mock=MockRef("pay", "mocks/pay.yml:3", "static", from_file=True),
    timing=Timing(started_at=10.0),
)


class TestMeaning:
    @pytest.mark.parametrize(
        "query",
        [
            ALL,
            Query(path="/pay/caf%E9"),
            Query(path="/pay/*"),
            Query(host="api.TEST"),
            Query(host="*.test"),
            Query(method="get"),
            Query(statuses=statuses_of("404")),
            Query(statuses=statuses_of("4xx")),
            Query(mock="pay"),
            Query(mock="mocks/pay.yml:3"),
            Query(session="worker-3"),
            Query(session_id="s1"),
            Query(outcome=Outcome.MOCKED),
            Query(since=10.0),
            Query(after="1", before="2", limit=0, newest_first=True),
        ],
    )
    def test_it_asks_for_it(self, query: Query) -> None:
        assert query.matches(ENTRY)

    @pytest.mark.parametrize(
        "query",
        [
            Query(path="/pay"),
            Query(path="/PAY/*"),
            Query(host="api"),
            Query(method="POST"),
            Query(statuses=statuses_of("200")),
            Query(statuses=statuses_of("5xx")),
            Query(mock="mocks/pay.yml"),
            Query(session=""),
            Query(session_id=""),
            Query(outcome=Outcome.FAILED),
            Query(since=10.5),
        ],
    )
    def test_it_does_not(self, query: Query) -> None:
        assert not query.matches(ENTRY)

    def test_what_is_not_there_has_no_status_and_no_mock(self) -> None:
        bare = replace(ENTRY, response=None, mock=None)
        assert ALL.matches(bare)
        assert not Query(statuses=range(1000)).matches(bare)
        assert not Query(mock="pay").matches(bare)

    def test_the_unnamed_session_can_be_asked_for(self) -> None:
        assert Query(session="").matches(replace(ENTRY, session_name=""))

    def test_it_goes_on_in_its_own_order(self) -> None:
        assert Query(host="a").going_on("@3") == Query(host="a", after="@3")
        assert Query(newest_first=True).going_on("@3") == Query(newest_first=True, before="@3")


class TestStatuses:
    @pytest.mark.parametrize(
        ("text", "statuses"), [("404", range(404, 405)), ("5xx", range(500, 600)), ("6XX", range(600, 700))]
    )
    def test_a_status_or_a_class(self, text: str, statuses: range) -> None:
        assert statuses_of(text) == statuses

    @pytest.mark.parametrize("text", ["", "40", "4040", "0xx", "4x", "abc", "²00", "-40"])
    def test_what_is_neither(self, text: str) -> None:
        with pytest.raises(
            ValueError, match="is no status: expected one such as 404, or a class such as 4xx"
        ):
            statuses_of(text)


@pytest.mark.parametrize(
    ("pattern", "text", "does"),
    [
        ("", "anything", True),
        ("/a", "/a", True),
        ("/a", "/ab", False),
        ("*", "", True),
        ("/a*", "/a", True),
        ("/a*a", "/a", False),
        ("/*/b/*/d", "/a/b/c/d", True),
        ("/*/b/*/d", "/a/c/b/d", False),
        ("*b*b*", "abc", False),
        ("[ab]?", "a?", False),
    ],
)
def test_a_star_stands_for_any_characters(pattern: str, text: str, *, does: bool) -> None:
    assert fits(pattern, text) is does


@given(st.text("ab*", min_size=1, max_size=8), st.text("ab", max_size=10))
def test_stars_mean_what_they_mean_in_a_shell(pattern: str, text: str) -> None:
    assert fits(pattern, text) is fnmatchcase(text, pattern)


def test_only_letters_of_ascii_are_folded() -> None:
    assert folded("ÀZ") == "Àz"


@pytest.mark.parametrize(
    ("place", "position"), [("@0", 0), ("@12", 12), ("12", None), ("@", None), ("@x", None)]
)
def test_places(place: str, position: int | None) -> None:
    assert position_of(place) == position


def test_a_place_beyond_all_numbers_is_none() -> None:
    assert position_of("@" + "9" * 5_000) is None
    assert position_of(place_of(2**59)) == 2**59


class TestSearch:
    def steps(self, wanted: str) -> Steps:
        """One step a letter; an `x` is an entry that is asked for."""
        try:
            for position, mark in enumerate(wanted, 1):
                yield Looked(
                    position, float(position), replace(ENTRY, id=str(position)) if mark == "x" else None
                )
        finally:
            self.is_closed = True

    def found(self, search: Search) -> list[str]:
        return [entry.id for entry in search]

    def test_it_goes_through_all(self) -> None:
        search = Search(self.steps("x.x"))
        assert self.found(search) == ["1", "3"]
        assert (search.place, search.is_cut_short, search.reached) == ("", False, 3.0)
        assert self.is_closed

    def test_it_stops_at_its_limit(self) -> None:
        search = Search(self.steps("x.xx"), 2)
        assert self.found(search) == ["1", "3"]
        assert (search.place, search.is_cut_short) == ("@3", False)
        assert self.is_closed

    def test_nothing_is_found_where_nothing_may_be(self) -> None:
        assert self.found(Search(self.steps("x"), 0)) == []

    def test_it_says_how_far_it_got(self) -> None:
        search = Search(self.steps("x..x"), is_over=_after(3))
        assert self.found(search) == ["1"]
        assert (search.place, search.is_cut_short, search.reached) == ("@3", True, 3.0)
        assert self.is_closed

    def test_it_says_so_on_its_way(self) -> None:
        search = Search(self.steps(".xx"))
        next(iter(search))
        assert (search.place, search.reached) == ("@2", 2.0)

    def test_it_can_be_closed_before_its_end(self) -> None:
        search = Search(self.steps("xx"))
        next(iter(search))
        search.close()
        assert self.is_closed
        assert self.found(search) == []

    def test_one_that_has_not_begun_can_be_closed(self) -> None:
        search = Search(self.steps("x"))
        search.close()
        assert self.found(search) == []

    def test_what_never_ends(self) -> None:
        assert not never()


def _after(calls: int) -> Any:
    """Whether this is that many calls later."""
    answers = iter([*[False] * (calls - 1), True])
    return lambda: next(answers)
