"""sprig's arithmetic: int64 that overflows as Go's does, float64, and decimals in between.

The functions on floats calculate in decimals (shopspring/decimal): `addf 0.1 0.2` is 0.3, and a division
has 16 places.
"""

from collections.abc import Callable, Mapping
from decimal import ROUND_HALF_UP, Context, Decimal, Inexact
from functools import reduce
from math import ceil as ceiling
from math import floor as flooring
from math import isfinite, isnan, modf, nan
from typing import Any

from smockproxy.engines.gotemplate.errors import FunctionError
from smockproxy.engines.sprig.casts import parse_int, to_float64, to_int, to_int64
from smockproxy.engines.sprig.gotypes import Int64, wrapped
from smockproxy.engines.sprig.limits import check_members
from smockproxy.engines.sprig.printing import text_of

_CONTEXT = Context(prec=5_000)
_PLACES = Decimal(1).scaleb(-16)
"""What a division is rounded to."""


def add(*numbers: Any) -> Int64:
    """The sum."""
    return wrapped(sum(map(to_int64, numbers)))


def add1(number: Any) -> Int64:
    """One more."""
    return wrapped(to_int64(number) + 1)


def sub(one: Any, other: Any) -> Int64:
    """The difference."""
    return wrapped(to_int64(one) - to_int64(other))


def mul(first: Any, *others: Any) -> Int64:
    """The product."""
    return reduce(lambda product, number: wrapped(product * to_int64(number)), others, to_int64(first))


def div(one: Any, other: Any) -> Int64:
    """The quotient, cut towards zero."""
    dividend, divisor = to_int64(one), _divisor(other)
    return wrapped(abs(dividend) // abs(divisor) * (1 if (dividend < 0) == (divisor < 0) else -1))


def mod(one: Any, other: Any) -> Int64:
    """The remainder, with the sign of the dividend."""
    dividend, divisor = to_int64(one), _divisor(other)
    return Int64(abs(dividend) % abs(divisor) * (-1 if dividend < 0 else 1))


def _divisor(number: Any) -> Int64:
    divisor = to_int64(number)
    if not divisor:
        raise FunctionError("runtime error: integer divide by zero")
    return divisor


def largest(first: Any, *others: Any) -> Int64:
    """The largest as an int64."""
    return max(map(to_int64, (first, *others)))


def smallest(first: Any, *others: Any) -> Int64:
    """The smallest as an int64."""
    return min(map(to_int64, (first, *others)))


def maxf(first: Any, *others: Any) -> float:
    """The largest as a float64."""
    return _furthest(max, first, others)


def minf(first: Any, *others: Any) -> float:
    """The smallest as a float64."""
    return _furthest(min, first, others)


def _furthest(of: Callable[..., float], first: Any, others: tuple[Any, ...]) -> float:
    numbers = [to_float64(number) for number in (first, *others)]
    return nan if any(map(isnan, numbers)) else of(numbers)


def floor(number: Any) -> float:
    """Rounded down."""
    value = to_float64(number)
    return float(flooring(value)) if isfinite(value) else value


def ceil(number: Any) -> float:
    """Rounded up."""
    value = to_float64(number)
    return float(ceiling(value)) if isfinite(value) else value


def round_to(number: Any, places: int, *rounded_up_from: float) -> float:
    """Rounded to decimal places; a fraction from .5 on, or from the third argument on, goes up."""
    power = _power_of_ten(places)
    digit = to_float64(number) * power
    edge = rounded_up_from[0] if rounded_up_from else 0.5
    rounded = ceil(digit) if modf(digit)[0] >= edge else floor(digit)
    return rounded / power if power else nan


def _power_of_ten(places: int) -> float:
    return float(f"1e{max(-400, min(400, places))}")


def addf(*numbers: Any) -> float:
    """The sum."""
    return _calculated(_CONTEXT.add, (0, *numbers))


def add1f(number: Any) -> float:
    """One more."""
    return _calculated(_CONTEXT.add, (number, 1))


def subf(first: Any, *others: Any) -> float:
    """The first less all others."""
    return _calculated(_CONTEXT.subtract, (first, *others))


def mulf(first: Any, *others: Any) -> float:
    """The product."""
    return _calculated(_CONTEXT.multiply, (first, *others))


def divf(first: Any, *others: Any) -> float:
    """The first divided by all others."""
    return _calculated(_divided, (first, *others))


def _divided(one: Decimal, other: Decimal) -> Decimal:
    if not other:
        raise FunctionError("decimal division by 0")
    return _CONTEXT.divide(one, other).quantize(_PLACES, ROUND_HALF_UP, _CONTEXT)


def _calculated(operation: Callable[[Decimal, Decimal], Decimal], numbers: tuple[Any, ...]) -> float:
    decimals = [_decimal(to_float64(number)) for number in numbers]
    _CONTEXT.clear_flags()
    found = float(reduce(operation, decimals))
    if operation is not _divided and _CONTEXT.flags[Inexact]:
        raise FunctionError("the number has too many digits")
    return found


def _decimal(number: float) -> Decimal:
    if not isfinite(number):
        raise FunctionError(f"Cannot create a Decimal from {text_of(number).lstrip('+-')}")
    return Decimal(repr(number))


def atoi(text: str) -> int:
    """The whole number that a text is; 0 for none, the nearest of 64 bits for one that is too large."""
    return parse_int(text, 10).value


def to_decimal(value: Any) -> Int64:
    """The number that octal digits are; 0 for none."""
    parsed = parse_int(text_of(value), 8)
    return Int64(parsed.value if parsed.good else 0)


def until_step(start: int, stop: int, step: int) -> list[int]:
    """Numbers from one to before another."""
    if (stop < start) is not (step < 0) or step == 0:
        return []
    numbers = range(start, stop, step)
    check_members(abs(stop - start) // abs(step))
    return list(numbers)


def until(count: int) -> list[int]:
    """Numbers from 0 to before another, downwards to a negative one."""
    return until_step(0, count, -1 if count < 0 else 1)


def seq(*numbers: int) -> str:
    """Numbers with spaces between them, ends included: of an end, of a start and an end, or with a step
    in the middle."""
    match numbers:
        case (end,):
            start, step = 1, 1 if end >= 1 else -1
        case (start, end):
            step = 1 if end >= start else -1
        case (start, step, end):
            pass
        case _:
            return ""
    if end < start and step > 0:
        return ""
    return " ".join(map(str, until_step(start, end + (1 if end >= start else -1), step)))


FUNCTIONS: Mapping[str, Callable[..., Any]] = {
    "add": add,
    "add1": add1,
    "sub": sub,
    "mul": mul,
    "div": div,
    "mod": mod,
    "max": largest,
    "biggest": largest,
    "min": smallest,
    "maxf": maxf,
    "minf": minf,
    "floor": floor,
    "ceil": ceil,
    "round": round_to,
    "addf": addf,
    "add1f": add1f,
    "subf": subf,
    "mulf": mulf,
    "divf": divf,
    "atoi": atoi,
    "int": to_int,
    "int64": to_int64,
    "float64": to_float64,
    "toDecimal": to_decimal,
    "until": until,
    "untilStep": until_step,
    "seq": seq,
}
