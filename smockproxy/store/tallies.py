"""How much there is of each session, and how much of it made room: known without counting."""

from collections.abc import Callable
from sqlite3 import Connection
from typing import NamedTuple

from smockproxy.core.history import Amount, SessionKey


class Tally(NamedTuple):
    """What there is of one session, or of all."""

    entries: int = 0
    weight: int = 0
    evicted: int = 0

    def plus(self, other: "Tally") -> "Tally":
        """Both together."""
        return Tally(self.entries + other.entries, self.weight + other.weight, self.evicted + other.evicted)

    def minus(self, other: "Tally") -> "Tally":
        """What is left without the other."""
        return self.plus(Tally(-other.entries, -other.weight, -other.evicted))


NONE = Tally()


class Tallies:
    """The tallies of all sessions, as they are in the database and as a transaction changes them.

    Changed by the writer only; others may read what is committed.
    """

    def __init__(self, connection: Connection) -> None:
        rows = connection.execute("SELECT session_name, session_id, entries, weight, evicted FROM tallies")
        self._committed = {(name, session_id): Tally(*counts) for name, session_id, *counts in rows}
        self._touched: dict[SessionKey, Tally] = {}
        self.total = NONE
        """With what the transaction did so far."""
        for tally in self._committed.values():
            self.total = self.total.plus(tally)
        self.committed_total = self.total

    def of(self, key: SessionKey) -> Tally:
        """The tally of a session, with what the transaction did so far."""
        return self._touched.get(key) or self._committed.get(key, NONE)

    @property
    def touched(self) -> tuple[SessionKey, ...]:
        """The sessions that the transaction changed so far."""
        return tuple(self._touched)

    def add(self, key: SessionKey, change: Tally) -> None:
        """Change the tally of a session."""
        self._touched[key] = self.of(key).plus(change)
        self.total = self.total.plus(change)

    def forget(self, is_forgotten: Callable[[SessionKey], bool]) -> None:
        """Sessions have nothing any more, and nothing made room."""
        for key in filter(is_forgotten, tuple(self._committed | self._touched)):
            self.add(key, NONE.minus(self.of(key)))

    def clear(self) -> None:
        """Nobody has anything any more, and nothing made room."""
        self.forget(lambda _: True)

    def save(self, connection: Connection) -> None:
        """Write what the transaction changed."""
        kept = [(*key, *tally) for key, tally in self._touched.items() if tally != NONE]
        gone = [key for key, tally in self._touched.items() if tally == NONE]
        connection.executemany("INSERT OR REPLACE INTO tallies VALUES (?, ?, ?, ?, ?)", kept)
        connection.executemany("DELETE FROM tallies WHERE session_name = ? AND session_id = ?", gone)

    def commit(self) -> None:
        """The transaction is in the database."""
        committed = self._committed | self._touched
        self._committed = {key: tally for key, tally in committed.items() if tally != NONE}
        self.committed_total = self.total
        self._touched.clear()

    def undo(self) -> None:
        """The transaction came to nothing."""
        self._touched.clear()
        self.total = self.committed_total

    def committed(self, session_name: str, session_id: str | None) -> Tally:
        """What there is of a session; of all that are called so, when no id is given."""
        found = NONE
        for (name, own_id), tally in self._committed.items():
            if name == session_name and session_id in {None, own_id}:
                found = found.plus(tally)
        return found

    def amounts(self) -> dict[str, Amount]:
        """How much there is of each named session."""
        found: dict[str, Tally] = {}
        for (name, _), tally in self._committed.items():
            found[name] = found.get(name, NONE).plus(tally)
        return {name: Amount(tally.entries, tally.evicted) for name, tally in found.items()}
