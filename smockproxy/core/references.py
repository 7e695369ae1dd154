"""References in what an author wrote: `${name}` stands for a remembered value, `$${name}` for itself.

They are ours, not Smocker's: a name that no mock keeps refers to nothing, and its text stays as it is.
"""

import re  # noqa: TID251 - the pattern is ours
from collections.abc import Callable, Mapping, Set
from re import Match  # noqa: TID251 - the pattern is ours
from typing import Any

NAME = r"[A-Za-z_][A-Za-z0-9_]*"
PLACEHOLDERS = frozenset({"any", "uuid", "date"})
"""What would be names, and means something else in a JSON pattern already."""
LONGEST_NAME = 100
"""Characters of a name."""
_REFERENCE = re.compile(r"\$(\$?)\{(" + NAME + r")\}")
_WHOLE_NAME = re.compile(NAME)


def is_name(text: str) -> bool:
    """Whether a remembered value may be called so."""
    return len(text) <= LONGEST_NAME and _WHOLE_NAME.fullmatch(text) is not None


def mentioned(tree: Any) -> frozenset[str]:
    """The names between `${` and `}` in all texts of a tree, in keys, too."""
    return frozenset(name for _, name in _found(tree))


def needed(tree: Any) -> frozenset[str]:
    """Those of them that stand for a value, and not for themselves."""
    return frozenset(name for escape, name in _found(tree) if not escape)


def _found(tree: Any) -> list[tuple[str, str]]:
    found: list[tuple[str, str]] = []
    rest = [tree]
    while rest:
        part = rest.pop()
        if isinstance(part, str):
            found += _REFERENCE.findall(part) if "${" in part else ()
        elif isinstance(part, Mapping):
            rest += [*part.keys(), *part.values()]
        elif isinstance(part, list):
            rest += part
    return found


def whole(text: str, known: Set[str]) -> str:
    """The name, if a text is one reference to one of those that are known; else empty."""
    match = _REFERENCE.fullmatch(text)
    return match[2] if match and not match[1] and match[2] in known else ""


def filled(text: str, values: Mapping[str, str], known: Set[str], escape: Callable[[str], str] = str) -> str:
    """A text with values in the place of the names that are known; each of those needs one."""

    def piece(match: Match[str]) -> str:
        if match[2] not in known:
            return match[0]
        return match[0].removeprefix("$") if match[1] else escape(values[match[2]])

    return _REFERENCE.sub(piece, text)
