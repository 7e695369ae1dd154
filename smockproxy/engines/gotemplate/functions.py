"""The functions that every Go template has. Each takes the meter of the rendering first."""

from collections.abc import Callable
from typing import Any
from urllib.parse import quote_plus

from smockproxy.engines.gotemplate import comparison
from smockproxy.engines.gotemplate.budget import Meter
from smockproxy.engines.gotemplate.errors import FunctionError
from smockproxy.engines.gotemplate.octets import to_bytes, to_text
from smockproxy.engines.gotemplate.printf import sprintf
from smockproxy.engines.gotemplate.printing import Printer, plain
from smockproxy.engines.gotemplate.values import MISSING, GoMap, truth, type_name

HTML = str.maketrans(
    {"\0": "\N{REPLACEMENT CHARACTER}", '"': "&#34;", "'": "&#39;", "&": "&amp;", "<": "&lt;", ">": "&gt;"}
)
SCRIPT = {
    "\\": "\\\\",
    "'": "\\'",
    '"': '\\"',
    "<": "\\u003C",
    ">": "\\u003E",
    "&": "\\u0026",
    "=": "\\u003D",
}


LONGEST_ESCAPE = 6
"""Of one character."""


def negation(_: Meter, value: Any) -> bool:
    """`not`."""
    return not truth(value)


def length(meter: Meter, value: Any) -> int:
    """`len`: of a text in bytes. Raises `FunctionError`."""
    if value is None or value is MISSING:
        raise FunctionError("len of nil pointer")
    if isinstance(value, str):
        meter.weigh(value)
        return len(value) if value.isascii() else len(to_bytes(value))
    if isinstance(value, list | dict):
        return len(value)
    raise FunctionError(f"len of type {type_name(value)}")


def index(meter: Meter, item: Any, *keys: Any) -> Any:
    """`index`: `index x 1 "a"` is x[1]["a"]. Raises `FunctionError`."""
    if item is None or item is MISSING:
        raise FunctionError("index of untyped nil")
    for key in keys:
        meter.spend()
        if isinstance(item, str):
            meter.weigh(item)
        item = _member(item, key)
    return item


def _member(item: Any, key: Any) -> Any:
    if item is None:
        raise FunctionError("index of nil pointer")
    if isinstance(item, dict):
        return _value_of(item, key)
    if not isinstance(item, str | list):
        raise FunctionError(f"can't index item of type {type_name(item)}")
    units = to_bytes(item) if isinstance(item, str) else item
    place = _place(key, len(units))
    if place == len(units):
        raise FunctionError(f"reflect: {'string' if isinstance(item, str) else 'slice'} index out of range")
    return units[place]


def _value_of(item: dict[Any, Any], key: Any) -> Any:
    if key is None or key is MISSING:
        raise FunctionError("value is nil; should be of type string")
    if not isinstance(key, str):
        raise FunctionError(f"value has type {type_name(key)}; should be string")
    return item.get(key, item.zero if isinstance(item, GoMap) else None)


def _place(key: Any, last: int) -> int:
    if key is None or key is MISSING:
        raise FunctionError("cannot index slice/array with nil")
    if not isinstance(key, int) or isinstance(key, bool):
        raise FunctionError(f"cannot index slice/array with type {type_name(key)}")
    if not 0 <= key <= last:
        raise FunctionError(f"index out of range: {key}")
    return key


def part(meter: Meter, item: Any, *places: Any) -> Any:
    """`slice`: `slice x 1 2` is x[1:2]. Raises `FunctionError`."""
    if item is None or item is MISSING:
        raise FunctionError("slice of untyped nil")
    if len(places) > 3:
        raise FunctionError(f"too many slice indexes: {len(places)}")
    if not isinstance(item, str | list):
        raise FunctionError(f"can't slice item of type {type_name(item)}")
    if isinstance(item, str) and len(places) == 3:
        raise FunctionError("cannot 3-index slice a string")
    units = to_bytes(item) if isinstance(item, str) else item
    bounds = [_place(place, len(units)) for place in places]
    start, end = bounds[0] if bounds else 0, bounds[1] if len(bounds) > 1 else len(units)
    for low, high in ((start, end), (end, bounds[2] if len(bounds) > 2 else end)):
        if low > high:
            raise FunctionError(f"invalid slice index: {low} > {high}")
    meter.weigh(item)
    cut = units[start:end]
    return to_text(cut) if isinstance(cut, bytes) else cut


def sprint(meter: Meter, *operands: Any) -> str:
    """`print`: with a blank between two operands that are no texts. Raises `OverrunError`."""
    printer, after_text = Printer(meter), True
    for operand in operands:
        is_text = isinstance(operand, str)
        if not (is_text or after_text):
            printer.add(" ")
        printer.value(operand)
        after_text = is_text
    return printer.text()


def sprintln(meter: Meter, *operands: Any) -> str:
    """`println`: with a blank between any two, and a new line. Raises `OverrunError`."""
    printer = Printer(meter)
    for place, operand in enumerate(operands):
        printer.add(" " if place else "")
        printer.value(operand)
    printer.add("\n")
    return printer.text()


def formatted(meter: Meter, form: str, *operands: Any) -> str:
    """`printf`. Raises `OverrunError`, `FunctionError`."""
    return sprintf(meter, form, operands)


def _joined(meter: Meter, operands: tuple[Any, ...]) -> str:
    shown = ["<no value>" if operand is None else operand for operand in operands]
    text = plain(shown[0], meter) if len(shown) == 1 else sprint(meter, *shown)
    meter.write(LONGEST_ESCAPE * len(text))
    return text


def html(meter: Meter, *operands: Any) -> str:
    """`html`: a text that HTML shows as it is."""
    return _joined(meter, operands).translate(HTML)


def javascript(meter: Meter, *operands: Any) -> str:
    """`js`: a text for a string in a script."""
    return "".join(_in_script(char) for char in _joined(meter, operands))


def _in_script(char: str) -> str:
    if char in SCRIPT:
        return SCRIPT[char]
    is_plain = char >= " " if char < "\x80" else char.isprintable()
    return char if is_plain else f"\\u{ord(char):04X}"


def urlquery(meter: Meter, *operands: Any) -> str:
    """`urlquery`: a text for a query's value."""
    return quote_plus(to_bytes(_joined(meter, operands)))


def _evaluated_elsewhere(_: Meter, first: Any, *others: Any) -> Any:
    """`and`, `or`, `call`: the evaluation sees to them, for they look at their arguments' nodes."""
    raise AssertionError(first, others)


BUILTINS: dict[str, Callable[..., Any]] = {
    "and": _evaluated_elsewhere,
    "call": _evaluated_elsewhere,
    "eq": comparison.equal,
    "ge": comparison.greater_or_equal,
    "gt": comparison.greater,
    "html": html,
    "index": index,
    "js": javascript,
    "le": comparison.less_or_equal,
    "len": length,
    "lt": comparison.less,
    "ne": comparison.unequal,
    "not": negation,
    "or": _evaluated_elsewhere,
    "print": sprint,
    "printf": formatted,
    "println": sprintln,
    "slice": part,
    "urlquery": urlquery,
}
