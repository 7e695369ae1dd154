"""What the application keeps of its sessions, beside their exchanges: texts that mean nothing here.

They go into the database together with the exchanges that were appended before, in one transaction: after a
crash both are from the same moment.
"""

from typing import NamedTuple

from smockproxy.store.reading import Readers
from smockproxy.store.rows import storable
from smockproxy.store.unwritten import Unwritten


class Document(NamedTuple):
    """One document of a session. What changes together belongs into one."""

    session_name: str
    session_id: str
    part: str
    """Which one of the session's."""
    text: str


class SessionDocuments:
    """The documents of all sessions. Putting and dropping wait for nothing; reading is for other threads."""

    def __init__(self, unwritten: Unwritten, readers: Readers) -> None:
        self._unwritten, self._readers = unwritten, readers

    def put(self, document: Document) -> None:
        """Keep a document, in place of the same part's one before."""
        *key, text = map(storable, document)
        name, session_id, part = key
        self._unwritten.put((name, session_id, part), text)

    def drop(self, session_name: str, session_id: str | None = None) -> None:
        """Drop the documents of a session, or of all that are called so."""
        self._unwritten.drop(storable(session_name), None if session_id is None else storable(session_id))

    def all(self) -> list[Document]:
        """All documents, in the order in which they first came. Raises `StoreError`."""
        self._unwritten.flush()
        with self._readers.snapshot() as connection:
            rows = connection.execute("SELECT * FROM documents ORDER BY rowid")
            return [Document(*row) for row in rows]
