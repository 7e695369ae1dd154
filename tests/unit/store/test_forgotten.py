"""Notes of what is forgotten: which rows they cover, in Python and in SQL."""

import sqlite3
from contextlib import closing

import pytest

from smockproxy.store.forgotten import Forgotten, alive, all_forgotten, note, take_away
from smockproxy.store.packs import Packs
from smockproxy.store.rows import Added, Row, insert
from smockproxy.store.schema import prepare
from tests.unit.exchanges import exchange

ROWS = [Row(1, 9, "w", "s", 0.0), Row(2, 9, "w", "t", 0.0), Row(3, 9, "", "s", 0.0), Row(4, 9, "w", "s", 0.0)]


@pytest.mark.parametrize(
    ("notes", "kept"),
    [
        ([], [1, 2, 3, 4]),
        ([Forgotten(3, "session_id", "s")], [2, 4]),
        ([Forgotten(3, "session_name", "w")], [3, 4]),
        ([Forgotten(2, "all")], [3, 4]),
        ([Forgotten(1, "all"), Forgotten(4, "session_name", "")], [2, 4]),
        ([Forgotten(9, "session_id", "")], [1, 2, 3, 4]),
    ],
)
def test_both_say_the_same_and_in_the_end_the_rows_are_gone(notes: list[Forgotten], kept: list[int]) -> None:
    assert [row.position for row in ROWS if not any(each.covers(row) for each in notes)] == kept
    with closing(sqlite3.connect(":memory:", isolation_level=None)) as connection:
        prepare(connection)
        for row in ROWS:
            entry = exchange(id=str(row.position), session=row.session_id, session_name=row.session_name)
            insert(connection, [Added.of(row.position, entry)], [9])
        packs = Packs(connection)
        condition, *values = alive(notes)
        statement = f"SELECT position FROM exchanges WHERE {condition} ORDER BY position"
        found = connection.execute(statement, values)
        assert [position for (position,) in found] == kept
        for each in notes:
            note(connection, each)
        assert all_forgotten(connection) == notes
        for _ in notes:
            take_away(connection, packs)
        take_away(connection, packs)
        assert all_forgotten(connection) == []
        assert [row[0] for row in connection.execute("SELECT position FROM contents")] == kept
