"""Patterns whose places are replaced: RE2, with what its groups capture."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from typing import Any

import re2

from smockproxy.core.replacing import TooMuchWorkError
from smockproxy.matching.regexp import MAX_MEMORY, MOST_WORK, compile_pattern, utf8, work_of


def _options() -> Any:
    options = re2.Options()
    options.max_mem = MAX_MEMORY
    options.log_errors = False
    return options


_OPTIONS = _options()


@dataclass(frozen=True, slots=True)
class CapturingPattern:
    """A compiled pattern that tells what its groups captured."""

    compiled: Any = field(compare=False, repr=False)
    groups: dict[str, int]

    def found(self, text: str) -> Iterator[tuple[str, Sequence[str]]]:
        """The text before each place that it is found, and the groups there; last the rest, without groups.

        Raises `TooMuchWorkError`.
        """
        if work_of(self.compiled, text) > MOST_WORK:
            raise TooMuchWorkError(f"a text of {len(text):,} characters is too long for its pattern")
        raw, at = utf8(text), 0
        for match in self.compiled.finditer(raw):
            if _is_inside_a_character(raw, match.start()):
                continue  # RE2 looks for nothing at every byte
            groups = [match.group(), *match.groups()]
            yield raw[at : match.start()].decode(), [(group or b"").decode() for group in groups]
            at = match.end()
        yield raw[at:].decode(), ()


def _is_inside_a_character(raw: bytes, at: int) -> bool:
    return 0x80 <= (raw[at] if at < len(raw) else 0) < 0xC0


def compile_capturing(pattern: str) -> CapturingPattern:
    """Compile a user's pattern. Raises `ValueError` with the reason when it is no good."""
    compile_pattern(pattern)  # whose checks are the same
    compiled = re2.compile(utf8(pattern), options=_OPTIONS)
    named = {_text(name): number for name, number in compiled.groupindex.items()}
    numbered = {str(number): number for number in range(compiled.groups + 1)}
    return CapturingPattern(compiled, numbered | named)


def _text(name: Any) -> str:
    return name.decode() if isinstance(name, bytes) else str(name)
