"""How much one call may make, so that no template can fill the memory or hold up the proxy."""

from collections.abc import Mapping
from typing import Any

from smockproxy.engines.gotemplate.errors import FunctionError
from smockproxy.engines.gotemplate.values import fields


class LimitError(FunctionError):
    """A call that would make, or walk, more than it may."""


MOST_TEXT = 10 * 1024 * 1024
"""Characters of a text that a function makes: those of the largest answer."""
MOST_LETTERS = 100_000
"""Characters of a text that a function goes through one by one."""
MOST_MEMBERS = 100_000
"""Members of a list or a dictionary that a function makes, and of all that are nested in one that it
walks."""
MOST_DEPTH = 200
"""Containers in one another."""


def check_length(length: int) -> None:
    """Raise `LimitError` when a text would be longer than a function may make."""
    if length > MOST_TEXT:
        raise LimitError(f"the text would have {length} characters; at most {MOST_TEXT} are allowed")


def check_letters(text: str) -> None:
    """Raise `LimitError` when a text is too long to be gone through letter by letter."""
    if len(text) > MOST_LETTERS:
        raise LimitError(f"the text has {len(text)} characters; at most {MOST_LETTERS} are allowed here")


def check_members(count: int) -> None:
    """Raise `LimitError` when a list or dictionary would have more members than a function may make."""
    if count > MOST_MEMBERS:
        raise LimitError(f"the list would have {count} members; at most {MOST_MEMBERS} are allowed")


def check_extent(value: Any) -> None:
    """Raise `LimitError` when a value that is about to be walked is too large, too deep or contains
    itself."""
    left, text_left, level, depth = MOST_MEMBERS, MOST_TEXT, [value], 0
    while level:
        depth += 1
        if depth > MOST_DEPTH:
            raise LimitError(f"the value is nested deeper than {MOST_DEPTH}")
        following: list[Any] = []
        for part in level:
            if isinstance(part, str):
                text_left -= len(part)
                continue
            members = _members(part)
            left -= len(members)
            if left < 0:
                raise LimitError(f"the value has more than {MOST_MEMBERS} members")
            following += members
        if text_left < 0:
            raise LimitError(f"the texts in the value have more than {MOST_TEXT} characters")
        level = following


def _members(value: Any) -> list[Any]:
    if isinstance(value, (list, tuple)):
        return list(value)
    named = value if isinstance(value, Mapping) else fields(value)
    return [*named.keys(), *named.values()] if named else []
