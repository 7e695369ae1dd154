"""Bodies as a person reads them: JSON as a tree where nothing of it is lost, text as text."""

from json import JSONDecoder, dumps
from typing import Any, NoReturn

from smockproxy.core.http import MOST_COMMAS

NO_TREE = object()
"""What `tree_of` gives for what is no JSON, or would not be the same again."""
DEEPEST = 60
"""Levels of a tree that is written out."""
LONGEST_KEY = 500
"""Characters of a key; YAML reads at most 1,024 of one."""
LONGEST_DIGITS = 15
"""Of an integer that every reader holds exactly."""
_LINE_ENDS = frozenset("\n\t")


class _LossError(ValueError):
    """Something that a tree of values would not say again."""


def tree_of(text: str) -> Any:
    """The JSON document of a text; `NO_TREE` for none, and where writing it anew would change a value.

    So a number keeps its digits (`1.50`, `1e3`, and those too long for a float64), and no key stands twice.
    """
    if text.count(",") > MOST_COMMAS:
        return NO_TREE
    try:
        tree = _DECODER.decode(text.removeprefix("\ufeff"))
        dumps(tree, ensure_ascii=False).encode()
    except (ValueError, RecursionError):
        return NO_TREE
    return tree if _is_writable(tree) else NO_TREE


def compact(tree: Any) -> bytes:
    """A document as mocks write it."""
    return dumps(tree, ensure_ascii=False, separators=(",", ":")).encode()


def readable(body: bytes) -> str | None:
    """The text of a body that a person can read, and that YAML can hold; None for anything else."""
    try:
        text = body.decode()
    except UnicodeDecodeError:
        return None
    is_clean = all(char.isprintable() or char in _LINE_ENDS for char in text.replace("\r\n", "\n"))
    return text if is_clean else None


def _is_writable(tree: Any) -> bool:
    level = [tree]
    for _ in range(DEEPEST):
        if any(len(key) > LONGEST_KEY for part in level if isinstance(part, dict) for key in part):
            return False
        level = [
            member
            for part in level
            if isinstance(part, dict | list)
            for member in (part.values() if isinstance(part, dict) else part)
        ]
        if not level:
            return True
    return False


def _integer(digits: str) -> int:
    if len(digits) > LONGEST_DIGITS or digits == "-0":
        raise _LossError(digits)
    return int(digits)


def _fraction(digits: str) -> float:
    number = float(digits)
    if repr(number) != digits:
        raise _LossError(digits)
    return number


def _pairs(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    tree = dict(pairs)
    if len(tree) < len(pairs):
        raise _LossError("a key stands twice")
    return tree


def _refused(name: str) -> NoReturn:
    raise _LossError(name)


_DECODER = JSONDecoder(
    parse_int=_integer, parse_float=_fraction, parse_constant=_refused, object_pairs_hook=_pairs
)
