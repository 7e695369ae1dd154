"""One file on disk → its mocks, problems, and the signature of what was read."""

import os
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from stat import S_ISREG

from smockproxy.core.matchers import MatcherTable
from smockproxy.core.mock import Mock
from smockproxy.core.problem import Problem
from smockproxy.files.beside import reader_beside
from smockproxy.files.inside import outside, shown_path
from smockproxy.files.mockfile import MockFile, read_mock_file

LARGEST_FILE = 64 * 1024 * 1024
"""Bytes of a file of mocks."""

type Signature = tuple[int, int, int, int]
"""Time of the last change in nanoseconds, size, inode, and when the inode changed: a save shows in one."""


@dataclass(frozen=True, slots=True)
class LoadedFile:
    """A file as it was read. With errors it has no mocks."""

    shown_as: str
    mocks: tuple[Mock, ...] = ()
    problems: tuple[Problem, ...] = ()
    signature: Signature | None = None
    """None when the file could not be read at all."""
    explicit_ids: frozenset[str] = frozenset()


def signature_of(path: Path) -> Signature | None:
    """The signature of a regular file, behind symbolic links; None when there is none."""
    try:
        return _signature(path.stat())
    except (OSError, ValueError):
        return None


def _content(signature: Signature | None) -> tuple[int, ...]:
    """What tells of writing only: another file put in its place changes the inode's time, too."""
    return signature[:3] if signature else ()


def _signature(facts: os.stat_result) -> Signature | None:
    if not S_ISREG(facts.st_mode):
        return None
    return facts.st_mtime_ns, facts.st_size, facts.st_ino, facts.st_ctime_ns


def load_file(
    path: Path,
    shown_as: str,
    matchers: MatcherTable,
    settle: Callable[[], None] | None = None,
    root: Path | None = None,
) -> LoadedFile | None:
    """Read a file; None when it changed while it was read.

    Files that it names are below `root`; without one, in its own folder. `settle` waits, between reading
    and looking again, for as long as the file must have been left alone.
    """
    try:
        if root is not None and (target := outside(path, root)) is not None:
            problem = _outside(target, root, shown_as)
            return LoadedFile(shown_as, problems=(problem,), signature=signature_of(path))
        if path.exists() and not path.is_file():  # opening a pipe would wait for its other end
            return LoadedFile(shown_as, problems=(_irregular(shown_as),))
        with path.open("rb") as opened:
            before = _signature(os.fstat(opened.fileno()))
            if before is None or before[1] > LARGEST_FILE:
                problem = _too_large(shown_as) if before else _irregular(shown_as)
                return LoadedFile(shown_as, problems=(problem,), signature=before)
            raw = opened.read(LARGEST_FILE + 1)
            if settle:
                settle()
            if _content(_signature(os.fstat(opened.fileno()))) != _content(before):
                return None
    except OSError as error:
        return LoadedFile(shown_as, problems=(_unreadable(error, shown_as),), signature=signature_of(path))
    return _loaded(read_mock_file(raw, shown_as, matchers, reader_beside(path, root)), shown_as, before)


def _loaded(read: MockFile, shown_as: str, signature: Signature | None) -> LoadedFile:
    return LoadedFile(shown_as, read.mocks, read.problems, signature, read.explicit_ids)


def _irregular(shown_as: str) -> Problem:
    return Problem(message="this is no regular file", file=shown_as, code="unreadable")


def _outside(target: Path, root: Path, shown_as: str) -> Problem:
    where = f"{shown_path(target)}, outside the mocks' folder {shown_path(root)}"
    return Problem(
        message=f"the symbolic link leads to {where}",
        file=shown_as,
        hint="copy the file into the folder, or serve it under its own path beside the folder",
        code="outside",
    )


def _too_large(shown_as: str) -> Problem:
    message = f"the file is larger than {LARGEST_FILE // 1024**2} MiB"
    return Problem(message=message, file=shown_as, hint="split it into several files", code="unreadable")


def _unreadable(error: OSError, shown_as: str) -> Problem:
    message = f"the file cannot be read: {error.strerror or error}"
    return Problem(message=message, file=shown_as, code="unreadable")
