"""A problem: something wrong in an author's file, with its place and what to do about it."""

from dataclasses import dataclass
from difflib import SequenceMatcher
from enum import Enum
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterable


class Severity(Enum):
    """How bad it is: an error keeps the file from being taken, a warning is shown, a note is for `check`."""

    ERROR = "error"
    WARNING = "warning"
    NOTE = "note"


@dataclass(frozen=True, slots=True, kw_only=True)
class Problem:
    """One problem. Lines and columns count from 1; 0 means the file as a whole."""

    message: str
    """What was expected and what was found."""
    file: str = ""
    line: int = 0
    column: int = 0
    path: str = ""
    """Where in the document: `[0].response.status`."""
    hint: str = ""
    """What to do about it."""
    excerpt: str = ""
    """The line itself, without its end."""
    severity: Severity = Severity.ERROR
    code: str = "invalid"

    @property
    def place(self) -> str:
        """`mocks/pay.yml:12:17`, or as much of it as is known."""
        return f"{self.file}:{self.line}:{self.column}" if self.line else self.file

    def __str__(self) -> str:
        """The problem as the terminal, the log and the API show it: place, message, line, caret, hint."""
        where = ": ".join(part for part in (self.place, self.path) if part)
        written = [f"{where}: {self.message}" if where else self.message]
        if self.excerpt and self.column:
            written += [f"    {self.excerpt}", f"    {_indent(self.excerpt, self.column)}^"]
        if self.hint:
            written.append(f"    hint: {self.hint}")
        return "\n".join(written)


def _indent(excerpt: str, column: int) -> str:
    """Blanks up to a column, keeping tabs, so that the caret stands under its character."""
    return "".join("\t" if char == "\t" else " " for char in excerpt[: column - 1].ljust(column - 1))


NEAR = 0.6
"""Likeness, from 0 to 1, from which on a word may be meant."""


def did_you_mean(word: str, known: "Iterable[str]") -> str:
    """`did you mean "status"?`, or nothing when no known word is near; a mistyped beginning of one is."""
    nearest, likeness = "", NEAR
    for candidate in sorted(known, key=lambda text: (len(text), text)):
        found = _likeness(word.lower(), candidate.lower())
        if found > likeness or (found == likeness and not nearest):
            nearest, likeness = candidate, found
    return f'did you mean "{nearest}"?' if nearest else ""


def _likeness(word: str, candidate: str) -> float:
    """How alike two words are; being like the beginning of a longer one counts a little less."""
    whole = _ratio(word, candidate)
    if len(word) < _SHORTEST_BEGINNING or len(candidate) <= len(word):
        return whole
    return max(whole, 0.95 * _ratio(word, candidate[: len(word)]))


_SHORTEST_BEGINNING = 5


def _ratio(word: str, candidate: str) -> float:
    matcher = SequenceMatcher(a=word, b=candidate)
    return matcher.ratio() if matcher.real_quick_ratio() >= NEAR else 0.0
