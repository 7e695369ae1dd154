"""Dates in texts, moved by an offset: each keeps its form, its precision and its zone.

Moved are ISO 8601 and RFC 3339 (extended, and basic with a time), HTTP's three forms (RFC 9110, 5.6.7),
those of cookies, `Date.toString()` of JavaScript, and seconds or milliseconds since the epoch under a name
that says so. A date far from the recording is none of it, and stays. Python's `re` is good enough here: the
patterns are ours, and bounded.
"""

import re  # noqa: TID251 - patterns of ours
from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from functools import lru_cache
from re import Match  # noqa: TID251 - patterns of ours

from smockproxy.core.replayed import NEARBY

_DAY = 86_400
_MONTHS = ("Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec")
_DAYS = ("Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday")
_COLON = r"(?::|%3[Aa])"
_ISO = re.compile(
    rf"(?<![\d.\w-])(\d{{4}})(-?)(\d\d)\2(\d\d)"
    rf"(?:([Tt ]|%20|\+)(\d\d)({_COLON}?)(\d\d)(?:\7(\d\d)([.,]\d{{1,9}})?)?"
    rf"(\s?(?:[Zz]|(?:[+-]|%2[Bb])\d\d(?:{_COLON}?\d\d)?))?)?(?![\d\w-])"
)
"""Year, dash, month, day; separator, hour, colon, minute, second, fraction, zone."""
_MONTH = "|".join(_MONTHS)
_WEEKDAY = "|".join(f"{name[:3]}(?:{name[3:]})?" for name in _DAYS)
_WORDED = re.compile(
    rf"\b({_WEEKDAY})(,[ +]|,%20)(\d\d?)([ +-]|%20)({_MONTH})\4(\d{{4}}|\d\d)([ +]|%20)"
    rf"(\d\d)({_COLON})(\d\d)\9(\d\d)"
)
"""`Sun, 06 Nov 1994 08:49:37`, `Sunday, 06-Nov-94 08:49:37`: the zone that follows stays as it is."""
_ASCTIME = re.compile(rf"\b({_WEEKDAY}) ({_MONTH}) ( ?\d\d?)( \d{{4}})? (\d\d):(\d\d):(\d\d)(?: (\d{{4}}))?")
"""`Sun Nov  6 08:49:37 1994`; `Sun Nov 06 1994 08:49:37` of JavaScript."""
_EPOCH = re.compile(r"(?<!\d)(?:\d{13}|\d{10})(?![\d\w-])", re.ASCII)
"""What may be seconds or milliseconds since the epoch, with or without a fraction."""
_OF_TIME = re.compile(
    r"(?:[Tt]ime|[Dd]ate|[Ss]tamp|[Ee]xpir\w{0,6}|_[Aa]t|[a-z]At|\b[Aa]t|_on|[a-z]On|[Uu]ntil|[Ss]ince|[Ee]poch|"
    r"[Cc]reated|[Uu]pdated|[Mm]odified|[Ii]ssued|[Pp]ublished|[Ll]ast_?(?:[Ss]een|[Ll]ogin)|[Rr]eset|[Bb]efore|"
    r"[Aa]fter|[Dd]eadline|[Vv]alid_?(?:[Tt]o|[Ff]rom)|\bexp|\biat|\bnbf|\bts|\bnow|\b_?seconds)"
    r"(?:[_-]?(?:ms|s|sec|seconds|millis|utc|UTC|Ms|Seconds|Millis))?\Z"
)
"""How a name ends that speaks of time."""
_EMAN = re.compile(r"[\w.-]{1,60}")
"""A name, read backwards."""
_LONGEST_BEFORE = 80
"""Characters before a number in which its name is looked for."""
_AROUND_NAMES = " \t\r\n\"'\\\\"


@dataclass(frozen=True, slots=True)
class Ageing:
    """Moves dates that belong to a recording."""

    offset: int
    """Seconds."""
    recorded_at: float
    """When it was recorded, in seconds since the epoch."""
    nearby: float = NEARBY
    """Seconds before and after it within which dates are moved."""

    def text(self, text: str) -> str:
        """A text with its dates moved. What only looks like a date stays."""
        if not self.offset:
            return text
        text = _ISO.sub(self._either(self._iso), text)
        text = _WORDED.sub(self._either(self._worded), text)
        text = _ASCTIME.sub(self._either(self._asctime), text)
        return _EPOCH.sub(self._epoch, text)

    def header(self, name: str, value: str) -> str:
        """A header's value, moved; a number tells by the header's name that it is a moment."""
        return self.text(f"{name}: {value}").partition(": ")[2]

    def moment(self, moment: float) -> float:
        """A moment in seconds since the epoch, moved if it belongs to the recording."""
        return moment + self.offset if self.is_nearby(moment) else moment

    def is_nearby(self, moment: float) -> bool:
        """Whether a moment, in seconds since the epoch, belongs to the recording."""
        return abs(moment - self.recorded_at) <= self.nearby

    def _either(self, moved: Callable[[Match[str]], str]) -> Callable[[Match[str]], str]:
        def either(found: Match[str]) -> str:
            try:
                return moved(found)
            except (ValueError, OverflowError):
                return found[0]

        return either

    def _moved(self, there: datetime) -> datetime | None:
        """A wall clock's moment, moved; its zone, less than a day from UTC, decides nothing."""
        is_nearby = self.is_nearby(there.replace(tzinfo=UTC).timestamp())
        return there + timedelta(seconds=self.offset) if is_nearby else None

    def _iso(self, found: Match[str]) -> str:
        year, dash, month, day, between, hour, colon, minute, second, fraction, zone = found.groups()
        if not between:
            return self._day(found) if dash else found[0]
        if bool(dash) is not bool(colon):
            return found[0]
        numbers = (int(year), int(month), int(day), int(hour), int(minute), int(second or 0))
        moved = self._moved(datetime(*numbers))  # noqa: DTZ001 - in whatever zone it is in
        if moved is None:
            return found[0]
        seconds = f"{colon}{moved:%S}{fraction or ''}" if second else ""
        day_text = dash.join((f"{moved.year:04d}", f"{moved:%m}", f"{moved:%d}"))
        return f"{day_text}{between}{moved:%H}{colon}{moved:%M}{seconds}{zone or ''}"

    def _day(self, found: Match[str]) -> str:
        there = date(int(found[1]), int(found[3]), int(found[4]))
        if not self.is_nearby(datetime(there.year, there.month, there.day, 12, tzinfo=UTC).timestamp()):
            return found[0]
        return (there + self._days).isoformat()

    @property
    def _days(self) -> timedelta:
        """From the day of the recording to that of the replay, in UTC: what was today is today."""
        return _day_of(self.recorded_at + self.offset) - _day_of(self.recorded_at)

    def _worded(self, found: Match[str]) -> str:
        name, comma, day, dash, month, year, blank, hour, colon, minute, second = found.groups()
        century = "" if len(year) == 4 else "20"  # RFC 9110's rule for two digits, for the years there are
        numbers = (
            int(century + year),
            _MONTHS.index(month) + 1,
            int(day),
            int(hour),
            int(minute),
            int(second),
        )
        moved = self._moved(datetime(*numbers))  # noqa: DTZ001 - in whatever zone it is in
        if moved is None:
            return found[0]
        shown_year = f"{moved.year:04d}"[-len(year) :]
        days = f"{moved.day:0{len(day)}d}{dash}{_MONTHS[moved.month - 1]}{dash}{shown_year}"
        return f"{_weekday(moved, name)}{comma}{days}{blank}{moved:%H}{colon}{moved:%M}{colon}{moved:%S}"

    def _asctime(self, found: Match[str]) -> str:
        name, month, day, year, hour, minute, second, last = found.groups()
        if (year is None) is (last is None):
            return found[0]
        numbers = (int(year or last), _MONTHS.index(month) + 1, int(day), int(hour), int(minute), int(second))
        moved = self._moved(datetime(*numbers))  # noqa: DTZ001 - in whatever zone it is in
        if moved is None:
            return found[0]
        days = f"{moved.day:02d}" if day[0] != " " and len(day) == 2 else f"{moved.day:>{len(day)}d}"
        first, end = (f" {moved.year:04d}", "") if year else ("", f" {moved.year:04d}")
        time = f"{moved:%H:%M:%S}"
        return f"{_weekday(moved, name)} {_MONTHS[moved.month - 1]} {days}{first} {time}{end}"

    def _epoch(self, found: Match[str]) -> str:
        digits = found[0]
        unit = 1000 if len(digits) == 13 else 1
        is_nearby = self.is_nearby(int(digits) / unit)
        if not is_nearby or not _speaks_of_time(_name_before(found.string, found.start())):
            return digits
        return str(int(digits) + self.offset * unit)


def _day_of(moment: float) -> date:
    return date(1970, 1, 1) + timedelta(days=moment // _DAY)


def _name_before(text: str, begins: int) -> str:
    """The name of the value that begins there: in JSON, also in a text of it, in a header, in a query, of an
    element of XML, and in `/Date(…)/`; empty for none.
    """
    before = text[max(0, begins - _LONGEST_BEFORE) : begins].rstrip(_AROUND_NAMES)
    if not before.endswith((":", "=", ">", "(")):
        return ""
    name = _EMAN.match(before[:-1].rstrip(_AROUND_NAMES)[::-1])
    return name[0][::-1] if name else ""


@lru_cache(1_000)
def _speaks_of_time(name: str) -> bool:
    return _OF_TIME.search(name) is not None


def _weekday(moved: datetime, name: str) -> str:
    """The day's name, as long as it was written."""
    full = _DAYS[moved.weekday()]
    return full[:3] if len(name) == 3 else full
