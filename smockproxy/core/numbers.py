"""Numbers in text, compared exactly as they are written in decimal."""

from decimal import Context, Decimal, InvalidOperation
from math import isfinite

_SIGNS = frozenset("0123456789+-.eE")
LONGEST = 400
"""Characters of a number; a float64 needs fewer."""
_EXACT = Context(prec=2 * LONGEST, traps=[])


def number_of(text: str) -> Decimal | None:
    """The number that a text is; None when it is none, or beyond a float64."""
    if not 0 < len(text) <= LONGEST or not _SIGNS.issuperset(text):
        return None
    try:
        return Decimal(text) if isfinite(float(text)) else None
    except (ValueError, InvalidOperation):
        return None


def distance(one: Decimal, other: Decimal) -> Decimal:
    """How far apart two numbers are."""
    return _EXACT.abs(_EXACT.subtract(one, other))
