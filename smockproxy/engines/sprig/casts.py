"""Numbers from values, as sprig casts them.

Source: spf13/cast 1.7 and Go's strconv: a text is read in Go's notation (`0x1f`, `0b1`, `010` is eight,
`1_000`), `1.0` is 1, `1.5` and everything else that is no number is 0.
"""

from dataclasses import dataclass
from math import isfinite, trunc
from typing import Any

from smockproxy.engines.sprig.gotypes import Int64

LOWEST, HIGHEST = -(2**63), 2**63 - 1
LONGEST = 1_000
"""Digits of a number in a text."""
_BASES = {"0x": 16, "0b": 2, "0o": 8}
_DIGITS = "0123456789abcdef"


@dataclass(frozen=True, slots=True)
class Parsed:
    """A whole number from a text; `value` is what Go gives beside an error: 0, or the nearest that 64
    bits hold."""

    value: int
    good: bool = True


def parse_int(text: str, base: int) -> Parsed:
    """A whole number of 64 bits; base 0 takes it from the text's prefix."""
    digits = text[1:] if text[:1] in {"+", "-"} else text
    if base == 0:
        base, digits = _based(digits)
    allowed = _DIGITS[:base]
    if not digits or len(digits) > LONGEST or not all(char in allowed for char in digits.lower()):
        return Parsed(0, good=False)
    number = int(digits, base)
    if text.startswith("-"):
        number = -number
    within = max(LOWEST, min(HIGHEST, number))
    return Parsed(within, good=within == number)


def _based(digits: str) -> tuple[int, str]:
    """The base of a number in Go's notation, and its digits; none when the underscores are amiss."""
    base = _BASES.get(digits[:2].lower(), 0)
    if base:
        digits = digits[2:].removeprefix("_")
    elif digits.startswith("0") and len(digits) > 1:
        base, digits = 8, digits[1:].removeprefix("_")
    if digits.startswith("_") or digits.endswith("_") or "__" in digits:
        return 10, ""
    return base or 10, digits.replace("_", "")


def to_int64(value: Any) -> Int64:
    """An int64 of any value; 0 for what is no number."""
    if isinstance(value, str):
        parsed = parse_int(_without_zero_decimals(value), 0)
        return Int64(parsed.value if parsed.good else 0)
    if isinstance(value, float):
        return Int64(trunc(value) if isfinite(value) and LOWEST <= value < 2**63 else LOWEST)
    if isinstance(value, int):  # True is 1
        return Int64(value if LOWEST <= value <= HIGHEST else 0)
    return Int64(0)


def to_int(value: Any) -> int:
    """An int of any value; 0 for what is no number."""
    return int(to_int64(value))


def _without_zero_decimals(text: str) -> str:
    """`1.00` is `1`; a text with other decimals, or without any, is itself."""
    bare = text.rstrip("0")
    return bare[:-1] if bare.endswith(".") and len(bare) < len(text) else text


def to_float64(value: Any) -> float:
    """A float64 of any value; 0 for what is no number."""
    if isinstance(value, str):
        return _float_of(value)
    if isinstance(value, (int, float)):
        return float(value)
    return 0.0


def _float_of(text: str) -> float:
    if len(text) > LONGEST or "_" in text or not text.isascii() or text.strip() != text:
        return 0.0
    try:
        number = float.fromhex(text) if text.lstrip("+-")[:2].lower() == "0x" else float(text)
    except (ValueError, OverflowError):
        return 0.0
    named = text.lstrip("+-").lower() in {"inf", "infinity", "nan"}
    return number if named or isfinite(number) else 0.0
