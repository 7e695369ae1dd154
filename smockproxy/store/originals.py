"""Exchanges as they were sent, of which the disk has pseudonyms: while the process lives, and there is room.

So whoever asks about a request of this run sees what was in it. A restart forgets it.
"""

from collections.abc import Callable
from threading import Lock

from smockproxy.core.records import Record
from smockproxy.store.rows import size_of

type Redact = Callable[[Record], Record]
"""Makes of a record what may be on disk; the same one if all of it may."""

MOST_ENTRIES = 10_000
MOST_BYTES = 256 * 1024 * 1024


class Originals:
    """The newest of them, by position. For any thread."""

    def __init__(self, most_entries: int = MOST_ENTRIES, most_bytes: int = MOST_BYTES) -> None:
        self._most_entries, self._most_bytes = most_entries, most_bytes
        self._records: dict[int, Record] = {}
        self._size = 0
        self._lock = Lock()

    def keep(self, position: int, record: Record) -> None:
        """Keep a record; the oldest make room for it."""
        with self._lock:
            self._records[position] = record
            self._size += size_of(record)
            while len(self._records) > self._most_entries or (
                self._size > self._most_bytes and len(self._records) > 1
            ):
                self._size -= size_of(self._records.pop(next(iter(self._records))))

    def of(self, position: int) -> Record | None:
        """What was at that position; None if it is there as it was, or no longer known."""
        return self._records.get(position)


NO_ORIGINALS = Originals(0)
