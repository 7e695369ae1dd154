"""Trees with a value changed at some place, and what of a request is meant by the places of inferences."""

from collections.abc import Callable, Iterable
from typing import Any

from smockproxy.core.draft import Steps
from smockproxy.core.references import mentioned
from smockproxy.record.inferred import Part, Used

GONE = object()
"""Given for a value that is to be left out."""


def changed(tree: Any, steps: Steps, change: Callable[[Any], Any]) -> Any:
    """A tree with another value at a place, or without it; the same where there is no such place."""
    if not steps:
        return change(tree)
    step, rest = steps[0], steps[1:]
    if isinstance(tree, dict) and step in tree:
        made = changed(tree[step], rest, change)
        return {
            key: made if key == step else value
            for key, value in tree.items()
            if key != step or made is not GONE
        }
    if isinstance(tree, list) and isinstance(step, int) and 0 <= step < len(tree):
        made = changed(tree[step], rest, change)
        return [*tree[:step], *(() if made is GONE else (made,)), *tree[step + 1 :]]
    return tree


def literally(text: str, names: frozenset[str]) -> str:
    """A text that stands for itself, although mocks remember values of these names."""
    for name in sorted(mentioned(text) & names):
        text = text.replace(f"${{{name}}}", f"$${{{name}}}")
    return text


def referring(text: str, used: Iterable[Used], names: frozenset[str]) -> str:
    """A text with references in place of the values that are remembered."""
    tied = tuple(used)
    for each in tied:
        before, found, after = text.partition(each.value) if each.value else (text, "", "")
        if found:
            return f"{referring(before, tied, names)}${{{each.name}}}{referring(after, tied, names)}"
    return literally(text, names)


def of_part(places: Iterable[Any], part: Part) -> list[Any]:
    """The inferences about one part of a message."""
    return [each for each in places if each.place.part is part]
