"""The smallest edit of a mock that would make it match a request, found by trying.

Each step is applied to the text, read again, and kept only if the mock then fails in less.
"""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from difflib import SequenceMatcher
from typing import Any

from smockproxy.app.why.dropped import dropped_by, has_empty_block
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
SCENARIO = "scenario "
"""What a mismatch with the state of a scenario begins with."""
_UNKNOWN = frozenset({"client", "session"})
"""What a request that is only described does not have."""


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
    dropped: tuple[str, ...] = ()
    """Names of the conditions and limits that are gone then: `any_of[0].path`, `context.times`."""
    still: HeldBack | None = None
    """What holds the mock back even then."""

    @property
    def matches_all(self) -> bool:
        """Whether no condition is left."""
        return not self.mock.conditions.all_of

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


@dataclass(frozen=True, slots=True)
class _Draft:
    """A mock on its way, and what it lost."""

    written: WrittenMock
    dropped: tuple[str, ...] = ()

    def after(self, change: Change, matchers: MatcherTable) -> "_Draft | None":
        """The draft after a change; None when it makes no good mock, or a block that says nothing."""
        before, after = self.written.tree, self.written.after(change, matchers)
        if after is None or (_says_nothing(after.tree) and not _says_nothing(before)):
            return None
        return _Draft(after, (*self.dropped, *dropped_by(change, before, after.tree)))


def _says_nothing(tree: Any) -> bool:
    return has_empty_block(tree.get("request"))


def smallest_edit(
    written: WrittenMock, request: Request, matchers: MatcherTable, held_back: HeldBack | None = None
) -> Edit | None:
    """The edit after which the mock would answer the request; None when none was found."""
    draft = _Draft(written)
    if held_back in {HeldBack.TOO_LARGE, HeldBack.DISABLED}:
        return None
    if held_back is not None:
        lifted = draft.after(Remove(("context", LIMITS[held_back])), matchers)
        if lifted is None:
            return None
        draft = lifted
    found = _repaired(draft, request, matchers, _is_progress) or _repaired(draft, request, matchers, _is_less)
    if found is None or found.written.text == written.text:
        return None
    return Edit(written.text, found.written.text, found.written.mock, found.dropped)


type _IsBetter = Callable[[tuple[Mismatch, ...], tuple[Mismatch, ...], Mismatch], bool]


def _repaired(draft: _Draft, request: Request, matchers: MatcherTable, is_better: _IsBetter) -> _Draft | None:
    """The draft when nothing is amiss any more; None when that is not reached."""
    for _ in range(MOST_STEPS):
        amiss = mismatches_of(draft.written.mock, request)
        if not amiss:
            return draft
        better = next(_improved(draft, amiss, request, matchers, is_better), None)
        if better is None:
            return None
        draft = better
    return None


def _improved(
    draft: _Draft,
    amiss: tuple[Mismatch, ...],
    request: Request,
    matchers: MatcherTable,
    is_better: _IsBetter,
) -> Iterator[_Draft]:
    """The draft after each change that leaves less amiss than before."""
    for mismatch in amiss:
        for change in changes_for(draft.written.tree, mismatch, request):
            after = draft.after(change, matchers)
            if after is not None and is_better(mismatches_of(after.written.mock, request), amiss, mismatch):
                yield after


def _is_less(left: tuple[Mismatch, ...], amiss: tuple[Mismatch, ...], repaired: Mismatch) -> bool:
    return len(left) < len(amiss) and repaired not in left


def _is_progress(left: tuple[Mismatch, ...], amiss: tuple[Mismatch, ...], repaired: Mismatch) -> bool:
    """Of a document only the first difference is told: when that is gone, the next one comes to light."""
    fields = {mismatch.field for mismatch in left}
    is_elsewhere = repaired.field not in fields or repaired.field.endswith("query_exact")
    return repaired not in left and (len(left) < len(amiss) or (len(left) == len(amiss) and is_elsewhere))


def changes_for(tree: Any, mismatch: Mismatch, request: Request) -> Iterator[Change]:
    """Changes of a mock that may repair a mismatch, the smallest first; paths begin at the mock."""
    if mismatch.field.startswith(SCENARIO):
        yield from _of_scenario(tree.get("scenario"), mismatch)
    found = _located(tree.get("request"), mismatch.field)
    if found is None:
        return
    steps, node, rest = found
    if steps[-1] == "query_exact" and not rest and isinstance(node, dict):
        further = [(name, values) for name, values in request.query_params.items() if name not in node]
        for name, values in further:
            yield Put(("request", *steps, name), values[0] if len(values) == 1 else values)
    values = [value for value in _actual_values(mismatch, request) if len(value) <= LONGEST_VALUE]
    yield from _changes_at(("request", *steps), node, rest, values)
    for end in range(len(steps) - 1, 0, -1):
        if not _is_alternative(steps[:end]):
            yield Remove(("request", *steps[:end]))


def _of_scenario(scenario: Any, mismatch: Mismatch) -> Iterator[Change]:
    """The state that a scenario is in becomes one more in which the mock answers."""
    if isinstance(scenario, dict) and "when" in scenario:
        when = scenario["when"]
        yield Put(("scenario", "when"), [*(when if isinstance(when, list) else [when]), mismatch.actual])


def _is_alternative(steps: Sequence[Step]) -> bool:
    """Whether it is one block of several: without it, requests would no longer match that did."""
    return len(steps) > 1 and steps[-2] == "any_of"


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
    if name == "ShouldMatchSchema":
        return  # as a schema, the request's document would hold of others, too
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
    kind, _, name = _in_its_block(mismatch.field).partition(".")
    by_name = _values_by_name(kind, request)
    if by_name is not None and name:
        return list(by_name(name))
    if kind in {"body", "json"} and not name:
        return [request.text or ""]
    if mismatch.actual == _ABSENT or (kind in _UNKNOWN and not mismatch.actual):
        return []
    whole = [request.text or ""] if kind in {"body", "json"} and name.startswith("$") else []
    return [mismatch.actual, *whole, *mismatch.actual.split(", ")]


def _in_its_block(field: str) -> str:
    """A field without the blocks that it stands in: `any_of[0].path` is `path`."""
    first, _, rest = field.partition(".")
    return _in_its_block(rest) if first.startswith(("any_of[", "all_of[")) else field


def _values_by_name(kind: str, request: Request) -> Callable[[str], Sequence[str]] | None:
    """How a request is asked for the values of a name, where it has several by name."""
    match kind:
        case "headers":
            return request.headers.get_all
        case "query_params" | "query_exact":
            return lambda name: request.query_params.get(name, ())
        case "cookies":
            return lambda name: request.cookies.get(name, ())
        case "form":
            return lambda name: (request.form_values or {}).get(name, ())
        case _:
            return None
