"""The folder of recordings on disk: files appear whole, and nothing is written outside of it.

Used from one thread at a time.
"""

import os
import tempfile
from collections.abc import Iterable
from contextlib import suppress
from dataclasses import dataclass, field
from functools import partial
from pathlib import Path

from smockproxy.core.draft import Beside, Draft
from smockproxy.files.draftfile import Changes, given_again, updated
from smockproxy.files.inside import outside

MODE = 0o666
"""Of a new file, less what the process's mask takes away."""


class DraftError(Exception):
    """Drafts that cannot be written; its text is one line for the user."""


class _LeftAloneError(Exception):
    """A file that is somebody's own; its text is why, as the end of a sentence."""


@dataclass(slots=True)
class Written:
    """What became of drafts on disk."""

    files: list[str] = field(default_factory=list)
    """Files of mocks that have been written, relative to the folder."""
    new: int = 0
    changed: int = 0
    unchanged: int = 0
    edited: int = 0
    """Mocks that say something else than what was recorded, and were left so."""
    flaws: list[str] = field(default_factory=list)
    """Files that were left alone, and why."""


@dataclass(slots=True)
class DraftFolder:
    """A folder of recordings.

    What one object writes several times is worked out anew each time, from what there was before it: so a
    draft may become another while a recording goes on, but what a person changes meanwhile is kept.
    """

    root: Path
    _before: dict[str, str] = field(default_factory=dict)
    """What files said before this recording wrote to them, by their names."""
    _last: dict[str, str] = field(default_factory=dict)
    """What this recording has written, by the names of files."""
    _ours: dict[str, frozenset[str]] = field(default_factory=dict)
    """The files beside that this recording has written, by the names of the files that name them."""

    def folders(self) -> frozenset[str]:
        """The names of the folders that have recordings in them: one for each server."""
        try:
            return frozenset(
                each.name for each in self.root.iterdir() if each.is_dir() and any(each.glob("*.y*ml"))
            )
        except OSError:
            return frozenset()

    def write(self, drafts: Iterable[Draft], *, renews: bool) -> Written:
        """Bring the files up to date. Raises `DraftError` for what no file can be written for."""
        by_file: dict[str, list[Draft]] = {name: [] for name in self._last}
        for draft in drafts:
            by_file.setdefault(draft.file, []).append(draft)
        written = Written()
        there = self._read_all(by_file, written)
        again = frozenset[tuple[str, str]]().union(
            *(given_again(self._before[name], by_file[name]) for name in there)
        )
        for name in sorted(there):
            those = by_file[name]
            path = self.root / name
            beside = partial(self._beside, path)
            changes = updated(self._before[name], those, beside, renews=renews, again=again)
            self._update(path, name, there[name], changes, written)
        return written

    def _read_all(self, names: Iterable[str], written: Written) -> dict[str, str]:
        """What files say now, but for those that are left alone."""
        there = {}
        for name in names:
            try:
                there[name] = self._read(name)
            except _LeftAloneError as error:
                written.flaws.append(f"{name} {error}: left as it is")
        return there

    def _read(self, name: str) -> str:
        """What a file says now; what it said before this recording is kept until somebody changes it."""
        there = _text(self._place(name))
        if there != self._last.get(name, there) or name not in self._before:
            self._before[name] = there
        return there

    def _update(self, path: Path, name: str, there: str, changes: Changes, written: Written) -> None:
        _add(written, changes, name)
        if changes.flaw:
            return
        files = {each.name: each for draft in changes.written for each in draft.beside}
        for each in files.values():
            self._write_beside(path, each)
        if changes.text != there:
            self._replace(path, name, changes.text)
            written.files.append(name)
        self._tidy(path, name, there, changes.text, frozenset(files))

    def _replace(self, path: Path, name: str, text: str) -> None:
        """Write a file anew; one that has nothing to say any more goes."""
        if text:
            _write(path, text.encode())
        else:
            path.unlink(missing_ok=True)
        self._last[name] = text

    def _tidy(self, path: Path, name: str, before: str, now: str, files: frozenset[str]) -> None:
        """Take away the bodies that no mock of the file names any more."""
        gone = {each for each in self._ours.get(name, frozenset()) - files if each not in now}
        gone |= {each.name for each in _siblings(path) if each.name in before and each.name not in now}
        for each in gone:
            with suppress(OSError):
                path.with_name(each).unlink()
        self._ours[name] = files

    def _beside(self, path: Path, name: str) -> bytes | None:
        """What is in a file that a mock names; the mock may be anybody's, so only what is right beside it."""
        if "/" in name or "\\" in name:
            return None
        place = path.with_name(name)
        try:
            return None if place.is_symlink() else place.read_bytes()
        except (OSError, ValueError):
            return None

    def _write_beside(self, path: Path, beside: Beside) -> None:
        if self._beside(path, beside.name) != beside.content:
            _write(path.with_name(beside.name), beside.content)

    def _place(self, name: str) -> Path:
        """Where a file is; its folder is made. Raises `DraftError`."""
        path = self.root / name
        if Path(name).is_absolute() or ".." in Path(name).parts:
            raise DraftError(f"{name}: expected a name below {self.root}")
        try:
            path.parent.mkdir(parents=True, exist_ok=True)
        except OSError as error:
            raise DraftError(f"{path.parent}: {error.strerror or error}") from error
        if outside(path.parent, self.root) is not None:
            raise DraftError(f"{path}: expected a file in {self.root}, found a link that leads elsewhere")
        if path.is_symlink():
            raise _LeftAloneError("is a link")
        return path


def _siblings(path: Path) -> Iterable[Path]:
    """Bodies of recordings: they have the name of their file, and a hash."""
    return [each for each in path.parent.glob("*-????????????.*") if each.is_file()]


def _add(written: Written, changes: Changes, name: str) -> None:
    written.new += changes.new
    written.changed += changes.changed
    written.unchanged += changes.unchanged
    written.edited += changes.edited
    if changes.flaw:
        written.flaws.append(f"{name} {changes.flaw}")


def _text(path: Path) -> str:
    """What a file says; nothing if there is none. Raises `DraftError`."""
    try:
        return path.read_bytes().decode()
    except FileNotFoundError:
        return ""
    except UnicodeDecodeError:
        raise _LeftAloneError("is not UTF-8") from None
    except OSError as error:
        raise DraftError(f"{path}: {error.strerror or error}") from error


def _write(path: Path, content: bytes) -> None:
    """Put a file in its place, whole. Raises `DraftError`."""
    try:
        handle, unfinished = tempfile.mkstemp(prefix=f".{path.name[:40]}.", dir=path.parent)
    except OSError as error:
        raise DraftError(f"{path}: {error.strerror or error}") from error
    try:
        with os.fdopen(handle, "wb") as file:
            file.write(content)
        Path(unfinished).chmod(_mode_of(path))
        Path(unfinished).replace(path)
    except OSError as error:
        with suppress(OSError):
            Path(unfinished).unlink()
        raise DraftError(f"{path}: {error.strerror or error}") from error


def _mode_of(path: Path) -> int:
    """That of the file that is replaced, or that of a new one."""
    try:
        return path.stat().st_mode & 0o777
    except OSError:
        mask = os.umask(0o077)
        os.umask(mask)
        return MODE & ~mask
