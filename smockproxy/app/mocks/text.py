"""Mocks that come by `/api/v1`, in the language of files of mocks: one, a list, or a whole file's content.

What is wrong has its line and column in what was sent.
"""

from collections.abc import Callable
from dataclasses import dataclass, replace
from textwrap import indent

from smockproxy.app.usage import UsageError
from smockproxy.core.mock import Mock
from smockproxy.core.problem import Problem, Severity
from smockproxy.files.keptmocks import of_api
from smockproxy.files.mockfile import MockFile, is_whole_file, read_mock_file
from smockproxy.files.reading import NO_INSPECTOR, Inspector
from smockproxy.files.remotescripts import refused_scripts
from smockproxy.files.yamltext import parse_yaml
from smockproxy.matching import MATCHERS

MARGIN = "  "
DOCUMENT = "---"
"""What may stand before a document of YAML."""


class MockTextError(UsageError):
    """A text of mocks that cannot be taken, and everything that is wrong with it."""

    def __init__(self, problems: tuple[Problem, ...]) -> None:
        errors = [problem for problem in problems if problem.severity is Severity.ERROR]
        first = errors[0]
        where = f"line {first.line}, column {first.column}: " if first.line else ""
        path = f"{first.path}: " if first.path else ""
        hint = f" ({first.hint})" if first.hint else ""
        more = f"; and {len(errors) - 1} more" if len(errors) > 1 else ""
        super().__init__(f"{where}{path}{first.message}{hint}{more}")
        self.problems = problems


@dataclass(frozen=True, slots=True)
class ReadMocks:
    """What a text holds: mocks with their ids, and what is doubtful about them."""

    mocks: tuple[Mock, ...]
    problems: tuple[Problem, ...]
    named: frozenset[str]
    """The ids that the author wrote."""


@dataclass(frozen=True, slots=True)
class MockTexts:
    """Reads texts of mocks; ids come from `new_id`."""

    new_id: Callable[[], str]
    allow_remote_scripts: bool = False
    longest_delay: int = 0
    """Nanoseconds; 0: any."""

    def read(self, raw: bytes, *, as_json: bool, now: float) -> ReadMocks:
        """The mocks of a text. Raises `MockTextError`, and then nothing of it counts. For a thread."""
        file = read_text(raw, as_json=as_json, inspector=Inspector(longest_delay=self.longest_delay))
        problems = (*file.problems, *(() if self.allow_remote_scripts else refused_scripts(file.mocks)))
        told = tuple(replace(problem, file="") for problem in problems)
        if any(problem.severity is Severity.ERROR for problem in told):
            raise MockTextError(told)
        mocks = tuple(self._of_api(mock, file.explicit_ids, now) for mock in file.mocks)
        return ReadMocks(mocks, told, file.explicit_ids)

    def _of_api(self, mock: Mock, named: frozenset[str], now: float) -> Mock:
        mock_id = mock.id if mock.id in named else self.new_id()
        return replace(of_api(mock), id=mock_id, created_at=now)


def read_text(raw: bytes, *, as_json: bool, inspector: Inspector = NO_INSPECTOR) -> MockFile:
    """A text as a file of mocks is read; a mock that is alone needs no list around it."""
    name = "mocks.json" if as_json else "mocks.yml"
    text = raw.decode("utf-8", "replace")
    if not _is_one_mock(text):
        return read_mock_file(raw, name, MATCHERS, inspector=inspector)
    unmarked = text.replace(DOCUMENT, " " * len(DOCUMENT), 1) if text.startswith(DOCUMENT) else text
    listed = f"-\n{indent(unmarked, MARGIN)}"
    file = read_mock_file(listed.encode(), name, MATCHERS, inspector=inspector)
    return replace(file, problems=tuple(map(_unlisted, file.problems)))


def _is_one_mock(text: str) -> bool:
    tree = parse_yaml(text).tree
    return isinstance(tree, dict) and bool(tree) and not is_whole_file(tree)


def _unlisted(problem: Problem) -> Problem:
    """A problem of a mock that was put into a list, where it is in the mock."""
    return replace(
        problem,
        line=max(0, problem.line - 1),
        column=max(1, problem.column - len(MARGIN)) if problem.line > 1 else 0,
        path=problem.path.removeprefix("[0]").removeprefix("."),
        excerpt=problem.excerpt.removeprefix(MARGIN),
    )
