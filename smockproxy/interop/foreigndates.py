"""Moments as programs write them: ISO 8601 with any zone or none, RFC 1123, JavaScript's, numbers."""

from datetime import UTC, datetime
from email.utils import parsedate_tz
from typing import Any

from smockproxy.core.moments import EARLIEST, LATEST

MILLISECONDS_FROM = 1e11
"""Numbers from here on are milliseconds since the epoch: as seconds they would be past the year 5000."""
LONGEST = 80
"""Characters of a date."""


def foreign_moment(value: Any) -> float | None:
    """Seconds since the epoch, of a text or a number; a date without a zone is in UTC. None for no date."""
    if isinstance(value, bool):
        return None
    if isinstance(value, (int, float)):
        return _within(float(value) / 1000 if value >= MILLISECONDS_FROM else float(value))
    if isinstance(value, datetime):
        return _within(_seconds(value))
    if not isinstance(value, str) or not 0 < len(value.strip()) <= LONGEST:
        return None
    return _of_text(value.strip())


def _of_text(text: str) -> float | None:
    try:
        return _within(_seconds(datetime.fromisoformat(text.upper())))
    except (ValueError, OverflowError):
        pass
    found = parsedate_tz(text.replace("GMT+", "+").replace("GMT-", "-"))
    if found is None:
        return None
    year, month, day, hour, minute, second, *_, offset = found
    try:
        made = datetime(year, month, day, hour, minute, min(second, 59), tzinfo=UTC).timestamp()
    except (ValueError, OverflowError):
        return None
    return _within(made - (offset or 0))


def _seconds(moment: datetime) -> float:
    return (moment if moment.tzinfo else moment.replace(tzinfo=UTC)).timestamp()


def _within(seconds: float) -> float | None:
    return seconds if EARLIEST <= seconds <= LATEST else None
