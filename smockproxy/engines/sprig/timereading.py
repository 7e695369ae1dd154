"""Reading a moment that is written in a layout of Go's.

Source: Go's `time.ParseInLocation`, with UTC as the location.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field

from smockproxy.core.goprint import go_syntax
from smockproxy.engines.sprig.calendar_days import day_of, days_in
from smockproxy.engines.sprig.layouts import LONGEST, MONTHS, WEEKDAYS, ZONES, is_fraction, pieces
from smockproxy.engines.sprig.moments import GoTime

_DIGITS = frozenset("0123456789")
_KNOWN_ZONES = ("UTC", "GMT", "ChST", "MeST")
_RANGES = {
    "month": (1, 12, "month"),
    "hour": (0, 23, "hour"),
    "half": (0, 12, "hour"),
    "minute": (0, 59, "minute"),
    "second": (0, 59, "second"),
    "year_day": (1, 366, "day-of-year"),
}


@dataclass(slots=True)
class _Reading:
    """What is left to read, and what has been read."""

    rest: str
    found: dict[str, int] = field(default_factory=dict)
    zone: str | None = None

    def take(self, length: int) -> str:
        taken, self.rest = self.rest[:length], self.rest[length:]
        return taken

    def number(self, least: int, most: int) -> int:
        """A number of so many digits. Raises `ValueError`."""
        digits = 0
        while digits < most and self.rest[digits : digits + 1] in _DIGITS:
            digits += 1
        if digits < least:
            raise ValueError(self.rest)
        return int(self.take(digits))

    def name(self, names: tuple[str, ...], length: int | None) -> int:
        """Which of the names stands there, from 0. Raises `ValueError`."""
        for at, name in enumerate(names):
            short = name[:length]
            if self.rest[: len(short)].lower() == short.lower():
                self.take(len(short))
                return at
        raise ValueError(self.rest)


def read_moment(layout: str, text: str) -> GoTime:
    """The moment that a text names. Raises `ValueError` in Go's words."""
    if len(layout) > LONGEST or len(text) > LONGEST:
        raise ValueError(f"a time and its layout have at most {LONGEST} characters")
    reading = _Reading(text)
    parts = pieces(layout)
    for at, (before, part) in enumerate(parts):
        wanted = held = before
        try:
            _skip(reading, before)
            wanted, held = part, reading.rest
            _read(reading, part)
            if part in {"5", "05"} and not is_fraction(parts[at + 1][1]):
                _fraction(reading, "")
        except ValueError:
            at_fault = go_syntax(reading.rest if wanted == before else held)
            whole = f"parsing time {go_syntax(text)} as {go_syntax(layout)}"
            raise ValueError(f"{whole}: cannot parse {at_fault} as {go_syntax(wanted)}") from None
    if reading.rest:
        raise ValueError(f"parsing time {go_syntax(text)}: extra text: {go_syntax(reading.rest)}")
    try:
        return _moment(reading)
    except ValueError as error:
        raise ValueError(f"parsing time {go_syntax(text)}: {error}") from None


def _skip(reading: _Reading, before: str) -> None:
    """Read a text that must stand there; a space stands for any number of them."""
    while before:
        if before[0] == " ":
            if reading.rest and reading.rest[0] != " ":
                raise ValueError(reading.rest)
            before, reading.rest = before.lstrip(" "), reading.rest.lstrip(" ")
        elif reading.rest[:1] == before[0]:
            before, reading.rest = before[1:], reading.rest[1:]
        else:
            raise ValueError(reading.rest)


def _two_digit_year(reading: _Reading) -> None:
    year = reading.number(2, 2)
    reading.found["year"] = year + (1900 if year >= 69 else 2000)


def _padded(reading: _Reading, key: str, width: int) -> None:
    reading.rest = reading.rest[len(reading.rest[: width - 1]) - len(reading.rest[: width - 1].lstrip(" ")) :]
    reading.found[key] = reading.number(1, width)


def _half(reading: _Reading, morning: str, afternoon: str) -> None:
    mark = reading.take(2)
    if mark not in {morning, afternoon}:
        raise ValueError(mark)
    reading.found["afternoon"] = mark == afternoon


def _abbreviation(reading: _Reading) -> None:
    """`CET`, `GMT+3` or `+03`."""
    rest = reading.rest
    name = next((known for known in _KNOWN_ZONES if rest.startswith(known)), "") or _capitals(rest)
    hours = _signed_hours(rest[len(name) :]) if name in {"", "GMT"} else ""
    if len(rest) < 3 or not (name or hours):
        raise ValueError(rest)
    reading.zone = reading.take(len(name + hours))
    if name and hours:
        reading.found["beside_gmt"] = int(hours) * 3_600


def _capitals(text: str) -> str:
    """The capital letters in front, if they can be the name of a zone: three, or up to five that end in T."""
    length = 0
    while length < 6 and "A" <= text[length : length + 1] <= "Z":
        length += 1
    name = text[:length]
    return name if length == 3 or name == "WITA" or (length in {4, 5} and name[-1] == "T") else ""


def _signed_hours(text: str) -> str:
    """The sign and the number of hours in front, at most 23; empty for none."""
    end = 1
    while text[end : end + 1] in _DIGITS:
        end += 1
    hours = text[1:end].lstrip("0").rjust(2, "0")
    return text[:end] if text[:1] in {"+", "-"} and end > 1 and len(hours) == 2 and hours <= "23" else ""


def _number(key: str, least: int, most: int) -> Callable[[_Reading], None]:
    def read(reading: _Reading) -> None:
        reading.found[key] = reading.number(least, most)

    return read


def _name(key: str, names: tuple[str, ...], length: int | None = None) -> Callable[[_Reading], None]:
    def read(reading: _Reading) -> None:
        reading.found[key] = reading.name(names, length) + 1

    return read


_READERS: Mapping[str, Callable[[_Reading], None]] = {
    "": lambda _reading: None,
    "2006": _number("year", 4, 4),
    "06": _two_digit_year,
    "January": _name("month", MONTHS),
    "Jan": _name("month", MONTHS, 3),
    "01": _number("month", 2, 2),
    "1": _number("month", 1, 2),
    "Monday": _name("weekday", WEEKDAYS),
    "Mon": _name("weekday", WEEKDAYS, 3),
    "02": _number("day", 2, 2),
    "_2": lambda reading: _padded(reading, "day", 2),
    "2": _number("day", 1, 2),
    "002": _number("year_day", 3, 3),
    "__2": lambda reading: _padded(reading, "year_day", 3),
    "15": _number("hour", 1, 2),
    "03": _number("half", 2, 2),
    "3": _number("half", 1, 2),
    "04": _number("minute", 2, 2),
    "4": _number("minute", 1, 2),
    "05": _number("second", 2, 2),
    "5": _number("second", 1, 2),
    "PM": lambda reading: _half(reading, "AM", "PM"),
    "pm": lambda reading: _half(reading, "am", "pm"),
    "MST": _abbreviation,
}


def _read(reading: _Reading, part: str) -> None:
    if is_fraction(part):
        _fraction(reading, part)
    elif part in ZONES:
        _offset(reading, part)
    else:
        _READERS[part](reading)


def _fraction(reading: _Reading, part: str) -> None:
    """A fraction of a second; one of nines, and one that the layout does not name, may be missing."""
    exact = len(part) - 1 if part[1:2] == "0" else 0
    if reading.rest[:1] not in {".", ","} or reading.rest[1:2] not in _DIGITS:
        if exact:
            raise ValueError(reading.rest)
        return
    reading.take(1)
    held = reading.rest
    reading.number(exact or 1, exact or len(held))
    digits = held[: len(held) - len(reading.rest)]
    reading.found["nanosecond"] = int(digits[:9].ljust(9, "0"))


def _offset(reading: _Reading, part: str) -> None:
    reading.zone = reading.zone or ""
    if part.startswith("Z") and reading.rest.startswith("Z"):
        reading.take(1)
        reading.zone, reading.found["offset"] = "UTC", 0
        return
    sign = reading.take(1)
    if sign not in {"+", "-"}:
        raise ValueError(sign)
    seconds = 0
    for at in range(len(part.replace(":", "")) // 2):
        if at and ":" in part and reading.take(1) != ":":
            raise ValueError(part)
        seconds += reading.number(2, 2) * 60 ** (2 - at)
    reading.found["offset"] = -seconds if sign == "-" else seconds


def _moment(reading: _Reading) -> GoTime:
    found = reading.found
    for key, (least, most, called) in _RANGES.items():
        if not least <= found.get(key, least) <= most:
            raise ValueError(f"{called} out of range")
    year = found.get("year", 0)
    day = _day(found, year)
    hour = found.get("hour", found.get("half", 0))
    if "afternoon" in found:
        hour = hour % 12 + 12 if found["afternoon"] else hour % 12
    offset = found.get("offset", 0)
    clock = hour * 3_600 + found.get("minute", 0) * 60 + found.get("second", 0)
    zone = reading.zone or ("" if offset else "UTC")
    # Go reads the clock of `GMT+3` as UTC's, and shows it three hours later
    shown = found.get("offset", found.get("beside_gmt", 0))
    return GoTime(day * 86_400 + clock - offset, found.get("nanosecond", 0), shown, zone)


def _day(found: dict[str, int], year: int) -> int:
    if "year_day" in found:
        day = day_of(year, 1, found["year_day"])
        if day >= day_of(year + 1, 1, 1):
            raise ValueError("day-of-year out of range")
        return day
    month = found.get("month", 1)
    if not 1 <= found.get("day", 1) <= days_in(year, month):
        raise ValueError("day out of range")
    return day_of(year, month, found.get("day", 1))
