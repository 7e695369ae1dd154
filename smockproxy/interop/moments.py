"""Moments as Smocker writes them: RFC 3339 with fractions of a second, in UTC.

Deliberate difference: Smocker writes its server's zone. Source of the form: Go's `time.RFC3339Nano`.
"""

from datetime import datetime, timedelta

MICROSECONDS = 1_000_000
"""In a second."""
_EPOCH = datetime(1970, 1, 1)  # noqa: DTZ001 - in UTC, and written without its offset
_FIRST, _LAST = -62_135_596_800_000_000_000, 253_402_300_799_999_999_999
"""Nanoseconds from the epoch to the years 1 and 9999. Go's zero time is the first of them."""


class Moment(str):
    """A moment's text: YAML has a type for it, so it stands without quotes there."""

    __slots__ = ()


def rfc3339(seconds: float, *, nanoseconds: int = 0) -> Moment:
    """A moment (seconds since the epoch, and nanoseconds after it) without trailing zeros, `Z` for UTC.

    One outside of the years 1 to 9999, which cannot be written, is the first or the last that can.
    """
    total = min(max(_FIRST, round(seconds * MICROSECONDS) * 1000 + nanoseconds), _LAST)
    whole, fraction = divmod(total, MICROSECONDS * 1000)
    below = f".{fraction:09d}".rstrip("0").rstrip(".")
    return Moment(f"{(_EPOCH + timedelta(seconds=whole)).isoformat()}{below}Z")
