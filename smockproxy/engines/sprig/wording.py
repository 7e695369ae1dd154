"""sprig's functions that shorten, wrap and capitalise texts word by word.

Source: the behaviour of Masterminds/goutils 1.1.1, which works on bytes as if each were a letter.
"""

from collections.abc import Callable, Mapping
from typing import Any

from smockproxy.engines.gotemplate.octets import to_bytes, to_text
from smockproxy.engines.sprig import letters
from smockproxy.engines.sprig.limits import check_length, check_letters, check_members

_DOTS = b"..."
_BYTE_SPACES = [ord(char) for char in letters.SPACES if char < "\u0100"]
_WITHOUT_SPACES = dict.fromkeys(_BYTE_SPACES)
_BLANK_SPACES = dict.fromkeys(_BYTE_SPACES, " ")


def title(text: str) -> str:
    """The first letter of every word in title case; every ASCII mark but `_` ends a word, as does white
    space."""
    check_letters(text)
    written, before = [], " "
    for char in text:
        written.append(letters.title(char) if _ends_word(before) else char)
        before = char
    return "".join(written)


def _ends_word(char: str) -> bool:
    if char.isascii():
        return not (char.isalnum() or char == "_")
    return letters.is_space(char)


def untitle(text: str) -> str:
    """The first letter of every word in lower case."""
    check_letters(text)
    written, before = [], " "
    for char in text:
        written.append(letters.lower(char) if letters.is_space(before) else char)
        before = char
    return "".join(written)


def swapcase(text: str) -> str:
    """Upper and lower case exchanged; a word that begins in lower case gets a title-case letter."""
    check_letters(text)
    written, at_gap = [], True
    for char in text:
        if letters.has_case(char) and not letters.is_lower(char):
            written.append(letters.lower(char))
            at_gap = False
        elif letters.is_lower(char):
            written.append(letters.title(char) if at_gap else letters.upper(char))
            at_gap = False
        else:
            written.append(char)
            at_gap = letters.is_space(char)
    return "".join(written)


def nospace(text: str) -> str:
    """Without white space; when there is any, each byte beyond ASCII becomes a letter of its own, as in
    sprig."""
    octets = to_bytes(text).decode("latin-1")
    kept = octets.translate(_WITHOUT_SPACES)
    return text if len(kept) == len(octets) else kept


def initials(text: str) -> str:
    """The first byte of every word, each as a letter."""
    check_letters(text)
    octets = to_bytes(text).decode("latin-1")
    return "".join(word[0] for word in octets.translate(_BLANK_SPACES).split(" ") if word)


def abbrev(width: int, text: str) -> str:
    """At most so many bytes, with `...` at the end of what was cut; a width under 4 cuts nothing."""
    return text if width < 4 else to_text(_abbreviated(to_bytes(text), 0, width))


def abbrevboth(left: int, right: int, text: str) -> str:
    """At most `right` bytes from `left` on, with `...` where something was cut."""
    if right < 4 or (left > 0 and right < 7):
        return text
    return to_text(_abbreviated(to_bytes(text), left, right))


def _abbreviated(octets: bytes, offset: int, width: int) -> bytes:
    if len(octets) <= width:
        return octets
    room = width - len(_DOTS)
    offset = min(offset, len(octets) - room)
    if offset <= 4:
        return octets[:room] + _DOTS
    if width < 7:
        return b""
    if offset + room < len(octets):
        return _DOTS + (_abbreviated(octets[offset:], 0, room) if room >= 4 else b"")
    return _DOTS + octets[-room:]


def wrap(width: int, text: str) -> str:
    """Lines of at most so many bytes, broken at spaces; a longer word stays whole."""
    return _wrapped(to_bytes(text), max(width, 1), b"\n", keep_words=True)


def wrap_with(width: int, separator: str, text: str) -> str:
    """Lines of at most so many bytes with a separator between them; a longer word is broken."""
    return _wrapped(to_bytes(text), max(width, 1), to_bytes(separator) or b"\n", keep_words=False)


def _wrapped(octets: bytes, width: int, separator: bytes, *, keep_words: bool) -> str:
    lines: list[bytes] = []
    at, length = 0, len(octets)
    while len(octets) - at > width:
        if octets[at] == 0x20:
            at += 1
            continue
        end, following = _line_end(octets, at, width, keep_words=keep_words)
        lines.append(octets[at:end])
        if end == len(octets):
            return to_text(separator.join(lines))
        at = following
        length += len(separator)
        check_length(length)
        check_members(len(lines))
    return to_text(separator.join([*lines, octets[at:]]))


def _line_end(octets: bytes, at: int, width: int, *, keep_words: bool) -> tuple[int, int]:
    """Where the line that begins there ends, and where the next one begins."""
    space = octets.rfind(b" ", at, at + width + 1)
    if space < 0 and not keep_words:
        return at + width, at + width
    if space < 0:
        space = octets.find(b" ", at + width)
    return (space, space + 1) if space >= 0 else (len(octets), len(octets))


FUNCTIONS: Mapping[str, Callable[..., Any]] = {
    "title": title,
    "untitle": untitle,
    "swapcase": swapcase,
    "nospace": nospace,
    "initials": initials,
    "abbrev": abbrev,
    "abbrevboth": abbrevboth,
    "wrap": wrap,
    "wrapWith": wrap_with,
}
