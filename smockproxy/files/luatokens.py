"""The words of a script in Lua, with their lines, and the entries of a table that it writes out.

Source: the reference manual of Lua 5.1, 2.1 (lexical conventions) and 2.5.7 (table constructors).
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from enum import Enum

import re2


class Kind(Enum):
    """What a word is."""

    NAME = "name"
    TEXT = "text"
    NUMBER = "number"
    OTHER = "other"


@dataclass(frozen=True, slots=True)
class Token:
    """A word of a script."""

    kind: Kind
    text: str
    """As it stands there; of a text what is between its quotes."""
    line: int
    """Counted from 1."""

    def is_other(self, text: str) -> bool:
        """Whether it is this sign."""
        return self.kind is Kind.OTHER and self.text == text


_LONG = re2.compile(r"\[(=*)\[")
_NAME = re2.compile(r"[A-Za-z_][A-Za-z0-9_]*")
_NUMBER = re2.compile(r"\.?[0-9](?:[eE][-+]|[A-Za-z0-9.])*")
_TEXT = re2.compile(r"""(?s)"((?:[^"\\\n]|\\.)*)"|'((?:[^'\\\n]|\\.)*)'""")
_COMMENT = re2.compile(r"--[^\n]*")
_OPENING, _CLOSING = frozenset("{[("), frozenset("}])")


def tokens(script: str) -> Iterator[Token]:
    """The words of a script, without comments; of what is no Lua whatever there is."""
    at = 0
    while at < len(script):
        if script[at].isspace():
            at += 1
            continue
        kind, text, end = _next(script, at)
        if kind is not None:
            yield Token(kind, text, script.count("\n", 0, at) + 1)
        at = end


def _next(script: str, at: int) -> tuple[Kind | None, str, int]:
    """The word at a place and where it ends; a comment is none."""
    if script.startswith("--", at):
        end = _end_of_long(script, at + 2)
        return None, "", _COMMENT.match(script, at).end() if end is None else end
    end = _end_of_long(script, at)
    if end is not None:
        return Kind.TEXT, script[at:end], end
    for kind, pattern in ((Kind.NAME, _NAME), (Kind.NUMBER, _NUMBER), (Kind.TEXT, _TEXT)):
        if (found := pattern.match(script, at)) is not None:
            written = found.group()
            return kind, written[1:-1] if kind is Kind.TEXT else written, found.end()
    return Kind.OTHER, script[at], at + 1


def _end_of_long(script: str, at: int) -> int | None:
    """Where a text or comment ends that begins here with `[[` or `[==[`; None when none does."""
    opening = _LONG.match(script, at)
    if opening is None:
        return None
    closing = f"]{opening.group(1)}]"
    end = script.find(closing, opening.end())
    return len(script) if end < 0 else end + len(closing)


@dataclass(frozen=True, slots=True)
class Entry:
    """An entry of a table that has a name."""

    name: Token
    value: tuple[Token, ...]


def entries(table: Sequence[Token]) -> Iterator[Entry]:
    """The named entries of a table, given with its braces."""
    for part in _parts(table[1:-1]):
        match part:
            case [Token(kind=Kind.NAME) as name, sign, *value] if sign.is_other("="):
                yield Entry(name, tuple(value))
            case [opening, Token(kind=Kind.TEXT) as name, closing, sign, *value] if (
                opening.is_other("[") and closing.is_other("]") and sign.is_other("=")
            ):
                yield Entry(name, tuple(value))


def _parts(inside: Sequence[Token]) -> Iterator[list[Token]]:
    """What stands between the commas and semicolons of a table."""
    part: list[Token] = []
    depth = 0
    for token in inside:
        depth += _depth(token)
        if depth == 0 and (token.is_other(",") or token.is_other(";")):
            yield part
            part = []
        else:
            part.append(token)
    yield part


def table_at(words: Sequence[Token], at: int) -> Sequence[Token]:
    """The table that begins with a brace at a place, with its braces; nothing if there is none, or no end."""
    if at >= len(words) or not words[at].is_other("{"):
        return ()
    depth = 0
    for end in range(at, len(words)):
        depth += _depth(words[end])
        if depth == 0:
            return words[at : end + 1]
    return ()


def _depth(token: Token) -> int:
    if token.kind is not Kind.OTHER:
        return 0
    return (token.text in _OPENING) - (token.text in _CLOSING)
