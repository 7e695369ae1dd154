"""The history on disk: what `History` is in memory, with the same questions and answers.

Appending and forgetting take microseconds and wait for nothing; they are for the event loop. Whatever reads
waits until all that was done before is written, and reads from the disk: it is for other threads. Only
`evicted`, `evicted_from` and `revision` are for both.
"""

from collections.abc import Iterator
from contextlib import ExitStack
from pathlib import Path

from smockproxy.core.history import NOTHING, Amount, Budget, HistoryEntry
from smockproxy.core.query import ALL, IsOver, Query, Search, Steps, Where, never
from smockproxy.core.records import Record
from smockproxy.store import reading
from smockproxy.store.checkpoints import Checkpoints
from smockproxy.store.database import Database, told
from smockproxy.store.originals import Originals, Redact
from smockproxy.store.rows import storable
from smockproxy.store.sessions import SessionDocuments
from smockproxy.store.tables import Tables
from smockproxy.store.unwritten import Unwritten
from smockproxy.store.writer import Writer


class StoredHistory:
    """The kept exchanges, oldest first, in a folder that no other process uses meanwhile."""

    def __init__(
        self,
        folder: Path,
        budget: Budget = Budget(),
        redact: Redact | None = None,
        originals: Originals | None = None,
    ) -> None:
        """Open the folder's history, or begin one. Raises `StoreError`, with what to do about it.

        `redact` makes of each exchange what the disk gets; `originals` are what this process still shows.
        """
        self._database = Database(folder)
        self._originals = originals or Originals()
        with ExitStack() as opened, told(self._database.path):
            opened.callback(self._database.close)
            self._tables = Tables(self._database.writer, budget, redact, self._originals)
            opened.pop_all()
        self._unwritten = Unwritten(self._tables.last_position)
        self._readers = reading.Readers(self._database.reader)
        self._checkpoints = Checkpoints(self._database.connect)
        self._writer = Writer(self._tables, self._unwritten, str(self._database.path), self._checkpoints)
        self.documents = SessionDocuments(self._unwritten, self._readers)
        """What else is to be kept of sessions."""
        self.last_number = self._tables.largest_id
        """The largest number that was an exchange's id when it was opened: ids go on from there."""
        self.revision = 0
        """Grows with every change."""

    @property
    def budget(self) -> Budget:
        """How much is kept."""
        return self._tables.budget

    # -- changing it ----------------------------------------------------------------------

    def append(self, entry: HistoryEntry) -> None:
        """Add an entry; the oldest ones make room for it. The newest stays, even if it is over the budget."""
        self.revision += 1
        self._unwritten.append(entry)

    def add(self, record: Record) -> None:
        """Add a record, as `append` adds an entry; it is no longer its maker's."""
        self.revision += 1
        self._unwritten.add(record)

    def forget(self, session_id: str) -> None:
        """Forget the exchanges of a session."""
        self.revision += 1
        self._unwritten.forget("session_id", session_id)

    def forget_name(self, name: str) -> None:
        """Forget the exchanges of all sessions that clients called so; empty: of those without a name."""
        self.revision += 1
        self._unwritten.forget("session_name", name)

    def clear(self) -> None:
        """Forget everything but the sessions' documents."""
        self.revision += 1
        self._unwritten.forget("all")

    def expire(self, now: float) -> None:
        """Let go of what is older than the budget's age at a moment, in seconds since the epoch."""
        if self.budget.age:
            self.revision += 1
            self._unwritten.expire(now)

    def flush(self) -> bool:
        """Wait until all that was done before is written; False when it can't be."""
        return self._unwritten.flush()

    def close(self) -> None:
        """Write what there is to write, and let others have the folder."""
        self._unwritten.close()
        self._writer.join()
        self._checkpoints.close()
        self._readers.close()
        self._database.close()

    # -- asking it ------------------------------------------------------------------------

    @property
    def evicted(self) -> int:
        """How many entries made room for others since they were last forgotten."""
        return self._tables.tallies.committed_total.evicted + self._unwritten.lost.total()

    def evicted_from(self, session_name: str, session_id: str | None = None) -> int:
        """How many of a named session, or of one period of it."""
        name, own_id = storable(session_name), None if session_id is None else storable(session_id)
        waiting = self._unwritten.lost.items()
        lost = sum(count for key, count in waiting if key[0] == name and session_id in {None, key[1]})
        return self._tables.tallies.committed(name, own_id).evicted + lost

    def amounts(self) -> dict[str, Amount]:
        """How much there is of each named session."""
        self.flush()
        found = self._tables.tallies.amounts()
        for (name, _), count in self._unwritten.lost.items():
            amount = found.get(name, NOTHING)
            found[name] = amount._replace(evicted=amount.evicted + count)
        return found

    def __len__(self) -> int:
        self.flush()
        return self._tables.tallies.committed_total.entries

    def __iter__(self) -> Iterator[HistoryEntry]:
        """The entries that there are now; what comes or goes while one walks over them changes nothing."""
        return iter(self.query(ALL))

    def get(self, entry_id: str) -> HistoryEntry | None:
        """The entry of that id. Raises `StoreError`, as everything that reads."""
        self.flush()
        with self._readers.snapshot() as connection:
            return reading.entry_at(connection, entry_id, self._originals)

    def page(self, *, after: str = "", limit: int = 100) -> tuple[list[HistoryEntry], str]:
        """Up to `limit` entries that follow the entry `after`, and the next page's cursor ("" at the end).

        A cursor whose entry is gone begins at the oldest entry there is.
        """
        found = list(self.query(Query(after=after, limit=limit + 1)))
        page = found[:limit]
        return page, page[-1].id if page and len(found) > limit else ""

    def query(self, query: Query, where: Where | None = None, is_over: IsOver = never) -> Search:
        """Search the entries that there are now; reading begins with the first step."""
        steps = self._steps(query, where, self._unwritten.last_position + 1)
        return Search(steps, query.limit, is_over)

    def _steps(self, query: Query, where: Where | None, end: int) -> Steps:
        self.flush()
        with self._readers.snapshot() as connection:
            yield from reading.steps(connection, query, where, end, self._originals)
