"""JSON as Go's encoding/json writes it, so that Smocker's clients read the same bytes from us.

Source: Go's encoding/json: `<`, `>`, `&`, U+2028 and U+2029 are escaped; numbers of parsed documents are
float64; text that is not valid Unicode holds U+FFFD.
"""

from collections.abc import Iterable, Iterator
from decimal import Decimal
from json.encoder import encode_basestring
from typing import Any

from smockproxy.core.http import NO_JSON, parse_json

DEEPEST = 90
"""Documents nested deeper than this are left as text: writing recurses, and YAML's readers have limits."""
_EXACT = 1e15
"""Below it a whole number is written with all its digits."""

_ESCAPES = {ord(char): f"\\u{ord(char):04x}" for char in "<>&\u2028\u2029"} | dict.fromkeys(
    range(0xD800, 0xE000), "\ufffd"
)


def go_json(value: Any, indent: str = "") -> str:
    """Write a value: mappings keep their order, an indent as `json.MarshalIndent` has it."""
    return _Writer(indent).written(value, "\n" if indent else "")


def go_json_list(values: Iterable[Any], indent: str) -> Iterator[str]:
    """Write a list with a newline at its end, element by element; the indent must not be empty.

    An iterator among the values of an element is a list that is written lazily, too.
    """
    yield from _Writer(indent).elements(values, "\n")
    yield "\n"


class _Writer:
    """Writes nested values; `line` is what begins a line at the current depth."""

    def __init__(self, indent: str) -> None:
        self._indent = indent
        self._colon = ": " if indent else ":"

    def written(self, value: Any, line: str) -> str:
        if isinstance(value, str):
            return _text(value)
        inside = line + self._indent
        if isinstance(value, dict):
            members = [
                f"{_text(str(name))}{self._colon}{self.written(member, inside)}"
                for name, member in value.items()
            ]
            return self._bracketed(members, "{}", line)
        if isinstance(value, (list, tuple)):
            return self._bracketed([self.written(element, inside) for element in value], "[]", line)
        return _literal(value)

    def elements(self, values: Iterable[Any], line: str) -> Iterator[str]:
        """A list, piece by piece."""
        inside, opening = line + self._indent, "["
        for value in values:
            yield f"{opening}{inside}"
            yield from self._pieces(value, inside)
            opening = ","
        yield f"{line}]" if opening == "," else "[]"

    def _pieces(self, value: Any, line: str) -> Iterator[str]:
        if not isinstance(value, dict) or not any(isinstance(member, Iterator) for member in value.values()):
            yield self.written(value, line)
            return
        inside, opening = line + self._indent, "{"
        for name, member in value.items():
            yield f"{opening}{inside}{_text(name)}{self._colon}"
            if isinstance(member, Iterator):
                yield from self.elements(member, inside)
            else:
                yield self.written(member, inside)
            opening = ","
        yield f"{line}}}"

    def _bracketed(self, parts: Iterable[str], brackets: str, line: str) -> str:
        separator = "," + line + self._indent
        inside = separator.join(parts)
        return f"{brackets[0]}{line}{self._indent}{inside}{line}{brackets[1]}" if inside else brackets


def _text(text: str) -> str:
    written = encode_basestring(text)
    if text.isascii() and "<" not in text and ">" not in text and "&" not in text:
        return written
    return written.translate(_ESCAPES)


def _literal(value: Any) -> str:
    if value is None or isinstance(value, bool):
        return {None: "null", True: "true", False: "false"}[value]
    return go_number(value) if isinstance(value, float) else str(value)


def go_number(number: float) -> str:
    """Plain decimals from 1e-6 up to 1e21, else an exponent without leading zeros."""
    if 0 < abs(number) < _EXACT and number.is_integer():
        return str(int(number))
    if number == 0 or 1e-6 <= abs(number) < 1e21:
        return format(Decimal(repr(number)), "f").removesuffix(".0")
    mantissa, _, exponent = repr(number).partition("e")
    return f"{mantissa}e{exponent[0]}{exponent[1:].lstrip('0')}"


def parsed_document(text: str) -> Any:
    """The text as a JSON document of float64 numbers and sorted names; `NO_JSON` if Go would not read it."""
    value = parse_json(text)
    return _as_go_reads(value) if _is_shallow(value) else NO_JSON


def _is_shallow(value: Any) -> bool:
    """Whether nesting stays within `DEEPEST`."""
    level = [value]
    for _ in range(DEEPEST):
        level = [inner for element in level for inner in _elements(element)]
        if not level:
            return True
    return False


def _elements(value: Any) -> Iterable[Any]:
    if isinstance(value, dict):
        return value.values()
    return value if isinstance(value, list) else ()


def _as_go_reads(value: Any) -> Any:
    if isinstance(value, dict):
        return {name: _as_go_reads(value[name]) for name in sorted(value)}
    if isinstance(value, list):
        return [_as_go_reads(element) for element in value]
    if isinstance(value, bool) or not isinstance(value, (int, float)):
        return value
    return float(value)
