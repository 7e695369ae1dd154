"""The smallest edit of a mock that would make it match a request, found by trying.

Each step is applied to the text, read again, and kept only if the mock then fails in less.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from difflib import SequenceMatcher
from typing import Any

from smockproxy.core.http import NO_JSON, Request, parse_json
from smockproxy.core.matchers import MatcherTable
from smockproxy.core.mismatch import Mismatch
from smockproxy.core.mock import Mock
from smockproxy.core.nearmiss import mismatches_of
from smockproxy.core.trace import HeldBack
from smockproxy.files.places import Step
from smockproxy.files.rewrite import Change, Put, Remove
from smockproxy.files.written import WrittenMock

MOST_STEPS = 12
"""Changes that one edit may have."""
LONGEST_VALUE = 4_000
"""Characters of a value that is put into a file."""
LIMITS = {
    HeldBack.USED_UP: "times",
    HeldBack.NOT_YET: "after",
    HeldBack.BY_CHANCE: "probability",
    HeldBack.EXPIRED: "ttl",
}
"""What held a mock back → the key that says so."""
_ABSENT = "absent"


@dataclass(frozen=True, slots=True)
class ChangedLines:
    """Lines of a file that an edit replaces; counted from 1."""

    line: int
    old: tuple[str, ...]
    new: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Edit:
    """An edit, and the mock that it makes."""

    before: str
    after: str
    """The whole text of the file."""
    mock: Mock

    @property
    def lines(self) -> tuple[ChangedLines, ...]:
        """What differs, line by line."""
        old, new = self.before.splitlines(), self.after.splitlines()
        blocks = SequenceMatcher(None, old, new, autojunk=False).get_opcodes()
        return tuple(
            ChangedLines(low + 1, tuple(old[low:high]), tuple(new[new_low:new_high]))
            for kind, low, high, new_low, new_high in blocks
            if kind != "equal"
        )


def smallest_edit(
    written: WrittenMock, request: Request, matchers: MatcherTable, held_back: HeldBack | None = None
) -> Edit | None:
    """The edit after which the mock would answer the request; None when none was found."""
    before, edited = written.text, written
    if held_back is not None:
        lifted = edited.after(Remove(("context", LIMITS[held_back])), matchers)
        if lifted is None:
            return None
        edited = lifted
    for _ in range(MOST_STEPS):
        amiss = mismatches_of(edited.mock, request)
        if not amiss:
            return Edit(before, edited.text, edited.mock) if edited.text != before else None
        better = next(_improved(edited, amiss, request, matchers), None)
        if better is None:
            return None
        edited = better
    return None


def _improved(
    written: WrittenMock, amiss: tuple[Mismatch, ...], request: Request, matchers: MatcherTable
) -> Iterator[WrittenMock]:
    """The mock after each change that leaves less amiss than before."""
    for mismatch in amiss:
        for change in changes_for(written.tree, mismatch, request):
            after = written.after(change, matchers)
            if after is not None and _is_better(mismatches_of(after.mock, request), amiss, mismatch):
                yield after


def _is_better(left: tuple[Mismatch, ...], amiss: tuple[Mismatch, ...], repaired: Mismatch) -> bool:
    return len(left) < len(amiss) and repaired.field not in {mismatch.field for mismatch in left}


def changes_for(tree: Any, mismatch: Mismatch, request: Request) -> Iterator[Change]:
    """Changes of a mock that may repair a mismatch, the smallest first; paths begin at the mock."""
    found = _located(tree.get("request"), mismatch.field)
    if found is None:
        return
    steps, node, rest = found
    if mismatch.field == "query_exact":
        further = ((name, request.query_params.get(name, [""])[0]) for name in mismatch.actual.split(", "))
        yield from (Put(("request", *steps, name), value) for name, value in further)
    values = [value for value in _actual_values(mismatch, request) if len(value) <= LONGEST_VALUE]
    yield from _changes_at(("request", *steps), node, rest, values)
    if len(steps) > 1:
        yield Remove(("request", steps[0]))


def _changes_at(steps: tuple[Step, ...], node: Any, rest: str, values: list[str]) -> Iterator[Change]:
    removal = Remove(steps)
    match node:
        case {"matcher": str(name), **written}:
            if _wants_otherwise(name):
                yield removal
            yield from _of_value(steps, written.get("value"), name, values)
        case list():
            yield from (Put((*steps, at), value) for at in range(len(node)) for value in values)
        case _:
            yield from _in_document(steps, rest, values) if rest.startswith("$") else ()
    if steps[-1] == "path_template":
        yield from (Put(steps, _template(str(node), value)) for value in values)
    if steps[-1] == "json":
        yield from (Put(steps, parse_json(value)) for value in values if _is_document(value))
    else:
        yield from (Put(steps, value) for value in values)
    yield removal


def _wants_otherwise(name: str) -> bool:
    """Whether a matcher says what must not be, so that no value of the request can stand in its place."""
    return name.startswith("ShouldNot") or name in {"ShouldBeAbsent", "ShouldBeEmpty"}


def _of_value(steps: tuple[Step, ...], wanted: Any, name: str, values: list[str]) -> Iterator[Change]:
    place = (*steps, "value")
    for value in values:
        if isinstance(wanted, list):
            yield Put(place, [*wanted, value])
        elif isinstance(wanted, dict) and _is_document(value):
            yield Put(place, parse_json(value))
        elif not name.startswith("ShouldMatch") or name == "ShouldMatchJSON":
            yield Put(place, value)


def _in_document(steps: tuple[Step, ...], rest: str, values: list[str]) -> Iterator[Change]:
    """Changes of one place in a document that is written as YAML."""
    inner = (*steps, *document_steps(rest))
    for value in values:
        if _is_document(value):
            yield Put(inner, parse_json(value), is_quoted=True)
        yield Put(inner, value, is_quoted=True)
    yield Remove(inner)


def document_steps(path: str) -> tuple[Step, ...]:
    """The steps of a normalized JSONPath: `$.a[0]['b c']`."""
    steps: list[Step] = []
    at = 1
    while at < len(path):
        if path.startswith("['", at):
            end = path.find("']", at)
            steps.append(path[at + 2 : end].replace("\\'", "'").replace("\\\\", "\\"))
            at = end + 2
        elif path[at] == "[":
            end = path.find("]", at)
            steps.append(int(path[at + 1 : end]))
            at = end + 1
        else:
            ends = [end for end in (path.find(".", at + 1), path.find("[", at + 1)) if end >= 0]
            end = min(ends, default=len(path))
            steps.append(path[at + 1 : end])
            at = end
    return tuple(steps)


def _template(template: str, path: str) -> str:
    """A template with those segments replaced that are not as in a path."""
    wanted, given = template.split("/"), path.split("/")
    if len(wanted) != len(given):
        return path
    return "/".join(
        one if one == other or (one.startswith("{") and ":" not in one) else other
        for one, other in zip(wanted, given, strict=True)
    )


def _is_document(text: str) -> bool:
    return parse_json(text) is not NO_JSON


def _located(tree: Any, field: str) -> tuple[tuple[Step, ...], Any, str] | None:
    """What of a request's tree a mismatch's field names: the steps, what stands there, what is left."""
    steps: list[Step] = []
    rest = field
    while rest and (found := _next_step(tree, rest)) is not None:
        step, rest = found
        tree = tree[step]
        steps.append(step)
    return (tuple(steps), tree, rest) if steps else None


def _next_step(tree: Any, rest: str) -> tuple[Step, str] | None:
    if isinstance(tree, list) and rest.startswith("["):
        number, _, after = rest[1:].partition("]")
        is_there = number.isdigit() and int(number) < len(tree)
        return (int(number), after.removeprefix(".")) if is_there else None
    if not isinstance(tree, dict) or "matcher" in tree:
        return None
    for key in sorted(tree, key=len, reverse=True):
        if rest == key or rest.startswith((f"{key}.", f"{key}[")):
            return key, rest[len(key) :].removeprefix(".")
    return None


def _actual_values(mismatch: Mismatch, request: Request) -> list[str]:
    """What the request has in a field, as texts that may be put into a mock."""
    kind, _, name = mismatch.field.partition(".")
    if kind == "headers":
        return list(request.headers.get_all(name))
    if kind in {"query_params", "query_exact"} and name:
        return list(request.query_params.get(name, []))
    if kind in {"body", "json"} and not name:
        return [request.text or ""]
    if mismatch.actual == _ABSENT:
        return []
    whole = [request.text or ""] if kind == "body" and name.startswith("$") else []
    return [mismatch.actual, *whole, *mismatch.actual.split(", ")]
