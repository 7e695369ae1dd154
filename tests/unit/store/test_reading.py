"""Reading: pieces of the positions, and connections that are lent."""

import sqlite3
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from smockproxy.core.query import ALL, Query
from smockproxy.store.errors import StoreError
from smockproxy.store.reading import FIRST_PIECE, LARGEST_PIECE, Readers, Span, entry_at, steps
from smockproxy.store.rows import Added, insert
from smockproxy.store.schema import prepare
from tests.unit.exchanges import exchange


@pytest.fixture
def connection() -> Iterator[sqlite3.Connection]:
    with closing(sqlite3.connect(":memory:", isolation_level=None)) as made:
        prepare(made)
        yield made


def kept(connection: sqlite3.Connection, *positions: int) -> None:
    for position in positions:
        insert(connection, [Added.of(position, exchange(id=f"#{position}"))], [1])


def looked(connection: sqlite3.Connection, query: Query, end: int = 10**6) -> list[tuple[int, bool]]:
    """The position of each step, and whether it has an entry."""
    return [(step.position, step.entry is not None) for step in steps(connection, query, None, end)]


class TestPieces:
    @given(st.integers(0, 10**6), st.integers(0, 10**5), st.booleans())
    def test_together_they_are_the_whole_in_order(self, first: int, length: int, newest_first: bool) -> None:  # noqa: FBT001
        whole = Span(first, first + length)
        pieces = list(whole.pieces(newest_first=newest_first))
        if newest_first:
            pieces.reverse()
        edges = [edge for piece in pieces for edge in piece]
        assert all(piece.first < piece.end for piece in pieces)
        assert edges == ([] if length == 0 else [whole.first, *edges[1:-1], whole.end])
        assert edges[1:-1:2] == edges[2:-1:2]

    def test_they_grow(self) -> None:
        sizes = [end - first for first, end in Span(0, 10**5).pieces(newest_first=False)]
        assert sizes[:3] == [FIRST_PIECE, 2 * FIRST_PIECE, 4 * FIRST_PIECE]
        assert max(sizes) == LARGEST_PIECE


class TestSteps:
    def test_each_entry_is_one_and_so_is_the_end_of_each_piece(self, connection: sqlite3.Connection) -> None:
        kept(connection, 3, 4, 600)
        assert looked(connection, ALL) == [(3, True), (4, True), (258, False), (600, True), (600, False)]
        assert looked(connection, Query(newest_first=True)) == [
            *((600, True), (345, False)),
            *((4, True), (3, True), (3, False)),
        ]

    def test_places_narrow_them(self, connection: sqlite3.Connection) -> None:
        kept(connection, 3, 4, 5, 6)
        assert looked(connection, Query(after="#3", before="@6")) == [(4, True), (5, True), (5, False)]
        assert looked(connection, Query(before="#gone")) == []
        assert looked(connection, ALL, end=5) == [(3, True), (4, True), (4, False)]

    def test_nothing_has_none(self, connection: sqlite3.Connection) -> None:
        assert looked(connection, ALL) == []

    def test_a_spoiled_row_is_told(self, connection: sqlite3.Connection) -> None:
        kept(connection, 1)
        connection.execute("UPDATE contents SET facts = x'00'")
        with pytest.raises(StoreError, match="can't be read"):
            looked(connection, ALL)
        with pytest.raises(StoreError, match="can't be read"):
            entry_at(connection, "#1")


class TestReaders:
    def readers(self, path: Path, made: list[sqlite3.Connection]) -> Readers:
        def connect() -> sqlite3.Connection:
            made.append(sqlite3.connect(path / "any", isolation_level=None, check_same_thread=False))
            return made[-1]

        return Readers(connect)

    def test_a_connection_is_lent_again(self, tmp_path: Path) -> None:
        made: list[sqlite3.Connection] = []
        readers = self.readers(tmp_path, made)
        for _ in range(3):
            with readers.snapshot() as connection:
                assert connection.in_transaction
            assert not connection.in_transaction
        assert len(made) == 1
        readers.close()

    def test_two_at_once_have_one_each_and_not_all_are_kept(self, tmp_path: Path) -> None:
        made: list[sqlite3.Connection] = []
        readers = self.readers(tmp_path, made)
        lent = [readers.snapshot() for _ in range(6)]
        assert len({id(each.__enter__()) for each in lent}) == len(made) == 6
        for each in lent:
            each.__exit__(None, None, None)
        assert sum(is_open(each) for each in made) == 4
        readers.close()
        assert not any(is_open(each) for each in made)

    def test_what_is_lent_is_closed_when_it_comes_back_too_late(self, tmp_path: Path) -> None:
        made: list[sqlite3.Connection] = []
        readers = self.readers(tmp_path, made)
        with readers.snapshot():
            readers.close()
            assert is_open(made[0])
        assert not is_open(made[0])

    def test_errors_of_the_database_are_told_as_ours(self, tmp_path: Path) -> None:
        made: list[sqlite3.Connection] = []
        readers = self.readers(tmp_path, made)
        with (
            pytest.raises(StoreError, match="the history can't be read: no such table: x"),
            readers.snapshot() as connection,
        ):
            connection.execute("SELECT * FROM x")
        readers.close()


def is_open(connection: sqlite3.Connection) -> bool:
    try:
        connection.execute("SELECT 1")
    except sqlite3.ProgrammingError:
        return False
    return True
