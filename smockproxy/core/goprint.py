"""How Go prints a value that it decoded from JSON, which is the text that Smocker compares.

Source: Go's strconv (`FormatFloat`, `Quote`) and fmt (`%#v`), as stretchr/objx `Value.String` uses them.
"""

from collections.abc import Iterator
from decimal import Decimal
from operator import itemgetter
from typing import Any

_NAMED_ESCAPES = dict(zip('"\\\a\b\f\n\r\t\v', '"\\abfnrtv', strict=True))
_WITHOUT_EXPONENT = range(-4, 6)
"""Decimal exponents of the numbers that `%v` writes in plain decimal."""


def go_string(value: Any) -> str:
    """A value as Smocker compares it: null is "", a number is a float64 in plain decimal."""
    if value is None:
        return ""
    if isinstance(value, str):
        return value
    if isinstance(value, (int, float)) and not isinstance(value, bool):
        return _plain(*_shortest(value))
    return go_syntax(value)


def go_syntax(value: Any) -> str:
    """A value in Go's own syntax: `map[string]interface {}{"a":1}`."""
    written: list[str] = []
    waiting: list[tuple[bool, Any]] = [
        (False, value)
    ]  # no recursion: a peer may nest deeper than Python calls
    while waiting:
        is_written, part = waiting.pop()
        if is_written:
            written.append(part)
        elif isinstance(part, (dict, list)):
            waiting += reversed(list(_pieces(part)))
        else:
            written.append(_scalar(part))
    return "".join(written)


def _pieces(container: dict[str, Any] | list[Any]) -> Iterator[tuple[bool, Any]]:
    """Text that is written already, and members that are not."""
    if isinstance(container, dict):
        yield True, "map[string]interface {}{"
        members = [
            (f"{_quoted(key)}:", member) for key, member in sorted(container.items(), key=itemgetter(0))
        ]
    else:
        yield True, "[]interface {}{"
        members = [("", member) for member in container]
    for at, (label, member) in enumerate(members):
        yield True, f", {label}" if at else label
        yield False, member
    yield True, "}"


def _scalar(value: Any) -> str:
    if value is None:
        return "interface {}(nil)"
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, str):
        return _quoted(value)
    sign, digits, point = _shortest(value)
    if point - 1 in _WITHOUT_EXPONENT:
        return _plain(sign, digits, point)
    fraction = f".{digits[1:]}" if digits[1:] else ""
    return f"{sign}{digits[0]}{fraction}e{point - 1:+03d}"


def _shortest(number: float) -> tuple[str, str, int]:
    """Sign, the fewest digits that tell a float64 from every other, and how many stand before the point."""
    sign, digits, exponent = Decimal(repr(float(number))).normalize().as_tuple()
    return "-" * sign, "".join(map(str, digits)), len(digits) + int(exponent)


def _plain(sign: str, digits: str, point: int) -> str:
    if point <= 0:
        return f"{sign}0.{'0' * -point}{digits}"
    whole, fraction = digits[:point].ljust(point, "0"), digits[point:]
    return f"{sign}{whole}.{fraction}" if fraction else f"{sign}{whole}"


def _quoted(text: str) -> str:
    odd = {ord(char): _escaped(char) for char in set(text)}  # a peer's text may have millions of characters
    return f'"{text.translate(odd)}"'


def _escaped(char: str) -> str:
    if char in _NAMED_ESCAPES:
        return f"\\{_NAMED_ESCAPES[char]}"
    if char.isprintable():
        return char
    code = ord(char)
    if code < 0x80:
        return f"\\x{code:02x}"
    return f"\\u{code:04x}" if code < 0x10000 else f"\\U{code:08x}"
