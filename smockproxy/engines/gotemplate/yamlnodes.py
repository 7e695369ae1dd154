"""The first document of a YAML text as nodes, read without calls in calls, however deep it is."""

from dataclasses import dataclass, field
from typing import Any

import yaml
from yaml.events import (
    AliasEvent,
    DocumentEndEvent,
    Event,
    MappingStartEvent,
    ScalarEvent,
    SequenceStartEvent,
    StreamEndEvent,
)

TAG = "tag:yaml.org,2002:"
NULL, BINARY, MERGE, TEXT = f"{TAG}null", f"{TAG}binary", f"{TAG}merge", f"{TAG}str"
NULLS = frozenset({"", "~", "null", "Null", "NULL"})
DEEPEST = 10_000
"""Levels; yaml.v3 reads no deeper."""


@dataclass(slots=True)
class Scalar:
    """A text as it is written, with the tag that it has, or null's or a merge's; else none."""

    value: str
    tag: str
    is_plain: bool
    line: int


@dataclass(slots=True)
class Sequence:
    """A list."""

    nodes: list["Node"] = field(default_factory=list)


@dataclass(slots=True)
class Mapping:
    """Keys and values by turns."""

    nodes: list["Node"] = field(default_factory=list)

    @property
    def entries(self) -> list[tuple["Node", "Node"]]:
        """Keys with their values."""
        return list(zip(self.nodes[::2], self.nodes[1::2], strict=True))


type Node = Scalar | Sequence | Mapping


class NoTreeError(Exception):
    """A text that is no YAML."""


def document(text: str) -> Node | None:
    """The first document; nothing when there is none. Raises `NoTreeError`."""
    try:
        return _composed(yaml.CSafeLoader(text))
    except yaml.YAMLError as error:
        mark = getattr(error, "problem_mark", None)
        where = f"line {mark.line + 1}: " if mark else ""
        reason = getattr(error, "problem", None) or getattr(error, "reason", "")
        raise NoTreeError(f"{where}{reason}") from None
    except ValueError as error:
        raise NoTreeError(str(error)) from None


def _composed(loader: Any) -> Node | None:
    anchors: dict[str, Node] = {}
    document = Sequence()
    around: list[Sequence | Mapping] = [document]
    while not isinstance(event := loader.get_event(), DocumentEndEvent | StreamEndEvent):
        node = _node(event, anchors)
        if node is not None:
            around[-1].nodes.append(node)
        if isinstance(event, SequenceStartEvent | MappingStartEvent) and not isinstance(node, Scalar | None):
            around.append(node)
        elif node is None and len(around) > 1:
            around.pop()
        if len(around) > DEEPEST:
            raise NoTreeError(f"it is nested deeper than {DEEPEST:,}")
    return document.nodes[0] if document.nodes else None


def _node(event: Event, anchors: dict[str, Node]) -> Node | None:
    """What an event begins; nothing for the end of a collection, and around the document."""
    node: Node
    match event:
        case AliasEvent():
            if event.anchor not in anchors:
                raise NoTreeError(f"unknown anchor '{event.anchor}' referenced")
            return anchors[event.anchor]
        case ScalarEvent():
            node = Scalar(event.value, _tag(event), event.implicit[0], _line(event))
        case SequenceStartEvent():
            node = Sequence()
        case MappingStartEvent():
            node = Mapping()
        case _:
            return None
    if event.anchor:
        anchors[event.anchor] = node
    return node


def _tag(event: ScalarEvent) -> str:
    if event.tag:
        return str(event.tag)
    if not event.implicit[0]:
        return TEXT
    return NULL if event.value in NULLS else MERGE if event.value == "<<" else ""


def _line(event: Event) -> int:
    return event.start_mark.line + 1 if event.start_mark else 0
