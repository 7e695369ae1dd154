"""Where in a text a path of the tree is: line and column of a key and of its value."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

import yaml

from smockproxy.files.yamlevents import Event, TreeReader, YamlTreeError
from smockproxy.files.yamltext import BLOCK_STYLES, MERGE_KEY

type Step = str | int
type Spot = tuple[int, int]
"""Line and column, counted from 1."""


@dataclass(slots=True)
class Node:
    """A value with its place."""

    spot: Spot
    keys: dict[str, tuple[Spot, "Node"]] | None = None
    """Of a mapping: each key with its place and its value."""
    values: list["Node"] | None = None
    """Of a list."""
    repeats: tuple[tuple[str, Spot], ...] = ()
    """Keys of a mapping that were there before, with the places where they are again."""
    is_block: bool = False
    """Whether it is a text that begins in the next line, below `|` or `>`."""


def _spot(event: Event) -> Spot:
    return event.start_mark.line + 1, event.start_mark.column + 1


class _PlacesReader(TreeReader):
    def scalar(self, event: Event) -> Node:
        return Node(_spot(event), is_block=event.style in BLOCK_STYLES)

    def sequence(self, event: Event, values: list[Node]) -> Node:
        return Node(_spot(event), values=values)

    def mapping(self, event: Event) -> Node:
        keys: dict[str, tuple[Spot, Node]] = {}
        merged: list[Node] = []
        repeats: list[tuple[str, Spot]] = []
        while pair := self.pair():
            key, value = pair
            if key.value == MERGE_KEY and key.implicit[0]:
                merged += value.values or [value]
            elif key.value in keys:
                repeats.append((key.value, _spot(key)))
            else:
                keys[key.value] = (_spot(key), value)
        for source in merged:
            keys = {**(source.keys or {}), **keys}
        return Node(_spot(event), keys=keys, repeats=tuple(repeats))


def read_places(text: str) -> Node:
    """The places of everything in a text that was read before; of nothing if it cannot be read."""
    try:
        return _PlacesReader(text).first_document() or Node((1, 1))
    except (YamlTreeError, yaml.YAMLError):
        return Node((1, 1))


@dataclass(frozen=True, slots=True)
class Found:
    """How far a path leads: the steps that exist, the value they lead to, and its key."""

    steps: tuple[Step, ...]
    value: Spot
    key: Spot
    is_block: bool = False
    """Whether the value is a text that begins in the next line."""

    @property
    def line_before(self) -> int:
        """The line before the first one of a text."""
        return self.value[0] if self.is_block else self.value[0] - 1


def find(root: Node, steps: Sequence[Step]) -> Found:
    """Follow a path; a step that does not exist in the text is passed over."""
    node, taken, key = root, list[Step](), root.spot
    for step in steps:
        entry = _entry(node, step)
        if entry is not None:
            key, node = entry
            taken.append(step)
    return Found(tuple(taken), node.spot, key, node.is_block)


def _entry(node: Node, step: Step) -> tuple[Spot, Node] | None:
    if isinstance(step, str):
        return (node.keys or {}).get(step)
    if node.values is None or step >= len(node.values):
        return None
    return node.values[step].spot, node.values[step]


def repeat_at(root: Node, spot: Spot) -> tuple[Step, ...]:
    """The path of the key that is there again at a place; none if there is no such key."""
    seen: set[int] = set()
    waiting: list[tuple[tuple[Step, ...], Node]] = [((), root)]
    while waiting:
        steps, node = waiting.pop()
        if id(node) in seen:  # an alias stands for what was looked at before
            continue
        seen.add(id(node))
        for key, place in node.repeats:
            if place == spot:
                return (*steps, key)
        waiting += [((*steps, step), below) for step, below in reversed([*_below(node)])]
    return ()


def _below(node: Node) -> Iterator[tuple[Step, Node]]:
    yield from enumerate(node.values or ())
    yield from ((key, value) for key, (_, value) in (node.keys or {}).items())


def path_text(steps: Sequence[Step]) -> str:
    """A path as messages show it: `[0].response.headers.X-A`, `[2].request.body["a.b"]`."""
    return "".join(map(_step_text, steps)).removeprefix(".")


def _step_text(step: Step) -> str:
    if isinstance(step, int):
        return f"[{step}]"
    if step and all(char.isalnum() or char in "_-$<>" for char in step):
        return f".{step}"
    return f'["{step}"]' if '"' not in step else f"['{step}']"
