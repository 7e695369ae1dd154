"""`check`: the files of mocks read as a server reads them, every problem of theirs, and what lint finds."""

import os
import time
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from enum import Enum
from itertools import groupby
from pathlib import Path

from smockproxy.core.mock import Mock
from smockproxy.core.problem import Problem, Severity
from smockproxy.files.discover import discover
from smockproxy.files.lint import lint
from smockproxy.files.lint.futile import CODES
from smockproxy.files.pinpoint import pinpointed
from smockproxy.files.reading import NO_INSPECTOR, Inspector
from smockproxy.files.salvage import Salvaged, doubled_ids, salvaged
from smockproxy.files.store import FileStore, Snapshot
from smockproxy.matching import MATCHERS

DEFAULT_FOLDER = "mocks"
MISSING = "missing"
"""The code of the problem that a path is not there."""
_ORDER = tuple(Severity)


class FailOn(Enum):
    """What makes a check fail."""

    ERROR = "error"
    WARNING = "warning"


@dataclass(frozen=True, slots=True)
class Checked:
    """What a check found."""

    files: int
    mocks: int
    problems: tuple[Problem, ...]
    """Errors first, then warnings, then notes; each kind in the order of the files."""

    def count(self, severity: Severity) -> int:
        """How many problems of a severity there are."""
        return Counter(problem.severity for problem in self.problems)[severity]

    @property
    def missing(self) -> tuple[Problem, ...]:
        """Those that say that a path is not there."""
        return tuple(problem for problem in self.problems if problem.code == MISSING)

    def fails(self, fail_on: FailOn) -> bool:
        """Whether there is an error, or a warning if that is enough."""
        return bool(
            self.count(Severity.ERROR) or (fail_on is FailOn.WARNING and self.count(Severity.WARNING))
        )


def paths_of(named: Sequence[str], folder: Path) -> tuple[str, ...]:
    """The paths that a server started in this folder reads, as a person there writes them."""
    chosen = tuple(named) or ((DEFAULT_FOLDER,) if (folder / DEFAULT_FOLDER).is_dir() else ())
    return tuple(
        os.path.relpath(path, folder) if Path(path).is_relative_to(folder) else path for path in chosen
    )


def check(paths: Sequence[str], inspector: Inspector = NO_INSPECTOR) -> Checked:
    """Read the files and look for problems; takes no longer than a server takes to start.

    What is told of whole mocks is told of the good ones of a file with errors, too.
    """
    store = FileStore(paths, MATCHERS, clock=time.monotonic, pause=time.sleep, inspector=inspector)
    snapshot = store.load_all()
    files = _salvaged(paths, snapshot, inspector)
    mocks = [mock for file in files for mock in file.mocks]
    exact = _pinpointed(lint(mocks))
    problems = [*snapshot.problems, *doubled_ids(files), *exact]
    ranks = {file: rank for rank, file in enumerate(snapshot.files)}
    problems.sort(
        key=lambda found: (
            _ORDER.index(found.severity),
            ranks.get(found.file, -1),
            found.line,
            found.column,
        )
    )
    return Checked(len(snapshot.files), len(mocks), tuple(problems))


def _pinpointed(found: Iterable[Problem]) -> Iterator[Problem]:
    """What lint found, with what it says of conditions at their places; secrets are not shown."""
    found = list(found)
    yield from (problem for problem in found if problem.code not in CODES)
    yield from pinpointed((problem for problem in found if problem.code in CODES), _text_of)


def _text_of(file: str) -> str:
    try:
        return Path(file).read_text(encoding="utf-8-sig")
    except (OSError, ValueError):
        return ""


def _salvaged(paths: Sequence[str], snapshot: Snapshot, inspector: Inspector) -> list[Salvaged]:
    """The files in their order; those with errors are read once more for what is good of them."""
    good = {file: list(mocks) for file, mocks in groupby(snapshot.mocks, _file_of)}
    faulty = {problem.file for problem in snapshot.problems if problem.severity is Severity.ERROR}
    found = {file.shown_as: file for file in discover(paths).files} if faulty else {}
    return [
        salvaged(found[file], MATCHERS, inspector)
        if file in faulty and file in found
        else Salvaged.in_force(file, good.get(file, ()))
        for file in snapshot.files
    ]


def _file_of(mock: Mock) -> str:
    return mock.source.file if mock.source else ""
