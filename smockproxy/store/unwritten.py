"""What is to be written and isn't yet: where those who append leave it, and where the writer fetches it.

Who appends waits some milliseconds while the writer is late, so that a killed process loses no more than what
is said of it. When the disk can't follow at all nobody waits, and what is left here is bounded by its bytes;
then the oldest exchanges make room as they do in a full history, and are counted as they are there.
"""

from collections import Counter
from collections.abc import Callable
from math import inf
from threading import Condition, Lock
from time import monotonic

from smockproxy.core.entry import HistoryEntry
from smockproxy.core.records import Record, SessionKey
from smockproxy.store.batch import Batch, DocumentKey, Expired
from smockproxy.store.forgotten import By, Forgotten
from smockproxy.store.rows import Added, added, size_of

PAUSE = 0.01
"""Seconds for which changes are gathered: what a killed process loses is not much older."""
MOST_BYTES = 64 * 1024 * 1024
"""About how much may wait."""
AT_ONCE = 96 * 1024
"""About how many bytes are written together: while the rest of many waits, the first of them are safe."""
LATE = 0.03
"""Seconds since it was appended after which an exchange should have been written."""
RESPITE = 0.05
"""Seconds at most that who appends gives a writer who is late."""
MOST_PATIENCE = 10.0
"""Seconds that a reader waits for what was appended before."""


class Unwritten:
    """The changes that wait. Every method may be called from any thread."""

    def __init__(
        self,
        last_position: int,
        most_bytes: int = MOST_BYTES,
        pause: float = PAUSE,
        clock: Callable[[], float] = monotonic,
    ) -> None:
        self.last_position = last_position
        """Of the entry that was appended last."""
        self._most_bytes, self._pause, self._clock = most_bytes, pause, clock
        self._lock = Lock()
        self._wanted, self._settled = Condition(self._lock), Condition(self._lock)
        self._batch, self._in_hand = Batch(), Batch()
        """What nobody has fetched, and what the writer is about to write."""
        self._rest: Batch | None = None
        """What is to be written next, before anything else is fetched."""
        self._is_behind = False
        """Whether changes could not be written, or not while somebody waited for it, and aren't yet."""
        self._oldest = inf
        """When the first of what the writer has in hand was left here."""
        self._written = self._failures = 0
        self._is_asleep = self._is_urgent = self._is_closed = False

    # -- those who change something -------------------------------------------------------

    def append(self, entry: HistoryEntry) -> None:
        """Leave an entry."""
        self.add(Record.of(entry))

    def add(self, record: Record) -> None:
        """Leave a record."""
        with self._lock:
            now = self._clock()
            self.last_position += 1
            batch = self._batch
            if not batch.changes:
                batch.began = now
            batch.changes.append(added((self.last_position, record)))
            batch.size += size_of(record)
            if batch.size > self._most_bytes:
                batch.make_room(self._most_bytes)
            batch.ticket += 1
            if self._is_asleep:
                self._wanted.notify()
            elif now - self._oldest > LATE:
                self._settled.wait_for(self._is_caught_up, RESPITE)

    def _is_caught_up(self) -> bool:
        return self._clock() - self._oldest <= LATE

    def forget(self, by: By, value: str = "") -> None:
        """Leave word that what was appended so far is forgotten, if it is of that session or name."""
        with self._lock:
            self._batch.changes.append(Forgotten(self.last_position, by, value))
            self._changed()

    def expire(self, now: float) -> None:
        """Leave word of a moment, in seconds since the epoch, at which exchanges may be too old."""
        with self._lock:
            self._batch.changes.append(Expired(now))
            self._changed()

    def put(self, key: DocumentKey, document: str) -> None:
        """Leave a document; it takes the place of the one before."""
        with self._lock:
            self._batch.documents[key] = document
            self._changed()

    def drop(self, session_name: str, session_id: str | None) -> None:
        """Leave word that a session's documents go."""
        with self._lock:
            self._batch.drop(session_name, session_id)
            self._changed()

    def _changed(self) -> None:
        self._batch.ticket += 1
        if self._is_asleep:
            self._wanted.notify()

    @property
    def lost(self) -> Counter[SessionKey]:
        """How many exchanges made room and aren't counted in the database yet.

        Those that wait count among them as long as they can't be written: whoever reads does not see them.
        """
        with self._lock:
            lost = Counter[SessionKey]()
            for batch in filter(None, (self._in_hand, self._rest, self._batch)):
                lost += batch.lost
                if self._is_behind:
                    lost.update(change.session for change in batch.changes if isinstance(change, Added))
            return lost

    # -- those who read -------------------------------------------------------------------

    def flush(self, patience: float = MOST_PATIENCE) -> bool:
        """Wait, some seconds at most, until all that was left before is written; False if it isn't then."""
        with self._lock:
            ticket, failures = self._batch.ticket, self._failures
            self._is_urgent = self._written < ticket
            self._wanted.notify()
            self._settled.wait_for(lambda: self._written >= ticket or self._failures != failures, patience)
            is_written = self._written >= ticket
            self._is_behind |= not is_written
            return is_written

    # -- the writer -----------------------------------------------------------------------

    def take(self, *, is_busy: bool = False) -> Batch | None:
        """Wait for changes, and a little longer for more of them; None when it is closed and empty.

        A busy writer has other things to do: it waits that little only, and may get an empty batch.
        """
        with self._lock:
            if self._rest is None:
                self._gather(is_busy=is_busy)
                if self._batch.ticket == self._written and self._is_closed:
                    return None
                self._rest, self._batch = self._batch, Batch(ticket=self._batch.ticket)
                self._is_urgent = False
                self._oldest = self._rest.began
            self._in_hand = self._rest.piece(AT_ONCE, self._written)
            if self._in_hand is self._rest:
                self._rest = None
            self._in_hand.take_documents(self._batch)
            return self._in_hand

    def _gather(self, *, is_busy: bool) -> None:
        self._is_asleep = not is_busy
        self._wanted.wait_for(self._is_anything_up, 0 if is_busy else None)
        self._is_asleep = False
        self._wanted.wait_for(self._is_somebody_waiting, self._pause)

    def _is_somebody_waiting(self) -> bool:
        return self._is_urgent or self._is_closed

    def _is_anything_up(self) -> bool:
        return self._batch.ticket > self._written or self._is_closed

    def written(self, batch: Batch) -> None:
        """The changes are in the database."""
        with self._lock:
            self._written, self._in_hand, self._is_behind = batch.ticket, Batch(), False
            if self._rest is None:
                self._oldest = inf
            self._settled.notify_all()

    def failed(self, batch: Batch, pause: float) -> None:
        """The changes could not be written: they wait again, after a pause in seconds."""
        with self._lock:
            for later in filter(None, (self._rest, self._batch)):
                batch.precede(later, self._most_bytes)
            self._batch, self._in_hand, self._rest, self._is_behind = batch, Batch(), None, True
            self._failures += 1
            self._oldest = inf
            self._settled.notify_all()
            self._wanted.wait_for(lambda: self._is_closed, pause)

    def close(self) -> None:
        """Nothing is left here any more."""
        with self._lock:
            self._is_closed = True
            self._wanted.notify_all()

    @property
    def is_closed(self) -> bool:
        """Whether the writer is to end."""
        return self._is_closed
