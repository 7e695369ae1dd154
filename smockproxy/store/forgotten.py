"""What is forgotten, and still takes room: nobody sees it any more, and it goes piece by piece.

To take a million rows away lasts longer than an exchange may stay unwritten. So a note says at once what is
forgotten, up to which position, and the rows follow between other changes, after a restart as well.
"""

from collections.abc import Sequence
from sqlite3 import Connection
from typing import Literal, NamedTuple

from smockproxy.store.rows import Row

PIECE = 250
"""Rows that go at once."""

type By = Literal["session_id", "session_name", "all"]


class Forgotten(NamedTuple):
    """The exchanges of a session, or of a name, or all, up to a position."""

    position: int
    by: By
    value: str = ""

    def covers(self, row: Row) -> bool:
        """Whether a row is forgotten."""
        whose = {"session_id": row.session_id, "session_name": row.session_name, "all": ""}[self.by]
        return row.position <= self.position and whose == self.value


def all_forgotten(connection: Connection) -> list[Forgotten]:
    """The notes, in order."""
    return [Forgotten(*row) for row in connection.execute("SELECT * FROM forgotten ORDER BY rowid")]


def note(connection: Connection, forgotten: Forgotten) -> None:
    """Forget."""
    connection.execute("INSERT INTO forgotten VALUES (?, ?, ?)", forgotten)


def take_away(connection: Connection) -> None:
    """Take a piece of what was forgotten first away, and the note when that was the last piece."""
    row = connection.execute("SELECT rowid, * FROM forgotten ORDER BY rowid LIMIT 1").fetchone()
    if row is None:
        return
    number, *noted = row
    forgotten = Forgotten(*noted)
    condition, *values = sql_of(forgotten)
    gone = connection.execute(
        f"SELECT position FROM exchanges WHERE {condition} LIMIT {PIECE}",  # noqa: S608  our own words
        values,
    ).fetchall()
    delete(connection, gone)
    if len(gone) < PIECE:
        connection.execute("DELETE FROM forgotten WHERE rowid = ?", (number,))


def delete(connection: Connection, positions: list[tuple[int]]) -> None:
    """Take rows away."""
    connection.executemany("DELETE FROM exchanges WHERE position = ?", positions)
    connection.executemany("DELETE FROM contents WHERE position = ?", positions)


def sql_of(forgotten: Forgotten) -> tuple[str, *tuple[str | int, ...]]:
    """Which rows it covers, as a condition, and its values."""
    position, by, value = forgotten
    up_to = "exchanges.position <= ?"
    return (up_to, position) if by == "all" else (f"{by} = ? AND {up_to}", value, position)


def alive(notes: Sequence[Forgotten]) -> tuple[str, *tuple[str | int, ...]]:
    """Which rows none covers, as a condition, and its values."""
    covered = list(map(sql_of, notes))
    sql = " AND ".join(f"NOT ({condition})" for condition, *_ in covered)
    return sql or "1", *(value for _, *values in covered for value in values)
