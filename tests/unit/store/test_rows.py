"""Rows: the columns that queries ask for."""

import sqlite3
from contextlib import closing
from typing import Any

import pytest

from smockproxy.core.history import HistoryEntry
from smockproxy.core.http import Request
from smockproxy.store.rows import Added, insert, storable
from smockproxy.store.schema import prepare
from tests.unit.exchanges import exchange, several


def row(entry: HistoryEntry) -> dict[str, Any]:
    with closing(sqlite3.connect(":memory:", isolation_level=None)) as connection:
        prepare(connection)
        insert(connection, [Added.of(7, entry)], [99])
        found = connection.execute("SELECT * FROM exchanges")
        names = [column[0] for column in found.description]
        (values,) = found.fetchall()
        assert connection.execute("SELECT position FROM contents").fetchall() == [(7,)]
    return dict(zip(names, values, strict=True))


def test_every_column_has_what_its_name_says() -> None:
    assert row(exchange(session_name="w", id="5")) == {
        "position": 7,
        "id": "5",
        "session_id": "session-id",
        "session_name": "w",
        "started_at": exchange().timing.started_at,
        "weight": 99,
        "protocol": "http",
        "method": "GET",
        "scheme": "http",
        "host": "hello.test",
        "shown_host": "hello.test",
        "port": 80,
        "path": "/hello",
        "url": "http://hello.test/hello?x=1",
        "status": 200,
        "outcome": "mocked",
        "mock_id": "hello-id",
        "mock_label": "mocks/hello.yml:3",
        "comment": "mock: mocks/hello.yml:3",
        "marker": "mocked",
    }


@pytest.mark.parametrize("entry", several(), ids=lambda entry: entry.id)
def test_all_kinds_have_a_row(entry: HistoryEntry) -> None:
    written = row(entry)
    assert written["status"] == (entry.response.status if entry.response else None)
    assert written["mock_id"] == (entry.mock.id if entry.mock else None)


def test_bytes_that_are_no_text_do_not_keep_it_from_being_written() -> None:
    odd = row(exchange(Request("GET", "http", "a.test", 80, "/caf\udce9"), session="\udce9", id="\ud800"))
    assert (odd["id"], odd["session_id"]) == ("\ufffd", "\ufffd")
    assert (odd["path"], odd["url"]) == ("/caf%E9", "http://a.test/caf\ufffd")


@pytest.mark.parametrize(
    ("text", "kept"), [("aü\U0001f600", "aü\U0001f600"), ("a\udce9\ud83db", "a\ufffd\ufffdb")]
)
def test_texts_that_can_be_kept(text: str, kept: str) -> None:
    assert storable(text) == kept
