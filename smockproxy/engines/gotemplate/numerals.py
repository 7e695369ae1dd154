"""Numbers as Go prints them: fmt's integer and float verbs, strconv.FormatFloat."""

import math
from decimal import Decimal

from smockproxy.engines.gotemplate.flags import Flags, padded
from smockproxy.engines.gotemplate.literals import quote

BASES = {"v": "d", "d": "d", "b": "b", "o": "o", "O": "o", "x": "x", "X": "X"}
PREFIXES = {"b": "0b", "x": "0x", "X": "0X"}
FLOAT_VERBS = {
    "v": "g",
    "b": "b",
    "g": "g",
    "G": "G",
    "x": "x",
    "X": "X",
    "f": "f",
    "F": "f",
    "e": "e",
    "E": "E",
}
FIXED = frozenset("feE")
"""Verbs with six digits after the point when nothing else is said."""
LARGEST_RUNE = 0x10FFFF
MANTISSA = 52
"""Bits of a float64's fraction."""


def integer_text(value: int, verb: str, flags: Flags) -> str | None:
    """An integer by a verb, padded; nothing when integers have no such verb."""
    if verb in BASES:
        return _in_base(value, verb, flags)
    if verb == "c":
        return padded(_character(value), flags)
    if verb == "q":
        return padded(quote(_character(value), ascii_only=flags.has("+"), mark="'"), flags)
    if verb == "U":
        digits = f"U+{value % 2**64:0{max(flags.precision or 0, 4)}X}"
        is_shown = flags.has("#") and value in range(LARGEST_RUNE + 1) and chr(value).isprintable()
        return padded(f"{digits} '{chr(value)}'" if is_shown else digits, flags, zeros=False)
    return None


def _character(value: int) -> str:
    is_character = 0 <= value <= LARGEST_RUNE and not 0xD800 <= value < 0xE000
    return chr(value) if is_character else "\N{REPLACEMENT CHARACTER}"


def _in_base(value: int, verb: str, flags: Flags) -> str:
    digits, sign = format(abs(value), BASES[verb]), _sign(value < 0, flags)
    least = flags.precision
    if least == 0 and value == 0:
        return " " * (flags.width or 0)
    if least is None and flags.zeros and flags.width is not None:
        least = flags.width - len(sign)
    digits = digits.rjust(least or 0, "0")
    if flags.has("#"):
        digits = PREFIXES.get(verb, "") + digits
        if BASES[verb] == "o" and not digits.startswith("0"):
            digits = "0" + digits
    if verb == "O":
        digits = "0o" + digits
    return padded(sign + digits, flags, zeros=False)


def _sign(negative: bool, flags: Flags) -> str:  # noqa: FBT001 - what it tells
    if negative:
        return "-"
    return "+" if flags.has("+") else " " if flags.has(" ") else ""


def float_text(value: float, verb: str, flags: Flags) -> str | None:
    """A float by a verb, padded; nothing when floats have no such verb."""
    if verb not in FLOAT_VERBS:
        return None
    style = FLOAT_VERBS[verb]
    default = 6 if style in FIXED else None
    precision = default if flags.precision is None else flags.precision
    if math.isnan(value):
        return padded(("+" if flags.has("+") else " " if flags.has(" ") else "") + "NaN", flags, zeros=False)
    sign = _sign(math.copysign(1, value) < 0, flags)
    if math.isinf(value):
        return padded((sign or "+") + "Inf", flags, zeros=False)
    digits = format_float(abs(value), style, precision)
    if flags.has("#") and style != "b":
        digits = _with_point(digits, style, precision)
    if sign and flags.zeros and flags.width is not None:
        return sign + digits.rjust(flags.width - 1, "0")
    return padded(sign + digits, flags)


def format_float(value: float, style: str, precision: int | None) -> str:
    """A finite number of at least 0 in one of Go's styles; without a precision with all digits it needs."""
    if style == "b":
        mantissa, exponent = math.frexp(value)
        return f"{int(mantissa * 2**53)}p{exponent - 53 if value else -1074:+d}"
    if style in {"x", "X"}:
        written = _hexadecimal(value, precision)
        return written.upper() if style == "X" else written
    if precision is not None:
        return format(value, f".{precision}{style}")
    written = shortest(value)
    return written.upper() if style == "G" else written


def shortest(value: float) -> str:
    """Style g with the fewest digits that mean the same number."""
    if value == 0 or 1e-4 <= value < 1e6:
        return repr(value).removesuffix(".0")
    _, digits, last = Decimal(repr(value)).normalize().as_tuple()
    exponent = int(last) + len(digits) - 1
    point = "." if len(digits) > 1 else ""
    return f"{digits[0]}{point}{''.join(map(str, digits[1:]))}e{exponent:+03d}"


def _hexadecimal(value: float, precision: int | None) -> str:
    mantissa, exponent = math.frexp(value)
    whole = int(mantissa * 2 ** (MANTISSA + 1))
    if precision is not None and precision * 4 < MANTISSA:
        cut = MANTISSA - precision * 4
        whole = round(whole / 2**cut) << cut
    if whole >> (MANTISSA + 1):
        whole, exponent = whole >> 1, exponent + 1
    fraction = f"{whole & (2**MANTISSA - 1):0{MANTISSA // 4}x}"
    fraction = fraction.rstrip("0") if precision is None else fraction.ljust(precision, "0")[:precision]
    return f"0x{whole >> MANTISSA}{'.' if fraction else ''}{fraction}p{exponent - 1 if value else 0:+03d}"


def _with_point(written: str, style: str, precision: int | None) -> str:
    """What the mark # asks for: a decimal point always, and with g the zeros behind it."""
    mark = "p" if style in {"x", "X"} else "e"
    at = written.lower().find(mark)
    body, tail = (written, "") if at < 0 else (written[:at], written[at:])
    missing = 0
    if style in {"g", "G", "x"}:
        significant = body.replace(".", "").lstrip("0")
        missing = (6 if precision is None else precision) - len(significant)
        missing -= body == "0"
    point = "" if "." in body else "."
    return body + point + "0" * max(missing, 0) + tail
