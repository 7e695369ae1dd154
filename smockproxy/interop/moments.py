"""Moments as Smocker writes them: RFC 3339 with fractions of a second, in UTC.

Deliberate difference: Smocker writes its server's zone. Source of the form: Go's `time.RFC3339Nano`.
"""

from datetime import datetime, timedelta

MICROSECONDS = 1_000_000
"""In a second."""
_EPOCH = datetime(1970, 1, 1)  # noqa: DTZ001 - in UTC, and written without its offset


class Moment(str):
    """A moment's text: YAML has a type for it, so it stands without quotes there."""

    __slots__ = ()


def rfc3339(seconds: float, *, nanoseconds: int = 0) -> Moment:
    """A moment (seconds since the epoch, and nanoseconds after it) without trailing zeros, `Z` for UTC.

    Raises `OverflowError` outside the years 1 to 9999.
    """
    total = round(seconds * MICROSECONDS) * 1000 + nanoseconds
    whole, fraction = divmod(total, MICROSECONDS * 1000)
    below = f".{fraction:09d}".rstrip("0").rstrip(".")
    return Moment(f"{(_EPOCH + timedelta(seconds=whole)).isoformat()}{below}Z")
