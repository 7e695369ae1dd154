"""Files that a file of mocks names: read relative to it, and never from outside the mocks' folder."""

from collections.abc import Callable
from os.path import normpath
from pathlib import Path

from smockproxy.core.matcher import BadValueError
from smockproxy.files.inside import outside, shown_path
from smockproxy.files.scalars import quoted

LARGEST = 4 * 1024 * 1024
"""Bytes of such a file."""


def reader_beside(file: Path, root: Path | None = None) -> Callable[[str], str]:
    """What reads files beside a file of mocks; the root is the folder they must be in, or the file's own.

    The reader raises `BadValueError` with what is wrong with a name.
    """
    folder = file.parent if root is None else root

    def read(name: str) -> str:
        path = file.parent / name
        try:
            if (target := outside(path, folder)) is not None:
                raise _outside(name, path, folder, target)
            return _text_of(path, name)
        except (OSError, RuntimeError, ValueError) as error:
            if isinstance(error, BadValueError):
                raise
            reason = error.strerror if isinstance(error, OSError) else None
            raise BadValueError(f"{quoted(name)} cannot be read: {reason or 'no such path'}") from None

    return read


def _outside(name: str, path: Path, folder: Path, target: Path) -> BadValueError:
    if not Path(normpath(path.absolute())).is_relative_to(normpath(folder.absolute())):
        return BadValueError(
            f"{quoted(name)} is outside the mocks' folder", "put it into the folder of the mocks"
        )
    return BadValueError(
        f"{quoted(name)} leads by a symbolic link to {shown_path(target)}, outside the mocks' folder",
        "copy the file into the folder of the mocks, or let the link lead to a file there",
    )


def _text_of(target: Path, name: str) -> str:
    if target.exists() and not target.is_file():  # opening a pipe would wait for its other end
        raise BadValueError(f"{quoted(name)} is no regular file")
    with target.open("rb") as opened:
        raw = opened.read(LARGEST + 1)
    if len(raw) > LARGEST:
        raise BadValueError(f"{quoted(name)} is larger than {LARGEST // 1024**2} MiB")
    try:
        return raw.decode("utf-8-sig")
    except UnicodeDecodeError:
        raise BadValueError(f"{quoted(name)} is not UTF-8") from None
