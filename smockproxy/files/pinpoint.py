"""Problems of whole mocks that name a condition → the place in the text where the condition is written."""

from collections.abc import Callable, Iterable, Iterator
from dataclasses import replace

from smockproxy.core.problem import Problem
from smockproxy.files.places import Found, Node, Step, find, path_text, read_places
from smockproxy.files.report import excerpt_of

BY_NAME = frozenset({"headers", "cookies", "body"})
"""Keys below which a name is at fault, not its value."""


def pinpointed(problems: Iterable[Problem], text_of: Callable[[str], str]) -> Iterator[Problem]:
    """The problems at their exact places, as far as the texts of their files have them; each told once.

    What many mocks have from the defaults is one problem, there.
    """
    texts: dict[str, tuple[list[str], Node]] = {}
    told: set[Problem] = set()
    for problem in problems:
        if problem.file not in texts:
            text = text_of(problem.file)
            texts[problem.file] = text.splitlines(), read_places(text)
        exact = _exact(problem, *texts[problem.file])
        if exact not in told:
            told.add(exact)
            yield exact


def _exact(problem: Problem, lines: list[str], root: Node) -> Problem:
    for start in _starts(root, problem.line):
        found = find(root, start)
        if len(found.steps) == len(start) and (steps := _follow(root, start, problem.path)) is not None:
            found = find(root, steps)
            line, column = _spot(found)
            excerpt = excerpt_of(lines, line, column)
            return replace(problem, line=line, column=column, path=path_text(steps), excerpt=excerpt)
    return problem


def _starts(root: Node, line: int) -> Iterator[tuple[Step, ...]]:
    """The mock that begins in a line, if it is the only one there; then the defaults."""
    _, listed = (root.keys or {}).get("mocks", (None, root))
    before: tuple[Step, ...] = () if listed is root else ("mocks",)
    at = [index for index, node in enumerate(listed.values or ()) if _begins_in(node, line)]
    if len(at) == 1:
        yield (*before, at[0])
    yield ("defaults",)


def _begins_in(node: Node, line: int) -> bool:
    own = [spot for spot, _ in (node.keys or {}).values() if spot >= node.spot]
    return line in {node.spot[0], *(spot[0] for spot in sorted(own)[:1])}


def _follow(root: Node, start: tuple[Step, ...], path: str) -> tuple[Step, ...] | None:
    """The steps below a start that are written like this."""
    waiting: list[tuple[Step, ...]] = [()]
    while waiting:
        steps = waiting.pop()
        if steps and path_text(steps) == path:
            return (*start, *steps)
        if path.startswith(path_text(steps)):
            waiting += ((*steps, step) for step in _below(root, (*start, *steps)))
    return None


def _below(root: Node, steps: tuple[Step, ...]) -> Iterator[Step]:
    node = root
    for step in steps:
        node = (node.keys or {})[step][1] if isinstance(step, str) else (node.values or [])[step]
    yield from node.keys or ()
    yield from range(len(node.values or ()))


def _spot(found: Found) -> tuple[int, int]:
    is_name = len(found.steps) > 1 and found.steps[-2] in BY_NAME
    return found.key if is_name else found.value
