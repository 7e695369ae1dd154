"""Paths with slashes, as Go's path package and, on Linux, path/filepath take them apart."""

from collections.abc import Callable, Mapping
from posixpath import normpath
from typing import Any


def clean(path: str) -> str:
    """The shortest path that means the same; `.` for an empty one."""
    shortest = normpath(path)
    return shortest[1:] if shortest.startswith("//") else shortest


def base(path: str) -> str:
    """The last part; `.` for an empty path, `/` for slashes alone."""
    if not path:
        return "."
    return path.rstrip("/").rpartition("/")[2] or "/"


def directory(path: str) -> str:
    """All but the last part, cleaned."""
    return clean(path[: path.rfind("/") + 1])


def extension(path: str) -> str:
    """From the last dot of the last part on."""
    _, dot, ending = path.rpartition("/")[2].rpartition(".")
    return f"{dot}{ending}" if dot else ""


def is_absolute(path: str) -> bool:
    """Whether it begins at the root."""
    return path.startswith("/")


FUNCTIONS: Mapping[str, Callable[..., Any]] = {
    "base": base,
    "dir": directory,
    "clean": clean,
    "ext": extension,
    "isAbs": is_absolute,
    "osBase": base,
    "osDir": directory,
    "osClean": clean,
    "osExt": extension,
    "osIsAbs": is_absolute,
}
