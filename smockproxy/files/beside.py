"""Files that a file of mocks names: read relative to it, and never from outside the mocks' folder."""

import os
from collections.abc import Callable
from os.path import normpath
from pathlib import Path

from smockproxy.core.matcher import BadValueError
from smockproxy.files.inside import outside, shown_path
from smockproxy.files.scalars import quoted
from smockproxy.files.version import Signature, named_signature, signature_from, was_written

LARGEST = 16 * 1024 * 1024
"""Bytes of such a file."""


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

    def read(self, name: str) -> str:
        """The text of a file; of a folder, whose name ends with a slash, the names in it, one a line.

        Raises `BadValueError` with what is wrong with the name or the file.
        """
        path = self._file.parent / name
        self.signatures[path] = named_signature(path)
        try:
            if (target := outside(path, self._folder)) is not None:
                raise _outside(name, path, self._folder, target)
            return self._names_in(path) if name.endswith("/") else self._text_of(path, name)
        except (OSError, ValueError) as error:
            if isinstance(error, BadValueError):
                raise
            reason = error.strerror if isinstance(error, OSError) else None
            raise BadValueError(f"{quoted(name)} cannot be read: {reason or 'no such path'}") from None

    def _names_in(self, path: Path) -> str:
        names = sorted(entry.name for entry in path.iterdir() if "\n" not in entry.name)
        self.was_moving |= self.signatures[path] != named_signature(path)
        return "\n".join(names)

    def _text_of(self, path: Path, name: str) -> str:
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
        try:
            return raw.decode("utf-8-sig")
        except UnicodeDecodeError:
            raise BadValueError(f"{quoted(name)} is not UTF-8") from None


def _outside(name: str, path: Path, folder: Path, target: Path) -> BadValueError:
    if not Path(normpath(path.absolute())).is_relative_to(normpath(folder.absolute())):
        return BadValueError(
            f"{quoted(name)} is outside the mocks' folder", "put it into the folder of the mocks"
        )
    return BadValueError(
        f"{quoted(name)} leads by a symbolic link to {shown_path(target)}, outside the mocks' folder",
        "copy the file into the folder of the mocks, or let the link lead to a file there",
    )
