"""The ready file: where everything listens, as JSON, for the program that started us.

It appears whole (by rename) and is readable by its owner only.
"""

import json
import os
import stat
import tempfile
from collections.abc import Mapping
from dataclasses import asdict, dataclass, field
from pathlib import Path


@dataclass(frozen=True, slots=True)
class Ready:
    """What the ready file says."""

    proxy: str
    """URL of the proxy."""
    admin: str
    """URL of the admin API."""
    ca: str
    """Absolute path of the certificate that clients have to trust."""
    pid: int
    token: str = ""
    """What the admin API wants to be shown; empty if it wants nothing."""
    web: str = ""
    """URL of mitmweb's page, with its token; empty without one."""
    sessions: Mapping[str, str] = field(default_factory=dict)
    """URLs of the proxy's ports that have a session's name, by name."""


class ReadyFileError(Exception):
    """A ready file that cannot be written; its text is one line for the user."""


class ReadyFile:
    """The ready file at a path. Raises `ReadyFileError` when it cannot be written there."""

    def __init__(self, path: Path) -> None:
        self.path = path
        self._ours: tuple[int, int] | None = None

    def clear(self) -> None:
        """Remove what an earlier run left, so that nobody takes it for ours. Call it before listening."""
        if not self.path.parent.is_dir():
            raise ReadyFileError(f"--ready-file {self.path}: there is no folder {self.path.parent}")
        try:
            if not _is_replaceable(self.path):
                raise ReadyFileError(f"--ready-file {self.path}: expected a file, found something else")
            self.path.unlink(missing_ok=True)
        except OSError as error:
            raise ReadyFileError(f"--ready-file {self.path}: {error.strerror}") from error

    def write(self, ready: Ready) -> None:
        """Say that everything listens."""
        try:
            handle, unfinished = tempfile.mkstemp(prefix=f".{self.path.name}.", dir=self.path.parent)
            with os.fdopen(handle, "w", encoding="utf-8") as file:
                file.write(json.dumps(asdict(ready)) + "\n")
                self._ours = _identity(os.fstat(handle))
            _rename(Path(unfinished), self.path)
        except OSError as error:
            raise ReadyFileError(f"--ready-file {self.path}: {error.strerror}") from error

    def remove(self) -> None:
        """Take the file away at exit, if it is still ours and not that of a later run."""
        try:
            if self._ours == _identity(self.path.lstat()):
                self.path.unlink()
        except OSError:
            return


def _rename(unfinished: Path, path: Path) -> None:
    """Put a file in its place, whatever stands there; a symlink is replaced, not followed."""
    try:
        unfinished.replace(path)
    except OSError:
        unfinished.unlink()
        raise


def _is_replaceable(path: Path) -> bool:
    """Whether a path is free, or holds a file or a symlink; not a folder, a pipe or a device."""
    try:
        mode = path.lstat().st_mode
    except FileNotFoundError:
        return True
    return stat.S_ISREG(mode) or stat.S_ISLNK(mode)


def _identity(facts: os.stat_result) -> tuple[int, int]:
    return facts.st_dev, facts.st_ino
