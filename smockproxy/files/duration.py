"""Durations as text, exactly as Go reads them, in nanoseconds.

Source: Go's `time.ParseDuration`: decimal numbers with units (`300ms`, `-1.5h`, `1h45m`), or `0`.
"""

from functools import lru_cache

import re2

UNITS = {
    "ns": 1,
    "us": 1_000,
    "µs": 1_000,  # the micro sign
    "μs": 1_000,  # the Greek letter
    "ms": 1_000_000,
    "s": 1_000_000_000,
    "m": 60_000_000_000,
    "h": 3_600_000_000_000,
}  # fmt: skip
LONGEST = 2**63 - 1
"""Nanoseconds that Go can count."""
_PART = r"([0-9]*)(?:\.([0-9]*))?(ns|us|µs|μs|ms|s|m|h)"
_WHOLE = re2.compile(f"[-+]?({_PART})+")
_EACH = re2.compile(_PART)
LONGEST_TEXT = 200


@lru_cache
def parse_duration(text: str) -> int:
    """Read a duration. Raises `ValueError` when it is none, or more than 292 years."""
    if text in {"0", "+0", "-0"}:
        return 0
    if len(text) > LONGEST_TEXT or not _WHOLE.fullmatch(text):
        raise ValueError("no duration")
    total = sum(_nanoseconds(*found.groups()) for found in _EACH.finditer(text))
    if total > LONGEST:
        raise ValueError("too long")
    return -total if text.startswith("-") else total


def _nanoseconds(whole: str, fraction: str | None, unit: str) -> int:
    if not whole and not fraction:
        raise ValueError("no duration: a number is missing")
    size = UNITS[unit]
    digits = fraction or "0"
    scale: int = 10 ** len(digits)
    return int(whole or 0) * size + int(digits) * size // scale
