"""`ShouldMatch` and `ShouldNotMatch`: regular expressions that always run in linear time.

Source of the meaning: Smocker, whose patterns are Go's: RE2 syntax, searched anywhere in the text, `.` leaves
out the newline. Bytes are what RE2 works on; here both sides are UTF-8.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

import re2

from smockproxy.core.matcher import MatcherKind

MAX_MEMORY = 8 * 1024 * 1024
"""Bytes that one compiled pattern may take; a larger pattern is refused."""

LONGEST = 50_000
"""Characters of a pattern."""


def _options() -> Any:
    options = re2.Options()
    options.max_mem = MAX_MEMORY
    options.log_errors = False
    options.never_capture = True
    return options


_OPTIONS = _options()


def compile_pattern(pattern: str) -> Any:
    """Compile a user's pattern. Raises `ValueError` with the reason when it is no good."""
    if len(pattern) > LONGEST:
        raise ValueError(f"longer than {LONGEST} characters")
    if _names_single_bytes(pattern):
        raise ValueError(r"invalid escape sequence: \C")
    try:
        return re2.compile(utf8(pattern), options=_OPTIONS)
    except re2.error as error:
        reason = error.args[0] if error.args else error
        raise ValueError(_as_text(reason)) from None


MOST_WORK = 100_000_000
"""Instructions of a pattern times characters of a text: RE2 is linear in both, but a pattern that it can't
make deterministic takes about 15 seconds for a thousand million."""


def work_of(compiled: Any, text: str) -> int:
    """How much a search may cost at most."""
    return int(compiled.programsize) * len(text)


def found_in(compiled: Any, text: str) -> bool | None:
    """Whether a compiled pattern is found anywhere in a text; None when the text is too long to look."""
    if work_of(compiled, text) > MOST_WORK:
        return None
    return compiled.search(utf8(text)) is not None


def _as_text(reason: object) -> str:
    return reason.decode("utf-8", "replace") if isinstance(reason, bytes) else str(reason)


def _names_single_bytes(pattern: str) -> bool:
    r"""Whether `\C` is in it, which would match half a character; Go refuses it, RE2's C++ does not."""
    at, literal = 0, False
    while (at := pattern.find("\\", at)) >= 0:
        escaped = pattern[at + 1 : at + 2]
        if escaped == "C" and not literal:
            return True
        literal = escaped == "Q" or (literal and escaped != "E")
        at += 1 if literal and escaped != "Q" else 2
    return False


def utf8(text: str) -> bytes:
    """Encode text; a lone surrogate, which UTF-8 does not have, becomes U+FFFD."""
    try:
        return text.encode()
    except UnicodeEncodeError:
        return text.encode("utf-16", "surrogatepass").decode("utf-16", "replace").encode()


@dataclass(frozen=True, slots=True)
class RegexpMatcher:
    """A search for a pattern anywhere in the text, or for its absence."""

    name: str
    value: str
    compiled: Any = field(compare=False, repr=False)
    negated: bool = False

    @property
    def arguments(self) -> Mapping[str, Any]:
        """Its value."""
        return {"value": self.value}

    def matches(self, actual: str, _moment: float = 0.0, /) -> bool:
        """Whether the pattern is found, or is not, if negated; a text too long for it fulfils neither."""
        found = found_in(self.compiled, actual)
        return found is not None and found is not self.negated


def _should_match(value: str) -> RegexpMatcher:
    return RegexpMatcher("ShouldMatch", value, compile_pattern(value))


def _should_not_match(value: str) -> RegexpMatcher:
    return RegexpMatcher("ShouldNotMatch", value, compile_pattern(value), negated=True)


def _should_match_glob(value: str) -> RegexpMatcher:
    return RegexpMatcher("ShouldMatchGlob", value, compile_pattern(glob_pattern(value)))


def glob_pattern(glob: str) -> str:
    r"""The pattern of a glob: `*` is any text, `?` any character, `\\*` and `\\?` are themselves."""
    written, at = [], 0
    while at < len(glob):
        char, following = glob[at], glob[at + 1 : at + 2]
        if char == "\\" and following in {"*", "?", "\\"}:
            written.append(f"\\{following}")
            at += 1
        else:
            written.append({"*": ".*", "?": "."}.get(char) or re2.escape(char))
        at += 1
    return f"(?s)\\A{''.join(written)}\\z"


REGEXP_MATCHERS: Mapping[str, MatcherKind] = {
    "ShouldMatch": MatcherKind(_should_match),
    "ShouldNotMatch": MatcherKind(_should_not_match),
    "ShouldMatchGlob": MatcherKind(_should_match_glob),
}
"""The matchers on regular expressions; making one raises `ValueError` for a bad pattern."""
