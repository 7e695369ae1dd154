"""Checkpoints: the log goes into the database beside the writing, and begins anew once it is large."""

import sqlite3
from contextlib import closing
from pathlib import Path
from queue import Queue
from threading import Event

import pytest

from smockproxy.store import checkpoints as module
from smockproxy.store.checkpoints import OFTEN, Checkpoints


class Connection:
    """A connection that notes its checkpoints; the log has as many pages as it is told."""

    def __init__(self, pages: int | sqlite3.Error) -> None:
        self.pages, self.done, self.is_closed = pages, 0, False
        self.is_done = Event()

    def execute(self, statement: str) -> "Connection":
        assert statement == "PRAGMA wal_checkpoint(PASSIVE)"
        self.done += 1
        self.is_done.set()
        if isinstance(self.pages, sqlite3.Error):
            raise self.pages
        return self

    def fetchone(self) -> tuple[int, int, int]:
        return 0, int(str(self.pages)), 0

    def close(self) -> None:
        self.is_closed = True


def test_there_is_one_when_enough_was_written() -> None:
    beside, writer = Connection(7), Connection(7)
    checkpoints = Checkpoints(lambda: beside)
    checkpoints.written(OFTEN - 1, writer)
    assert beside.done == 0
    checkpoints.written(1, writer)
    assert beside.is_done.wait(10)
    checkpoints.close()
    assert (beside.done, beside.is_closed, writer.done) == (1, True, 0)


def test_the_writer_does_the_rest_of_a_large_log() -> None:
    beside, writer = Connection(module.LARGE + 1), Connection(7)
    checkpoints = Checkpoints(lambda: beside)
    checkpoints.written(OFTEN, writer)
    assert checkpoints._is_large.wait(10)
    checkpoints.written(1, writer)
    checkpoints.written(1, writer)
    checkpoints.close()
    assert writer.done == 1


def test_one_that_fails_is_told(caplog: pytest.LogCaptureFixture) -> None:
    beside = Connection(sqlite3.OperationalError("disk I/O error"))
    checkpoints = Checkpoints(lambda: beside)
    checkpoints.written(OFTEN, Connection(0))
    assert beside.is_done.wait(10)
    checkpoints.close()
    assert [record.getMessage() for record in caplog.records] == [
        "the history's log is kept as it is: disk I/O error"
    ]


def test_a_log_that_is_written_all_the_time_does_not_grow_for_ever(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(module, "LARGE", 20)
    done = _made(monkeypatch)

    def connect() -> sqlite3.Connection:
        connection = sqlite3.connect(tmp_path / "any", isolation_level=None, check_same_thread=False)
        connection.executescript("PRAGMA synchronous = OFF; PRAGMA wal_autocheckpoint = 0;")
        return connection

    with closing(connect()) as writer:
        writer.executescript("PRAGMA journal_mode = WAL; CREATE TABLE t (x);")
        checkpoints = Checkpoints(connect)
        for _ in range(30):
            writer.execute("INSERT INTO t VALUES (zeroblob(10000))")
            checkpoints.written(OFTEN, writer)
            done.get(timeout=10)
        checkpoints.close()
        (pages,) = writer.execute("PRAGMA page_count").fetchone()
        log = (tmp_path / "any-wal").stat().st_size / 4096
    assert pages > 60
    assert log < pages / 2


def _made(monkeypatch: pytest.MonkeyPatch) -> Queue[int]:
    """The checkpoints as they are made."""
    original, made = module._checkpoint, Queue[int]()

    def checkpoint(connection: sqlite3.Connection) -> int:
        pages = original(connection)
        made.put(pages)
        return pages

    monkeypatch.setattr(module, "_checkpoint", checkpoint)
    return made
