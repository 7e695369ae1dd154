"""Paths that a user named → the files of mocks there, in the order of their declaration."""

import os
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path

from smockproxy.core.problem import Problem, did_you_mean
from smockproxy.files.inside import outside, real_path, shown_path

SUFFIXES = frozenset({".yml", ".yaml", ".json", ".py"})
"""Of files that may have mocks; whether one of Python does is seen when it is read."""
DEEPEST = 40
"""Folders inside each other that are looked into."""
_EDITORS_PROBE = "4913"
"""The name under which vim tries whether it may write to a folder."""


@dataclass(frozen=True, slots=True)
class MockPath:
    """A file, and how messages name it."""

    path: Path
    shown_as: str
    root: Path | None = None
    """The folder that was named, when the file was found in one."""


@dataclass(frozen=True, slots=True)
class Discovered:
    """The files, each once, and what was wrong on the way."""

    files: tuple[MockPath, ...]
    problems: tuple[Problem, ...] = ()


def discover(paths: Iterable[str]) -> Discovered:
    """Find the files: of a folder all that are in it, sorted by path, whatever is hidden left out."""
    files: dict[str, MockPath] = {}
    problems: list[Problem] = []
    for named in paths:
        for file, identity in _named(Path(named), problems):
            files.setdefault(identity, file)
    return Discovered(tuple(files.values()), tuple(problems))


def _identity(path: Path) -> str:
    return str(real_path(path) or path.absolute())


type _Found = tuple[MockPath, str]
"""A file, and where it really is."""


def _named(path: Path, problems: list[Problem]) -> list[_Found]:
    if path.is_dir():
        found: list[_Found] = []
        _Walk(found, problems, set(), path).through(path)
        return sorted(found, key=lambda entry: entry[0].shown_as)
    if path.exists() or path.is_symlink():
        return [(MockPath(path, path.as_posix()), _identity(path))]
    problems.append(_missing(path))
    return []


def _missing(path: Path) -> Problem:
    try:
        siblings = sorted(sibling.name for sibling in path.parent.iterdir())
    except OSError:
        siblings = []
    hint = did_you_mean(path.name, siblings)
    return Problem(message="there is no such file or folder", file=path.as_posix(), hint=hint, code="missing")


@dataclass(frozen=True, slots=True)
class _Walk:
    """A walk through a folder; each real folder is visited once, however many links lead to it."""

    found: list[_Found]
    problems: list[Problem]
    visited: set[str]
    root: Path

    def through(self, folder: Path, depth: int = 0) -> None:
        identity = _identity(folder)
        if identity in self.visited or depth >= DEEPEST:
            return
        self.visited.add(identity)
        try:
            with os.scandir(folder) as listing:
                entries = sorted(listing, key=lambda entry: entry.name)
        except OSError as error:
            message = f"the folder cannot be read: {error.strerror or error}"
            self.problems.append(Problem(message=message, file=folder.as_posix(), code="unreadable"))
            return
        for entry in entries:
            if not is_passed_over(entry.name):
                self._meet(entry, folder / entry.name, identity, depth)

    def _meet(self, entry: os.DirEntry[str], path: Path, folder: str, depth: int) -> None:
        is_link = entry.is_symlink()
        beyond = outside(path, self.root) if is_link else None
        if path.is_dir() if is_link else entry.is_dir():
            if beyond is None:
                self.through(path, depth + 1)
            else:
                self.problems.append(_link_outside(path, beyond, self.root))
        elif path.suffix.lower() in SUFFIXES and (is_link or entry.is_file()):
            # one that leads outside is refused when it is read, and must not stand for the file it leads to
            identity = _identity(path) if is_link and beyond is None else f"{folder}/{entry.name}"
            self.found.append((MockPath(path, path.as_posix(), self.root), identity))


def _link_outside(path: Path, target: Path, root: Path) -> Problem:
    return Problem(
        message=f"the symbolic link leads to the folder {shown_path(target)}, "
        f"outside the mocks' folder {shown_path(root)}",
        file=path.as_posix(),
        hint="copy the folder into it, or serve it under its own path beside it",
        code="outside",
    )


def is_passed_over(name: str) -> bool:
    """Whether a name is hidden, or one of an editor's backup, lock and swap files."""
    return name.startswith((".", "#")) or name.endswith(("~", "#")) or name == _EDITORS_PROBE
