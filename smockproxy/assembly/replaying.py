"""What a replay answers with: files of mocks as they are, and mocks that are made of other recordings."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from pathlib import Path

from smockproxy.app.interchange.smockersessions import read_smocker_folder
from smockproxy.app.recording.drafting import drafting
from smockproxy.app.recording.recordable import exchange_of
from smockproxy.app.redaction import redaction_of, shown_by, start_redaction
from smockproxy.app.sessions.folder import SESSIONS
from smockproxy.app.settings.table import Settings
from smockproxy.app.verdicts.text import counted
from smockproxy.assembly.interchange import READABLE
from smockproxy.core.history import HistoryEntry
from smockproxy.core.problem import did_you_mean
from smockproxy.core.query import Query
from smockproxy.files.draftfolder import DraftFolder
from smockproxy.interop.reading import Read, UnreadableError, recognised
from smockproxy.store.errors import StoreError
from smockproxy.store.history import StoredHistory

MOST_LOSSES = 10
"""Losses of a file that are told."""


class SourceError(Exception):
    """What can't be replayed; its text is for people."""


@dataclass(slots=True)
class Gathered:
    """What is replayed."""

    mocks: list[str] = field(default_factory=list)
    """Files and folders of mocks."""
    remarks: list[str] = field(default_factory=list)
    """What there is to say of recordings that mocks were made of."""


def gathered(sources: Sequence[str], settings: Settings, folder: Path) -> Gathered:
    """The mocks of all sources; those that must be made are written into the folder. Raises `SourceError`."""
    found, entries = Gathered(), list[HistoryEntry]()
    for source in sources:
        path = Path(source)
        if not path.exists():
            entries += _of_session(source, settings)
        elif (read := _read(path)) is None:
            found.mocks.append(source)
        else:
            entries += read.entries
            found.remarks += _losses(source, read)
    if entries:
        found.remarks.append(_write(entries, settings, folder))
        found.mocks += [str(folder)] if any(folder.glob("*")) else []
    if not found.mocks:
        raise SourceError("\n".join((*found.remarks, f"{', '.join(sources)}: there is nothing to replay")))
    return found


def _read(path: Path) -> Read | None:
    """The exchanges of a file or a folder; None for what is none of the formats, so mocks."""
    if path.is_dir():
        return _read_folder(path)
    try:
        raw = path.read_bytes()
        format_ = recognised(raw, READABLE)
    except UnreadableError:
        return None
    except OSError as error:
        raise SourceError(f"{path}: {error.strerror or error}") from error
    try:
        return format_.read(raw)
    except UnreadableError as error:
        raise SourceError(f"{path} looks like {format_.title}, and can't be read: {error}") from error


def _read_folder(path: Path) -> Read | None:
    if not (path / SESSIONS).is_file():
        return None
    try:
        return read_smocker_folder(path)
    except UnreadableError as error:
        raise SourceError(f"{path} looks like sessions of Smocker, and can't be read: {error}") from error
    except OSError as error:
        raise SourceError(f"{path}: {error.strerror or error}") from error


def _losses(source: str, read: Read) -> list[str]:
    told = [f"{source}: {loss}" for loss in read.losses[:MOST_LOSSES]]
    more = len(read.losses) - len(told)
    return [*told, f"{source}: and {more} more"] if more > 0 else told


def _of_session(name: str, settings: Settings) -> list[HistoryEntry]:
    """The exchanges of a session in `--sessions-dir`, by the name that clients gave it or by its id."""
    if not settings.sessions_dir:
        raise SourceError(
            f"{name}: there is no such file or folder; if it is a session, --sessions-dir says where it is"
        )
    try:
        stored = StoredHistory(Path(settings.sessions_dir))
        try:
            names = {each.session_name for each in stored.documents.all()}
            by_name = list(stored.query(Query(session=name)))
            entries = by_name or list(stored.query(Query(session_id=name)))
        finally:
            stored.close()
    except StoreError as error:
        raise SourceError(f"--sessions-dir: {error}") from error
    if not entries:
        hint = did_you_mean(name, names)
        raise SourceError(
            f'{settings.sessions_dir} has no exchanges of a session "{name}"{f"; {hint}" if hint else ""}'
        )
    return entries


def _write(entries: Sequence[HistoryEntry], settings: Settings, folder: Path) -> str:
    """Write exchanges as mocks; says how many."""
    start_redaction(settings)
    redact = shown_by(redaction_of(settings))
    made = [exchange_of(redact(entry)) for entry in entries]
    exchanges = [each for each in made if not isinstance(each, str)]
    drafts = drafting(settings.when_used_up, is_exact=settings.record_exact)(exchanges)
    DraftFolder(folder).write(drafts, renews=True)
    left = sorted({each for each in made if isinstance(each, str)})
    without = (
        f"; left out {counted(len(made) - len(exchanges), 'exchange')}: {', '.join(left)}" if left else ""
    )
    return f"{counted(len(drafts), 'mock')} made of {counted(len(exchanges), 'exchange')}{without}"
