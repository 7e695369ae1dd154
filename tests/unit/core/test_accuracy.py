"""What becomes of the requests to each host."""

import pytest

from smockproxy.core.accuracy import ANY_HOST, ELSEWHERE, MOST_HOSTS, accuracy_of, percent
from smockproxy.core.conditions import Conditions, OnField
from smockproxy.core.history import HistoryEntry, Outcome, Timing
from smockproxy.core.http import Request, Response
from smockproxy.core.matchers import equal
from smockproxy.core.mock import Mock
from smockproxy.core.responders import Fixed, ForwardTo
from smockproxy.core.routing import PRIORITY, ROUTE


def made(outcome: Outcome, host: str = "a.test", port: int = 443) -> HistoryEntry:
    request = Request("GET", "https", host, port, "/")
    return HistoryEntry(id="1", session="s", outcome=outcome, request=request, timing=Timing(started_at=1.0))


def for_host(host: str, **fields: str) -> Mock:
    named = {"host": host, **fields} if host else fields
    conditions = tuple(OnField(name, equal(value)) for name, value in named.items())
    return Mock(host or "any", Fixed(Response()), Conditions(conditions))


def unused(_: Mock) -> int:
    return 0


def test_each_host_has_its_figures() -> None:
    entries = [
        *(made(Outcome.MOCKED) for _ in range(3)),
        *map(made, (Outcome.REFUSED, Outcome.FAILED, Outcome.FORWARDED)),
        made(Outcome.FORWARDED, "B.test", 8443),
        made(Outcome.CALLBACK, "ours.test"),
    ]
    accuracy = accuracy_of(entries, (), unused)
    figures = [(each.host, each.matched, each.missed, each.forwarded, each.total) for each in accuracy.hosts]
    assert figures == [("a.test", 3, 2, 1, 6), ("b.test:8443", 0, 0, 1, 1)]
    assert (accuracy.matched, accuracy.total) == (3, 7)


def test_unused_mocks_stand_with_their_host_and_those_of_any_come_last() -> None:
    mocks = [
        for_host(""),
        for_host("A.test"),
        for_host("b.test", port="8443"),
        for_host("c.test", port="443", scheme="https"),
        for_host("d.test", port="80"),
        for_host("used.test"),
        Mock(ROUTE + "x", ForwardTo(), priority=PRIORITY),
    ]
    accuracy = accuracy_of([made(Outcome.MOCKED)], mocks, lambda mock: mock.id == "used.test")
    named = {each.host: [mock.id for mock in each.unused] for each in accuracy.hosts}
    assert named == {
        "a.test": ["A.test"],
        "b.test:8443": ["b.test"],
        "c.test": ["c.test"],
        "d.test": ["d.test"],
        ANY_HOST: ["any"],
    }
    assert accuracy.hosts[-1].host == ANY_HOST


def test_hosts_are_bounded() -> None:
    entries = (made(Outcome.REFUSED, f"h{number}.test") for number in range(MOST_HOSTS + 5))
    accuracy = accuracy_of(entries, (), unused)
    assert {each.host: each.missed for each in accuracy.hosts}[ELSEWHERE] == 5
    assert accuracy.total == MOST_HOSTS + 5


@pytest.mark.parametrize(
    ("matched", "total", "expected"),
    [(0, 0, None), (0, 3, 0.0), (2, 3, 66.66), (99_999, 100_000, 99.99), (7, 7, 100.0)],
)
def test_only_all_of_them_are_a_hundred_percent(matched: int, total: int, expected: float | None) -> None:
    assert percent(matched, total) == expected
