"""Constants as Go writes them: quoted texts, runes and numbers (Go's strconv.Quote, Unquote, ParseInt)."""

from dataclasses import dataclass

from smockproxy.engines.gotemplate.octets import to_text

SIMPLE = dict(zip("abfnrtv\\'\"", "\a\b\f\n\r\t\v\\'\"", strict=True))
"""What stands after a backslash, and what it means."""
ESCAPES = {ord(meaning): "\\" + letter for letter, meaning in SIMPLE.items() if letter not in "'\""}
NUMBERED = {"x": (2, 16), "u": (4, 16), "U": (8, 16)}
"""Digits and base of an escape by number."""
STRAY_BYTES = range(0xDC80, 0xDD00)
"""Lone surrogates that stand for bytes that are no UTF-8."""
LARGEST, SMALLEST = 2**63 - 1, -(2**63)
"""Of Go's int."""
DIGITS = "0123456789abcdefABCDEF"


class LiteralError(ValueError):
    """A constant that Go would not read."""


def quote(text: str, *, ascii_only: bool = False, mark: str = '"') -> str:
    """A text as a Go constant, like Go's %q."""
    return mark + "".join(_escaped(char, mark, ascii_only=ascii_only) for char in text) + mark


def _escaped(char: str, mark: str, *, ascii_only: bool) -> str:
    code = ord(char)
    if code in STRAY_BYTES:
        return f"\\x{code - 0xDC00:x}"
    if char == mark:
        return "\\" + char
    if char.isprintable() and (code < 0x80 or not ascii_only) and char != "\\":
        return char
    if code in ESCAPES:
        return ESCAPES[code]
    if code < 0x80:
        return f"\\x{code:02x}"
    return f"\\u{code:04x}" if code < 0x10000 else f"\\U{code:08x}"


def unquote(literal: str) -> str:
    """The text of a constant with its quotes, double or backquotes. Raises `LiteralError`."""
    if literal.startswith("`"):
        return literal[1:-1].replace("\r", "")
    inner, made, at = literal[1:-1], bytearray(), 0
    while at < len(inner):
        unit, at = _unit(inner, at, '"')
        made += unit
    return to_text(bytes(made))


def rune(literal: str) -> int:
    """The number of a character constant with its quotes. Raises `LiteralError`."""
    unit, end = _unit(literal, 1, "'")
    if literal[end:] != "'":
        message = f"malformed character constant: {literal}"
        raise LiteralError(message)
    return unit[0] if len(unit) == 1 else ord(unit.decode("utf-8", "replace")[0])


def _unit(text: str, at: int, mark: str) -> tuple[bytes, int]:
    """One character or escape of a constant as UTF-8, and where the next one begins."""
    char = text[at]
    if char == mark:
        raise LiteralError("invalid syntax")
    if char != "\\":
        return char.encode("utf-8", "replace"), at + 1
    letter = text[at + 1 : at + 2]
    if letter in SIMPLE and not (letter in "'\"" and letter != mark):
        return SIMPLE[letter].encode(), at + 2
    if letter in NUMBERED:
        length, base = NUMBERED[letter]
        return _numbered(text[at + 2 : at + 2 + length], length, base, letter), at + 2 + length
    return _numbered(text[at + 1 : at + 4], 3, 8, ""), at + 4


def _numbered(digits: str, length: int, base: int, letter: str) -> bytes:
    """What an escape by number means: a byte, or with u and U a character."""
    if len(digits) != length or any(
        char not in DIGITS[:base] + DIGITS[16:] * (base == 16) for char in digits
    ):
        raise LiteralError("invalid syntax")
    code = int(digits, base)
    if letter in {"u", "U"}:
        if code > 0x10FFFF or 0xD800 <= code < 0xE000:
            raise LiteralError("invalid syntax")
        return chr(code).encode()
    if code > 0xFF:
        raise LiteralError("invalid syntax")
    return bytes([code])


@dataclass(frozen=True, slots=True)
class Number:
    """A number constant: what it may be taken as."""

    integer: int | None
    """As an int, if it has no fraction and is not too big."""
    floating: float
    """As a float64."""
    value: int | float | None
    """What it is where nothing else says so; nothing when it is too big for Go's int."""


def number(text: str) -> Number:
    """Read a number as Go's templates do. Raises `LiteralError`."""
    if text.startswith("'"):
        code = rune(text)
        return Number(code, float(code), code)
    if text.endswith("i"):
        message = f"complex numbers are not supported: {quote(text)}"
        raise LiteralError(message)
    whole = integer(text)
    if whole is not None and whole <= 2**64 - 1:
        fits = SMALLEST <= whole <= LARGEST
        return Number(whole if fits else None, float(whole), whole if fits else None)
    return _floating(text)


def _floating(text: str) -> Number:
    floating = _float(text)
    if floating is None:
        message = f"illegal number syntax: {quote(text)}"
        raise LiteralError(message)
    if not any(char in text for char in ".eEpP"):
        message = f"integer overflow: {quote(text)}"
        raise LiteralError(message)
    fits = floating.is_integer() and SMALLEST <= floating <= LARGEST
    hexadecimal = text.startswith(("0x", "0X")) and not any(char in text for char in "pP")
    whole = int(floating) if fits else None
    return Number(whole, floating, whole if hexadecimal else floating)


def integer(text: str) -> int | None:
    """A whole number in any of Go's bases (0x, 0o, 0b, a leading 0), or nothing."""
    sign, digits = (-1, text[1:]) if text.startswith("-") else (1, text.removeprefix("+"))
    octal = len(digits) > 1 and digits[0] == "0" and (digits[1].isdigit() or digits[1] == "_")
    try:
        return sign * (int("0o" + digits[1:], 0) if octal else int(digits, 0))
    except ValueError:
        return None


def _float(text: str) -> float | None:
    try:
        floating = float.fromhex(text.replace("_", "")) if "x" in text.lower() else float(text)
    except (ValueError, OverflowError):
        return None
    if "x" in text.lower() and "p" not in text.lower():
        return None
    return floating if abs(floating) != float("inf") else None
