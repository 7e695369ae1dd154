"""A file of recorded mocks, brought up to date with drafts: what need not change stays byte for byte."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from json import dumps
from typing import Any

import yaml

from smockproxy.core.draft import Draft
from smockproxy.core.draftorder import order_of
from smockproxy.core.volatile import masked_tree
from smockproxy.files.draftmerge import merged
from smockproxy.files.draftsame import Again, Beside, given_anew, is_same
from smockproxy.files.drafttext import draft_text
from smockproxy.files.scalars import NotJsonError, json_value
from smockproxy.files.spans import Span, read_spans
from smockproxy.files.yamltext import parse_yaml

UNREADABLE = "is not as recording writes it: left as it is"


@dataclass(slots=True)
class Changes:
    """What an update does to a file."""

    text: str
    new: int = 0
    changed: int = 0
    unchanged: int = 0
    edited: int = 0
    """Mocks that say something else than what was recorded, and were left so."""
    written: list[Draft] = field(default_factory=list)
    """The drafts that are in the text now."""
    flaw: str = ""
    """Why nothing could be done."""


@dataclass(slots=True)
class _There:
    """A mock that is in the file."""

    tree: Mapping[str, Any]
    start: int
    end: int
    draft: Draft | None = None
    """What was recorded for it."""


def new_file(drafts: Sequence[Draft]) -> Changes:
    """A file that has these and nothing else."""
    text = "\n".join(map(draft_text, drafts))
    return Changes(text, new=len(drafts), written=list(drafts))


def updated(
    text: str, drafts: Sequence[Draft], beside: Beside, *, renews: bool, again: Again = frozenset()
) -> Changes:
    """A file's text with drafts in it; `renews`: mocks that came from the same request are renewed.

    Where they differ in values that are given `again`, they are as they were.
    """
    notation = _notation_of(text)
    changes = _updated(notation.plain(text), drafts, beside, again, renews=renews)
    changes.text = text if changes.flaw else notation.of(changes.text)
    return changes


def _updated(text: str, drafts: Sequence[Draft], beside: Beside, again: Again, *, renews: bool) -> Changes:
    if not text.strip() or text.strip() == "[]":
        return new_file(drafts)
    if all(not line or line.startswith("#") for line in map(str.strip, text.splitlines())):
        return _below(text, new_file(drafts))
    there = _mocks_in(text)
    if there is None:
        return Changes(text, flaw=UNREADABLE)
    fresh = _paired(there, drafts)
    changes = Changes(text)
    edits = [
        (mock.start, mock.end, made)
        for mock in there
        if mock.draft
        and not _is_same(mock, mock.draft, changes, beside, again)
        and (made := _renewed(mock, mock.draft, text, changes, renews=renews))
    ]
    edits += _inserted(there, fresh, text)
    changes.new += len(fresh)
    changes.written += fresh
    for start, end, piece in sorted(edits, key=lambda edit: edit[:2], reverse=True):
        changes.text = changes.text[:start] + piece + changes.text[end:]
    return changes if not edits or _mocks_in(changes.text) is not None else Changes(text, flaw=UNREADABLE)


def _below(comments: str, made: Changes) -> Changes:
    made.text = comments.rstrip("\n") + "\n\n" + made.text if made.text else comments
    return made


@dataclass(frozen=True, slots=True)
class _Notation:
    """How an editor writes files: what begins them, and what ends their lines."""

    mark: str
    line_end: str

    def plain(self, text: str) -> str:
        """A text without it."""
        return text.removeprefix(self.mark).replace(self.line_end, "\n")

    def of(self, text: str) -> str:
        """A plain text with it."""
        return self.mark + text.replace("\n", self.line_end) if text else ""


def _notation_of(text: str) -> _Notation:
    ends = text.count("\r\n")
    is_windows = ends and ends == text.count("\n") == text.count("\r")
    return _Notation("\ufeff" if text.startswith("\ufeff") else "", "\r\n" if is_windows else "\n")


def _is_same(mock: _There, draft: Draft, changes: Changes, beside: Beside, again: Again) -> bool:
    same = is_same(mock.tree, draft, beside, again)
    changes.unchanged += same
    return same


def _renewed(mock: _There, draft: Draft, text: str, changes: Changes, *, renews: bool) -> str:
    """The new text of a mock; empty if it stays as it is."""
    made = merged(text[mock.start : mock.end], draft.tree) if renews else None
    if made is None:
        changes.edited += 1
        return ""
    changes.changed += 1
    changes.written.append(draft)
    return made


def given_again(text: str, drafts: Sequence[Draft]) -> Again:
    """The values that a file's mocks gave for others to bring along, where drafts have other ones."""
    if "remember:" not in text or not (there := _mocks_in(text)):
        return frozenset()
    _paired(there, drafts)
    return frozenset(pair for mock in there if mock.draft for pair in given_anew(mock.tree, mock.draft))


def _paired(there: Sequence[_There], drafts: Iterable[Draft]) -> list[Draft]:
    """Give each mock the draft that came from the same request; the drafts that have none are left."""
    left = list(drafts)
    for key_of in (_exact, _masked):
        waiting: dict[str, list[_There]] = {}
        for mock in there:
            if mock.draft is None:
                waiting.setdefault(key_of(mock.tree), []).append(mock)
        still: list[Draft] = []
        for draft in left:
            found = waiting.get(key_of(draft.tree))
            if found:
                found.pop(0).draft = draft
            else:
                still.append(draft)
        left = still
    return left


def _exact(tree: Mapping[str, Any]) -> str:
    return dumps(tree.get("request"), sort_keys=True, default=str)


def _masked(tree: Mapping[str, Any]) -> str:
    return dumps(masked_tree(tree.get("request")), sort_keys=True, default=str)


def _inserted(there: Sequence[_There], drafts: Sequence[Draft], text: str) -> list[tuple[int, int, str]]:
    """Where new drafts go: before the first mock that comes after them, else to the end."""
    margin = _margin(text, there[0].start) if there else ""
    places = [(order_of(mock.tree.get("request")), mock.start) for mock in there]
    at_end: list[str] = []
    before: dict[int, list[str]] = {}
    for draft in drafts:
        order = order_of(draft.tree["request"])
        later = next((start for place, start in places if place > order), None)
        piece = draft_text(draft, margin)
        if later is None:
            at_end.append(piece)
        else:
            before.setdefault(_above(text, later), []).append(piece)
    edits = [(at, at, "".join(f"{piece}\n" for piece in pieces)) for at, pieces in before.items()]
    if at_end:
        end = there[-1].end if there else len(text)
        gap = "" if text[:end].endswith("\n") else "\n"
        edits.append((end, end, gap + "".join(f"\n{piece}" for piece in at_end)))
    return edits


def _above(text: str, start: int) -> int:
    """The beginning of the comments that stand right above a mock."""
    while start > 0:
        line = text.rfind("\n", 0, start - 1) + 1
        if not text[line:start].lstrip().startswith("#") or line == 0:
            break
        start = line
    return start


def _mocks_in(text: str) -> list[_There] | None:
    """The mocks of a file, from their first line to the end of their last; None if that is unclear."""
    parsed = parse_yaml(text)
    if parsed.flaws:
        return None
    try:
        root, tree = read_spans(text), json_value(parsed.tree)
    except (yaml.YAMLError, NotJsonError):
        return None
    if isinstance(tree, dict):
        tree = tree.get("mocks")
        entry = root.keys.get("mocks") if root and root.keys else None
        root = entry.value if entry else None
    if not isinstance(tree, list) or root is None or root.values is None or root.is_flow:
        return None
    there = [_there(text, span, mock) for span, mock in zip(root.values, tree, strict=True)]
    return None if None in there else [each for each in there if each]


def _there(text: str, span: Span, tree: Any) -> _There | None:
    start = text.rfind("\n", 0, span.start) + 1
    if not isinstance(tree, dict) or not text[start : span.start].strip(" ").startswith("-"):
        return None
    end = text.find("\n", max(span.end - 1, span.start))
    return _There(tree, start, len(text) if end < 0 else end + 1)


def _margin(text: str, start: int) -> str:
    line = text[start : text.find("\n", start)]
    return line[: len(line) - len(line.lstrip(" "))]
