"""Queries as conditions of SQL: the same as `Query.matches` says of an entry, on the columns of its row.

Values are parameters, always.
"""

from collections.abc import Iterator
from typing import NamedTuple

from smockproxy.core.query import Query, Where, folded
from smockproxy.store.rows import storable

type Value = str | bytes | int | float


class Condition(NamedTuple):
    """What stands after WHERE, and its values in order."""

    sql: str
    values: tuple[Value, ...]


def condition_of(query: Query, where: Where | None) -> Condition:
    """What a row must fulfil, wherever it stands; that alone may not be enough for a `where` with a test."""
    parts = [part for part in _parts(query, where) if part.sql]
    sql = " AND ".join(f"({part.sql})" for part in parts)
    return Condition(sql or "1", tuple(value for part in parts for value in part.values))


def _parts(query: Query, where: Where | None) -> Iterator[Condition]:
    if query.session is not None:
        yield Condition("session_name = ?", (storable(query.session),))
    if query.session_id is not None:
        yield Condition("session_id = ?", (storable(query.session_id),))
    if query.since is not None:
        yield Condition("started_at >= ?", (query.since,))
    if query.outcome:
        yield Condition("outcome = ?", (query.outcome.value,))
    yield from _request_parts(query)
    if query.statuses:
        yield Condition("status >= ? AND status < ?", (query.statuses.start, query.statuses.stop))
    if query.mock:
        yield Condition("mock_id = ? OR mock_label = ?", (storable(query.mock),) * 2)
    if where:
        yield Condition(where.sql, where.parameters)


def _request_parts(query: Query) -> Iterator[Condition]:
    if query.path:
        yield _like("path", query.path)
    if query.host:
        yield _like("lower(host)", folded(query.host))
    if query.method:
        yield Condition("lower(method) = ?", (storable(folded(query.method)),))


def _like(column: str, pattern: str) -> Condition:
    """A column that is like a pattern in which only `*` has a meaning."""
    text = storable(pattern)
    if "*" not in text:
        return Condition(f"{column} = ?", (text,))
    return Condition(f"{column} GLOB ?", (text.replace("[", "[[]").replace("?", "[?]"),))
