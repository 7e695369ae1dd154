"""Go's layouts of time: `2006-01-02 15:04:05` and what its parts mean.

Source: the documentation of Go's time package.
"""

from collections.abc import Iterator
from functools import lru_cache

LONGEST = 10_000
"""Characters of a layout."""

MONTHS = (
    "January", "February", "March", "April", "May", "June",
    "July", "August", "September", "October", "November", "December",
)  # fmt: skip
WEEKDAYS = ("Sunday", "Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday")

_PARTS: dict[str, tuple[str, ...]] = {
    "J": ("January", "Jan"),
    "M": ("Monday", "Mon", "MST"),
    "0": ("002", "01", "02", "03", "04", "05", "06"),
    "1": ("15", "1"),
    "2": ("2006", "2"),
    "_": ("__2", "_2"),
    "3": ("3",),
    "4": ("4",),
    "5": ("5",),
    "P": ("PM",),
    "p": ("pm",),
    "-": ("-070000", "-07:00:00", "-0700", "-07:00", "-07"),
    "Z": ("Z070000", "Z07:00:00", "Z0700", "Z07:00", "Z07"),
}
"""By first letter; what comes first is tried first."""
ZONES = frozenset(_PARTS["-"] + _PARTS["Z"])
"""The parts that are an offset from UTC."""
_DIGITS = frozenset("0123456789")


@lru_cache(maxsize=256)
def pieces(layout: str) -> tuple[tuple[str, str], ...]:
    """A layout in pieces: a part, and the text before it; the last has no part."""
    return tuple(_pieces(layout[:LONGEST]))


def _pieces(layout: str) -> Iterator[tuple[str, str]]:
    begin = at = 0
    while at < len(layout):
        if layout.startswith("_2006", at):  # an underscore, then a year
            at += 1
        part = _part_at(layout, at)
        if part:
            yield layout[begin:at], part
            at = begin = at + len(part)
        else:
            at += 1
    yield layout[begin:], ""


def _part_at(layout: str, at: int) -> str:
    if layout[at] in ".,":
        return _fraction_at(layout, at)
    found = next((part for part in _PARTS.get(layout[at], ()) if layout.startswith(part, at)), "")
    if found in {"Jan", "Mon"} and "a" <= layout[at + 3 : at + 4] <= "z":
        return ""
    return found


def _fraction_at(layout: str, at: int) -> str:
    """`.000` or `,999`, unless another digit follows."""
    digit = layout[at + 1 : at + 2]
    if digit not in {"0", "9"}:
        return ""
    end = at + 1
    while layout[end : end + 1] == digit:
        end += 1
    return "" if layout[end : end + 1] in _DIGITS else layout[at:end]


def is_fraction(part: str) -> bool:
    """Whether a part stands for a fraction of a second."""
    return part[:1] in {".", ","}
