"""Anchors that an edit takes out while aliases elsewhere still name them."""

from math import inf
from typing import Any

import yaml

from smockproxy.files.scalars import NULLS

_LOADER = getattr(yaml, "CSafeLoader", yaml.SafeLoader)
_OPENING = (yaml.MappingStartEvent, yaml.SequenceStartEvent)
_CLOSING = (yaml.MappingEndEvent, yaml.SequenceEndEvent)


def with_anchors(before: str, after: str) -> str:
    """An edited text, in which the first alias of each anchor that is gone has the anchor and its value.

    As it was where the value has anchors or aliases itself: the text does not read then.
    """
    if after.count("&") >= before.count("&"):
        return after
    try:
        return _with_anchors(_events(before), after)
    except yaml.YAMLError:
        return after


def _with_anchors(before: list[Any], after: str) -> str:
    anchored: set[str] = set()
    pieces: list[str] = []
    done = 0
    for event in _events(after):
        anchor: Any = getattr(event, "anchor", None)
        is_alias = isinstance(event, yaml.AliasEvent)
        if is_alias and anchor not in anchored:
            value = _value_of(before, anchor)
            if value is None:
                return after
            pieces += [after[done : event.start_mark.index], f"&{anchor} {value}"]
            done = event.end_mark.index
        if anchor is not None:
            anchored.add(anchor)
    return "".join([*pieces, after[done:]])


def _events(text: str) -> list[Any]:
    return list(yaml.parse(text, Loader=_LOADER))


def _value_of(events: list[Any], anchor: str) -> str | None:
    """What an anchor stands for, on one line."""
    first = next((at for at, event in enumerate(events) if getattr(event, "anchor", None) == anchor), None)
    if first is None or isinstance(events[first], yaml.AliasEvent):
        return None
    node = events[first : _end_of(events, first)]
    if any(getattr(event, "anchor", None) for event in node[1:]):
        return None
    return _on_one_line([_in_flow(event) for event in node])


def _end_of(events: list[Any], first: int) -> int:
    """The place after the last event of the value that begins at a place."""
    depth = 0
    for at in range(first, len(events)):
        depth += isinstance(events[at], _OPENING) - isinstance(events[at], _CLOSING)
        if not depth:
            return at + 1
    return len(events)


def _in_flow(event: Any) -> Any:
    match event:
        case yaml.ScalarEvent():
            value = "null" if event.implicit[0] and event.value in NULLS else event.value
            return yaml.ScalarEvent(None, event.tag, event.implicit, value, style=event.style)
        case yaml.MappingStartEvent():
            return yaml.MappingStartEvent(None, event.tag, event.implicit, flow_style=True)
        case yaml.SequenceStartEvent():
            return yaml.SequenceStartEvent(None, event.tag, event.implicit, flow_style=True)
        case _:
            return event


def _on_one_line(node: list[Any]) -> str | None:
    around = (yaml.StreamStartEvent(), yaml.DocumentStartEvent(explicit=False))
    behind = (yaml.DocumentEndEvent(explicit=False), yaml.StreamEndEvent())
    written = str(yaml.emit([*around, *node, *behind], Dumper=yaml.SafeDumper, width=inf, allow_unicode=True))
    value = written.removesuffix("...\n").rstrip("\n")
    return None if "\n" in value else value
