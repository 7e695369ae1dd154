"""Files that are read: each in its format, which is told or recognised; all of them, or none."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from pathlib import Path

from smockproxy.app.interchange.smockersessions import SessionsRead, read_smocker_folder
from smockproxy.app.redaction import Shown
from smockproxy.interop.reading import Read, ReadFormat, UnreadableError, recognised

AUTO = "auto"
SMOCKER = "smocker"


class BadSourceError(Exception):
    """Files that are not read, with all reasons; its text is for the user."""


@dataclass(frozen=True, slots=True)
class Source:
    """One file that was read."""

    name: str
    """As it was given."""
    title: str
    """Of its format."""
    read: Read

    def shown_by(self, shown: Shown) -> "Source":
        """The same without secrets."""
        read = self.read
        entries = tuple(map(shown, read.entries))
        if isinstance(read, SessionsRead):
            sessions = tuple(replace(each, entries=tuple(map(shown, each.entries))) for each in read.sessions)
            return replace(self, read=replace(read, entries=entries, sessions=sessions))
        return replace(self, read=replace(read, entries=entries))


def sources_of(
    named: Iterable[tuple[str, bytes | Path]], format_name: str, formats: Sequence[ReadFormat]
) -> tuple[Source, ...]:
    """What files hold, each with its name; a path is that of a folder. Raises `BadSourceError`."""
    found, wrong = [], []
    for name, content in named:
        try:
            found.append(_source(name, content, format_name, formats))
        except UnreadableError as error:
            wrong += [f"{name}: {error}"]
        except OSError as error:
            wrong += [f"{name}: {error.strerror or error}"]
    if wrong:
        raise BadSourceError("\n".join(wrong))
    return tuple(found)


def _source(name: str, content: bytes | Path, format_name: str, formats: Sequence[ReadFormat]) -> Source:
    if isinstance(content, Path):
        if format_name not in {AUTO, SMOCKER}:
            raise UnreadableError.of("", f"it is a folder; only {SMOCKER} has folders")
        return Source(name, "a folder of Smocker's sessions", read_smocker_folder(content))
    if format_name == AUTO:
        format_ = recognised(content, formats)
    else:
        format_ = next(each for each in formats if each.name == format_name)
    return Source(name, format_.title, format_.read(content))
