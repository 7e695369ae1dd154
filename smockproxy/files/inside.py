"""Whether a path, behind all its symbolic links, stays inside a folder."""

from pathlib import Path

from smockproxy.files.scalars import shortened


def real_path(path: Path) -> Path | None:
    """Where a path leads behind its links, whether something is there or not; None: in a circle."""
    try:
        return path.resolve()
    except (OSError, RuntimeError):
        return None


def outside(path: Path, folder: Path) -> Path | None:
    """Where a path really leads, if that is outside a folder; the folder may be a link itself.

    Raises `ValueError` for a name that no file can have.
    """
    target, home = real_path(path), real_path(folder)
    if target is None or home is None or target.is_relative_to(home):
        return None
    return target


def shown_path(path: Path) -> str:
    """A path inside a message: on one line, whole unless it is very long."""
    return shortened(path.as_posix(), 300)
