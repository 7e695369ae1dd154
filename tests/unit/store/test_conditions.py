"""Queries as SQL: values are parameters."""

from types import SimpleNamespace
from typing import Any

import pytest

from smockproxy.core.history import Outcome
from smockproxy.core.query import ALL, Query
from smockproxy.store.conditions import condition_of


@pytest.mark.parametrize(
    ("query", "sql", "values"),
    [
        (ALL, "1", ()),
        (Query(session=""), "(session_name = ?)", ("",)),
        (Query(session_id="s", since=2.5), "(session_id = ?) AND (started_at >= ?)", ("s", 2.5)),
        (Query(outcome=Outcome.MOCKED), "(outcome = ?)", ("mocked",)),
        (Query(path="/a'b"), "(path = ?)", ("/a'b",)),
        (Query(path="/a[b]?*"), "(path GLOB ?)", ("/a[[]b][?]*",)),
        (Query(host="A.Test"), "(lower(host) = ?)", ("a.test",)),
        (Query(method="\udce9G"), "(lower(method) = ?)", ("\ufffdg",)),
        (Query(statuses=range(400, 500)), "(status >= ? AND status < ?)", (400, 500)),
        (Query(mock="m"), "(mock_id = ? OR mock_label = ?)", ("m", "m")),
        (Query(after="1", before="2", limit=3, newest_first=True), "1", ()),
    ],
)
def test_each_part(query: Query, sql: str, values: tuple[Any, ...]) -> None:
    assert condition_of(query, None) == (sql, values)


def test_a_filter_expression_is_one_more_part() -> None:
    where: Any = SimpleNamespace(sql="a = ? OR b = ?", parameters=(1, 2))
    assert condition_of(Query(session="w"), where) == ("(session_name = ?) AND (a = ? OR b = ?)", ("w", 1, 2))
    nothing: Any = SimpleNamespace(sql="", parameters=())
    assert condition_of(ALL, nothing) == ("1", ())
