"""Tables on their way to workers: each goes once to each worker, which keeps it for later calls.

The server keeps account of what a worker has, and says what it is to forget. To the worker pass frames of
JSON: `["lend", digest, rows, places, columns, key, default]` and `["forget", digest]`.
"""

from collections.abc import Iterable, Iterator
from functools import lru_cache
from typing import Any

from smockproxy.core.tables import Table
from smockproxy.engines import wire

LEND, FORGET = "lend", "forget"
ROOM = 64 * 1024 * 1024
"""Bytes of tables that a worker keeps beside those of its present call."""
KEPT_FRAMES = 4


class Lent:
    """The server's account of the tables that one worker has."""

    def __init__(self, room: int = ROOM) -> None:
        self._room = room
        self._sizes: dict[str, int] = {}
        """Of each table by its digest, the last used last."""

    def frames(self, tables: Iterable[Table]) -> Iterator[bytes]:
        """What the worker must be told before a call that may ask these."""
        wanted = {table.digest: table for table in tables}
        new = [table for digest, table in wanted.items() if digest not in self._sizes]
        for digest, table in wanted.items():
            self._sizes.pop(digest, None)
            self._sizes[digest] = table.size
        for digest in list(self._sizes):
            if sum(self._sizes.values()) > self._room and digest not in wanted:
                del self._sizes[digest]
                yield wire.frame([FORGET, digest])
        yield from map(_frame, new)


@lru_cache(maxsize=KEPT_FRAMES)
def _frame(table: Table) -> bytes:
    said = [table.digest, table.rows, table.places, table.columns, table.key, table.default]
    return wire.frame([LEND, *said])


class Shelf:
    """The tables that a worker keeps."""

    def __init__(self) -> None:
        self.tables: dict[str, Table] = {}
        """By their digests."""

    def take(self, message: Any) -> None:
        """Do what the server says. Raises `ValueError` for what it does not say."""
        match message:
            case ["lend", str(digest), [*rows], dict(places), [*columns], str(key), str(default)]:
                self.tables[digest] = Table(tuple(rows), places, tuple(columns), key, default)
            case ["forget", str(digest)]:
                self.tables.pop(digest, None)
            case _:
                raise ValueError(f"no table: {str(message)[:100]}")
