r"""Replacing what a pattern finds by another text, with what its groups captured: `\1`, `$1`, `${name}`.

The pattern itself is compiled elsewhere: the standard library has none whose time is bounded.
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Protocol

type Piece = str | int
"""A text, or the number of a group; 0 is all that was found."""


MOST_PLACES = 1_000_000
"""How often a pattern may be found in a text: each place takes some microseconds."""
MOST_WRITTEN = 64 * 1024 * 1024
"""Characters of a text that a change makes; one that doubles it, twenty times over, would take all memory."""


class TooMuchWorkError(ValueError):
    """A text too long for a pattern, or for what it would become."""


class Capturing(Protocol):
    """A compiled pattern."""

    @property
    def groups(self) -> Mapping[str, int]:
        """Its groups, by their names and by their numbers as text."""
        ...

    def found(self, text: str) -> Iterator[tuple[str, Sequence[str]]]:
        """The text before each place that it is found, and the groups there; last the rest, without groups.

        The first group is all that was found. Raises `TooMuchWorkError`.
        """
        ...


@dataclass(frozen=True, slots=True)
class Replacement:
    """Replace every place where a pattern is found."""

    pattern: str
    replacement: str
    """Both as their author wrote them."""
    compiled: Capturing = field(compare=False, repr=False)
    pieces: tuple[Piece, ...] = field(compare=False, repr=False)

    @classmethod
    def of(cls, pattern: str, replacement: str, compiled: Capturing) -> "Replacement":
        """Make it ready. Raises `ValueError` for a replacement that names no group of the pattern."""
        return cls(pattern, replacement, compiled, tuple(_pieces(replacement, compiled.groups)))

    def replaced(self, text: str) -> str:
        """The text with every place replaced. Raises `TooMuchWorkError`."""
        return "".join(self._bounded(text))

    def _bounded(self, text: str) -> Iterator[str]:
        size = 0
        for piece in self._written(text):
            size += len(piece)
            if size > MOST_WRITTEN:
                raise TooMuchWorkError(f"the text would have more than {MOST_WRITTEN:,} characters")
            yield piece

    def _written(self, text: str) -> Iterator[str]:
        for place, (before, groups) in enumerate(self.compiled.found(text)):
            if place > MOST_PLACES:
                raise TooMuchWorkError(f"the pattern is found at more than {MOST_PLACES:,} places")
            yield before
            if groups:
                yield from (each if isinstance(each, str) else groups[each] for each in self.pieces)


_QUOTED = frozenset("\\$")


def _pieces(text: str, groups: Mapping[str, int]) -> Iterator[Piece]:
    at = 0
    while at < len(text):
        sign = text[at]
        following = text[at + 1 : at + 2]
        if sign not in _QUOTED:
            end = min((place for char in _QUOTED if (place := text.find(char, at)) >= 0), default=len(text))
            yield text[at:end]
            at = end
        elif following == sign:
            yield sign
            at += 2
        else:
            name, at = _named(text, at)
            yield _group(name, groups)


def _named(text: str, at: int) -> tuple[str, int]:
    r"""The name of a group, and where the text goes on: of `\1`, `$1`, `${1}`, `${name}`."""
    begin = at + 1
    if text[at] == "$" and text[begin : begin + 1] == "{":
        end = text.find("}", begin)
        if end < 0:
            raise ValueError(f"{text[at:]} has no }}")
        return text[begin + 1 : end], end + 1
    end = begin
    while end < len(text) and end < begin + 2 and text[end] in "0123456789":
        end += 1
    if end == begin:
        sign = text[at]
        raise ValueError(
            f"{text[at : at + 2]} names no group; {sign}1 does, and {sign}{sign} is the sign itself"
        )
    return text[begin:end], end


def _group(name: str, groups: Mapping[str, int]) -> int:
    if name in groups:
        return groups[name]
    known = ", ".join(sorted(groups)) or "none"
    raise ValueError(f"it names the group {name}, which the pattern has not; it has {known}")
