"""An import: exchanges of foreign files → drafts of mocks in files, and mocks of Smocker's as they are."""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from string import ascii_letters, digits
from typing import TYPE_CHECKING

from smockproxy.app.interchange.smockersessions import SessionsRead, mocks_text
from smockproxy.app.interchange.sources import Source
from smockproxy.app.recording.recordable import exchange_of
from smockproxy.app.recording.recorder import MakeDrafts
from smockproxy.app.sessions.imported import ExportedSession
from smockproxy.core.draft import Draft
from smockproxy.core.history import HistoryEntry
from smockproxy.files.draftfolder import DraftError, DraftFolder, Written
from smockproxy.interop.entry import printable_url
from smockproxy.interop.reading import Loss

if TYPE_CHECKING:
    from smockproxy.record.exchange import Exchange

RECORDED, IMPORTED = "recorded", "imported"
"""Folders in that of the mocks: of drafts, and of mocks that came as such."""
LONGEST_SHOWN = 100
_NAME = frozenset(ascii_letters + digits + "-_")


@dataclass(slots=True)
class Imported:
    """What an import came to."""

    exchanges: int = 0
    drafts: tuple[Draft, ...] = ()
    written: Written = field(default_factory=Written)
    """What became of the drafts; nothing in a dry run."""
    mock_files: list[str] = field(default_factory=list)
    """Files of mocks that came as such, relative to the folder of mocks."""
    losses: list[tuple[str, Loss]] = field(default_factory=list)
    """By the name of the file."""


def imported(sources: Sequence[Source], draft: MakeDrafts) -> Imported:
    """What an import would write. The exchanges are without secrets already."""
    found = Imported()
    exchanges: list[Exchange] = []
    for source in sources:
        found.losses += [(source.name, loss) for loss in source.read.losses]
        for entry in _to_be_drafted(source):
            exchange = exchange_of(entry)
            if isinstance(exchange, str):
                found.losses.append((source.name, Loss(_shown(entry), f"no mock was made of it: {exchange}")))
            else:
                exchanges.append(exchange)
    found.exchanges = len(exchanges)
    found.drafts = draft(exchanges)
    return found


def _to_be_drafted(source: Source) -> Iterator[HistoryEntry]:
    """All exchanges but those that mocks of the same file answered."""
    sessions = source.read.sessions if isinstance(source.read, SessionsRead) else ()
    known = {each.mock.id for session in sessions for each in session.mocks}
    return (entry for entry in source.read.entries if entry.mock is None or entry.mock.id not in known)


def _shown(entry: HistoryEntry) -> str:
    url = printable_url(entry.request)
    return f"{entry.request.method} {url if len(url) <= LONGEST_SHOWN else f'{url[:LONGEST_SHOWN]}…'}"


def write_imported(found: Imported, sources: Iterable[Source], folder: Path) -> None:
    """Write it into a folder of mocks. Raises `DraftError`."""
    found.written = DraftFolder(folder / RECORDED).write(found.drafts, renews=False)
    for name, text in mock_files(sources):
        path = folder / IMPORTED / name
        shown = f"{IMPORTED}/{name}"
        try:
            if path.exists() and path.read_text(encoding="utf-8") != text:
                raise DraftError(
                    f"{path} is there already, and says something else: move it away to import it"
                )
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_text(text, encoding="utf-8")
        except OSError as error:
            raise DraftError(f"{path}: {error.strerror or error}") from None
        found.mock_files.append(shown)


def mock_files(sources: Iterable[Source]) -> Iterator[tuple[str, str]]:
    """Name and text of a file for each session that has mocks."""
    taken: set[str] = set()
    for source in sources:
        sessions = source.read.sessions if isinstance(source.read, SessionsRead) else ()
        for session in sessions:
            if text := mocks_text(session):
                yield _file_name(session, taken), text


def _file_name(session: ExportedSession, taken: set[str]) -> str:
    """A name that no session chooses: only letters, digits, `-` and `_` of it are left."""
    plain = "".join(char if char in _NAME else "-" for char in session.facts.name or session.facts.id)[:60]
    stem = plain.strip("-").lower() or "session"
    name, number = f"{stem}.yml", 1
    while name in taken:
        number += 1
        name = f"{stem}-{number}.yml"
    taken.add(name)
    return name
