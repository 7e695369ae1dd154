"""Values as texts: as `%v` prints them, and as `%q` quotes them."""

from typing import Any

from smockproxy.engines.gotemplate.budget import Budget, Meter, OverrunError
from smockproxy.engines.gotemplate.literals import quote
from smockproxy.engines.gotemplate.octets import to_bytes
from smockproxy.engines.gotemplate.printing import plain
from smockproxy.engines.sprig.limits import MOST_MEMBERS, MOST_TEXT, LimitError, check_extent, check_letters

_BUDGET = Budget(MOST_MEMBERS, MOST_TEXT)


def text_of(value: Any) -> str:
    """A value as `%v` prints it, a text as it is. Raises `FunctionError` for one that is too large."""
    if not isinstance(value, (str, int, float)):
        check_extent(value)
    try:
        return plain(value, Meter(_BUDGET))
    except OverrunError:
        raise LimitError("the value is too large to be printed") from None


_ESCAPES = {code: quote(chr(code))[1:-1] for code in (*range(0x20), 0x22, 0x5C, 0x7F)}
"""What `%q` makes of ASCII."""


def quoted(text: str) -> str:
    """A text as `%q` prints it; a byte that is no UTF-8 is `\\xff`."""
    escaped = text.translate(_ESCAPES)
    if not escaped.isprintable():
        check_letters(escaped)
        escaped = "".join(char if char.isprintable() else _unprintable(char) for char in escaped)
    return f'"{escaped}"'


def _unprintable(char: str) -> str:
    octets = to_bytes(char)
    return f"\\x{octets[0]:02x}" if _is_stray(octets) else quote(char)[1:-1]


def _is_stray(octets: bytes) -> bool:
    return len(octets) == 1 and octets[0] >= 0x80
