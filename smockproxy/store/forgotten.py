"""What is forgotten, and still takes room: nobody sees it any more, and it goes piece by piece.

To take a million rows away lasts longer than an exchange may stay unwritten. So a note says at once what is
forgotten, up to which position, and the rows follow between other changes, after a restart as well.
"""

from collections.abc import Sequence
from sqlite3 import Connection
from typing import Literal, NamedTuple

from smockproxy.core.records import SessionKey
from smockproxy.store.packing import Packed
from smockproxy.store.packs import Packs
from smockproxy.store.rows import Row, storable

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
        return row.position <= self.position and self.is_of((row.session_name, row.session_id))

    def is_of(self, key: SessionKey) -> bool:
        """Whether it is of a session, as the tables have it."""
        session_name, session_id = key
        return {"session_id": session_id, "session_name": session_name, "all": ""}[self.by] == self.value

    def covers_packed(self, packed: Packed) -> bool:
        """Whether what is in a pack is forgotten."""
        session_name, session_id = packed.record.key
        key = storable(session_name), storable(session_id)
        return packed.position <= self.position and self.is_of(key)


def all_forgotten(connection: Connection) -> list[Forgotten]:
    """The notes, in order."""
    return [Forgotten(*row) for row in connection.execute("SELECT * FROM forgotten ORDER BY rowid")]


def note(connection: Connection, forgotten: Forgotten) -> None:
    """Forget."""
    connection.execute("INSERT INTO forgotten VALUES (?, ?, ?)", forgotten)


def take_away(connection: Connection, packs: Packs) -> None:
    """Take a piece of what was forgotten first away, and the note when that was the last piece."""
    row = connection.execute("SELECT rowid, * FROM forgotten ORDER BY rowid LIMIT 1").fetchone()
    if row is None:
        return
    number, *noted = row
    forgotten = Forgotten(*noted)
    if _take_from_pack(forgotten, packs):
        return
    condition, *values = sql_of(forgotten)
    gone = connection.execute(
        f"SELECT position FROM exchanges WHERE {condition} LIMIT {PIECE}",  # noqa: S608  our own words
        values,
    ).fetchall()
    delete(connection, gone)
    if len(gone) < PIECE:
        connection.execute("DELETE FROM forgotten WHERE rowid = ?", (number,))


def _take_from_pack(forgotten: Forgotten, packs: Packs) -> bool:
    """Whether there was something in a pack, which is written anew without it."""
    for span in packs.up_to(forgotten.position):
        if any(forgotten.is_of(key) for key in span.keys):
            rest = [each for each in packs.take_out(span.first) if not forgotten.covers_packed(each)]
            if rest:
                packs.add(rest, [int(each.record.id) for each in rest])
            return True
    return False


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
