"""What a check found, written for a terminal, for a program, or for GitHub's annotations."""

import json
from collections.abc import Callable, Iterator, Mapping
from dataclasses import replace
from typing import Any

from smockproxy.app.mocks.check import Checked
from smockproxy.core.problem import Problem, Severity


def as_text(checked: Checked) -> str:
    """Each problem as the log shows it, then how many there are."""
    return "".join(f"{line}\n" for line in (*map(problem_text, checked.problems), summary(checked)))


def problem_text(problem: Problem) -> str:
    """A problem; one that is no error says what it is."""
    if problem.severity is Severity.ERROR:
        return str(problem)
    return str(replace(problem, message=f"{problem.severity.value}: {problem.message}"))


def summary(checked: Checked) -> str:
    """`12 files, 40 mocks: 2 errors, 1 warning`."""
    counts = {severity: checked.count(severity) for severity in Severity}
    found = ", ".join(counted(count, severity.value) for severity, count in counts.items() if count)
    read = f"{counted(checked.files, 'file')}, {counted(checked.mocks, 'mock')}"
    return f"{read}: {found or 'no problems'}"


def counted(count: int, noun: str) -> str:
    """`1 file`, `2 files`."""
    return f"{count} {noun}" if count == 1 else f"{count} {noun}s"


def as_json(checked: Checked) -> str:
    """One JSON document."""
    document = {
        "files": checked.files,
        "mocks": checked.mocks,
        **{f"{severity.value}s": checked.count(severity) for severity in Severity},
        "problems": [problem_shape(problem) for problem in checked.problems],
    }
    return json.dumps(document, indent=2, ensure_ascii=False) + "\n"


def problem_shape(problem: Problem) -> dict[str, Any]:
    """A problem as JSON has it, in the admin API and in `check --format json`."""
    return {
        "severity": problem.severity.value,
        "code": problem.code,
        "file": problem.file,
        "line": problem.line,
        "column": problem.column,
        "path": problem.path,
        "message": problem.message,
        "hint": problem.hint,
        "excerpt": problem.excerpt,
    }


def as_github(checked: Checked) -> str:
    """One workflow command a problem, then the summary as a line of the log.

    Source: GitHub's documentation of workflow commands, "Setting an error message"; the escapes are those of
    its toolkit (`%`, CR and LF everywhere, `:` and `,` in properties).
    """
    return "".join(f"{line}\n" for line in (*map(_command, checked.problems), _data(summary(checked))))


_COMMANDS = {Severity.ERROR: "error", Severity.WARNING: "warning", Severity.NOTE: "notice"}


def _command(problem: Problem) -> str:
    properties = ",".join(f"{name}={_property(value)}" for name, value in _properties(problem))
    told = f"{problem.path}: {problem.message}" if problem.path else problem.message
    message = f"{told}\nhint: {problem.hint}" if problem.hint else told
    return f"::{_COMMANDS[problem.severity]} {properties}::{_data(message)}"


def _properties(problem: Problem) -> Iterator[tuple[str, str]]:
    if problem.file:
        yield "file", problem.file
    if problem.line:
        yield "line", str(problem.line)
        yield "col", str(problem.column)
    yield "title", f"smockproxy: {problem.code}"


def _data(text: str) -> str:
    return text.replace("%", "%25").replace("\r", "%0D").replace("\n", "%0A")


def _property(text: str) -> str:
    return _data(text).replace(":", "%3A").replace(",", "%2C")


FORMATS: Mapping[str, Callable[[Checked], str]] = {"text": as_text, "json": as_json, "github": as_github}
"""Name of a format → how it is written."""
