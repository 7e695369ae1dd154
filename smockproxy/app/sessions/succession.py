"""The sessions of an instance, in the order of their creation; the last one is in force.

None exists at the start: the first call or operation that needs one begins it.
Source: Smocker (its sessions, and what becomes of locked mocks).
"""

from collections.abc import Callable, Iterable
from dataclasses import replace

from smockproxy.app.usage import NotFoundError
from smockproxy.core.engine import Engine
from smockproxy.core.mock import Mock
from smockproxy.core.session import Session, SessionFacts


class Sessions:
    """Every change of a session's mocks, locks and name; the engine hears of those it must know."""

    def __init__(
        self,
        engine: Engine,
        new_id: Callable[[], str],
        clock: Callable[[], float],
        seed: int,
        called: str = "",
    ) -> None:
        """`called` is what sessions are called that are given no name of their own."""
        self._engine, self._new_id, self._clock = engine, new_id, clock
        self.seed = seed
        """What chance follows in sessions that begin."""
        self._called = called
        self._begun: list[Session] = []
        self.revision = 0
        """Grows with every change that is made here."""

    def all(self) -> tuple[Session, ...]:
        """The sessions that have begun, oldest first."""
        return tuple(self._begun)

    def current(self) -> Session:
        """The session in force, which begins now if none has."""
        return self._begun[-1] if self._begun else self.begin()

    def find(self, session_id: str) -> Session:
        """The session of that id. Raises `NotFoundError`."""
        found = next((session for session in self._begun if session.facts.id == session_id), None)
        if found is None:
            raise NotFoundError("session not found")
        return found

    # -- sessions -----------------------------------------------------------------------

    def begin(self, name: str = "") -> Session:
        """Put a new session in force, with the locked mocks of the one before; chance begins anew."""
        session = self._made(name.strip() or self._called or f"Session #{len(self._begun) + 1}")
        if self._begun:
            session.inherit(self._begun[-1])
        self._put_in_force([*self._begun, session])
        return session

    def rename(self, session_id: str, name: str) -> Session:
        """Give a session another name. Raises `NotFoundError`."""
        session = self.find(session_id)
        session.facts = replace(session.facts, name=name)
        self.revision += 1
        return session

    def delete(self, session_id: str) -> None:
        """End a session; if it was in force, the one before is again. Raises `NotFoundError`."""
        gone = self.find(session_id)
        self._put_in_force([session for session in self._begun if session is not gone])

    def reset(self, *, force: bool = False) -> None:
        """End all sessions. Locked mocks go over into a new first one, unless they are given up as well."""
        last, self._begun = self._begun[-1:], []
        anew = self._made(self._called or "Session #1")
        for before in last:
            if not force:
                anew.inherit(before)
        self._put_in_force([anew] if anew.mocks else [])

    def replace_all(self, sessions: Iterable[Session]) -> None:
        """Take these sessions in place of all there are."""
        self._put_in_force(list(sessions))

    def _made(self, name: str) -> Session:
        return Session(SessionFacts(self._new_id(), name, self._clock()), self.seed)

    def _put_in_force(self, begun: list[Session]) -> None:
        """The last of them serves. Without any, an empty one does that nobody sees."""
        self._begun = begun
        serving = begun[-1] if begun else self._made("")
        if serving is not self._engine.session:
            self._engine.begin(serving)
        self.revision += 1

    # -- mocks --------------------------------------------------------------------------

    def add(self, mocks: Iterable[Mock]) -> Session:
        """Put mocks above all there are."""
        session = self.current()
        self._engine.add(mocks)
        self.revision += 1
        return session

    def edit(self, session: Session, mock: Mock) -> None:
        """Put a mock in the place of the one with its id."""
        session.edit(mock)
        self._after_edit(session)

    def remove(self, session: Session, mock_id: str) -> None:
        """Take a mock away."""
        session.remove(mock_id)
        self._after_edit(session)

    def _after_edit(self, session: Session) -> None:
        if session is self._engine.session:
            self._engine.take_edits()
        self.revision += 1

    def lock(self, mock_ids: Iterable[str], *, locked: bool) -> tuple[Mock, ...]:
        """Lock or unlock mocks of the session in force; gives those that are there, newest first."""
        session, wanted = self.current(), frozenset(mock_ids)
        (session.lock if locked else session.unlock)(wanted)
        self.revision += 1
        return tuple(mock for mock in reversed(session.mocks) if mock.id in wanted)

    def switch(self, mock_id: str, *, enabled: bool) -> Session:
        """Let a mock, a file's or the API's, answer in the session in force, or keep it from that."""
        session = self.current()
        (session.enable if enabled else session.disable)(mock_id)
        self.revision += 1
        return session

    def restart_counts(self, session: Session) -> None:
        """Put the counts of a session back to the start."""
        session.restart_counts(self._clock())
        self.revision += 1
