r"""Patterns that were written for Python's `re`, searched with RE2.

Source: mitmproxy 12.2 searches its filters' patterns with `re.IGNORECASE`; those on bytes with a pattern of
bytes, in which only ASCII has case. What the two dialects spell differently is respelled here: `\Z`, `{,3}`,
`\s`, and `$`, which `re` also finds before a newline at the end; it is meant as the end of what stands before
it. In text `\w`, `\d` and `\b` know ASCII only, as in RE2.
"""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

import re2

from smockproxy.matching.regexp import LONGEST, MAX_MEMORY, utf8

MOST_INSTRUCTIONS = 10_000
"""Of one compiled pattern; a larger one is refused."""
MOST_WORK = 1_000_000_000
"""Instructions of a pattern times bytes of a text that are still searched: mostly it takes well under a
second, and 15 in the worst case."""
NOT_PYTHON = frozenset("QECX")
"""Escapes of RE2's that quote, or match parts of characters; `re` has none of them."""
_SPECIAL = frozenset("\\.^$*+?{}[]()|")
END = r"(?:\n?\z)"


class TooMuchWorkError(ValueError):
    """A text is too long for a pattern."""


type Pattern = str | bytes
"""What RE2 reads: text for a search in text, bytes for one in bytes."""


@dataclass(frozen=True, slots=True)
class CompiledPattern:
    """A pattern to search with, in texts or in bytes, as its own is."""

    search: Callable[[bytes], object | None]
    size: int
    """Instructions."""
    literal: str = ""
    """What it finds, in lower case, if it is plain ASCII: to look for that is many times quicker."""

    def is_in(self, text: str | bytes) -> bool:
        """Whether it is found anywhere. Raises `TooMuchWorkError`."""
        if self.literal and text.isascii():
            folded = text.lower()
            return self.literal in folded if isinstance(folded, str) else self.literal.encode() in folded
        raw = utf8(text) if isinstance(text, str) else text
        if self.size * len(raw) > MOST_WORK:
            raise TooMuchWorkError(f"the pattern is too large to be searched in {len(raw)} bytes")
        return self.search(raw) is not None


def respelled(pattern: str, *, flags: str = "", on_bytes: bool = False) -> Pattern:
    """The pattern in RE2's dialect, for `compiled`; `flags` are of `m` and `s`. Raises `ValueError`."""
    if len(pattern) > LONGEST:
        raise ValueError(f"longer than {LONGEST} characters")
    end = "$" if "m" in flags + _inline_flags(pattern) else END
    written = "".join(_pieces(pattern, end))
    if flags and not _literal(written):
        written = f"(?{flags}){written}"
    return utf8(written) if on_bytes else utf8(written).decode()


def compiled(pattern: Pattern) -> CompiledPattern:
    """Compile a respelled pattern, ignoring case. Raises `ValueError` with the reason when it is no good."""
    is_text = isinstance(pattern, str)
    raw = pattern.encode() if isinstance(pattern, str) else pattern
    try:
        found = re2.compile(raw, options=_ON_TEXT if is_text else _ON_BYTES)
    except re2.error as error:
        reason = error.args[0] if error.args else error
        raise ValueError(reason.decode("utf-8", "replace") if isinstance(reason, bytes) else reason) from None
    size = found.programsize
    if size > MOST_INSTRUCTIONS:
        raise ValueError(f"too large: it compiles to more than {MOST_INSTRUCTIONS} instructions")
    return CompiledPattern(found.search, size, _literal(raw.decode("utf-8", "replace")))


def _literal(written: str) -> str:
    """What a pattern finds, if it has nothing but ASCII and escaped dots in it; in lower case."""
    text = written.replace(r"\.", ".") if "." not in written.replace(r"\.", "") else written
    is_plain = written.isascii() and _SPECIAL.isdisjoint(written.replace(r"\.", ""))
    return text.lower() if is_plain else ""


def _options(encoding: Any) -> Any:
    options = re2.Options()
    options.encoding = encoding
    options.case_sensitive = False
    options.max_mem = MAX_MEMORY
    options.log_errors = False
    options.never_capture = True
    return options


_ON_TEXT = _options(re2.Options.Encoding.UTF8)
_ON_BYTES = _options(re2.Options.Encoding.LATIN1)


def _inline_flags(pattern: str) -> str:
    """The letters of all `(?…` in it."""
    flags = []
    for group in pattern.split("(?")[1:]:
        at = next((at for at, char in enumerate(group) if not char.isalpha()), len(group))
        flags.append(group[:at])
    return "".join(flags)


def _pieces(pattern: str, end: str) -> list[str]:
    pieces, at, in_class = [], 0, False
    while at < len(pattern):
        written, length = _piece(pattern, at, end, in_class=in_class)
        if written == "[" and not in_class:
            in_class = True
            written, length = _class_start(pattern, at)
        elif written == "]":
            in_class = False
        pieces.append(written)
        at += length
    return pieces


def _class_start(pattern: str, at: int) -> tuple[str, int]:
    """A `[`, with a `^` and a `]` after it that doesn't end it."""
    length = 1 + pattern.startswith("^", at + 1)
    length += pattern.startswith("]", at + length)
    return pattern[at : at + length], length


def _piece(pattern: str, at: int, end: str, *, in_class: bool) -> tuple[str, int]:
    """One character or escape as RE2 spells it, and how long it is in the pattern."""
    char = pattern[at]
    if char == "\\":
        return _escape(pattern[at + 1 : at + 2], in_class=in_class)
    if char == "$" and not in_class:
        return end, 1
    if pattern.startswith("{,", at) and not in_class:
        return _open_repetition(pattern, at)
    return char, 1


def _escape(char: str, *, in_class: bool) -> tuple[str, int]:
    if char in NOT_PYTHON and char:
        raise ValueError(f"invalid escape sequence: \\{char}")
    if char == "Z" and not in_class:
        return r"\z", 2
    if char == "s":
        return r"\s\v" if in_class else r"[\s\v]", 2
    if char == "S" and not in_class:
        return r"[^\s\v]", 2
    return f"\\{char}", 2


def _open_repetition(pattern: str, at: int) -> tuple[str, int]:
    """`{,3}` and `{,}`, which RE2 takes for themselves."""
    most, closing, _ = pattern[at + 2 :].partition("}")
    if closing and (not most or most.isdecimal()):
        return f"{{0,{most}}}", 3 + len(most)
    return "{", 1
