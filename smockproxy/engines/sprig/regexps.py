"""sprig's functions on regular expressions, on RE2.

Source of the meaning: Go's regexp package, whose syntax is RE2's; what is found, and how empty matches
are counted, is as there.
"""

from collections.abc import Callable, Iterator, Mapping
from functools import lru_cache, wraps
from string import ascii_letters, digits
from typing import Any

import re2

from smockproxy.engines.gotemplate.errors import FunctionError
from smockproxy.engines.gotemplate.octets import to_bytes, to_text
from smockproxy.engines.sprig.limits import LimitError, check_length, check_members

LONGEST = 10_000
"""Characters of a pattern."""
MOST_WORK = 50_000_000
"""Instructions of a pattern times bytes of the text, over all searches of a call: under a second at the
worst."""
_META = frozenset(r"\.+*?()|[]{}^$")
_GO_REASONS: Mapping[str, str] = {
    "missing ]": "missing closing ]",
    "missing )": "missing closing )",
    "no argument for repetition operator": "missing argument to repetition operator",
    "bad repetition operator": "invalid nested repetition operator",
    "invalid perl operator": "invalid or unsupported Perl syntax",
    "invalid repetition size": "invalid repeat count",
}
"""What Go says where RE2 in C++ says it otherwise."""
_NAME = frozenset(ascii_letters + digits + "_")


def _options() -> Any:
    options = re2.Options()
    options.max_mem = 8 * 1024 * 1024
    options.log_errors = False
    return options


_OPTIONS = _options()


@lru_cache(maxsize=256)
def _compiled(pattern: str) -> Any:
    """The pattern, ready to search. Raises `ValueError` in Go's words."""
    if len(pattern) > LONGEST:
        raise ValueError(f"the pattern is longer than {LONGEST} characters")
    if "\\C" in pattern.replace("\\\\", ""):
        raise ValueError(r"error parsing regexp: invalid escape sequence: `\C`")
    try:
        return re2.compile(to_bytes(pattern), options=_OPTIONS)
    except re2.error as error:
        raise ValueError(f"error parsing regexp: {_reason(error)}") from None


def _reason(error: Exception) -> str:
    """RE2's reason with the offending piece in Go's quotes."""
    given = error.args[0] if error.args else ""
    text = given.decode("utf-8", "replace") if isinstance(given, bytes) else str(given)
    reason, colon, piece = text.partition(": ")
    reason = _GO_REASONS.get(reason, reason)
    return f"{reason}: `{piece}`" if colon else reason


class BadPatternError(FunctionError):
    """A pattern that RE2 does not take."""


def _pattern(text: str) -> Any:
    try:
        return _compiled(text)
    except ValueError as error:
        raise BadPatternError(str(error)) from None


def _panicking(function: Callable[..., Any]) -> Callable[..., Any]:
    """The twin without `must`, which names the pattern that is none."""

    @wraps(function)
    def call(pattern: str, *arguments: Any) -> Any:
        try:
            return function(pattern, *arguments)
        except BadPatternError as error:
            raise FunctionError(f"regexp: Compile({_shown(pattern)}): {error.message}") from None

    return call


def _shown(pattern: str) -> str:
    return f"`{pattern}`" if len(pattern) <= 100 else f"`{pattern[:100]}…`"


def _matches(pattern: Any, octets: bytes, starts: Iterator[int]) -> Iterator[Any]:
    """A search from each place, while something is found. Raises `LimitError` when that is too much work."""
    work = 0
    for start in starts:
        work += pattern.programsize * (len(octets) - start + 1)
        if work > MOST_WORK:
            raise LimitError("the text is too long, or has too many places, for its regular expression")
        found = pattern.search(octets, start)
        if found is None:
            return
        yield found


class _Cursor:
    """Where to search next: places that the loop over what is found moves on."""

    def __init__(self, octets: bytes) -> None:
        self.octets, self.at = octets, 0

    def __iter__(self) -> Iterator[int]:
        while self.at <= len(self.octets):
            yield self.at

    def after(self, end: int) -> None:
        """Go on behind a match, at least one character further."""
        self.at = max(end, self.at + _width(self.octets, self.at))


def _width(octets: bytes, at: int) -> int:
    """Bytes of the character there; 1 for what is none, and past the end."""
    end = at + 1
    while end < min(len(octets), at + 4) and octets[end] & 0xC0 == 0x80:
        end += 1
    return end - at


def _spans(pattern: Any, octets: bytes, most: int) -> list[tuple[int, int]]:
    """Where it is found; an empty match right behind another does not count. A negative number is all of
    them."""
    spans: list[tuple[int, int]] = []
    cursor, last_end = _Cursor(octets), -1
    for found in _matches(pattern, octets, iter(cursor)):
        begin, end = found.span()
        if not (begin == end == last_end):
            spans.append((begin, end))
            check_members(len(spans))
        if len(spans) == most:
            break
        last_end = end
        cursor.after(end)
    return spans


def match(pattern: str, text: str) -> bool:
    """Whether the pattern is found; never one that is none."""
    try:
        return must_match(pattern, text)
    except BadPatternError:
        return False


def must_match(pattern: str, text: str) -> bool:
    """Whether the pattern is found."""
    return _found(_pattern(pattern), text)


def _found(compiled: Any, text: str) -> bool:
    return next(_matches(compiled, to_bytes(text), iter([0])), None) is not None


def find(pattern: str, text: str) -> str:
    """The first piece that matches; empty when none does."""
    octets = to_bytes(text)
    found = next(_matches(_pattern(pattern), octets, iter([0])), None)
    return to_text(octets[slice(*found.span())]) if found else ""


def find_all(pattern: str, text: str, most: int) -> list[str]:
    """The pieces that match, at most so many; all for a negative number."""
    compiled, octets = _pattern(pattern), to_bytes(text)
    spans = _spans(compiled, octets, most) if most else []
    return [to_text(octets[begin:end]) for begin, end in spans]


def split(pattern: str, text: str, most: int) -> list[str]:
    """The pieces between what matches, at most so many; all for a negative number."""
    compiled, octets = _pattern(pattern), to_bytes(text)
    if most == 0:
        return []
    if pattern and not octets:
        return [""]
    pieces: list[bytes] = []
    begin = end = 0
    for found, following in _spans(compiled, octets, most):
        if len(pieces) == most - 1 and most > 0:
            break
        end = found
        if following:
            pieces.append(octets[begin:end])
        begin = following
    if end != len(octets):
        pieces.append(octets[begin:])
    return [to_text(piece) for piece in pieces]


def replace_all(pattern: str, text: str, replacement: str) -> str:
    """Every match replaced; `$1` and `${name}` in the replacement are groups, `$$` is a dollar."""
    compiled = _pattern(pattern)
    template = tuple(_template(replacement))
    return _replaced(
        compiled, text, lambda found: b"".join(_expanded(part, found, compiled) for part in template)
    )


def replace_all_literal(pattern: str, text: str, replacement: str) -> str:
    """Every match replaced by a text as it stands."""
    octets = to_bytes(replacement)
    return _replaced(_pattern(pattern), text, lambda _found: octets)


def _replaced(compiled: Any, text: str, replacement: Callable[[Any], bytes]) -> str:
    octets = to_bytes(text)
    pieces: list[bytes] = []
    last_end, length = 0, len(octets)
    cursor = _Cursor(octets)
    for found in _matches(compiled, octets, iter(cursor)):
        begin, end = found.span()
        pieces.append(octets[last_end:begin])
        if end > last_end or begin == 0:
            pieces.append(replacement(found))
            length += len(pieces[-1])
            check_length(length)
        last_end = end
        cursor.after(end)
    return to_text(b"".join([*pieces, octets[last_end:]]))


def _template(replacement: str) -> Iterator[bytes | str]:
    """The texts of a replacement, as bytes, and the names of groups."""
    rest = replacement
    while rest:
        before, dollar, rest = rest.partition("$")
        yield to_bytes(before)
        if rest.startswith("$"):
            yield b"$"
            rest = rest[1:]
        elif dollar:
            name, rest = _group_name(rest)
            yield name or b"$"


def _group_name(rest: str) -> tuple[str, str]:
    """The name behind a dollar, with or without braces, and what follows; an empty name when there is
    none."""
    bare = rest.removeprefix("{")
    end = next((at for at, char in enumerate(bare) if char not in _NAME), len(bare))
    if bare is rest or bare == rest:
        return rest[:end], rest[end:]
    return (bare[:end], bare[end + 1 :]) if end and bare[end : end + 1] == "}" else ("", rest)


def _expanded(part: bytes | str, found: Any, compiled: Any) -> bytes:
    if isinstance(part, bytes):
        return part
    if part.isdigit():
        number = int(part) if len(part) < 9 else compiled.groups + 1
    else:
        number = compiled.groupindex.get(part.encode(), compiled.groups + 1)
    return (found.group(number) or b"") if number <= compiled.groups else b""


def quote_meta(text: str) -> str:
    """A pattern that is found where the text is."""
    return "".join(f"\\{char}" if char in _META else char for char in text)


FUNCTIONS: Mapping[str, Callable[..., Any]] = {
    "regexMatch": match,
    "mustRegexMatch": must_match,
    "regexFind": _panicking(find),
    "mustRegexFind": find,
    "regexFindAll": _panicking(find_all),
    "mustRegexFindAll": find_all,
    "regexReplaceAll": _panicking(replace_all),
    "mustRegexReplaceAll": replace_all,
    "regexReplaceAllLiteral": _panicking(replace_all_literal),
    "mustRegexReplaceAllLiteral": replace_all_literal,
    "regexSplit": _panicking(split),
    "mustRegexSplit": split,
    "regexQuoteMeta": quote_meta,
}
