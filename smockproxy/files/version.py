"""What tells that a file was saved: its facts on disk, and those of the files that it names."""

import os
from collections.abc import Callable, Iterable
from pathlib import Path
from stat import S_ISDIR, S_ISREG
from typing import NamedTuple

type Signature = tuple[int, int, int, int]
"""Time of the last change in nanoseconds, size, inode, and when the inode changed: a save shows in one."""


class Version(NamedTuple):
    """A file of mocks together with the files that its mocks name."""

    own: Signature
    beside: tuple[Signature | None, ...] = ()
    """None: there is no such file."""
    above: tuple[Signature | None, ...] = ()
    """The defaults of its folders; None: there are none."""

    @property
    def is_missing_something(self) -> bool:
        """Whether a file that is named is not there."""
        return None in self.beside

    @property
    def has_something_empty(self) -> bool:
        """Whether one of the files is empty, as it is for a moment while it is saved."""
        return any(size == 0 for _, size, *_ in filter(None, (self.own, *self.beside, *self.above)))


def signature_from(facts: os.stat_result) -> Signature | None:
    """The signature of an open file; None when it is no regular one."""
    if not S_ISREG(facts.st_mode):
        return None
    return facts.st_mtime_ns, facts.st_size, facts.st_ino, facts.st_ctime_ns


def signature_of(path: Path) -> Signature | None:
    """The signature of a regular file, behind symbolic links; None when there is none."""
    try:
        return signature_from(path.stat())
    except (OSError, ValueError):
        return None


def named_signature(path: Path) -> Signature | None:
    """The signature of a regular file, or of a folder, which changes with the names in it; None: neither."""
    try:
        facts = path.stat()
    except (OSError, ValueError):
        return None
    if S_ISDIR(facts.st_mode):
        return facts.st_mtime_ns, 1, facts.st_ino, facts.st_ctime_ns  # none is empty, as a file would be
    return signature_from(facts)


def version_of(
    path: Path,
    beside: Iterable[Path] = (),
    above: Iterable[Path] = (),
    sign: Callable[[Path], Signature | None] = signature_of,
) -> Version | None:
    """The version of a file of mocks that names these files, and has defaults from those above.

    None when it is not there. `sign` looks at the latter, which many files have in common.
    """
    own = signature_of(path)
    if own is None:
        return None
    return Version(own, tuple(map(named_signature, beside)), tuple(map(sign, above)))


def was_written(before: Signature | None, after: Signature | None) -> bool:
    """Whether an open file was written to: another one put in its place changes the inode's time, too."""
    return (before or ())[:3] != (after or ())[:3]
