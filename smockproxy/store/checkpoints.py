"""Checkpoints: what SQLite's log holds goes into the database's own pages, beside the writing.

A checkpoint waits for the disk to be in sync, which may take longer than an exchange may stay unwritten; so
another thread does it. While writing goes on it can never get to the log's end, where the log could begin
anew; for that the writer does the small rest itself once the log has grown large.
Source: SQLite's documentation (`wal.html`, "Checkpointing"; `PRAGMA wal_checkpoint`).
"""

import logging
import sqlite3
from collections.abc import Callable
from contextlib import closing
from threading import Event, Thread

OFTEN = 2 * 1024 * 1024
"""Bytes of exchanges after which there is a checkpoint."""
LARGE = 8_192
"""Pages of the log, of 4 KiB each, from which on it is to begin anew."""

logger = logging.getLogger("smockproxy")


class Checkpoints:
    """A thread that makes a checkpoint whenever enough was written."""

    def __init__(self, connect: Callable[[], sqlite3.Connection]) -> None:
        self._connect = connect
        self._due, self._is_large, self._is_over = Event(), Event(), Event()
        self._unchecked = 0
        self._thread = Thread(target=self._run, name="history checkpoints", daemon=True)
        self._thread.start()

    def written(self, size: int, writer: sqlite3.Connection) -> None:
        """So many bytes were committed, by the writer, whose call this is."""
        self._unchecked += size
        if self._unchecked >= OFTEN:
            self._unchecked = 0
            self._due.set()
        if self._is_large.is_set():
            self._is_large.clear()
            _checkpoint(writer)

    def close(self) -> None:
        """End the thread."""
        self._is_over.set()
        self._due.set()
        self._thread.join()

    def _run(self) -> None:
        with closing(self._connect()) as connection:
            while self._due.wait() and not self._is_over.is_set():
                self._due.clear()
                if _checkpoint(connection) > LARGE:
                    self._is_large.set()


def _checkpoint(connection: sqlite3.Connection) -> int:
    """How many pages the log has; one that can't be moved now is moved the next time."""
    try:
        _, pages, _ = connection.execute("PRAGMA wal_checkpoint(PASSIVE)").fetchone()
    except sqlite3.Error as error:
        logger.warning("the history's log is kept as it is: %s", error)
        return 0
    return int(pages)
