"""Files that a file of mocks names: read relative to it, and never from outside the mocks' folder."""

import os
from collections.abc import Callable
from itertools import islice
from os.path import normpath
from pathlib import Path

from smockproxy.core.matcher import BadValueError
from smockproxy.core.problem import did_you_mean
from smockproxy.files.inside import outside, shown_path
from smockproxy.files.scalars import quoted
from smockproxy.files.version import Signature, named_signature, signature_from, was_written

LARGEST = 16 * 1024 * 1024
"""Bytes of such a file."""
MOST_NEIGHBOURS = 1_000
"""Files of a folder among which the one is looked for that was meant."""


class Beside:
    """Reads the files that one file of mocks names, and keeps which they were; good for one reading of it.

    The root is the folder they must be in, or the file's own. `settle` waits, between reading one and looking
    again, for as long as it must have been left alone.
    """

    def __init__(
        self, file: Path, root: Path | None = None, settle: Callable[[], None] | None = None
    ) -> None:
        self._file = file
        self._folder = file.parent if root is None else root
        self._settle = settle
        self.signatures: dict[Path, Signature | None] = {}
        """Of each file that was asked for, as it was read; None when it could not be."""
        self.was_moving = False
        """Whether one of them changed while it was read."""

    def __call__(self, name: str) -> str:
        """As `read`."""
        return self.read(name)

    def read(self, name: str) -> str:
        """The text of a file; of a folder, whose name ends with a slash, the names in it, one a line.

        Raises `BadValueError` with what is wrong with the name or the file.
        """
        return self._read(
            name, lambda path: self._names_in(path) if name.endswith("/") else self._text_of(path, name)
        )

    def read_bytes(self, name: str) -> bytes:
        """The bytes of a file. Raises `BadValueError`."""
        return self._read(name, lambda path: self._bytes_of(path, name))

    def _read[T](self, name: str, read: Callable[[Path], T]) -> T:
        path = self._file.parent / name
        self.signatures[path] = named_signature(path)
        try:
            if (target := outside(path, self._folder)) is not None:
                raise _outside(name, path, self._folder, target)
            return read(path)
        except (OSError, ValueError) as error:
            if isinstance(error, BadValueError):
                raise
            reason = error.strerror if isinstance(error, OSError) else None
            told = f"{quoted(name)} cannot be read: {reason or 'no such path'}"
            raise BadValueError(told, self._meant(path, name)) from None

    def _meant(self, path: Path, name: str) -> str:
        """A hint at the file of the same folder that was probably meant."""
        try:
            if outside(path, self._folder) is not None:
                return ""
            others = sorted(entry.name for entry in islice(path.parent.iterdir(), MOST_NEIGHBOURS))
        except (OSError, ValueError):
            return ""
        wanted = path.name
        return did_you_mean(name, [name.removesuffix(wanted) + other for other in others if other != wanted])

    def _names_in(self, path: Path) -> str:
        names = sorted(entry.name for entry in path.iterdir() if "\n" not in entry.name)
        self.was_moving |= self.signatures[path] != named_signature(path)
        return "\n".join(names)

    def _text_of(self, path: Path, name: str) -> str:
        try:
            return self._bytes_of(path, name).decode("utf-8-sig")
        except UnicodeDecodeError:
            raise BadValueError(f"{quoted(name)} is not UTF-8") from None

    def _bytes_of(self, path: Path, name: str) -> bytes:
        if path.exists() and not path.is_file():  # opening a pipe would wait for its other end
            raise BadValueError(f"{quoted(name)} is no regular file")
        with path.open("rb") as opened:
            before = self.signatures[path] = signature_from(os.fstat(opened.fileno()))
            raw = opened.read(LARGEST + 1)
            if self._settle:
                self._settle()
            self.was_moving |= was_written(before, signature_from(os.fstat(opened.fileno())))
        if len(raw) > LARGEST:
            raise BadValueError(f"{quoted(name)} is larger than {LARGEST // 1024**2} MiB")
        return raw


def _outside(name: str, path: Path, folder: Path, target: Path) -> BadValueError:
    if not Path(normpath(path.absolute())).is_relative_to(normpath(folder.absolute())):
        return BadValueError(
            f"{quoted(name)} is outside the mocks' folder", "put it into the folder of the mocks"
        )
    return BadValueError(
        f"{quoted(name)} leads by a symbolic link to {shown_path(target)}, outside the mocks' folder",
        "copy the file into the folder of the mocks, or let the link lead to a file there",
    )
