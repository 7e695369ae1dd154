"""Smocker's operations: sessions, the mocks that came by the API, and their history.

Used from one event loop. Uploads are parsed off the loop; what changes sessions or mocks waits its turn.
Source: Smocker (its admin API: what each route does, in which order, and the texts of its refusals).
"""

import asyncio
from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace
from functools import partial

from smockproxy.app.sessions.imported import sessions_of_json
from smockproxy.app.sessions.instance import Instance
from smockproxy.app.sessions.restored import restoring
from smockproxy.app.smocker.bodies import require_json
from smockproxy.app.smocker.pathfilter import path_filter
from smockproxy.app.smocker.uploads import ParseUpload, is_json, read_upload
from smockproxy.app.usage import ConflictError, NotFoundError, UsageError
from smockproxy.core.chaos import Chaos
from smockproxy.core.history import HistoryEntry
from smockproxy.core.mock import Mock
from smockproxy.core.problem import Problem
from smockproxy.core.query import Query
from smockproxy.core.session import Session, SessionFacts
from smockproxy.files.exported import Birth
from smockproxy.files.upload import Upload, UploadError
from smockproxy.interop.smocker import is_recorded_by_smocker

HAS_CALLS = "cannot edit or delete a mock once the session has received calls"


@dataclass(frozen=True, slots=True)
class Registered:
    """What came of an upload: the session that has the mocks now, and what is doubtful about them."""

    session: SessionFacts
    mocks: tuple[Mock, ...]
    problems: tuple[Problem, ...]


@dataclass(slots=True)
class Smocker:
    """The operations on one instance. An id of "" means the session in force, which begins if none has."""

    instance: Instance
    parse: ParseUpload = read_upload

    # -- sessions -----------------------------------------------------------------------

    def sessions(self) -> tuple[Session, ...]:
        """The sessions, oldest first."""
        return self.instance.sessions.all()

    def session(self, session_id: str = "") -> Session:
        """The session of that id. Raises `NotFoundError`."""
        sessions = self.instance.sessions
        return sessions.find(session_id) if session_id else sessions.current()

    async def begin_session(self, name: str) -> Session:
        """Put a new session in force."""
        async with self.instance.changes:
            return self.instance.sessions.begin(name)

    def rename_session(self, session_id: str, name: str) -> Session:
        """Give a session another name. Raises `NotFoundError`."""
        return self.instance.sessions.rename(session_id, name)

    async def delete_session(self, session_id: str) -> None:
        """End a session and forget its history. Raises `NotFoundError`."""
        async with self.instance.changes:
            self.instance.sessions.delete(session_id)
            self.instance.history.forget(session_id)

    async def reset(self, *, force: bool = False) -> None:
        """Back to the start: all sessions and all history are gone, the files stay, all counts are 0.

        Locked mocks go over into a new session, unless `force` says otherwise.
        """
        async with self.instance.changes:
            self.instance.reset(force=force)

    async def import_sessions(self, raw: bytes, content_type: str) -> None:
        """Take the sessions of an export in place of all there are. Raises `UsageError`; all or nothing."""
        require_json(content_type)
        instance = self.instance
        async with self.instance.changes:
            birth = Birth(instance.new_id, instance.clock())
            read = partial(
                sessions_of_json,
                allow_remote_scripts=instance.settings.allow_remote_scripts,
                longest_delay=instance.settings.delay_bound,
            )
            imported = await asyncio.to_thread(read, raw, birth)
            for _ in restoring(instance, imported):
                await asyncio.sleep(0)

    # -- mocks --------------------------------------------------------------------------

    def mocks(self, *, session_id: str = "", mock_id: str = "") -> tuple[Mock, ...]:
        """The mocks that came by the API, in the order of asking; with an id, that one.

        Raises `NotFoundError`.
        """
        session = self.session(session_id)
        if mock_id:
            return (_existing(session, mock_id),)
        newest_first = reversed([mock for mock in session.mocks if not isinstance(mock.responder, Chaos)])
        return tuple(sorted(newest_first, key=lambda mock: -mock.priority))

    def mocks_by_id(self, session: Session) -> dict[str, Mock]:
        """The mocks that may have answered in a session: its own and those of the files."""
        return {mock.id: mock for mock in (*self.instance.engine.file_mocks, *session.mocks)}

    async def upload(
        self, raw: bytes, *, content_type: str = "", reset: bool = False, session_name: str = ""
    ) -> Registered:
        """Add mocks above all there are. Raises `UsageError` when they cannot be read.

        The reset and the new session stay even when the mocks are refused (Smocker). All of it is one step:
        no request meets a session without its mocks.
        """
        async with self.instance.changes:
            parsed = await self._parsed(raw, content_type)
            if reset:
                self.instance.reset(force=False)
            if session_name:
                self.instance.sessions.begin(session_name)
            upload = _read(parsed)
            session = self.instance.sessions.add(upload.mocks)
            return Registered(session.facts, upload.mocks, upload.problems)

    async def _parsed(self, raw: bytes, content_type: str) -> Upload | UsageError:
        instance = self.instance
        try:
            as_json = is_json(content_type, raw)
            return await asyncio.to_thread(
                self.parse, raw, as_json=as_json, new_id=instance.new_id, now=instance.clock()
            )
        except UploadError as error:
            return UsageError(str(error))
        except UsageError as error:
            return error

    async def edit_mock(
        self, mock_id: str, raw: bytes, *, content_type: str = "", session_id: str = ""
    ) -> tuple[Mock, Session]:
        """Put another definition in a mock's place. Raises `UsageError`, and then nothing has changed."""
        async with self.instance.changes:
            upload = _read(await self._parsed(raw, content_type))
            if len(upload.mocks) != 1:
                raise UsageError("expected exactly one mock to update")
            session = self.session(session_id)
            before = await self._editable(session, mock_id)
            mock = replace(upload.mocks[0], id=before.id, created_at=before.created_at)
            self.instance.sessions.edit(session, mock)
            return mock, session

    async def delete_mock(self, mock_id: str, *, session_id: str = "") -> None:
        """Take a mock away, locked or not. Raises `UsageError`."""
        async with self.instance.changes:
            session = self.session(session_id)
            self.instance.sessions.remove(session, (await self._editable(session, mock_id)).id)

    async def _editable(self, session: Session, mock_id: str) -> Mock:
        mock = _existing(session, mock_id)
        if await asyncio.to_thread(lambda: any(self.recorded(session))):
            raise ConflictError(HAS_CALLS)
        return mock

    def lock(self, mock_ids: list[str], *, locked: bool) -> tuple[Mock, ...]:
        """Lock or unlock mocks of the session in force; gives those that are there."""
        return self.instance.sessions.lock(mock_ids, locked=locked)

    # -- history ------------------------------------------------------------------------

    def recorded(self, session: Session) -> Iterator[HistoryEntry]:
        """What Smocker would have recorded of a session until now, oldest first; to be read in a thread."""
        entries = self.instance.history.query(Query(session_id=session.facts.id))
        return filter(is_recorded_by_smocker, entries)

    def history(self, *, session_id: str = "", path_pattern: str = "") -> Iterator[HistoryEntry]:
        """Those whose escaped path has the pattern (RE2) in it.

        Raises `NotFoundError`, and `UsageError` for a bad pattern, both at once.
        """
        session = self.session(session_id)
        is_wanted: Callable[[str], bool] = path_filter(path_pattern)
        return (entry for entry in self.recorded(session) if is_wanted(entry.request.path))

    async def clear_history(self, *, session_id: str = "") -> None:
        """Forget the exchanges of a session and put its counts back; its mocks stay.

        Raises `NotFoundError`.
        """
        async with self.instance.changes:
            session = self.session(session_id)
            self.instance.history.forget(session.facts.id)
            self.instance.sessions.restart_counts(session)


def _read(parsed: Upload | UsageError) -> Upload:
    """The upload. Raises the `UsageError` that it ended in."""
    if isinstance(parsed, UsageError):
        raise parsed
    return parsed


def _existing(session: Session, mock_id: str) -> Mock:
    mock = session.mock(mock_id)
    if mock is None:
        raise NotFoundError("mock not found")
    return mock
