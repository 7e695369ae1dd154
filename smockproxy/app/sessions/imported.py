"""Sessions from outside: a whole export in JSON, or the files of one session in YAML.

An export is taken whole or not at all (Smocker takes everything, and fails later); a file as far as it goes.
What is wrong is told with its place; what is missing gets what a new one has.
Source: Smocker (`POST /sessions/import`, its folders).
"""

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, replace
from itertools import takewhile
from math import inf
from typing import Any

from smockproxy.app.sessions.folder import LONGEST_ID, is_folder_name
from smockproxy.app.usage import UsageError
from smockproxy.core.history import HistoryEntry
from smockproxy.core.problem import Problem
from smockproxy.core.session import Session, SessionFacts
from smockproxy.files.exported import Birth, ExportedMock, ExportedMocks, exported_mocks
from smockproxy.files.exportedtext import folded, json_export, yaml_export, yaml_scalars
from smockproxy.files.reading import Dialect, Inspector, Reading
from smockproxy.files.uploadtext import UploadError
from smockproxy.interop.shapefields import Fields, Flaw, kind_of
from smockproxy.interop.smockerentry import BadEntryError, entry_of
from smockproxy.matching import MATCHERS

MOST_TOLD = 20
"""Problems that a refusal lists."""
MOST_FOUND = 1_000
"""Problems after which nobody looks for more."""
_KEYS = ("id", "name", "date", "history", "mocks")
_YAML = Reading(MATCHERS, Dialect.YAML_UPLOAD, allow_remote_scripts=True)
"""A folder's files are on disk, as files of mocks are: whoever can write there is trusted."""


class BadExportError(UsageError):
    """An export that is refused, with all that is wrong with it."""

    def __init__(self, problems: Iterable[str]) -> None:
        self.problems = tuple(problems)
        more = len(self.problems) - MOST_TOLD
        told = [*self.problems[:MOST_TOLD], *([f"and {more} more"] if more > 0 else [])]
        super().__init__("; ".join(told))


@dataclass(frozen=True, slots=True)
class ExportedSession:
    """One session: its facts, its mocks and its exchanges, oldest first. The exchanges have no ids yet."""

    facts: SessionFacts
    mocks: tuple[ExportedMock, ...] = ()
    entries: tuple[HistoryEntry, ...] = ()

    def put_into(self, session: Session) -> None:
        """Give a new session the mocks, with their counts and locks."""
        session.add(exported.mock for exported in self.mocks)
        session.lock(exported.mock.id for exported in self.mocks if exported.locked)
        for exported in self.mocks:
            if exported.flaw:
                session.disable(exported.mock.id)
        session.restore_uses({exported.mock.id: exported.times_count for exported in self.mocks})


def sessions_of_json(
    raw: bytes,
    birth: Birth,
    *,
    allow_remote_scripts: bool = False,
    longest_delay: int = 0,
    keeps_unread: bool = False,
) -> tuple[ExportedSession, ...]:
    """The sessions of a whole export, oldest first; the longest delay in nanoseconds, 0: any.

    With `keeps_unread` a mock whose definition cannot be read is taken, to be switched off.
    Raises `BadExportError`.
    """
    inspector = Inspector(longest_delay=longest_delay)
    reading = Reading(
        MATCHERS, Dialect.JSON_UPLOAD, inspector=inspector, allow_remote_scripts=allow_remote_scripts
    )
    importing = _Importing(birth, reading, keeps_unread)
    tree = _tree(json_export, raw)
    if tree is not None and not isinstance(tree, list):
        raise BadExportError([f"expected a list of sessions, found {kind_of(tree)}"])
    problems: list[str] = []
    few = takewhile(lambda _: len(problems) < MOST_FOUND, enumerate(tree or ()))
    sessions = [_session(entry, index, importing, problems) for index, entry in few]
    problems += _repeated(session.facts.id for session in sessions)
    if problems:
        raise BadExportError(problems)
    return tuple(sessions)


@dataclass(frozen=True, slots=True)
class Readable[T]:
    """What of a file can be taken, in its order, and what is wrong with the rest."""

    taken: tuple[T, ...] = ()
    problems: tuple[str, ...] = ()


def facts_of_yaml(raw: bytes, birth: Birth) -> Readable[SessionFacts]:
    """The list of sessions of a folder, `sessions.yml`. Raises `BadExportError` for what is no list."""
    taken: dict[str, SessionFacts] = {}
    problems: list[str] = []
    for index, entry in enumerate(_tree(yaml_export, raw)):
        flaws: list[Flaw] = []
        facts = _facts(Fields.of(entry, f"[{index}]", flaws), birth)
        problems += [*map(str, flaws), *([_twice(index, facts.id)] if facts.id in taken else [])]
        if not flaws:
            taken.setdefault(facts.id, facts)
    return Readable(tuple(taken.values()), tuple(problems))


def mocks_of_yaml(raw: bytes, birth: Birth) -> Readable[ExportedMock]:
    """The mocks of a session, `mocks.yml`, oldest first. Raises `BadExportError` for what is no list."""
    read = exported_mocks(_tree(yaml_scalars, raw), _YAML, birth)
    return Readable(read.mocks, tuple(map(_told, read.problems)))


def entries_of_yaml(raw: bytes, session_id: str) -> Readable[HistoryEntry]:
    """The exchanges of a session, `history.yml`, without ids. Raises `BadExportError` for what is no list."""
    problems: list[str] = []
    entries = tuple(_entries(_tree(yaml_export, raw), session_id, "", problems))
    return Readable(entries, tuple(problems))


def numbered(entries: Iterable[HistoryEntry], next_id: Callable[[], str]) -> Iterator[HistoryEntry]:
    """Exchanges from outside with ids of their own."""
    return (replace(entry, id=next_id()) for entry in entries)


def _tree(read: Callable[[bytes], Any], raw: bytes) -> Any:
    try:
        return read(raw)
    except UploadError as error:
        raise BadExportError([str(error)]) from error


@dataclass(frozen=True, slots=True)
class _Importing:
    """What reading a session takes."""

    birth: Birth
    reading: Reading
    keeps_unread: bool

    def mocks(self, newest_first: list[Any], index: int) -> ExportedMocks:
        """The mocks of the session at a place."""
        at = (index, "mocks")
        return exported_mocks(newest_first, self.reading, self.birth, at, keeps_unread=self.keeps_unread)


def _session(entry: Any, index: int, importing: _Importing, problems: list[str]) -> ExportedSession:
    at, flaws = f"[{index}]", list[Flaw]()
    fields = Fields.of(folded(entry, _KEYS) if isinstance(entry, dict) else entry, at, flaws)
    facts = _facts(fields, importing.birth)
    newest_first, history = fields.listed("mocks"), fields.listed("history")
    problems += map(str, flaws)
    entries = tuple(_entries(history, facts.id, f"{at}.history", problems, MOST_FOUND))
    read = importing.mocks(newest_first, index)
    problems += map(_told, read.problems)
    return ExportedSession(facts, read.mocks[::-1], entries)


def _facts(fields: Fields, birth: Birth) -> SessionFacts:
    session_id = fields.text("id")
    if session_id and not is_folder_name(session_id):
        fields.note("id", f"up to {LONGEST_ID} letters, digits, - and _")
    return SessionFacts(session_id or birth.new_id(), fields.text("name"), fields.moment("date", birth.now))


def _entries(
    history: list[Any], session_id: str, at: str, problems: list[str], most: float = inf
) -> Iterator[HistoryEntry]:
    """The readable ones, until there are too many problems."""
    for index, shape in enumerate(history):
        if len(problems) >= most:
            return
        try:
            yield entry_of(shape, id="", session=session_id)
        except BadEntryError as error:
            problems += [str(flaw.inside(f"{at}[{index}]")) for flaw in error.flaws]


def _repeated(ids: Iterable[str]) -> Iterator[str]:
    """What is wrong with sessions that have the same id."""
    seen: set[str] = set()
    for index, session_id in enumerate(ids):
        if session_id in seen:
            yield _twice(index, session_id)
        seen.add(session_id)


def _twice(index: int, session_id: str) -> str:
    return f'[{index}].id: the id "{session_id}" is there twice'


def _told(problem: Problem) -> str:
    return f"{problem.path}: {problem.message}"
