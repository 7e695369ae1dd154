"""The packs of a database: what is in them, and what goes."""

import sqlite3
from collections.abc import Iterable, Iterator
from contextlib import closing

import pytest

from smockproxy.core.records import Record
from smockproxy.store.packing import Packed
from smockproxy.store.packs import Packs, packed_between, packed_with
from smockproxy.store.rows import Row
from smockproxy.store.schema import prepare
from tests.unit.exchanges import exchange


@pytest.fixture
def connection() -> Iterator[sqlite3.Connection]:
    with closing(sqlite3.connect(":memory:", isolation_level=None)) as made:
        prepare(made)
        yield made


def add(packs: Packs, *positions: int) -> None:
    """Exchanges whose ids are ten times their positions."""
    records = [Packed(each, 9, Record.of(exchange(id=str(10 * each)))) for each in positions]
    packs.add(records, [10 * each for each in positions])


def positions(records: Iterable[Packed | Row]) -> list[int]:
    return [each.position for each in records]


def test_they_stand_in_order_whenever_they_came(connection: sqlite3.Connection) -> None:
    packs = Packs(connection)
    assert not packs
    add(packs, 5, 6)
    add(packs, 1, 2, 3)
    assert packs
    assert packs.first == 1
    assert [span.first for span in packs.up_to(5)] == [1, 5]
    assert packs.up_to(4)[0].keys == [("", "session-id")]


def test_they_are_known_after_a_restart(connection: sqlite3.Connection) -> None:
    add(Packs(connection), 1, 2)
    packs = Packs(connection)
    assert packs.holding({20}) == [1]
    assert positions(packs.take_out(1)) == [1, 2]
    assert not Packs(connection)


def test_which_hold_an_id(connection: sqlite3.Connection) -> None:
    packs = Packs(connection)
    for first in range(1, 30, 3):
        add(packs, first, first + 1)
    assert packs.holding({10, 50, 55}) == [4, 1]
    assert packs.holding({15}) == packs.holding(set()) == packs.holding({9_999}) == []


def test_the_oldest_go_one_after_the_other(connection: sqlite3.Connection) -> None:
    packs = Packs(connection)
    add(packs, 1, 2, 3)
    add(packs, 4, 5)
    packs.let_go(2)
    assert positions(packs.front()) == [3]
    assert positions(packed_between(connection, 0, 9, newest_first=True)) == [5, 4, 3]
    assert positions(packed_with(connection, 20)) == []
    packs.let_go(3)
    assert positions(packs.front()) == [4, 5]
    assert Packs(connection).gone_up_to == 3


def test_a_pack_that_nobody_wants_goes_unread(connection: sqlite3.Connection) -> None:
    packs = Packs(connection)
    add(packs, 1, 2)
    add(packs, 3, 4)
    connection.execute("UPDATE packs SET content = 'spoiled' WHERE first = 1")
    packs.drop(1)
    assert packs.first == 3
    assert positions(packed_between(connection, 0, 9, newest_first=False)) == [3, 4]


def test_what_stands_between_two_positions(connection: sqlite3.Connection) -> None:
    packs = Packs(connection)
    add(packs, 1, 2, 3)
    add(packs, 7, 8)
    assert positions(packed_between(connection, 2, 8, newest_first=False)) == [2, 3, 7]
    assert positions(packed_between(connection, 4, 7, newest_first=False)) == []
    assert positions(packed_with(connection, 70)) == [7]
