"""The writer: what it tries again, what it gives up, and what it says of both."""

import logging
import sqlite3
from collections.abc import Callable
from contextlib import closing
from typing import Any

import pytest

from smockproxy.core.history import Budget
from smockproxy.store import writer as module
from smockproxy.store.batch import Batch
from smockproxy.store.rows import Added
from smockproxy.store.schema import prepare
from smockproxy.store.tables import Tables
from smockproxy.store.unwritten import Unwritten
from smockproxy.store.writer import Writer
from tests.unit.exchanges import exchange


class Disk(Tables):
    """Tables that fail when they are told to."""

    failures: list[Exception]
    broken: str = ""
    """The id of an exchange that can't be written, by a defect."""

    def apply(self, batch: Batch) -> None:
        if self.failures:
            raise self.failures.pop(0)
        if any(isinstance(change, Added) and change.record.id == self.broken for change in batch.changes):
            raise ZeroDivisionError
        super().apply(batch)


@pytest.fixture
def written(monkeypatch: pytest.MonkeyPatch) -> Any:
    """What is in the database, by id, after a writer with these failures had these exchanges to write."""
    monkeypatch.setattr(module, "PAUSE_AFTER_FAILURE", 0)

    def write(*entry_ids: str, failures: tuple[Exception, ...] = (), broken: str = "") -> Disk:
        connection = sqlite3.connect(":memory:", isolation_level=None, check_same_thread=False)
        prepare(connection)
        disk = Disk(connection, Budget())
        disk.failures, disk.broken = list(failures), broken
        unwritten = Unwritten(0, pause=0)
        for entry_id in entry_ids:
            unwritten.append(exchange(id=entry_id))
        unwritten.put(("", "s", "state"), "{}")
        writer = Writer(disk, unwritten, "FOLDER/history.sqlite3")
        while not unwritten.flush() and disk.failures:
            pass
        unwritten.close()
        writer.join()
        return disk

    return write


def ids(disk: Disk) -> list[str]:
    with closing(disk.connection) as connection:
        return [row[0] for row in connection.execute("SELECT id FROM exchanges ORDER BY position")]


def told(caplog: pytest.LogCaptureFixture) -> list[tuple[str, str]]:
    return [(record.levelname, record.getMessage()) for record in caplog.records]


type Write = Callable[..., Disk]


def test_it_writes(written: Write, caplog: pytest.LogCaptureFixture) -> None:
    assert ids(written("1", "2")) == ["1", "2"]
    assert told(caplog) == []


def test_a_full_disk_is_told_once_and_tried_again(written: Write, caplog: pytest.LogCaptureFixture) -> None:
    full = sqlite3.OperationalError("database or disk is full")
    with caplog.at_level(logging.INFO, "smockproxy"):
        assert ids(written("1", "2", failures=(full, full, full))) == ["1", "2"]
    assert told(caplog) == [
        (
            "ERROR",
            "FOLDER/history.sqlite3 can't be written, it is tried again: database or disk is full",
        ),
        ("WARNING", "FOLDER/history.sqlite3 is written again; 0 exchanges made room for others meanwhile"),
    ]


def test_at_the_end_it_gives_up(written: Write, caplog: pytest.LogCaptureFixture) -> None:
    full = sqlite3.OperationalError("database or disk is full")
    unwritten = Unwritten(0, pause=0)
    unwritten.append(exchange())
    unwritten.close()
    with closing(sqlite3.connect(":memory:", isolation_level=None, check_same_thread=False)) as connection:
        prepare(connection)
        disk = Disk(connection, Budget())
        disk.failures = [full] * 9
        Writer(disk, unwritten, "FOLDER/history.sqlite3").join()
    assert len(disk.failures) == 8
    assert told(caplog)[-1] == ("ERROR", "FOLDER/history.sqlite3: the last changes are lost")


@pytest.mark.parametrize("defect", [ZeroDivisionError(), sqlite3.IntegrityError("UNIQUE")])
def test_a_defect_is_told_and_costs_nothing_else(
    written: Write, caplog: pytest.LogCaptureFixture, defect: Exception
) -> None:
    assert ids(written("1", "2", failures=(defect,))) == ["1", "2"]
    assert told(caplog) == [
        ("ERROR", "FOLDER/history.sqlite3: a change could not be written; the others are")
    ]


def test_an_exchange_that_cannot_be_written_is_counted(
    written: Write, caplog: pytest.LogCaptureFixture
) -> None:
    disk = written("1", "2", "3", broken="2")
    assert disk.connection.execute("SELECT count(*) FROM documents").fetchone() == (1,)
    assert ids(disk) == ["1", "3"]
    assert disk.tallies.committed("", "session-id").evicted == 1
    assert told(caplog)[-1][1].startswith("FOLDER/history.sqlite3: lost deque([Added(")
