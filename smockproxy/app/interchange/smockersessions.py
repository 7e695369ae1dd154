"""Smocker's sessions as files: its export in JSON, its folder of YAML, a history alone; and an export again.

Source: Smocker (`GET /sessions`, `GET /history`, `--persistence-directory`).
"""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from itertools import count, groupby
from pathlib import Path
from typing import Any

from smockproxy.app.sessions.folder import HISTORY, MOCKS, SESSIONS, SessionFolder
from smockproxy.app.sessions.imported import (
    BadExportError,
    ExportedSession,
    Readable,
    entries_of_yaml,
    facts_of_yaml,
    mocks_of_yaml,
    numbered,
    sessions_of_json,
)
from smockproxy.core.history import HistoryEntry
from smockproxy.core.session import Session, SessionFacts
from smockproxy.files.exported import Birth
from smockproxy.files.reading import Dialect
from smockproxy.interop.gojson import go_json_list
from smockproxy.interop.reading import Loss, Read, ReadFormat, UnreadableError, json_of_file
from smockproxy.interop.sessionshapes import session_shape
from smockproxy.interop.shapefields import Flaw
from smockproxy.interop.smocker import is_recorded_by_smocker
from smockproxy.interop.smocker_yaml import mock_yaml_shape
from smockproxy.interop.smockerentry import BadEntryError, entry_of
from smockproxy.interop.yamlwriter import yaml_list

INDENT = "    "
NO_NAME = "sessions"
UNKNOWN_BYTE = "\N{REPLACEMENT CHARACTER}".encode()
_STATE = frozenset({"state", "definition"})


@dataclass(frozen=True, slots=True)
class SessionsRead(Read):
    """What was read of Smocker's files: beside the exchanges, the sessions with their mocks."""

    sessions: tuple[ExportedSession, ...] = ()


def read_smocker(raw: bytes) -> SessionsRead:
    """An export, or a history alone, in JSON or in YAML. Raises `UnreadableError`."""
    if not raw.lstrip(b"\xef\xbb\xbf \t\r\n").startswith(b"["):
        return _of_sessions([ExportedSession(SessionFacts("", "", 0.0), (), _history_of_yaml(raw))])
    tree = json_of_file(raw)
    if all(isinstance(shape, dict) and "request" in shape for shape in tree) and tree:
        return _of_sessions([ExportedSession(SessionFacts("", "", 0.0), (), _history(tree))])
    try:
        return _of_sessions(sessions_of_json(raw, _birth(), keeps_unread=True))
    except BadExportError as error:
        raise UnreadableError(Flaw("", problem) for problem in error.problems) from None


def read_smocker_folder(path: Path) -> SessionsRead:
    """A folder of sessions. Raises `UnreadableError`, and `OSError` for what can't be read."""
    folder, birth = SessionFolder(path), _birth()
    listed = folder.read_sessions()
    if listed is None:
        raise UnreadableError.of(str(path), f"there is no {SESSIONS} in it: this is no folder of sessions")
    sessions = []
    listing: tuple[SessionFacts, ...] = _whole(SESSIONS, facts_of_yaml, listed, birth)
    for facts in listing:
        mocks, history = folder.read_mocks(facts.id), folder.read_history(facts.id)
        sessions.append(
            ExportedSession(
                facts,
                _whole(f"{facts.id}/{MOCKS}", mocks_of_yaml, mocks or b"[]", birth),
                _whole(f"{facts.id}/{HISTORY}", entries_of_yaml, history or b"[]", facts.id),
            )
        )
    return _of_sessions(sessions)


def is_smocker(beginning: bytes) -> bool:
    """Whether it is a list of sessions, or of exchanges as Smocker shows them."""
    begun = beginning.lstrip(b"\xef\xbb\xbf \t\r\n")
    if begun.startswith(b"["):
        return any(name in begun for name in (b'"history"', b'"mocks"', b'"context"', b'"body_string"'))
    return (
        begun.startswith(b"- ") and b"\n  request:" in begun and (b"mockid:" in begun or b"mock_id:" in begun)
    )


SMOCKER_IN = ReadFormat("smocker", "sessions of Smocker", is_smocker, read_smocker)


def _birth() -> Birth:
    numbers = count(1)
    return Birth(lambda: f"imported-{next(numbers)}", 0.0)


def _whole[*Given, T](name: str, read: Any, raw: bytes, *given: *Given) -> tuple[T, ...]:
    """All that a file of the folder has; files are read whole or not at all."""
    try:
        found: Readable[T] = read(raw, *given)
    except BadExportError as error:
        found = Readable((), error.problems)
    if found.problems:
        raise UnreadableError(Flaw(name, problem) for problem in found.problems)
    return found.taken


def _history_of_yaml(raw: bytes) -> tuple[HistoryEntry, ...]:
    return _whole("", entries_of_yaml, raw, "")


def _history(tree: list[Any]) -> tuple[HistoryEntry, ...]:
    entries, flaws = [], list[Flaw]()
    for place, shape in enumerate(tree):
        try:
            entries.append(entry_of(shape, id="", session=""))
        except BadEntryError as error:
            flaws += [flaw.inside(f"[{place}]") for flaw in error.flaws]
    if flaws:
        raise UnreadableError(flaws)
    return tuple(entries)


def _of_sessions(sessions: Iterable[ExportedSession]) -> SessionsRead:
    """The exchanges numbered through all sessions; what mock files have no place for is a loss."""
    numbers = count(1)
    counted = tuple(
        replace(each, entries=tuple(numbered(each.entries, lambda: str(next(numbers))))) for each in sessions
    )
    losses = [loss for each in counted for loss in _losses(each)]
    entries = tuple(entry for each in counted for entry in each.entries)
    return SessionsRead(entries, tuple(losses), counted)


def _losses(session: ExportedSession) -> Iterator[Loss]:
    where = f'session "{session.facts.name or session.facts.id}"'
    for number, entry in enumerate(session.entries):
        if any(
            UNKNOWN_BYTE in body
            for body in (entry.request.body, entry.response and entry.response.body)
            if body
        ):
            told = "bytes that are no text are lost in a body: Smocker's JSON has text only"
            yield Loss(f"{where}, history[{number}]", told)
    for mock in session.mocks:
        if mock.flaw:
            yield Loss(f"{where}, mock {mock.mock.id}", f"it can't be read: {mock.flaw}")
    if any(mock.times_count or mock.locked for mock in session.mocks):
        yield Loss(
            f"{where}, mocks", "use counts and locks stay behind: files of mocks have no place for them"
        )


def mocks_text(exported: ExportedSession) -> str:
    """The mocks of a session as a file of mocks; empty when there are none that can be read."""
    session = Session(exported.facts)
    exported.put_into(session)
    pieces = []
    for each in exported.mocks:
        definition = each.mock.definition
        if each.flaw:
            continue
        if definition is not None and definition.form == Dialect.FILE.value:
            pieces.append(f"- {definition.text}\n")
            continue
        shape = mock_yaml_shape(each.mock, session)
        kept = {name: value for name, value in shape.items() if name not in _STATE and value != {}}
        pieces += yaml_list([kept])
    return "".join(pieces)


def smocker_export(read: Read) -> Iterator[bytes]:
    """An export of Smocker's: its own sessions, or one session for each that the exchanges name."""
    sessions = read.sessions if isinstance(read, SessionsRead) else _by_name(read.entries)
    shapes = (_shape(each) for each in sessions)
    return (piece.encode("utf-8", "replace") for piece in go_json_list(shapes, INDENT))


def _shape(exported: ExportedSession) -> dict[str, Any]:
    session = Session(exported.facts)
    exported.put_into(session)
    return session_shape(session, filter(is_recorded_by_smocker, exported.entries))


def _by_name(entries: Iterable[HistoryEntry]) -> Iterator[ExportedSession]:
    in_order = sorted(entries, key=lambda entry: entry.session)
    for name, those in groupby(in_order, key=lambda entry: entry.session):
        each = tuple(those)
        yield ExportedSession(SessionFacts(name or NO_NAME, "", each[0].timing.started_at), (), each)
