"""sprig's functions on times, for a clock that is given."""

from collections.abc import Callable, Mapping
from random import Random  # noqa: TID251 - the type of an argument
from string import ascii_letters
from typing import Any

from smockproxy.core.duration import NANOSECONDS, UNITS, format_duration, parse_duration
from smockproxy.engines.gotemplate.errors import FunctionError
from smockproxy.engines.sprig.casts import parse_int
from smockproxy.engines.sprig.gotypes import Int64, wrapped
from smockproxy.engines.sprig.moments import FURTHEST, ZERO_SECONDS, GoTime, in_zone, moment_at
from smockproxy.engines.sprig.printing import quoted
from smockproxy.engines.sprig.timereading import read_moment

_NUMERIC = "0123456789."
_UNIT = ascii_letters + "µμ"
_HOUR = 3_600 * NANOSECONDS
_ROUNDED = (
    (365 * 24 * _HOUR, "y"),
    (30 * 24 * _HOUR, "mo"),
    (24 * _HOUR, "d"),
    (_HOUR, "h"),
    (60 * NANOSECONDS, "m"),
    (NANOSECONDS, "s"),
)


def functions(now: float, _random: Random) -> Mapping[str, Callable[..., Any]]:
    """The functions at a moment: seconds since the epoch."""
    current = moment_at(now)

    def date_in_zone(layout: str, date: Any, zone: str) -> str:
        return in_zone(_moment(date, current), zone).Format(layout)

    def date(layout: str, date: Any) -> str:
        return date_in_zone(layout, date, "Local")

    def html_date_in_zone(date: Any, zone: str) -> str:
        return date_in_zone("2006-01-02", date, zone)

    def html_date(date: Any) -> str:
        return date_in_zone("2006-01-02", date, "Local")

    def ago(date: Any) -> str:
        return format_duration(_to_seconds(current.Sub(_moment(date, current))))

    def duration_round(duration: Any) -> str:
        return _rounded(_nanoseconds(duration, current))

    return {
        "now": lambda: current,
        "ago": ago,
        "date": date,
        "dateInZone": date_in_zone,
        "date_in_zone": date_in_zone,
        "htmlDate": html_date,
        "htmlDateInZone": html_date_in_zone,
        "durationRound": duration_round,
        "duration": duration,
        "dateModify": date_modify,
        "date_modify": date_modify,
        "mustDateModify": must_date_modify,
        "must_date_modify": must_date_modify,
        "toDate": to_date,
        "mustToDate": must_to_date,
        "unixEpoch": unix_epoch,
    }


def _moment(date: Any, current: GoTime) -> GoTime:
    """A time, or seconds since the epoch as a whole number; anything else is now."""
    if isinstance(date, GoTime):
        return date
    if isinstance(date, int) and not isinstance(date, bool):
        if abs(date) > FURTHEST:
            raise FunctionError("the date is out of reach")
        return GoTime(date)
    return current


def _to_seconds(nanoseconds: int) -> int:
    """Rounded to the second, half of one away from zero."""
    whole = (abs(nanoseconds) + NANOSECONDS // 2) // NANOSECONDS * NANOSECONDS
    return whole if nanoseconds >= 0 else -whole


def duration(seconds: Any) -> str:
    """Seconds, in a text or an int64 (an int is 0, as in sprig), as Go prints a duration."""
    whole = 0
    if isinstance(seconds, str):
        whole = parse_int(seconds, 10).value
    elif isinstance(seconds, Int64):
        whole = int(seconds)
    return format_duration(wrapped(whole * NANOSECONDS))


def _nanoseconds(duration: Any, current: GoTime) -> int:
    if isinstance(duration, str):
        return _parsed(duration, 0)
    if isinstance(duration, Int64):
        return int(duration)
    return int(current.Sub(duration)) if isinstance(duration, GoTime) else 0


def _parsed(text: str, otherwise: int) -> int:
    try:
        return parse_duration(text)
    except ValueError:
        return otherwise


def _rounded(nanoseconds: int) -> str:
    size = abs(nanoseconds)
    return next((f"{size // unit}{name}" for unit, name in _ROUNDED if size > unit), "0s")


def date_modify(duration: str, date: GoTime) -> GoTime:
    """The time that much later; itself for what is no duration."""
    return date.Add(_parsed(duration, 0))


def must_date_modify(duration: str, date: GoTime) -> GoTime:
    """The time that much later."""
    try:
        return date.Add(parse_duration(duration))
    except ValueError:
        raise FunctionError(f"time: {_fault(duration)} {quoted(duration)}") from None


def _fault(duration: str) -> str:
    """What Go finds wrong with a duration: `1d` has an unknown unit, `5` has none."""
    rest = duration[1:] if duration[:1] in {"+", "-"} else duration
    while rest and rest[0] in _NUMERIC:
        rest = rest.lstrip(_NUMERIC)
        unit = rest[: len(rest) - len(rest.lstrip(_UNIT))]
        if not unit and not rest:
            return "missing unit in duration"
        if unit and unit not in UNITS:
            return f"unknown unit {quoted(unit)} in duration"
        rest = rest[len(unit) :]
    return "invalid duration"


def to_date(layout: str, text: str) -> GoTime:
    """The time that a text names; Go's zero time for what names none."""
    try:
        return read_moment(layout, text)
    except ValueError:
        return GoTime(ZERO_SECONDS)


def must_to_date(layout: str, text: str) -> GoTime:
    """The time that a text names."""
    try:
        return read_moment(layout, text)
    except ValueError as error:
        raise FunctionError(str(error)) from None


def unix_epoch(date: GoTime) -> str:
    """Seconds since the epoch, as a text."""
    return str(int(date.Unix()))
