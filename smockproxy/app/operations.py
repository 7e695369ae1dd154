"""Every operation once, whatever the skin: HTTP or command line.

Used from one event loop. An upload is parsed off the loop; uploads and resets wait for each other.
"""

import asyncio
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any

from smockproxy.app.instance import Instance
from smockproxy.app.pathfilter import path_filter
from smockproxy.app.question import entry_asked, request_asked
from smockproxy.app.uploads import ParseUpload, is_json, read_upload
from smockproxy.app.usage import NotFoundError, UsageError
from smockproxy.app.why import Situation, Why, trace_of, why_entry, why_request
from smockproxy.core.history import HistoryEntry
from smockproxy.core.mock import Mock
from smockproxy.core.problem import Problem
from smockproxy.core.session import Session, SessionFacts
from smockproxy.files.upload import UploadError


@dataclass(frozen=True, slots=True)
class Registered:
    """What came of an upload: the session that has the mocks now, and what is doubtful about them."""

    session: SessionFacts
    mocks: tuple[Mock, ...]
    problems: tuple[Problem, ...]


@dataclass(slots=True)
class Operations:
    """The operations on one instance."""

    instance: Instance
    parse: ParseUpload = read_upload
    _changes: asyncio.Lock = field(default_factory=asyncio.Lock)

    def mocks(self) -> tuple[Mock, ...]:
        """All mocks in force, in the order of asking: the files' and the API's."""
        return self.instance.engine.mocks.in_order

    def session(self, session_id: str = "") -> Session:
        """The session of that id, or the current one. Raises `NotFoundError` for an id that is not there."""
        session = self.instance.engine.session
        if session_id not in {"", session.facts.id}:
            raise NotFoundError("session not found")
        return session

    def api_mocks(self, *, session_id: str = "", mock_id: str = "") -> tuple[Mock, ...]:
        """The mocks that came by the API, in the order of asking; with an id, that one.

        Raises `NotFoundError`.
        """
        self.session(session_id)
        uploaded = tuple(mock for mock in self.mocks() if mock.source is None)
        if not mock_id:
            return uploaded
        found = tuple(mock for mock in uploaded if mock.id == mock_id)
        if not found:
            raise NotFoundError("mock not found")
        return found

    async def upload(
        self, raw: bytes, *, content_type: str = "", reset: bool = False, session_name: str = ""
    ) -> Registered:
        """Add mocks above all there are. Raises `UsageError` when they cannot be read.

        The reset and the new session come first and stay, even when the mocks are refused (Smocker).
        """
        async with self._changes:
            if reset:
                self._begin_anew()
            if session_name:
                self.instance.begin_session(session_name)
            instance = self.instance
            as_json = is_json(content_type, raw)
            try:
                upload = await asyncio.to_thread(
                    self.parse, raw, as_json=as_json, new_id=instance.new_id, now=instance.clock()
                )
            except UploadError as error:
                raise UsageError(str(error)) from error
            instance.engine.add(upload.mocks)
            return Registered(instance.engine.session.facts, upload.mocks, upload.problems)

    async def reset(self) -> None:
        """Back to the start: the API's mocks and the history are gone, the files stay, all counts are 0."""
        async with self._changes:
            self._begin_anew()

    def _begin_anew(self) -> None:
        self.instance.history.clear()
        self.instance.begin_session("Session #1")

    def problems(self) -> tuple[Problem, ...]:
        """What is wrong with the files of mocks, as of the last time they were read."""
        return self.instance.files.problems

    def history_page(self, after: str = "", limit: int = 100) -> tuple[list[HistoryEntry], str]:
        """Up to `limit` exchanges that follow the exchange `after`, and the next page's cursor."""
        return self.instance.history.page(after=after, limit=limit)

    def newest(self, count: int) -> list[HistoryEntry]:
        """The last exchanges, up to `count`, oldest first."""
        return list(self.exchanges()[-count:])

    def exchange(self, entry_id: str) -> HistoryEntry:
        """One exchange. Raises `NotFoundError`, with what the history does hold."""
        entry = self.instance.history.get(entry_id)
        if entry is None:
            raise NotFoundError(f'There is no exchange "{entry_id}" in the history; {self._extent()}.')
        return entry

    def _extent(self) -> str:
        history = self.instance.history
        if not history:
            return "it is empty"
        ids = [entry.id for entry in history]
        gone = f", {history.evicted} older ones made room" if history.evicted else ""
        return f"it holds {len(ids)}, from {ids[0]} to {ids[-1]}{gone}"

    async def trace(self, entry_id: str) -> Why:
        """How the decision on an exchange came about. Raises `NotFoundError`."""
        entry = self.exchange(entry_id)
        return await asyncio.to_thread(trace_of, Situation.of(self.instance), entry)

    async def why(self, question: Any) -> Why:
        """Why an exchange, or a request that is only described, got or would get its answer.

        Raises `UsageError`. Nothing is counted.
        """
        situation = Situation.of(self.instance)
        if entry_id := entry_asked(question):
            return await asyncio.to_thread(why_entry, situation, self.exchange(entry_id))
        request = request_asked(question, self.instance.clock())
        return await asyncio.to_thread(why_request, situation, request)

    def exchanges(self) -> tuple[HistoryEntry, ...]:
        """All exchanges as they are now, oldest first: what comes in meanwhile is not among them."""
        return tuple(self.instance.history)

    def session_history(self, *, session_id: str = "", path_pattern: str = "") -> Iterator[HistoryEntry]:
        """The exchanges of a session whose escaped path has the pattern (RE2) in it, lazily.

        Raises `NotFoundError`, and `UsageError` for a bad pattern, both at once.
        """
        wanted = self.session(session_id).facts.id
        is_wanted = path_filter(path_pattern)
        entries = self.exchanges()
        return (entry for entry in entries if entry.session == wanted and is_wanted(entry.request.path))
