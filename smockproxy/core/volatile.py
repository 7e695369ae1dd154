"""Values that differ each time a server is asked: moments, generated ids, tokens, hashes.

Two answers that differ in nothing else say the same. What is volatile is seen by its shape alone, so that
anybody can tell it from the text.
"""

import re  # noqa: TID251 - the pattern is ours
from collections.abc import Collection, Mapping
from typing import Any

from smockproxy.core.draft import Steps

_DAYS, _MONTHS = "Mon|Tue|Wed|Thu|Fri|Sat|Sun", "Jan|Feb|Mar|Apr|May|Jun|Jul|Aug|Sep|Oct|Nov|Dec"
_SHAPES = re.compile(
    r"(?P<pseudonym>\bredacted-[0-9a-f]{10}\b)"
    r"|(?P<jwt>\beyJ[\w-]{5,}\.[\w-]{5,}\.[\w-]*)"
    r"|(?P<uuid>\b[0-9a-fA-F]{8}-[0-9a-fA-F]{4}-[0-9a-fA-F]{4}-[0-9a-fA-F]{4}-[0-9a-fA-F]{12}\b)"
    r"|(?P<moment>\b[0-9]{4}-[0-9]{2}-[0-9]{2}[T ][0-9]{2}:[0-9]{2}"
    r"(:[0-9]{2}([.,][0-9]{1,9})?)?(Z|[+-][0-9]{2}:?[0-9]{2})?"
    rf"|\b(?:{_DAYS}), [0-9]{{2}} (?:{_MONTHS}) [0-9]{{4}} [0-9]{{2}}:[0-9]{{2}}:[0-9]{{2}} GMT)"
    r"|(?P<day>\b[0-9]{4}-[0-9]{2}-[0-9]{2}\b)"
    r"|(?P<epoch>\b1[0-9]{9}(?:[0-9]{3})?\b)"
    r"|(?P<token>[A-Za-z0-9_]{12,}={0,2})"
)
FEWEST_DIGITS = 2
"""Of a token: what has fewer is a word."""
EPOCHS = (range(10**9, 2 * 10**9), range(10**12, 2 * 10**12))
"""Seconds and milliseconds since 1970 that are no far past and no far future."""


def masked(text: str) -> str:
    """The text with the name of its shape in place of each volatile value."""
    return _SHAPES.sub(_shape_of, text)


def _shape_of(found: re.Match[str]) -> str:
    name, text = str(found.lastgroup), found[0]
    if name == "token" and (sum(map(str.isdigit, text)) < FEWEST_DIGITS or text.isdigit()):
        return text
    return f"<{name}>"


def masked_tree(tree: Any) -> Any:
    """A tree of JSON's types with all its texts masked, and epochs among its numbers."""
    if isinstance(tree, Mapping):
        return {key: masked_tree(value) for key, value in tree.items()}
    if isinstance(tree, list | tuple):
        return [masked_tree(value) for value in tree]
    if isinstance(tree, str):
        return masked(tree)
    return "<epoch>" if _is_epoch(tree) else tree


def _is_epoch(number: Any) -> bool:
    is_number = isinstance(number, int | float) and not isinstance(number, bool)
    return is_number and any(int(number) in epochs for epochs in EPOCHS)


def without(tree: Any, places: Collection[Steps]) -> Any:
    """A tree with nothing at some places, in copies of what is on the way to them."""
    for steps in places:
        tree = _without_one(tree, steps)
    return tree


def _without_one(tree: Any, steps: Steps) -> Any:
    if not steps:
        return None
    step, *further = steps
    if isinstance(tree, Mapping) and step in tree:
        return {**tree, step: _without_one(tree[step], tuple(further))}
    if isinstance(tree, list | tuple) and isinstance(step, int) and 0 <= step < len(tree):
        return [*tree[:step], _without_one(tree[step], tuple(further)), *tree[step + 1 :]]
    return tree
