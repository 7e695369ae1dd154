"""The one thread that writes, batch by batch.

A database that can't be written is told once and tried again; a defect of ours costs the changes that it is
in, and no others.
"""

import logging
import sqlite3
from collections import deque
from threading import Thread

from smockproxy.store.batch import Batch
from smockproxy.store.checkpoints import Checkpoints
from smockproxy.store.rows import Added
from smockproxy.store.tables import Tables
from smockproxy.store.unwritten import Unwritten

PAUSE_AFTER_FAILURE = 1.0
"""Seconds until what could not be written is tried again."""
_DEFECTS = (sqlite3.IntegrityError, sqlite3.DataError, sqlite3.ProgrammingError, sqlite3.InterfaceError)
"""Errors of SQLite's that trying again doesn't mend."""

logger = logging.getLogger("smockproxy")


class Writer:
    """Puts what waits into the tables until there is nothing more to come."""

    def __init__(
        self, tables: Tables, unwritten: Unwritten, name: str, checkpoints: Checkpoints | None = None
    ) -> None:
        self._tables, self._unwritten, self._name, self._checkpoints = tables, unwritten, name, checkpoints
        self._is_failing = False
        self._thread = Thread(target=self._run, name="history", daemon=True)
        self._thread.start()

    def join(self) -> None:
        """Wait for the end; the place that changes are left in must be closed before."""
        self._thread.join()

    def _run(self) -> None:
        while (batch := self._unwritten.take(is_busy=self._tables.is_behind)) is not None:
            if not self._write(batch) and self._unwritten.is_closed:
                logger.error("%s: the last changes are lost", self._name)
                return

    def _write(self, batch: Batch) -> bool:
        """Whether the batch is done with; else it waits again."""
        lost = batch.lost.total()
        try:
            self._apply(batch)
        except sqlite3.Error as error:
            if not self._is_failing:
                logger.error("%s can't be written, it is tried again: %s", self._name, error)  # noqa: TRY400
            self._is_failing = True
            self._unwritten.failed(batch, PAUSE_AFTER_FAILURE)
            return False
        self._unwritten.written(batch)
        if self._checkpoints:
            self._checkpoints.written(self._tables.written, self._tables.connection)
        if self._is_failing or lost:
            logger.warning(
                "%s is written again; %d exchanges made room for others meanwhile", self._name, lost
            )
        self._is_failing = False
        return True

    def _apply(self, batch: Batch) -> None:
        try:
            self._tables.apply(batch)
        except Exception as error:
            if isinstance(error, sqlite3.Error) and not isinstance(error, _DEFECTS):
                raise
            logger.exception("%s: a change could not be written; the others are", self._name)
            self._apply_one_by_one(batch)

    def _apply_one_by_one(self, batch: Batch) -> None:
        changes = [Batch(deque([change])) for change in batch.changes]
        documents = [Batch(documents={key: text}) for key, text in batch.documents.items()]
        lost = batch.lost.copy()
        for part in (*changes, Batch(dropped=batch.dropped), *documents, Batch(lost=lost)):
            try:
                self._tables.apply(part)
            except Exception:
                logger.exception("%s: lost %s", self._name, part.changes or tuple(part.documents))
                lost.update(change.session for change in part.changes if isinstance(change, Added))
