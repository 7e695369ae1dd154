"""YAML events → a tree: one pass over the text, with a cap on depth and on what aliases expand to.

What becomes of a scalar, a list and a mapping is the subclass's choice; this file knows the grammar only.
"""

from abc import ABC, abstractmethod
from typing import TYPE_CHECKING, Any

import yaml
from yaml.events import (
    AliasEvent,
    DocumentStartEvent,
    MappingEndEvent,
    MappingStartEvent,
    ScalarEvent,
    SequenceEndEvent,
    StreamEndEvent,
)

if TYPE_CHECKING:
    from collections.abc import Callable

try:
    from yaml._yaml import CParser as _Parser
except ImportError:  # pragma: no cover - PyYAML without libyaml

    class _Parser(yaml.reader.Reader, yaml.scanner.Scanner, yaml.parser.Parser):  # type: ignore[no-redef]
        """The same events, more slowly."""

        def __init__(self, text: str) -> None:
            yaml.reader.Reader.__init__(self, text)
            yaml.scanner.Scanner.__init__(self)
            yaml.parser.Parser.__init__(self)


MAX_DEPTH = 100
"""Lists and mappings inside each other."""
FREE_EXPANSION = 100_000
EXPANSION_RATIO = 10
"""Aliases may stand for `FREE_EXPANSION` values, and for this many times the values that are written."""

_OPEN = object()

type Event = Any
"""One of `yaml.events`, whose attributes the stubs do not know well."""


class YamlTreeError(Exception):
    """The text is no tree that is taken. Line and column count from 0."""

    def __init__(self, message: str, line: int, column: int, hint: str = "") -> None:
        super().__init__(message)
        self.message = message
        self.line = line
        self.column = column
        self.hint = hint


def at(event: Event, message: str, hint: str = "") -> YamlTreeError:
    """The error at an event's place."""
    return YamlTreeError(message, event.start_mark.line, event.start_mark.column, hint)


class TreeReader(ABC):
    """Reads the first document of a text. Raises `YamlTreeError`, and `yaml.YAMLError` for bad syntax."""

    def __init__(self, text: str) -> None:
        self._next: Callable[[], Event] = _Parser(text).get_event
        self._anchors: dict[str, tuple[Any, int]] = {}
        self._value: Event = None
        self._written = 0
        self._expanded = 0
        self._depth = 0

    @abstractmethod
    def scalar(self, event: Event) -> Any:
        """What a scalar becomes."""

    @abstractmethod
    def sequence(self, event: Event, values: list[Any]) -> Any:
        """What a list becomes."""

    @abstractmethod
    def mapping(self, event: Event) -> Any:
        """What a mapping becomes; it reads its pairs with `pairs`."""

    def first_document(self) -> Any:
        """The tree of the first document; None for an empty text."""
        self._next()
        event = self._next()
        if not isinstance(event, DocumentStartEvent):
            return None
        tree = self.node(self._next())
        self._next()
        return tree

    def require_end(self) -> None:
        """Make sure that nothing follows."""
        event = self._next()
        if event is not None and not isinstance(event, StreamEndEvent):
            raise at(event, "a second document begins here", "a file holds one document: remove the `---`")

    def node(self, event: Event) -> Any:
        """The tree that begins with an event."""
        kind = type(event)
        if kind is AliasEvent:
            return self._alias(event)
        self._written += 1
        if kind is ScalarEvent:
            tree = self.scalar(event)
            if event.anchor:
                self._anchors[event.anchor] = (tree, 1)
            return tree
        return self._collection(event)

    def _collection(self, event: Event) -> Any:
        if self._depth >= MAX_DEPTH:
            raise at(event, f"lists and mappings are nested more than {MAX_DEPTH} deep")
        self._depth += 1
        before = self._written + self._expanded
        if event.anchor:
            self._anchors[event.anchor] = (_OPEN, 0)
        tree = self.mapping(event) if isinstance(event, MappingStartEvent) else self._list(event)
        if event.anchor:
            self._anchors[event.anchor] = (tree, self._written + self._expanded - before + 1)
        self._depth -= 1
        return tree

    def _list(self, start: Event) -> Any:
        values = []
        while type(event := self._next()) is not SequenceEndEvent:
            values.append(self.node(event))
        return self.sequence(start, values)

    def pair(self) -> tuple[Event, Any] | None:
        """The next key and its value; None at the end of the mapping."""
        event = self._next()
        kind = type(event)
        if kind is MappingEndEvent:
            return None
        if kind is not ScalarEvent:
            raise at(event, "a key must be plain text", "a list, a mapping or an alias cannot be a key")
        if event.anchor:
            self._anchors[event.anchor] = (self.scalar(event), 1)
        self._value = self._next()
        return event, self.node(self._value)

    @property
    def last_value(self) -> Event:
        """With which event the last scalar or alias began that is a key's value."""
        return self._value

    def _alias(self, event: Event) -> Any:
        tree, size = self._anchors.get(event.anchor, (None, -1))
        if size < 0:
            raise at(
                event,
                f"the alias *{event.anchor} has no anchor",
                f"write &{event.anchor} at what it stands for",
            )
        if tree is _OPEN:
            raise at(event, f"the alias *{event.anchor} stands inside its own anchor")
        self._expanded += size
        if self._expanded > FREE_EXPANSION + EXPANSION_RATIO * self._written:
            raise at(
                event, f"aliases expand to more than {self._expanded:,} values", "write it with fewer aliases"
            )
        return tree
