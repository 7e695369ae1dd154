"""Tallies: what a transaction changes counts once it is committed, and not if it comes to nothing."""

import sqlite3
from collections.abc import Iterator
from contextlib import closing

import pytest

from smockproxy.core.history import Amount
from smockproxy.store.schema import prepare
from smockproxy.store.tallies import NONE, Tallies, Tally


@pytest.fixture
def connection() -> Iterator[sqlite3.Connection]:
    with closing(sqlite3.connect(":memory:", isolation_level=None)) as made:
        prepare(made)
        yield made


def saved(tallies: Tallies, connection: sqlite3.Connection) -> Tallies:
    """The same, committed and read again."""
    tallies.save(connection)
    tallies.commit()
    return Tallies(connection)


def test_they_add_up() -> None:
    assert Tally(1, 20, 3).plus(Tally(4, 5, 6)).minus(Tally(1, 1, 1)) == Tally(4, 24, 8)


def test_they_are_read_again(connection: sqlite3.Connection) -> None:
    tallies = Tallies(connection)
    tallies.add(("w", "s"), Tally(2, 20, 1))
    tallies.add(("w", "t"), Tally(1, 5))
    again = saved(tallies, connection)
    for each in (tallies, again):
        assert each.of(("w", "s")) == Tally(2, 20, 1)
        assert each.committed("w", None) == Tally(3, 25, 1)
        assert each.committed("w", "t") == Tally(1, 5)
        assert each.committed("", None) == NONE
        assert each.committed_total == each.total == Tally(3, 25, 1)


def test_what_is_not_committed_is_seen_by_the_transaction_only(connection: sqlite3.Connection) -> None:
    tallies = Tallies(connection)
    tallies.add(("w", "s"), Tally(1))
    assert (tallies.of(("w", "s")), tallies.touched, tallies.total) == (Tally(1), (("w", "s"),), Tally(1))
    assert (tallies.committed("w", "s"), tallies.committed_total) == (NONE, NONE)
    tallies.undo()
    assert (tallies.of(("w", "s")), tallies.touched, tallies.total) == (NONE, (), NONE)


def test_a_forgotten_session_leaves_no_row(connection: sqlite3.Connection) -> None:
    tallies = Tallies(connection)
    tallies.add(("w", "s"), Tally(1, 2, 3))
    tallies.add(("", "t"), Tally(1))
    saved(tallies, connection)
    tallies.add(("w", "u"), Tally(4))
    tallies.forget(lambda key: key[0] == "w")
    assert saved(tallies, connection).total == tallies.committed_total == Tally(1)
    assert connection.execute("SELECT session_id FROM tallies").fetchall() == [("t",)]
    tallies.clear()
    assert saved(tallies, connection).total == tallies.total == NONE


def test_amounts_of_named_sessions(connection: sqlite3.Connection) -> None:
    tallies = Tallies(connection)
    tallies.add(("w", "s"), Tally(1, 2, 3))
    tallies.add(("w", "t"), Tally(1, 2, 1))
    tallies.add(("", "u"), Tally(4))
    assert saved(tallies, connection).amounts() == {"w": Amount(2, 4), "": Amount(4)}
