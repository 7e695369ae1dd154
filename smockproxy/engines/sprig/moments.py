"""Go's `time.Time` and what belongs to it, with the names that a template writes."""
# ruff: noqa: N802 - the methods are called by the names that Go gives them

from dataclasses import dataclass, replace
from datetime import UTC, datetime
from typing import ClassVar
from zoneinfo import ZoneInfo

from smockproxy.core.duration import NANOSECONDS, format_duration
from smockproxy.engines.gotemplate.errors import FunctionError
from smockproxy.engines.sprig.calendar_days import date_of, day_of
from smockproxy.engines.sprig.gotypes import Int64, wrapped
from smockproxy.engines.sprig.layouts import MONTHS, WEEKDAYS

_DAY = 86_400
ZERO_SECONDS = -62_135_596_800
"""The beginning of the year 1, Go's zero time."""


class Duration(int):
    """Nanoseconds; prints as `1h0m0s`."""

    __slots__ = ()
    go_type: ClassVar[str] = "time.Duration"
    go_kind: ClassVar[str] = "int64"
    go_methods: ClassVar[frozenset[str]] = frozenset(
        {"String", "Hours", "Minutes", "Seconds", "Milliseconds", "Nanoseconds"}
    )

    def String(self) -> str:
        """As Go prints it."""
        return format_duration(int(self))

    def Hours(self) -> float:
        """In hours."""
        return self / (3_600 * NANOSECONDS)

    def Minutes(self) -> float:
        """In minutes."""
        return self / (60 * NANOSECONDS)

    def Seconds(self) -> float:
        """In seconds."""
        return self / NANOSECONDS

    def Milliseconds(self) -> Int64:
        """Whole milliseconds."""
        return Int64(abs(self) // 1_000_000 * (1 if self >= 0 else -1))

    def Nanoseconds(self) -> Int64:
        """In nanoseconds."""
        return Int64(self)


class Month(int):
    """A month, from 1; prints as its English name."""

    __slots__ = ()
    go_type: ClassVar[str] = "time.Month"
    go_kind: ClassVar[str] = "int"
    go_methods: ClassVar[frozenset[str]] = frozenset({"String"})

    def String(self) -> str:
        """Its English name."""
        return MONTHS[self - 1]


class Weekday(int):
    """A day of the week, from Sunday as 0; prints as its English name."""

    __slots__ = ()
    go_type: ClassVar[str] = "time.Weekday"
    go_kind: ClassVar[str] = "int"
    go_methods: ClassVar[frozenset[str]] = frozenset({"String"})

    def String(self) -> str:
        """Its English name."""
        return WEEKDAYS[self]


@dataclass(frozen=True, slots=True)
class GoTime:
    """A moment with the offset that it is written in. A template may name the methods in `go_methods`."""

    seconds: int
    """Since the epoch."""
    nanoseconds: int = 0
    """0 to 999,999,999."""
    offset: int = 0
    """Seconds east of UTC."""
    zone: str = "UTC"
    """The abbreviation; empty for an offset without a name."""

    go_type: ClassVar[str] = "time.Time"
    go_kind: ClassVar[str] = "struct"
    go_methods: ClassVar[frozenset[str]] = frozenset({
        "Add", "AddDate", "After", "Before", "Compare", "Day", "Equal", "Format", "Hour", "IsZero", "Local",
        "Minute", "Month", "Nanosecond", "Second", "String", "Sub", "UTC", "Unix", "UnixMicro", "UnixMilli",
        "UnixNano", "Weekday", "Year", "YearDay",
    })  # fmt: skip

    @property
    def _day(self) -> int:
        return (self.seconds + self.offset) // _DAY

    @property
    def _clock(self) -> int:
        return (self.seconds + self.offset) % _DAY

    @property
    def _total(self) -> int:
        return self.seconds * NANOSECONDS + self.nanoseconds

    def Format(self, layout: str) -> str:
        """Written in a layout of Go's."""
        from smockproxy.engines.sprig.timetext import write  # noqa: PLC0415 - it needs this class

        return write(self, layout)

    def String(self) -> str:
        """As Go prints a time."""
        return self.Format("2006-01-02 15:04:05.999999999 -0700 MST")

    def Year(self) -> int:
        """The year."""
        return date_of(self._day)[0]

    def Month(self) -> Month:
        """The month."""
        return Month(date_of(self._day)[1])

    def Day(self) -> int:
        """The day of the month, from 1."""
        return date_of(self._day)[2]

    def YearDay(self) -> int:
        """The day of the year, from 1."""
        return self._day - day_of(self.Year(), 1, 1) + 1

    def Weekday(self) -> Weekday:
        """The day of the week."""
        return Weekday((self._day + 4) % 7)

    def Hour(self) -> int:
        """0 to 23."""
        return self._clock // 3_600

    def Minute(self) -> int:
        """0 to 59."""
        return self._clock // 60 % 60

    def Second(self) -> int:
        """0 to 59."""
        return self._clock % 60

    def Nanosecond(self) -> int:
        """0 to 999,999,999."""
        return self.nanoseconds

    def Unix(self) -> Int64:
        """Seconds since the epoch."""
        return Int64(self.seconds)

    def UnixMilli(self) -> Int64:
        """Milliseconds since the epoch."""
        return wrapped(self._total // 1_000_000)

    def UnixMicro(self) -> Int64:
        """Microseconds since the epoch."""
        return wrapped(self._total // 1_000)

    def UnixNano(self) -> Int64:
        """Nanoseconds since the epoch."""
        return wrapped(self._total)

    def Add(self, duration: int) -> "GoTime":
        """The moment so many nanoseconds later. Raises `FunctionError` when the year is out of reach."""
        seconds, nanoseconds = divmod(self._total + duration, NANOSECONDS)
        return replace(self, seconds=_reachable(seconds), nanoseconds=nanoseconds)

    def AddDate(self, years: int, months: int, days: int) -> "GoTime":
        """The moment so many years, months and days later. Raises `FunctionError` when it is out of reach."""
        year, month, day = date_of(self._day)
        seconds = day_of(year + years, month + months, day + days) * _DAY + self._clock - self.offset
        return replace(self, seconds=_reachable(seconds))

    def Sub(self, other: "GoTime") -> Duration:
        """How long after the other it is, at most 292 years."""
        return Duration(max(-(2**63), min(2**63 - 1, self._total - other._total)))  # noqa: SLF001 - its own class

    def Before(self, other: "GoTime") -> bool:
        """Whether it is before the other."""
        return self.Compare(other) < 0

    def After(self, other: "GoTime") -> bool:
        """Whether it is after the other."""
        return self.Compare(other) > 0

    def Equal(self, other: "GoTime") -> bool:
        """Whether it is the same moment."""
        return self.Compare(other) == 0

    def Compare(self, other: "GoTime") -> int:
        """-1 before the other, 0 the same moment, 1 after it."""
        mine, others = (self.seconds, self.nanoseconds), (other.seconds, other.nanoseconds)
        return (mine > others) - (mine < others)

    def IsZero(self) -> bool:
        """Whether it is Go's zero time."""
        return self.seconds == ZERO_SECONDS and not self.nanoseconds

    def UTC(self) -> "GoTime":
        """The moment in UTC."""
        return replace(self, offset=0, zone="UTC")

    def Local(self) -> "GoTime":
        """The moment in UTC, which is every machine's zone here."""
        return self.UTC()


FURTHEST = 10**13
"""Seconds from the epoch, some 300,000 years: what a template can reach."""


def _reachable(seconds: int) -> int:
    if abs(seconds) > FURTHEST:
        raise FunctionError("the date is out of reach")
    return seconds


def moment_at(seconds: float) -> GoTime:
    """A moment of seconds since the epoch, in UTC."""
    whole, nanoseconds = divmod(round(seconds * 1_000_000) * 1_000, NANOSECONDS)
    return GoTime(whole, nanoseconds)


def in_zone(moment: GoTime, name: str) -> GoTime:
    """The moment in a zone of the IANA database; `Local`, and a zone that is unknown, are UTC."""
    if name in {"", "UTC", "Local"} or len(name) > 100:
        return moment.UTC()
    try:
        there = datetime.fromtimestamp(moment.seconds, UTC).astimezone(ZoneInfo(name))
    except (ValueError, OverflowError, OSError, KeyError):  # no such zone, or no such year in Python
        return moment.UTC()
    offset = there.utcoffset()
    return replace(moment, offset=int(offset.total_seconds()) if offset else 0, zone=there.tzname() or "")
