"""Moments in text: RFC 3339, or how far from now: `now`, `now+3d`, `now-1h30m`.

Source: RFC 3339, 5.6. Moments are seconds since the epoch; a date alone is its midnight in UTC.
"""

from collections.abc import Callable, Mapping
from datetime import UTC, datetime

from smockproxy.core.matcher import BadValueError

LONGEST = 64
"""Characters of a moment."""
EARLIEST, LATEST = -62_135_596_800.0, 253_402_300_799.0
"""The years 1 to 9999 in UTC: what RFC 3339 can write."""
UNITS: Mapping[str, float] = {"ms": 0.001, "s": 1.0, "m": 60.0, "h": 3600.0, "d": 86400.0, "w": 604800.0}
_HINT = "write it like 2026-01-31T12:00:00Z, now, now+3d or now-1h30m"
_DIGITS = frozenset("0123456789")


def moment_of(text: str) -> float | None:
    """The moment that a text names by date, with or without a time; None when it names none.

    A moment whose year in UTC has not four digits is none.
    """
    if not 10 <= len(text) <= LONGEST or not _is_rfc3339(text):
        return None
    try:
        moment = datetime.fromisoformat(text.upper())
        aware = moment if moment.tzinfo else moment.replace(tzinfo=UTC)
        seconds = aware.timestamp()
    except (ValueError, OverflowError):
        return None
    return seconds if EARLIEST <= seconds <= LATEST else None


def _is_rfc3339(text: str) -> bool:
    """Whether it has RFC 3339's form; `fromisoformat` takes weeks, missing zones and more."""
    date, clock, zone = text[:10], text[11:19], text[19:]
    if not _has_form(date, "0000-00-00"):
        return False
    if len(text) == 10:
        return True
    return text[10] in "Tt " and _has_form(clock, "00:00:00") and _is_zone(zone)


def _is_zone(text: str) -> bool:
    if text.startswith("."):
        fraction = len(text[1:]) - len(text[1:].lstrip("0123456789"))
        if not fraction:
            return False
        text = text[1 + fraction :]
    return text in {"Z", "z"} or (text[:1] in {"+", "-"} and _has_form(text[1:], "00:00"))


def _has_form(text: str, form: str) -> bool:
    return len(text) == len(form) and all(
        char in _DIGITS if wanted == "0" else char == wanted for char, wanted in zip(text, form, strict=True)
    )


def parse_moment(text: str) -> Callable[[float], float]:
    """What an author wrote as a moment → the moment, given now. Raises `BadValueError`."""
    if text.startswith("now"):
        offset = _offset(text[3:])
        if offset is not None:
            return lambda now: now + offset
    elif (fixed := moment_of(text)) is not None:
        return lambda _: fixed
    raise BadValueError(f'"{text[:60]}" is no moment', _HINT)


def _offset(text: str) -> float | None:
    """Seconds of `+3d` or `-1h30m`; None when it is neither."""
    if not text:
        return 0.0
    sign, rest = text[0], text[1:]
    if sign not in "+-" or not rest or len(rest) > LONGEST:
        return None
    total = 0.0
    while rest:
        behind = rest.lstrip("0123456789")
        unit = "ms" if behind.startswith("ms") else behind[:1]
        digits = rest[: len(rest) - len(behind)]
        if not digits.isascii() or not digits or unit not in UNITS:
            return None
        total += int(digits) * UNITS[unit]
        rest = behind[len(unit) :]
    return total if sign == "+" else -total
