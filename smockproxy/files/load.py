"""One file on disk → its mocks, problems, and the signature of what was read."""

import os
from collections.abc import Callable
from dataclasses import dataclass, replace
from os.path import normpath
from pathlib import Path

from smockproxy.core.matchers import MatcherTable
from smockproxy.core.mock import Mock
from smockproxy.core.problem import Problem
from smockproxy.files.beside import Beside
from smockproxy.files.folderdefaults import read_above
from smockproxy.files.inside import outside, shown_path
from smockproxy.files.mockfile import MockFile, read_mock_file
from smockproxy.files.modules import SUFFIX as MODULE_SUFFIX
from smockproxy.files.modules import ModuleFile, is_module, read_module_file
from smockproxy.files.reading import NO_INSPECTOR, Inspector
from smockproxy.files.report import has_errors
from smockproxy.files.version import Signature, Version, signature_from, signature_of, was_written

LARGEST_FILE = 64 * 1024 * 1024
"""Bytes of a file of mocks."""


@dataclass(frozen=True, slots=True)
class LoadedFile:
    """A file as it was read. With errors it has no mocks."""

    shown_as: str
    mocks: tuple[Mock, ...] = ()
    problems: tuple[Problem, ...] = ()
    signature: Signature | None = None
    """None when the file could not be read at all."""
    explicit_ids: frozenset[str] = frozenset()
    beside: tuple[tuple[Path, Signature | None], ...] = ()
    """The files that its mocks name, as they were read with it."""
    readable: tuple[Mock, ...] = ()
    """The mocks that are good by themselves, whatever is wrong with the others."""
    written_ids: tuple[tuple[str, int], ...] = ()
    """Each id that the author wrote, and its mock's line."""

    is_of_mocks: bool = True
    """Whether it is a file of mocks at all."""
    tables: frozenset[Path] = frozenset()
    """The files of its tables."""
    above: tuple[tuple[Path, Signature | None], ...] = ()
    """The files with defaults of its folders, as they were read with it; None where there is none."""
    is_table: bool = False
    """Whether it was passed over, as a file of mocks names it as a table."""

    @property
    def has_errors(self) -> bool:
        """Whether it can't be taken as it is."""
        return has_errors(self.problems)

    @property
    def named(self) -> tuple[Path, ...]:
        """The files that its mocks name."""
        return tuple(path for path, _ in self.beside)

    @property
    def version(self) -> Version | None:
        """What was read; None when it could not be read at all."""
        if self.signature is None:
            return None
        beside = tuple(signature for _, signature in self.beside)
        return Version(self.signature, beside, tuple(signature for _, signature in self.above))


def load_file(
    path: Path,
    shown_as: str,
    matchers: MatcherTable,
    settle: Callable[[], None] | None = None,
    root: Path | None = None,
    inspector: Inspector = NO_INSPECTOR,
) -> LoadedFile | None:
    """Read a file and those that it names; None when one of them changed while it was read.

    Files that it names are below `root`; without one, in its own folder. `settle` waits, between reading
    and looking again, for as long as the file must have been left alone.
    """
    taken = _bytes_of(path, shown_as, settle, root)
    if not isinstance(taken, tuple):
        return taken
    raw, signature = taken
    if path.suffix.lower() == MODULE_SUFFIX:
        file = ModuleFile(shown_as, path.absolute().as_posix(), is_named=root is None)
        module = read_module_file(raw, file, matchers, inspector)
        return _loaded(shown_as, module, signature, is_of_mocks=file.is_named or is_module(raw))
    beside, above = Beside(path, root, settle), read_above(path, root, settle)
    read = read_mock_file(raw, shown_as, matchers, beside, inspector, above)
    if beside.was_moving or above.was_moving:
        return None
    loaded = _loaded(shown_as, read, signature, tuple(beside.signatures.items()))
    tables = frozenset(Path(normpath(path.parent / name)) for name in read.tables)
    return replace(loaded, above=above.versions, tables=tables - {Path(normpath(path))})


def pass_over(path: Path, shown_as: str) -> LoadedFile:
    """A file that is a table: whoever names it reads it."""
    return LoadedFile(shown_as, signature=signature_of(path), is_of_mocks=False, is_table=True)


def _loaded(
    shown_as: str,
    read: MockFile,
    signature: Signature,
    beside: tuple[tuple[Path, Signature | None], ...] = (),
    *,
    is_of_mocks: bool = True,
) -> LoadedFile:
    return LoadedFile(
        shown_as,
        read.mocks,
        read.problems,
        signature,
        read.explicit_ids,
        beside,
        read.readable,
        read.written_ids,
        is_of_mocks,
    )


def _bytes_of(
    path: Path, shown_as: str, settle: Callable[[], None] | None, root: Path | None
) -> tuple[bytes, Signature] | LoadedFile | None:
    """What is in a file, and which version that is; or its problems; None when it changed meanwhile."""
    try:
        if (refused := _refused(path, root, shown_as)) is not None:
            return LoadedFile(shown_as, problems=(refused,), signature=signature_of(path))
        with path.open("rb") as opened:
            before = signature_from(os.fstat(opened.fileno()))
            if before is None or before[1] > LARGEST_FILE:
                problem = _too_large(shown_as) if before else _irregular(shown_as)
                return LoadedFile(shown_as, problems=(problem,), signature=before)
            raw = opened.read(LARGEST_FILE + 1)
            if settle:
                settle()
            return None if was_written(before, signature_from(os.fstat(opened.fileno()))) else (raw, before)
    except OSError as error:
        return LoadedFile(shown_as, problems=(_unreadable(error, shown_as),), signature=signature_of(path))


def _refused(path: Path, root: Path | None, shown_as: str) -> Problem | None:
    """Why a file is not even opened."""
    if root is not None and (target := outside(path, root)) is not None:
        return _outside(target, root, shown_as)
    if path.exists() and not path.is_file():  # opening a pipe would wait for its other end
        return _irregular(shown_as)
    return None


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
