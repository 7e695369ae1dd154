"""Small changes of a YAML text: a value written anew, added or taken out; everything else stays as it is."""

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise
from json import dumps
from string import ascii_letters, digits
from typing import Any

import yaml

from smockproxy.files.anchors import with_anchors
from smockproxy.files.places import Step
from smockproxy.files.scalars import NULLS
from smockproxy.files.spans import Span, read_spans, span_at

_PLAIN = frozenset(ascii_letters + digits + "/_.-+=")
_PLAIN_FIRST = frozenset(ascii_letters + digits + "/_")


@dataclass(frozen=True, slots=True)
class Put:
    """Write a value at a path; what is missing on the way is added."""

    steps: tuple[Step, ...]
    value: Any
    """Text, or another of JSON's types."""
    is_quoted: bool = False
    """Whether text must be in quotes, since without them it could be a number."""


@dataclass(frozen=True, slots=True)
class Remove:
    """Take out what a path leads to, with its key; a mapping or a list that is empty then goes, too."""

    steps: tuple[Step, ...]


type Change = Put | Remove


def scalar(text: str) -> str:
    """Text as a YAML scalar on one line, in the quotes that need the fewest escapes, or in none."""
    if text[:1] in _PLAIN_FIRST and _PLAIN.issuperset(text) and text not in NULLS and text:
        return text
    is_simple = '"' in text and "'" not in text and text.isprintable()
    return f"'{text}'" if is_simple else json_value(text)


def json_value(value: Any) -> str:
    """A value as JSON on one line, which is YAML, too; with escapes for what YAML does not allow."""
    written = dumps(value, ensure_ascii=False)
    return "".join(
        char if char.isprintable() and not "\ud800" <= char <= "\udfff" else _escape(char) for char in written
    )


def _escape(char: str) -> str:
    return f"\\u{ord(char):04x}" if ord(char) < 0x10000 else f"\\U{ord(char):08x}"


def rewritten(text: str, change: Change, *, in_json: bool = False) -> str | None:
    """The text after a change; None when its path is not there to be changed."""
    try:
        root = read_spans(text)
    except yaml.YAMLError:
        return None
    if root is None:
        return None
    if isinstance(change, Put):
        is_plain = isinstance(change.value, str) and not in_json and not change.is_quoted
        value = scalar(change.value) if is_plain else json_value(change.value)
        after = _put(_Document(text, root, in_json), change.steps, value)
    else:
        after = _removed(text, root, change.steps)
    return None if after is None else with_anchors(text, after)


@dataclass(frozen=True, slots=True)
class _Document:
    text: str
    root: Span
    is_json: bool

    def pair(self, key: str, value: str) -> str:
        return f"{json_value(key) if self.is_json else scalar(key)}: {value}"

    def wrapped(self, step: Step, value: str) -> str:
        return f"[{value}]" if isinstance(step, int) else f"{{{self.pair(step, value)}}}"


def _put(document: _Document, steps: Sequence[Step], value: str) -> str | None:
    if not steps:
        return None
    text, last = document.text, steps[-1]
    parent = span_at(document.root, steps[:-1])
    if parent is None:
        return _put(document, steps[:-1], document.wrapped(last, value))
    if isinstance(last, int):
        there = span_at(parent, (last,))
        return None if there is None else text[: there.start] + value + text[_end(text, there) :]
    if parent.keys is None:
        is_empty = parent.values is None and text[parent.start : parent.end] in NULLS
        return _put(document, steps[:-1], document.wrapped(last, value)) if is_empty else None
    entry = parent.keys.get(last)
    if entry is None:
        return _added(text, parent, document.pair(last, value))
    colon = text.index(":", entry.end) + 1
    return f"{text[:colon]} {value}{text[max(colon, _end(text, entry.value)) :]}"


def _added(text: str, parent: Span, pair: str) -> str:
    """The text with one more pair, before the first of a mapping."""
    if not parent.keys:
        at = text.index("{", parent.start) + 1
        return text[:at] + pair + text[at:]
    at = next(iter(parent.keys.values())).start
    if parent.is_flow:
        return f"{text[:at]}{pair}, {text[at:]}"
    column = at - (text.rfind("\n", 0, at) + 1)
    return f"{text[:at]}{pair}\n{' ' * column}{text[at:]}"


def _removed(text: str, root: Span, steps: Sequence[Step]) -> str | None:
    parent, last = span_at(root, steps[:-1]), steps[-1]
    if isinstance(last, int):
        return _removed_value(text, root, steps[:-1], last)
    if parent is None or last not in (parent.keys or {}):
        return None
    entries = list((parent.keys or {}).items())
    if len(entries) == 1:
        is_outermost = len(steps) < 3 or not isinstance(steps[-2], str) or steps[-2] == "request"
        if is_outermost:
            return text[: parent.start] + "{}" + text[_end(text, parent) :]
        return _removed(text, root, steps[:-1])
    for (name, entry), (_, following) in pairwise(entries):
        if name == last:
            return text[: entry.start] + text[following.start :]
    (_, before), (_, entry) = entries[-2:]
    return text[: _end(text, before.value)] + text[_end(text, entry.value) :]


def _removed_value(text: str, root: Span, steps: Sequence[Step], place: int) -> str | None:
    """The text without one value of a list; without the list, if it was the only one."""
    parent = span_at(root, steps)
    values = (parent.values if parent else None) or []
    if parent is None or place >= len(values):
        return None
    if len(values) == 1:
        return _removed(text, root, steps)
    value = values[place]
    if place + 1 < len(values):
        start, end = value.start, values[place + 1].start
        return text[:start] + text[end:]
    return text[: _end(text, values[place - 1])] + text[_end(text, value) :]


def _end(text: str, span: Span) -> int:
    """Where a value ends, less the line's end that belongs to a block of text."""
    end = span.end
    while end > span.start and text[end - 1] in "\r\n":
        end -= 1
    return end
