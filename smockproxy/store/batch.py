"""Changes that go into the database together."""

from collections import Counter, deque
from dataclasses import dataclass, field
from math import inf

from smockproxy.core.records import SessionKey
from smockproxy.store.forgotten import Forgotten
from smockproxy.store.rows import Added

type DocumentKey = tuple[str, str, str]
"""What the client called its session, the session's id, and which of its documents it is."""


@dataclass(frozen=True, slots=True)
class Expired:
    """A moment in seconds since the epoch, at which exchanges may be too old."""

    now: float


type Change = Added | Forgotten | Expired


@dataclass(slots=True)
class Batch:
    """Changes that go into the database together."""

    changes: deque[Change] = field(default_factory=deque)
    dropped: list[tuple[str, str | None]] = field(default_factory=list)
    """Sessions, or all of a name (None), whose documents go; before those below come."""
    documents: dict[DocumentKey, str] = field(default_factory=dict)
    lost: Counter[SessionKey] = field(default_factory=Counter)
    """How many exchanges made room before they were written."""
    size: int = 0
    ticket: int = 0
    """How many changes there had been, with these."""
    began: float = inf
    """When the first exchange was left, in seconds of a clock."""

    def drop(self, session_name: str, session_id: str | None) -> None:
        """The documents of a session go, or those of all that are called so."""
        self.dropped.append((session_name, session_id))
        for key in [key for key in self.documents if is_of(key, session_name, session_id)]:
            del self.documents[key]

    def add(self, change: Added, most: int) -> None:
        """Add a record, for which the oldest make room if there would be more than so many bytes."""
        self.changes.append(change)
        self.size += change.size
        if self.size > most:
            self.make_room(most)

    def make_room(self, most: int) -> None:
        """Let go of the oldest records, until there are no more than so many bytes."""
        kept: deque[Change] = deque()
        while self.size > most and len(self.changes) > 1:
            change = self.changes.popleft()
            if isinstance(change, Added):
                self.size -= change.size
                self.lost[change.session] += 1
            else:
                kept.append(change)
        self.changes = kept + self.changes

    def piece(self, most: int, ticket: int) -> "Batch":
        """All of it if that is no more than so many bytes; else its first changes, which it has no longer.

        Documents go with the first. The ticket is that of such a piece, after which not all is written.
        """
        if self.size <= most:
            return self
        piece = Batch(dropped=self.dropped, documents=self.documents, ticket=ticket, began=self.began)
        self.dropped, self.documents = [], {}
        while self.changes and piece.size < most:
            change = self.changes.popleft()
            piece.changes.append(change)
            if isinstance(change, Added):
                piece.size += change.size
                self.size -= change.size
        return piece

    def take_documents(self, later: "Batch") -> None:
        """Take what came after these of documents, which no other change depends on."""
        for name, session_id in later.dropped:
            self.drop(name, session_id)
        self.documents |= later.documents
        later.dropped, later.documents = [], {}

    def precede(self, later: "Batch", most: int) -> None:
        """Take what came after these changes, too: these could not be written."""
        for change in later.changes:
            if isinstance(change, Added):
                self.add(change, most)
            else:
                self.changes.append(change)
        self.take_documents(later)
        self.lost += later.lost
        self.ticket = later.ticket


def is_of(key: DocumentKey, session_name: str, session_id: str | None) -> bool:
    """Whether a document is of a session; of any that is called so, when no id is given."""
    return key[0] == session_name and session_id in {None, key[1]}
