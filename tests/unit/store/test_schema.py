"""The tables of an empty database."""

import sqlite3
from contextlib import closing

from smockproxy.core.searched import Searched
from smockproxy.store.schema import APPLICATION, FORMAT, prepare


def test_an_empty_database_gets_its_tables_and_its_marks() -> None:
    with closing(sqlite3.connect(":memory:", isolation_level=None)) as connection:
        prepare(connection)
        assert connection.execute("PRAGMA application_id").fetchone() == (APPLICATION,)
        assert connection.execute("PRAGMA user_version").fetchone() == (FORMAT,)
        prepare(connection)


def test_a_database_of_the_first_format_gets_what_it_has_not() -> None:
    with closing(sqlite3.connect(":memory:", isolation_level=None)) as connection:
        prepare(connection)
        connection.executescript("DROP TABLE packs; PRAGMA user_version = 1")
        prepare(connection)
        assert connection.execute("PRAGMA user_version").fetchone() == (FORMAT,)
        assert connection.execute("SELECT count(*) FROM packs").fetchone() == (0,)


def test_conditions_find_the_columns_that_they_are_promised() -> None:
    with closing(sqlite3.connect(":memory:", isolation_level=None)) as connection:
        prepare(connection)
        columns = {row[1] for row in connection.execute("PRAGMA table_info(exchanges)")}
    assert columns > {"protocol", "status", "outcome", *Searched.__slots__}
