"""Paths under `body` that were meant as JSONPath: it speaks Smocker's dotted paths, in which `$` is a key."""

from collections.abc import Iterator

from smockproxy.core.conditions import OnBodyPaths
from smockproxy.core.problem import Severity
from smockproxy.files.lint.findings import Block, Finding
from smockproxy.files.scalars import quoted


def foreign_paths(block: Block) -> Iterator[Finding]:
    """Notes only: a document may have a key that is called `$` or `*`, though hardly any has."""
    for placed in block.own:
        if isinstance(placed.condition, OnBodyPaths):
            for path in placed.condition.paths:
                if (finding := _finding((*placed.steps, path), path)) is not None:
                    yield finding


def _finding(steps: tuple[str | int, ...], path: str) -> Finding | None:
    if path == "$" or path.startswith(("$.", "$[")):
        meaning, jsonpath = 'a key that is called "$"', path
    elif "[*]" in path:
        meaning, jsonpath = 'a key that is called "*"', f"$.{path}"
    else:
        return None
    return Finding(
        steps,
        f"under body, {quoted(path)} asks for {meaning}; it looks like JSONPath",
        f"JSONPath stands under json: as {quoted(jsonpath)}" + _dotted(path),
        severity=Severity.NOTE,
    )


def _dotted(path: str) -> str:
    plain = path.removeprefix("$").removeprefix(".")
    is_plain = plain and not any(char in plain for char in "*?@'\":") and ".." not in plain
    return f"; here it is {quoted(plain)}" if is_plain and not plain.startswith((".", "[")) else ""
