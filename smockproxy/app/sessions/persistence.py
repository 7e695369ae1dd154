"""Sessions that outlive the process: read from a folder at the start, written there when they change.

At most one write a second; use counts are written, too. Source: Smocker (`--persistence-directory`).
"""

import asyncio
import logging
import threading
from collections.abc import Callable, Iterable, Iterator, Mapping
from contextlib import suppress
from dataclasses import dataclass
from functools import partial
from typing import Any

from smockproxy.app.sessions.folder import HISTORY, MOCKS, SESSIONS, SessionFolder
from smockproxy.app.sessions.imported import (
    MOST_TOLD,
    BadExportError,
    ExportedSession,
    Readable,
    entries_of_yaml,
    facts_of_yaml,
    mocks_of_yaml,
)
from smockproxy.app.sessions.instance import Instance
from smockproxy.app.sessions.restored import restore
from smockproxy.core.history import HistoryEntry
from smockproxy.core.mock import Mock
from smockproxy.core.session import Session, SessionFacts
from smockproxy.files.exported import Birth
from smockproxy.interop.keptshapes import kept_yaml_shape
from smockproxy.interop.sessionshapes import session_facts_shape
from smockproxy.interop.smocker import is_recorded_by_smocker
from smockproxy.interop.smocker_yaml import entry_yaml_shape
from smockproxy.interop.yamlwriter import yaml_list

PAUSE = 1.0
"""Seconds between two writes, at the least."""
REST = 4
"""How many times as long as a write took there is none: requests share the interpreter with it."""
EMPTY = "[]\n"

logger = logging.getLogger("smockproxy")

type Revision = tuple[int, int]


@dataclass(frozen=True, slots=True)
class Stored:
    """One session as it is written: a copy that nobody changes, and its exchanges."""

    session: Session
    entries: tuple[HistoryEntry, ...]


@dataclass(frozen=True, slots=True)
class _MockText:
    """A mock as it was written, and what of its state was."""

    mock: Mock
    state: tuple[int, bool, bool]
    text: str


def load(instance: Instance, folder: SessionFolder) -> None:
    """Put the folder's sessions into an instance. What cannot be read is told in the log and left out."""
    with suppress(OSError):  # a folder that can't be written is told when there is something to write
        folder.clear_unfinished()
    birth = Birth(instance.new_id, instance.clock())
    found = _readable(folder, SESSIONS, folder.read_sessions, partial(facts_of_yaml, birth=birth))
    sessions = [_loaded(folder, facts, birth) for facts in found]
    if sessions:
        restore(instance, sessions)
        for session in sessions:
            kept = [entry.id for entry in instance.history if entry.session == session.facts.id]
            folder.note_history(session.facts.id, len(session.entries), kept)
        logger.info("loaded %d sessions from %s", len(sessions), folder.path)


def _loaded(folder: SessionFolder, facts: SessionFacts, birth: Birth) -> ExportedSession:
    name = facts.id
    mocks = _readable(
        folder, f"{name}/{MOCKS}", partial(folder.read_mocks, name), partial(mocks_of_yaml, birth=birth)
    )
    entries = _readable(
        folder,
        f"{name}/{HISTORY}",
        partial(folder.read_history, name),
        partial(entries_of_yaml, session_id=name),
    )
    return ExportedSession(facts, mocks, entries)


def _readable[T](
    folder: SessionFolder,
    name: str,
    read: Callable[[], bytes | None],
    parse: Callable[[bytes], Readable[T]],
) -> tuple[T, ...]:
    """What a file of the folder holds, as far as it can be read; what cannot is told."""
    try:
        raw = read()
        found = Readable() if raw is None else parse(raw)
    except (OSError, BadExportError) as error:
        found = Readable((), (str(error),))
    if found.problems:
        folder.note_unreadable(name)
        told = "; ".join(found.problems[:MOST_TOLD])
        logger.warning("%s/%s cannot be read whole, the rest is taken: %s", folder.path, name, told)
    return found.taken


class Persistence:
    """Keeps the folder up to date with an instance."""

    def __init__(self, instance: Instance, folder: SessionFolder) -> None:
        self._instance, self._folder = instance, folder
        self._saved = self._revision()
        self._mock_texts: dict[str, dict[str, _MockText]] = {}
        self._on_disk = {session.facts.id for session in instance.sessions.all()}
        self._writing = threading.Lock()
        """A write that is under way at the stop goes on in its thread; the last one waits for it."""

    async def keep(self) -> None:
        """Write what changes until cancelled, and then once more."""
        try:
            took, clock = 0.0, asyncio.get_running_loop().time
            while True:
                await asyncio.sleep(max(PAUSE, REST * took))
                begun = clock()
                await self.save()
                took = clock() - begun
        finally:
            if self._revision() != self._saved:
                self._write(self._snapshot())

    async def save(self) -> None:
        """Write what changed since the last time. A folder that can't be written is told, and tried again."""
        revision = self._revision()
        if revision == self._saved:
            return
        snapshot = self._snapshot()
        if await asyncio.to_thread(self._write, snapshot):
            self._saved = revision

    def _revision(self) -> Revision:
        return self._instance.sessions.revision, self._instance.history.revision

    def _snapshot(self) -> tuple[Stored, ...]:
        entries: dict[str, list[HistoryEntry]] = {}
        for entry in self._instance.history:
            if is_recorded_by_smocker(entry):
                entries.setdefault(entry.session, []).append(entry)
        return tuple(
            Stored(session.copy(), tuple(entries.get(session.facts.id, ())))
            for session in self._instance.sessions.all()
        )

    def _write(self, snapshot: tuple[Stored, ...]) -> bool:
        """Whether everything could be written."""
        try:
            with self._writing:
                self._write_all(snapshot)
        except OSError as error:
            logger.error("sessions could not be written to %s: %s", self._folder.path, error)  # noqa: TRY400
            return False
        except Exception:  # a defect of ours must not end the writing for good
            logger.exception("sessions could not be written to %s", self._folder.path)
            return False
        return True

    def _write_all(self, snapshot: tuple[Stored, ...]) -> None:
        facts = [stored.session.facts for stored in snapshot]
        for stored in snapshot:
            self._write_one(stored)
        self._folder.write_sessions("".join(yaml_list(map(session_facts_shape, facts))))
        there = {fact.id for fact in facts}
        for gone in self._on_disk - there:
            self._folder.remove(gone)
            self._mock_texts.pop(gone, None)
        self._on_disk = there

    def _write_one(self, stored: Stored) -> None:
        session, entries = stored.session, stored.entries
        self._folder.write_mocks(session.facts.id, "".join(self._texts(session)) or EMPTY)

        def written(places: Iterable[int]) -> Iterator[bytes]:
            for place in places:
                yield _text(entry_yaml_shape(entries[place])).encode("utf-8", "replace")

        self._folder.write_history(session.facts.id, [entry.id for entry in entries], written)

    def _texts(self, session: Session) -> Iterator[str]:
        """A session's mocks as text, oldest first; those that did not change are not written anew."""
        before, now = self._mock_texts.get(session.facts.id, {}), dict[str, _MockText]()
        for mock in session.mocks:
            state = session.uses(mock), session.was_served(mock), session.is_locked(mock.id)
            known = before.get(mock.id)
            if known is None or known.mock is not mock or known.state != state:
                known = _MockText(mock, state, _text(kept_yaml_shape(mock, session)))
            now[mock.id] = known
            yield known.text
        self._mock_texts[session.facts.id] = now


def _text(shape: Mapping[str, Any]) -> str:
    return "".join(yaml_list([shape]))
