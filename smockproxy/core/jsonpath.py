"""The dotted paths of Smocker's `body:` conditions (`a.b[0].c`, `a[b.c].d`), and how Go prints what is there.

Source: stretchr/objx `Get`, observed through Smocker. Not RFC 9535, which has a library.
"""

from collections.abc import Iterator
from typing import Any

MISSING = object()


def _segments(path: str) -> Iterator[str]:
    """Split `a.b[0]` into `a`, `b`, `[0]`; dots inside brackets do not split."""
    rest = path
    while rest:
        end = _bracket_end(rest) if rest.startswith("[") else _name_end(rest)
        if segment := rest[:end]:
            yield segment
        rest = rest[end:].removeprefix(".")


def _name_end(rest: str) -> int:
    return min((at for char in ".[" if (at := rest.find(char)) >= 0), default=len(rest))


def _bracket_end(rest: str) -> int:
    depth = 0
    for at, char in enumerate(rest):
        depth += (char == "[") - (char == "]")
        if depth == 0:
            return at + 1
    return len(rest)


def _step(value: Any, segment: str) -> Any:
    if not segment.startswith("["):
        return value.get(segment, MISSING) if isinstance(value, dict) else MISSING
    inner = segment[1:-1] if segment.endswith("]") else segment[1:]
    if not inner.isascii() or not inner.isdigit():
        return value.get(inner, MISSING) if isinstance(value, dict) else MISSING
    if not isinstance(value, list):
        return value  # an index on something that is no list is ignored
    index = int(inner) if len(inner) < 10 else len(value)
    return value[index] if index < len(value) else MISSING


def lookup(document: Any, path: str) -> Any:
    """The value at a path, or `MISSING`."""
    value = document
    for segment in _segments(path):
        value = _step(value, segment)
        if value is MISSING:
            return MISSING
    return value


def go_string(value: Any) -> str:
    """A found value as Smocker compares it: missing and null are "", numbers are float64 in plain decimal."""
    if value is MISSING or value is None:
        return ""
    if isinstance(value, str):
        return value
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, (int, float)):
        return _plain_decimal(value)
    return _go_syntax(value)


def _plain_decimal(number: float) -> str:
    try:
        shortest = repr(float(number))
    except OverflowError:
        return str(number)
    if "e" in shortest:
        return format_exponent(shortest)
    return shortest.removesuffix(".0")


def format_exponent(shortest: str) -> str:
    """Write `1.5e+20` without an exponent, as Go's `FormatFloat(f, 'f', -1, 64)` does."""
    mantissa, _, exponent = shortest.partition("e")
    sign = "-" if mantissa.startswith("-") else ""
    whole, _, fraction = mantissa.lstrip("-").partition(".")
    digits, shift = whole + fraction, int(exponent) + len(whole)
    if shift <= 0:
        return f"{sign}0.{'0' * -shift}{digits}"
    # repr() leaves the point where digits run out, so an exponent means that all digits are before the point
    return f"{sign}{digits}{'0' * (shift - len(digits))}"


def _go_syntax(value: Any) -> str:
    """Go's `%#v` of a decoded object or list."""
    if isinstance(value, dict):
        inner = ", ".join(f"{_go_syntax(key)}:{_go_syntax(item)}" for key, item in sorted(value.items()))
        return f"map[string]interface {{}}{{{inner}}}"
    if isinstance(value, list):
        return f"[]interface {{}}{{{', '.join(map(_go_syntax, value))}}}"
    if isinstance(value, str):
        return '"' + value.replace("\\", "\\\\").replace('"', '\\"') + '"'
    return "interface {}(nil)" if value is None else go_string(value)
