"""YAML of foreign files, read safely: no objects are made, whatever tags ask for them.

Tags of Python's are read as what they hold, as far as cassettes have them; a value with any other tag is
`NO_VALUE`. Merge keys are not followed: each may repeat all that came before.
"""

from collections.abc import Iterator
from typing import Any

import yaml
from yaml.nodes import MappingNode, Node, ScalarNode, SequenceNode

from smockproxy.interop.reading import DEEPEST_TOLD, UnreadableError

DEEPEST = 200
"""Levels of nesting."""
_PYTHON = "tag:yaml.org,2002:python/"


class NoValue:
    """A value whose tag asks for an object."""


NO_VALUE = NoValue()


class _Loader(yaml.CSafeLoader):
    """PyYAML's safe loader, with the tags that cassettes have."""

    def flatten_mapping(self, node: MappingNode) -> None:
        """Leave merge keys as they are."""
        node.value = [pair for pair in node.value if pair[0].tag != "tag:yaml.org,2002:merge"]


def _text(_loader: _Loader, node: Node) -> Any:
    return node.value if isinstance(node, ScalarNode) else NO_VALUE


def _sequence(loader: _Loader, node: Node) -> Any:
    return loader.construct_sequence(node, deep=True) if isinstance(node, SequenceNode) else NO_VALUE


def _held(loader: _Loader, node: Node) -> Any:
    """What a stream or an iterator of Python's holds: the first of its `state`, or of its `args`."""
    if not isinstance(node, MappingNode):
        return NO_VALUE
    held = loader.construct_mapping(node, deep=True)
    first = held.get("state") or held.get("args")
    return first[0] if isinstance(first, (list, tuple)) and first else NO_VALUE


def _none(_loader: _Loader, _node: Node) -> Any:
    return NO_VALUE


for _name in ("str", "unicode"):
    _Loader.add_constructor(_PYTHON + _name, _text)
_Loader.add_constructor(_PYTHON + "tuple", _sequence)
for _name in ("object/new:_io.BytesIO", "object/apply:builtins.iter"):
    _Loader.add_constructor(_PYTHON + _name, _held)
_Loader.add_constructor(None, _none)  # None stands for all other tags


def yaml_of_text(text: str) -> Any:
    """The first document of a text. Raises `UnreadableError` with line and column."""
    try:
        _refuse_depth(text)
        return next(iter(yaml.load_all(text, Loader=_Loader)), None)
    except UnreadableError:
        raise
    except yaml.MarkedYAMLError as error:
        mark = error.problem_mark or error.context_mark
        place = f"line {mark.line + 1}, column {mark.column + 1}" if mark else ""
        raise UnreadableError.of(place, f"this is not YAML: {error.problem or error.context}") from None
    except (yaml.YAMLError, ValueError) as error:
        raise UnreadableError.of("", f"this is not YAML: {' '.join(str(error).split())}") from None


def _refuse_depth(text: str) -> None:
    """Nesting is counted before a tree is built: building it recurses."""
    depth = 0
    for event in _events(text):
        depth += isinstance(event, yaml.CollectionStartEvent) - isinstance(event, yaml.CollectionEndEvent)
        if depth > DEEPEST:
            mark = event.start_mark
            raise UnreadableError.of(f"line {mark.line + 1}, column {mark.column + 1}", DEEPEST_TOLD)


def _events(text: str) -> Iterator[Any]:
    yield from yaml.parse(text, Loader=yaml.CSafeLoader)
