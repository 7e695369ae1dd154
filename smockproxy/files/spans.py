"""Where in a text each value of a YAML document stands, so that one of them can be written anew.

Values that an alias or a merge brings in stand elsewhere: here they are the alias, and nothing.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from typing import Any

import yaml

from smockproxy.files.places import Step


@dataclass(slots=True)
class Span:
    """A value, from its first character to the one after its last; places count from 0."""

    start: int
    end: int
    line: int = 0
    """Of its first key or value, counted from 1."""
    keys: dict[str, "Entry"] | None = None
    """Of a mapping."""
    values: list["Span"] | None = None
    """Of a list."""
    is_flow: bool = False
    """Whether it is written with brackets."""


@dataclass(slots=True)
class Entry:
    """A key and its value."""

    start: int
    end: int
    """Of the key alone."""
    value: Span = field(default_factory=lambda: Span(0, 0))


def read_spans(text: str) -> Span | None:
    """The spans of a text's first document; None for an empty text. Raises `yaml.YAMLError`."""
    events = yaml.parse(text, Loader=getattr(yaml, "CSafeLoader", yaml.SafeLoader))
    for event in events:
        if isinstance(event, yaml.DocumentStartEvent):
            return _span(next(events), events)
    return None


def _span(event: Any, events: Iterator[Any]) -> Span:
    span = Span(event.start_mark.index, event.end_mark.index, event.start_mark.line + 1)
    if isinstance(event, yaml.SequenceStartEvent):
        span.values, span.is_flow = [], bool(event.flow_style)
        while not isinstance(event := next(events), yaml.SequenceEndEvent):
            span.values.append(_span(event, events))
        span.end = _end_of(span, event, [value.end for value in span.values])
    elif isinstance(event, yaml.MappingStartEvent):
        span.keys, span.is_flow = {}, bool(event.flow_style)
        while not isinstance(event := next(events), yaml.MappingEndEvent):
            key = event
            if not span.keys:
                span.line = key.start_mark.line + 1
            entry = Entry(key.start_mark.index, key.end_mark.index, _span(next(events), events))
            span.keys[str(getattr(key, "value", ""))] = entry
        span.end = _end_of(span, event, [entry.value.end for entry in span.keys.values()])
    return span


def _end_of(span: Span, closing: Any, ends: list[int]) -> int:
    """A block ends with its last value: the parser sees its end only where something else begins."""
    return closing.end_mark.index if span.is_flow or not ends else max(ends)


def span_at(root: Span, steps: Sequence[Step]) -> Span | None:
    """The value that a path leads to; None when the text has none there."""
    span: Span | None = root
    for step in steps:
        if span is None:
            return None
        span = _inner(span, step)
    return span


def _inner(span: Span, step: Step) -> Span | None:
    if isinstance(step, str):
        entry = (span.keys or {}).get(step)
        return entry.value if entry else None
    return span.values[step] if span.values is not None and step < len(span.values) else None
