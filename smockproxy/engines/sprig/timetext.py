"""A moment written in a layout of Go's.

Source: Go's `Time.Format`.
"""

from collections.abc import Callable, Mapping

from smockproxy.engines.gotemplate.errors import FunctionError
from smockproxy.engines.sprig.layouts import LONGEST, MONTHS, WEEKDAYS, ZONES, is_fraction, pieces
from smockproxy.engines.sprig.moments import GoTime

_WRITERS: Mapping[str, Callable[[GoTime], str]] = {
    "": lambda _moment: "",
    "2006": lambda moment: f"{'-' * (moment.Year() < 0)}{abs(moment.Year()):04d}",
    "06": lambda moment: f"{max(moment.Year(), 0) % 100:02d}",
    "January": lambda moment: MONTHS[moment.Month() - 1],
    "Jan": lambda moment: MONTHS[moment.Month() - 1][:3],
    "01": lambda moment: f"{int(moment.Month()):02d}",
    "1": lambda moment: f"{int(moment.Month())}",
    "Monday": lambda moment: WEEKDAYS[moment.Weekday()],
    "Mon": lambda moment: WEEKDAYS[moment.Weekday()][:3],
    "02": lambda moment: f"{moment.Day():02d}",
    "_2": lambda moment: f"{moment.Day():2d}",
    "2": lambda moment: f"{moment.Day()}",
    "002": lambda moment: f"{moment.YearDay():03d}",
    "__2": lambda moment: f"{moment.YearDay():3d}",
    "15": lambda moment: f"{moment.Hour():02d}",
    "03": lambda moment: f"{moment.Hour() % 12 or 12:02d}",
    "3": lambda moment: f"{moment.Hour() % 12 or 12}",
    "04": lambda moment: f"{moment.Minute():02d}",
    "4": lambda moment: f"{moment.Minute()}",
    "05": lambda moment: f"{moment.Second():02d}",
    "5": lambda moment: f"{moment.Second()}",
    "PM": lambda moment: "PM" if moment.Hour() >= 12 else "AM",
    "pm": lambda moment: "pm" if moment.Hour() >= 12 else "am",
    "MST": lambda moment: moment.zone or offset_text(moment.offset, "-0700"),
}


def write(moment: GoTime, layout: str) -> str:
    """The moment in a layout. Raises `FunctionError` for a layout that is too long."""
    if len(layout) > LONGEST:
        raise FunctionError(f"the layout has {len(layout)} characters; at most {LONGEST} are allowed")
    return "".join(f"{before}{_written(moment, part)}" for before, part in pieces(layout))


def _written(moment: GoTime, part: str) -> str:
    if is_fraction(part):
        return _fraction(moment.nanoseconds, part)
    if part in ZONES:
        return "Z" if part.startswith("Z") and not moment.offset else offset_text(moment.offset, part)
    return _WRITERS[part](moment)


def _fraction(nanoseconds: int, part: str) -> str:
    digits = f"{nanoseconds:09d}"[: len(part) - 1].ljust(len(part) - 1, "0")
    if part[1] == "9":
        digits = digits.rstrip("0")
    return f"{part[0]}{digits}" if digits else ""


def offset_text(offset: int, part: str) -> str:
    """An offset from UTC in the form of a part: `-07`, `-0700`, `-07:00`, `-070000`, `-07:00:00`."""
    size = abs(offset)
    numbers = [size // 3_600, size // 60 % 60, size % 60][: len(part.replace(":", "")) // 2]
    joint = ":" if ":" in part else ""
    return f"{'-' if offset < 0 else '+'}{joint.join(f'{number:02d}' for number in numbers)}"
