"""Transactions: all of a batch or nothing, and the oldest let go of in pieces."""

import sqlite3
from collections import Counter, deque
from collections.abc import Iterator
from contextlib import closing

import pytest

from smockproxy.core.history import Budget
from smockproxy.store import forgotten
from smockproxy.store import tables as module
from smockproxy.store.batch import Batch, Change, Expired
from smockproxy.store.forgotten import Forgotten
from smockproxy.store.rows import Added
from smockproxy.store.schema import prepare
from smockproxy.store.tables import Tables
from smockproxy.store.tallies import Tally
from tests.unit.exchanges import exchange


@pytest.fixture
def connection() -> Iterator[sqlite3.Connection]:
    with closing(sqlite3.connect(":memory:", isolation_level=None)) as made:
        prepare(made)
        yield made


def added(*positions: int, **facts) -> list[Change]:
    return [Added.of(position, exchange(id=str(position), **facts)) for position in positions]


def batch(*changes: Change, **facts) -> Batch:
    return Batch(deque(changes), **facts)


def positions(connection: sqlite3.Connection) -> list[int]:
    found = [row[0] for row in connection.execute("SELECT position FROM exchanges ORDER BY position")]
    contents = [row[0] for row in connection.execute("SELECT position FROM contents ORDER BY position")]
    assert found == contents
    return found


def test_a_batch_is_written_in_order(connection: sqlite3.Connection) -> None:
    tables = Tables(connection, Budget())
    tables.apply(
        batch(*added(1, 2), Forgotten(2, "all"), *added(3), Forgotten(3, "session_name", "x"), *added(4))
    )
    assert positions(connection) == [3, 4]
    assert tables.tallies.committed_total == Tally(2, 2 * exchange().weight)
    again = Tables(connection, Budget())
    assert (again.last_position, again.largest_id) == (4, 4)
    assert again.tallies.committed_total == tables.tallies.committed_total


def test_an_id_that_comes_again_takes_the_place_of_its_first_form(connection: sqlite3.Connection) -> None:
    tables = Tables(connection, Budget())
    first, second, third = (Added.of(position, exchange(id="a")) for position in (1, 2, 3))
    tables.apply(batch(first))
    tables.apply(batch(second, third))
    assert positions(connection) == [3]
    assert tables.tallies.committed_total.entries == 1
    assert tables.largest_id == 0


def test_a_batch_that_fails_leaves_all_as_it_was(connection: sqlite3.Connection) -> None:
    tables = Tables(connection, Budget())
    tables.apply(batch(*added(1)))
    before = tables.tallies.committed_total
    with pytest.raises(sqlite3.IntegrityError):
        tables.apply(batch(*added(2), Added.of(1, exchange(id="other")), lost=Counter({("", "s"): 1})))
    assert positions(connection) == [1]
    assert (tables.tallies.total, tables.tallies.committed_total) == (before, before)
    assert (tables.last_position, tables.largest_id) == (1, 1)
    tables.apply(batch(*added(2)))
    assert positions(connection) == [1, 2]


def test_more_is_let_go_of_than_one_piece_holds(
    connection: sqlite3.Connection, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(module, "PIECE", 3)
    monkeypatch.setattr(module, "MANY", 100)  # rows alone
    tables = Tables(connection, Budget())
    tables.apply(batch(*added(*range(1, 21))))
    tables.budget = Budget(entries=10)
    tables.apply(batch(*added(21)))
    assert positions(connection) == list(range(12, 22))
    tables.budget = Budget(of_each_session=2)
    tables.apply(batch(*added(22)))
    assert positions(connection) == [21, 22]
    assert tables.tallies.committed("", "session-id").evicted == 20
    tables.apply(batch(*added(*range(23, 33), session="s"), Forgotten(32, "session_id", "s")))
    assert positions(connection) == [21, 22]


def test_bytes_let_go_of_the_oldest_but_never_of_the_newest(
    connection: sqlite3.Connection, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(module, "PIECE", 2)
    weight = exchange().weight
    tables = Tables(connection, Budget(bytes=3 * weight))
    tables.apply(batch(*added(*range(1, 9))))
    assert (positions(connection), tables.tallies.committed_total) == ([6, 7, 8], Tally(3, 3 * weight, 5))
    tables.budget = Budget(bytes=1)
    tables.apply(batch(*added(9)))
    assert positions(connection) == [9]


def test_age_lets_go_of_the_oldest(connection: sqlite3.Connection) -> None:
    tables = Tables(connection, Budget(age=10.0))
    tables.apply(batch(*added(1, 2)))
    start = exchange().timing.started_at
    tables.apply(batch(Expired(start + 9)))
    assert positions(connection) == [1, 2]
    tables.apply(batch(Expired(start + 11)))
    assert (positions(connection), tables.tallies.committed_total) == ([], Tally(evicted=2))


def test_what_was_lost_on_the_way_is_counted(connection: sqlite3.Connection) -> None:
    tables = Tables(connection, Budget())
    tables.apply(batch(lost=Counter({("w", "s"): 3})))
    assert tables.tallies.committed("w", None) == Tally(evicted=3)


def test_many_ids_are_looked_for_at_once(
    connection: sqlite3.Connection, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(module, "_MOST_PARAMETERS", 2)
    tables = Tables(connection, Budget())
    tables.apply(batch(*added(1, 2, 3)))
    tables.apply(batch(*(Added.of(position + 3, exchange(id=str(position))) for position in (1, 2, 3))))
    assert positions(connection) == [4, 5, 6]


class TestForgetting:
    @pytest.fixture(autouse=True)
    def piecemeal(self, monkeypatch: pytest.MonkeyPatch) -> None:
        monkeypatch.setattr(forgotten, "PIECE", 2)

    def test_rows_go_piece_by_piece_and_count_no_more(self, connection: sqlite3.Connection) -> None:
        tables = Tables(connection, Budget())
        tables.apply(batch(*added(*range(1, 6)), Forgotten(5, "all"), *added(6)))
        weight = exchange().weight
        assert tables.tallies.committed_total == Tally(1, weight)
        assert (positions(connection), tables.is_behind) == ([3, 4, 5, 6], True)
        tables.apply(batch())
        assert (positions(connection), tables.is_behind) == ([5, 6], True)
        tables.apply(batch())
        assert (positions(connection), tables.is_behind) == ([6], False)
        assert tables.tallies.committed_total == Tally(1, weight)

    def test_they_go_on_going_after_a_restart(self, connection: sqlite3.Connection) -> None:
        Tables(connection, Budget()).apply(
            batch(*added(*range(1, 5)), Forgotten(5, "session_id", "session-id"))
        )
        tables = Tables(connection, Budget())
        assert (tables.is_behind, tables.tallies.committed_total) == (True, Tally())
        tables.apply(batch())
        tables.apply(batch())
        assert (positions(connection), tables.is_behind) == ([], False)

    def test_what_is_forgotten_is_not_evicted_and_what_is_evicted_is_not_forgotten(
        self, connection: sqlite3.Connection
    ) -> None:
        tables = Tables(connection, Budget(entries=2))
        tables.apply(batch(*added(1), *added(2, session_name="w")))
        tables.apply(batch(*added(3, 4, session_name="w"), Forgotten(4, "session_name", "w")))
        assert tables.tallies.committed_total == Tally(1, exchange().weight)
        tables.budget = Budget(entries=1, age=1.0)
        tables.apply(batch(*added(5, 6)))
        assert tables.tallies.committed_total == Tally(1, exchange().weight, 2)

    def test_one_that_comes_again_is_counted_once(self, connection: sqlite3.Connection) -> None:
        tables = Tables(connection, Budget())
        tables.apply(batch(*added(1, 2, 3, 4), Forgotten(4, "all")))
        tables.apply(batch(Added.of(5, exchange(id="4"))))
        assert tables.tallies.committed_total == Tally(1, exchange().weight)

    def test_a_batch_that_fails_forgets_nothing(self, connection: sqlite3.Connection) -> None:
        tables = Tables(connection, Budget())
        tables.apply(batch(*added(1, 2)))
        with pytest.raises(sqlite3.IntegrityError):
            tables.apply(batch(Forgotten(2, "all"), Added.of(1, exchange(id="other"))))
        assert (positions(connection), tables.is_behind) == ([1, 2], False)
