"""A folder of sessions on disk: `sessions.yml`, and for each session `<id>/mocks.yml` and `<id>/history.yml`.

Files are replaced by rename. A file that could not be read is kept aside before it is replaced, and nothing
that we did not write is ever removed. Source: Smocker (`--persistence-directory`: names and contents).
"""

import os
import shutil
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from hashlib import blake2b
from itertools import accumulate
from pathlib import Path
from string import ascii_letters, digits

SESSIONS, MOCKS, HISTORY = "sessions.yml", "mocks.yml", "history.yml"
ASIDE = ".unreadable"
"""What the name of a file that could not be read ends in, once it is kept aside."""
LONGEST_ID = 64
_ID_CHARACTERS = frozenset(ascii_letters + digits + "-_")
_EMPTY = b"[]\n"
_BEGINS = b"- "
"""What begins an exchange, at the beginning of a line: nothing inside one stands so far to the left."""


def is_folder_name(session_id: str) -> bool:
    """Whether a session's id, of whatever shape, can be the name of its folder."""
    return 0 < len(session_id) <= LONGEST_ID and _ID_CHARACTERS.issuperset(session_id)


@dataclass(frozen=True, slots=True)
class _Written:
    """What of a history is in its file: the exchanges' ids, and the bytes of each."""

    ids: tuple[str, ...] = ()
    sizes: tuple[int, ...] = ()


class SessionFolder:
    """The folder at a path; it is made when something is written. Used by one thread at a time."""

    def __init__(self, path: Path) -> None:
        self.path = path
        self._unreadable: set[Path] = set()
        self._written: dict[str, _Written] = {}
        self._replaced: dict[Path, bytes] = {}
        """Digests of what was written whole."""

    # -- reading ------------------------------------------------------------------------

    def read_sessions(self) -> bytes | None:
        """The list of sessions; None when there is none. Raises `OSError`."""
        return self._read(self.path / SESSIONS)

    def read_mocks(self, session_id: str) -> bytes | None:
        """The mocks of a session; None when there is no such file. Raises `OSError`."""
        return self._read(self.path / session_id / MOCKS)

    def read_history(self, session_id: str) -> bytes | None:
        """The history of a session; None when there is no such file. Raises `OSError`."""
        return self._read(self.path / session_id / HISTORY)

    @staticmethod
    def _read(path: Path) -> bytes | None:
        try:
            return path.read_bytes()
        except FileNotFoundError:
            return None

    def note_unreadable(self, name: str) -> None:
        """Keep the file of that name (`sessions.yml`, `<id>/mocks.yml`) aside when it has to be replaced."""
        self._unreadable.add(self.path / name)

    def note_history(self, session_id: str, count: int, ids: Sequence[str]) -> None:
        """Take the exchanges that were read of a history as written, so that they need not be again.

        `count` is how many there are in the file, `ids` those of the last ones, which are still kept.
        Raises `OSError`.
        """
        path = self.path / session_id / HISTORY
        raw = None if path in self._unreadable else self.read_history(session_id)
        if raw is None or not raw.startswith(_BEGINS) or not raw.endswith(b"\n"):
            return
        between = b"\n" + _BEGINS
        sizes = [len(piece) + len(between) for piece in raw.split(between)]
        sizes[0] -= len(_BEGINS)
        sizes[-1] -= 1
        if len(sizes) == count:
            self._written[session_id] = _Written(("",) * (count - len(ids)) + tuple(ids), tuple(sizes))

    # -- writing ------------------------------------------------------------------------

    def clear_unfinished(self) -> None:
        """Remove what processes that were killed had begun to write. Raises `OSError`.

        Another process that writes at this moment tells so, and writes again.
        """
        for place in (SESSIONS, f"*/{MOCKS}", f"*/{HISTORY}"):
            above, _, name = place.rpartition("/")
            for unfinished in self.path.glob(f"{above or '.'}/.{name}.*.tmp"):
                unfinished.unlink(missing_ok=True)

    def write_sessions(self, text: str) -> None:
        """Replace the list of sessions. Raises `OSError`."""
        self._replace(self.path / SESSIONS, text.encode())

    def write_mocks(self, session_id: str, text: str) -> None:
        """Replace the mocks of a session. Raises `OSError`."""
        self._replace(self.path / session_id / MOCKS, text.encode())

    def write_history(
        self, session_id: str, ids: Sequence[str], written: Callable[[Iterable[int]], Iterable[bytes]]
    ) -> None:
        """Replace the history of a session; `written` gives the exchanges at some places as YAML.

        Only exchanges that are not in the file yet are asked for. Raises `OSError`.
        """
        path = self.path / session_id / HISTORY
        known, kept, start = self._kept(session_id, path, ids)
        sizes = list(known.sizes[len(known.ids) - kept :])
        unfinished = self._unfinished(path)
        with unfinished.open("wb") as file:
            if kept:
                with path.open("rb") as before:
                    before.seek(start)
                    shutil.copyfileobj(before, file)
            for piece in written(range(kept, len(ids))):
                sizes.append(len(piece))
                file.write(piece)
            if not sizes:
                file.write(_EMPTY)
        self._put_in_place(unfinished, path)
        self._written[session_id] = _Written(tuple(ids), tuple(sizes))

    def _kept(self, session_id: str, path: Path, ids: Sequence[str]) -> tuple[_Written, int, int]:
        """What is known of the file, how many of its last exchanges still stand, and where they begin."""
        known = self._written.get(session_id, _Written())
        ends = [0, *accumulate(known.sizes)]
        if not ids or ids[0] not in known.ids or not _has_size(path, ends[-1]):
            return known, 0, 0
        gone = known.ids.index(ids[0])
        kept = known.ids[gone:]
        return (known, len(kept), ends[gone]) if tuple(ids[: len(kept)]) == kept else (known, 0, 0)

    def remove(self, session_id: str) -> None:
        """Take a session's files away, and its folder if nothing else is in it. Raises `OSError`."""
        folder = self.path / session_id
        self._written.pop(session_id, None)
        for name in (MOCKS, HISTORY):
            (folder / name).unlink(missing_ok=True)
        try:
            folder.rmdir()
        except OSError:
            return  # somebody else's files are in it

    def _replace(self, path: Path, content: bytes) -> None:
        digest = blake2b(content).digest()
        if self._replaced.get(path) == digest and path.exists():
            return
        unfinished = self._unfinished(path)
        unfinished.write_bytes(content)
        self._put_in_place(unfinished, path)
        self._replaced[path] = digest

    @staticmethod
    def _unfinished(path: Path) -> Path:
        path.parent.mkdir(parents=True, exist_ok=True)
        return path.with_name(f".{path.name}.{os.getpid()}.tmp")

    def _put_in_place(self, unfinished: Path, path: Path) -> None:
        if path in self._unreadable:
            path.rename(path.with_name(path.name + ASIDE))
            self._unreadable.discard(path)
        unfinished.replace(path)


def _has_size(path: Path, size: int) -> bool:
    try:
        return path.stat().st_size == size
    except OSError:
        return False
