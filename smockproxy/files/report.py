"""Complaints and flaws of one text → problems with line, column, path and excerpt, each told once."""

from collections.abc import Iterable, Sequence

from smockproxy.core.problem import Problem, Severity
from smockproxy.files.places import Found, Node, Spot, Step, find, path_text, read_places, repeat_at
from smockproxy.files.reading import Complaint
from smockproxy.files.yamltext import Flaw

LONGEST_EXCERPT = 160
"""Characters of a line that are shown."""


def has_errors(problems: Iterable[Problem]) -> bool:
    """Whether one of them keeps a file from being taken."""
    return any(problem.severity is Severity.ERROR for problem in problems)


class Report:
    """The problems of one file, as they are found."""

    def __init__(self, file: str, text: str) -> None:
        self.file = file
        self._text = text
        self._lines: list[str] | None = None
        self._places: Node | None = None
        self._problems: dict[tuple[Spot, str], Problem] = {}

    @property
    def problems(self) -> tuple[Problem, ...]:
        """All problems in the order of their places."""
        return tuple(self._problems[key] for key in sorted(self._problems, key=lambda key: key[0]))

    @property
    def has_errors(self) -> bool:
        """Whether anything is so bad that the file can't be taken."""
        return has_errors(self._problems.values())

    def add_flaw(self, flaw: Flaw) -> None:
        """Add what is wrong with the text as YAML."""
        spot = (flaw.line + 1, flaw.column + 1)
        message = flaw.message
        if self.file.endswith(".json"):
            message = message.replace("not YAML:", "not JSON:", 1)
        path, hint = self._of_repeat(spot) if flaw.is_repeat else ("", flaw.hint)
        self._add(Problem(message=message, path=path, hint=hint, code="yaml"), spot)

    def _of_repeat(self, spot: Spot) -> tuple[str, str]:
        """The path of a key that is there twice, and where it is first."""
        root = self._read_places()
        steps = repeat_at(root, spot)
        if not steps:
            return "", ""
        line, _ = find(root, steps).key
        return path_text(steps), f"the first is in line {line}: keep one of them"

    def add(self, complaint: Complaint, mock_depth: int = 0) -> None:
        """Add what is wrong at a path; what a mock has from the defaults is shown there."""
        found = self._find(complaint.steps, mock_depth)
        told = Problem(
            message=complaint.message,
            path=path_text(found.steps),
            hint=complaint.hint,
            code=complaint.code,
            severity=complaint.severity,
        )
        spot = found.key if complaint.of_key else found.value
        is_inside = complaint.line and found.is_block
        self._add(told, self._begin_of(found.line_before + complaint.line) if is_inside else spot)

    def _begin_of(self, line: int) -> Spot:
        """Where in a line something stands; the last line is as far as it goes."""
        lines = self._split()
        line = min(line, len(lines))
        return line, len(lines[line - 1]) - len(lines[line - 1].lstrip()) + 1

    def _read_places(self) -> Node:
        if self._places is None:
            self._places = read_places(self._text)
        return self._places

    def _find(self, steps: tuple[Step, ...], mock_depth: int) -> Found:
        root = self._read_places()
        found = find(root, steps)
        if mock_depth and len(found.steps) < len(steps):
            under = find(root, ("defaults", *steps[mock_depth:]))
            if len(under.steps) - 1 > len(found.steps) - mock_depth:
                return under
        return found

    def _add(self, problem: Problem, spot: Spot) -> None:
        line, column = spot
        self._problems.setdefault(
            (spot, problem.message),
            Problem(
                message=problem.message,
                file=self.file,
                line=line,
                column=column,
                path=problem.path,
                hint=problem.hint,
                excerpt=self._excerpt(line, column),
                code=problem.code,
                severity=problem.severity,
            ),
        )

    def _split(self) -> list[str]:
        if self._lines is None:
            self._lines = self._text.splitlines()
        return self._lines

    def _excerpt(self, line: int, column: int) -> str:
        return excerpt_of(self._split(), line, column)


def excerpt_of(lines: Sequence[str], line: int, column: int) -> str:
    """A line as a problem shows it: not too long, and with nothing that a terminal obeys."""
    if not 0 < line <= len(lines) or column > LONGEST_EXCERPT:
        return ""
    shown = lines[line - 1].rstrip()[:LONGEST_EXCERPT]
    return "".join(char if char.isprintable() or char == "\t" else "\ufffd" for char in shown)
