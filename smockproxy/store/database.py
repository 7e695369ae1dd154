"""Opening the database: who may, with which settings, and what is said when it can't be.

Of the disk we ask no more than that the process may be killed: what a commit has written is in the system's
hands, and WAL mode keeps it whole. With `synchronous=NORMAL` a power cut may take the last seconds, never the
file. Source: SQLite's documentation of `PRAGMA synchronous`.
"""

import os
import sqlite3
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager, suppress
from pathlib import Path

from smockproxy.store.errors import StoreError
from smockproxy.store.schema import prepare

NAME = "history.sqlite3"
LOCK = "history.lock"
_PATIENCE = 5.0
"""Seconds for which a connection waits for a lock of another one."""
_REASONS = {
    sqlite3.SQLITE_NOTADB: "it is no database; move it away, or name another folder",
    sqlite3.SQLITE_CORRUPT: "it is damaged; move it away, or name another folder",
    sqlite3.SQLITE_READONLY: "it can't be written; make it writable, or name another folder",
    sqlite3.SQLITE_CANTOPEN: "it can't be opened; look at who may write there, or name another folder",
    sqlite3.SQLITE_FULL: "the disk is full; make room, or name another folder",
}


class Database:
    """One folder's database, which no other process writes meanwhile."""

    def __init__(self, folder: Path) -> None:
        """Raises `StoreError` when it can't be used."""
        self.path = folder / NAME
        with ExitStack() as opened, told(self.path):
            _make_private(folder, self.path)
            self._lock = _locked(folder / LOCK)
            opened.callback(self._lock.close)
            self.writer = _connect(self.path)
            opened.callback(self.writer.close)
            _set_up(self.writer)
            self._opened = opened.pop_all()

    def reader(self) -> sqlite3.Connection:
        """A further connection, which can't change anything."""
        connection = self.connect()
        connection.execute("PRAGMA query_only = ON")
        return connection

    def connect(self) -> sqlite3.Connection:
        """A further connection."""
        return _connect(self.path)

    def close(self) -> None:
        """Put all into the one file, unless somebody is still reading, and let others have it."""
        with self._opened, suppress(sqlite3.Error):
            self.writer.execute("PRAGMA busy_timeout = 0")
            self.writer.execute("PRAGMA wal_checkpoint(TRUNCATE)")


@contextmanager
def told(path: Path) -> Iterator[None]:
    """Make of what goes wrong with a database a `StoreError`, with what to do about it."""
    try:
        yield
    except OSError as error:
        raise StoreError(f"{path}: {error.strerror}: {error.filename}") from error
    except sqlite3.Error as error:
        kind = getattr(error, "sqlite_errorcode", 0) & 0xFF
        raise StoreError(f"{path}: {_REASONS.get(kind, str(error))}") from error
    except StoreError as error:
        raise StoreError(f"{path}: {error}") from error


def _make_private(folder: Path, path: Path) -> None:
    """Exchanges hold secrets: nobody else may read what we make."""
    folder.mkdir(mode=0o700, parents=True, exist_ok=True)
    os.close(os.open(path, os.O_CREAT | os.O_RDWR, 0o600))


def _locked(path: Path) -> sqlite3.Connection:
    """A lock that ends with the process, however that ends: SQLite's own, on a file beside."""
    connection = sqlite3.connect(path, timeout=0, isolation_level=None, check_same_thread=False)
    try:
        connection.execute("BEGIN EXCLUSIVE")
    except sqlite3.OperationalError as error:
        connection.close()
        if error.sqlite_errorcode & 0xFF == sqlite3.SQLITE_BUSY:
            raise StoreError(
                "another smockproxy is using it; end that one, or name another folder"
            ) from error
        raise
    return connection


def _connect(path: Path) -> sqlite3.Connection:
    connection = sqlite3.connect(path, _PATIENCE, isolation_level=None, check_same_thread=False)
    connection.execute("PRAGMA trusted_schema = OFF")
    return connection


def _set_up(connection: sqlite3.Connection) -> None:
    (mode,) = connection.execute("PRAGMA journal_mode = WAL").fetchone()
    if mode != "wal":
        raise StoreError("its file system lets no two threads share a database; name a folder on another")
    connection.execute("PRAGMA synchronous = NORMAL")
    connection.execute("PRAGMA wal_autocheckpoint = 0")
    prepare(connection)
