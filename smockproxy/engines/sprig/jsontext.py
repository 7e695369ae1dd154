"""JSON as Go's encoding/json writes and reads it.

Written: keys in order, `<`, `>` and `&` escaped unless it is raw, floats as JavaScript writes them. Read:
every number is a float64.
"""

import json
from collections.abc import Callable, Iterator, Mapping
from decimal import Decimal
from math import isfinite
from typing import Any, NoReturn

from smockproxy.engines.gotemplate.errors import FunctionError
from smockproxy.engines.gotemplate.octets import as_unicode, to_bytes
from smockproxy.engines.gotemplate.values import fields, type_name
from smockproxy.engines.sprig.limits import MOST_DEPTH, LimitError, check_extent
from smockproxy.engines.sprig.moments import GoTime
from smockproxy.engines.sprig.printing import quoted, text_of
from smockproxy.engines.sprig.versions import Version

_LINES = {"\u2028": "\\u2028", "\u2029": "\\u2029"}
_ALWAYS = str.maketrans(_LINES)
_HTML = str.maketrans({**_LINES, "<": "\\u003c", ">": "\\u003e", "&": "\\u0026"})


def encode(value: Any, *, html: bool = True, indent: str = "") -> str:
    """A value as JSON. Raises `FunctionError` for what JSON does not have, and for a value that is too
    large."""
    check_extent(value)
    return "".join(_pieces(value, _HTML if html else _ALWAYS, indent, "\n"))


def _pieces(value: Any, escapes: dict[int, str], indent: str, line: str) -> Iterator[str]:
    labelled = _labelled(value)
    if labelled is None:
        yield _scalar(value, escapes)
        return
    opening, closing = "[]" if isinstance(value, list) else "{}"
    below = f"{line}{indent}"
    start = below if indent else ""
    between = opening
    for label, member in labelled:
        yield f"{between}{start}"
        if label is not None:
            yield f"{_text(label, escapes)}:{' ' * bool(indent)}"
        yield from _pieces(member, escapes, indent, below)
        between = ","
    yield f"{line if indent else ''}{closing}" if labelled else f"{opening}{closing}"


def _labelled(value: Any) -> list[tuple[str | None, Any]] | None:
    """The members of a value with their names, where they have some; None for what has no members."""
    if isinstance(value, Mapping):
        members = {text_of(key): member for key, member in value.items()}
        return [(key, members[key]) for key in sorted(members)]
    if isinstance(value, list):
        return [(None, member) for member in value]
    named = fields(value)
    return None if named is None else list(named.items())


def _scalar(value: Any, escapes: dict[int, str]) -> str:
    match value:
        case None:
            return "null"
        case bool():
            return "true" if value else "false"
        case str():
            return _text(value, escapes)
        case int() | float():
            return _number(value)
        case GoTime():
            return f'"{value.Format("2006-01-02T15:04:05.999999999Z07:00")}"'
        case Version():
            return f'"{value.String()}"'
        case _:
            raise FunctionError(f"json: unsupported type: {type_name(value)}")


def _text(text: str, escapes: dict[int, str]) -> str:
    written = json.dumps(text, ensure_ascii=False).translate(escapes)
    if written.isascii():
        return written
    return "".join(_character(char) for char in written) if as_unicode(written) != written else written


def _character(char: str) -> str:
    return "\\ufffd" if "\ud800" <= char <= "\udfff" else char


def _number(value: float) -> str:
    """In plain decimal from 1e-6 up to 1e21, else with an exponent that has no leading zero."""
    if isinstance(value, int):
        return str(int(value))
    if not isfinite(value):
        raise FunctionError(f"json: unsupported value: {text_of(value)}")
    if value == 0 or 1e-6 <= abs(value) < 1e21:
        return format(Decimal(repr(value)), "f").removesuffix(".0")
    return _mantissa(repr(value))


def _mantissa(text: str) -> str:
    mantissa, _, exponent = text.partition("e")
    sign = "-" if exponent.startswith("-") else "+"
    return f"{mantissa.removesuffix('.0')}e{sign}{exponent.lstrip('+-0')}"


def decode(text: str) -> Any:
    """The value of a JSON text. Raises `FunctionError`."""
    source = to_bytes(text).decode("utf-8", "replace")
    try:
        value = json.loads(source, parse_int=_float, parse_float=_float, parse_constant=_no_constant)
    except RecursionError:
        raise LimitError(f"the value is nested deeper than {MOST_DEPTH}") from None
    except json.JSONDecodeError as error:
        raise FunctionError(_fault(source, error.pos)) from None
    check_extent(value)
    return _mended(value) if "\\u" in source else value


def _float(number: str) -> float:
    value = float(number)
    if not isfinite(value):
        shown = number if len(number) <= 50 else f"{number[:50]}…"
        raise FunctionError(f"json: cannot unmarshal number {shown} into Go value of type float64")
    return value


def _no_constant(name: str) -> NoReturn:
    raise FunctionError(f"invalid character '{name.lstrip('-')[0]}' looking for beginning of value")


def _fault(source: str, at: int) -> str:
    if at >= len(source.rstrip(" \t\r\n")):
        return "unexpected end of JSON input"
    return f"invalid character '{quoted(source[at])[1:-1]}' in JSON at byte {len(to_bytes(source[:at])) + 1}"


def _mended(value: Any) -> Any:
    """With U+FFFD for halves of surrogate pairs, which an escape can write."""
    if isinstance(value, str):
        return "".join("\ufffd" if "\ud800" <= char <= "\udfff" else char for char in value)
    if isinstance(value, dict):
        return {_mended(key): _mended(member) for key, member in value.items()}
    return [_mended(member) for member in value] if isinstance(value, list) else value


def _or(otherwise: Any, function: Callable[..., Any], *arguments: Any, **options: Any) -> Any:
    try:
        return function(*arguments, **options)
    except LimitError:
        raise
    except FunctionError:
        return otherwise


def to_json(value: Any) -> str:
    """As JSON; empty for what has none."""
    return str(_or("", encode, value))


def to_raw_json(value: Any) -> str:
    """As JSON without escapes for HTML; empty for what has none."""
    return str(_or("", encode, value, html=False))


def to_pretty_json(value: Any) -> str:
    """As JSON with two spaces a level; empty for what has none."""
    return str(_or("", encode, value, indent="  "))


def from_json(text: str) -> Any:
    """The value of a JSON text; nil for what is none."""
    return _or(None, decode, text)


def must_to_json(value: Any) -> str:
    """As JSON."""
    return encode(value)


def must_to_raw_json(value: Any) -> str:
    """As JSON without escapes for HTML."""
    return encode(value, html=False)


def must_to_pretty_json(value: Any) -> str:
    """As JSON with two spaces a level."""
    return encode(value, indent="  ")


FUNCTIONS: Mapping[str, Callable[..., Any]] = {
    "toJson": to_json,
    "toRawJson": to_raw_json,
    "toPrettyJson": to_pretty_json,
    "fromJson": from_json,
    "mustToJson": must_to_json,
    "mustToRawJson": must_to_raw_json,
    "mustToPrettyJson": must_to_pretty_json,
    "mustFromJson": decode,
}
