"""`check`: the files of mocks read as a server reads them, every problem of theirs, and what lint finds."""

import os
import time
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from enum import Enum
from pathlib import Path

from smockproxy.core.problem import Problem, Severity
from smockproxy.files.lint import lint
from smockproxy.files.store import FileStore
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


def check(paths: Sequence[str]) -> Checked:
    """Read the files and look for problems; takes no longer than a server takes to start."""
    store = FileStore(paths, MATCHERS, clock=time.monotonic, pause=time.sleep)
    snapshot = store.load_all()
    problems = [*snapshot.problems, *lint(snapshot.mocks)]
    problems.sort(key=lambda problem: _ORDER.index(problem.severity))
    return Checked(len(snapshot.files), len(snapshot.mocks), tuple(problems))
