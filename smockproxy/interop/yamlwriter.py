"""YAML out, piece by piece: block style, and every text so quoted that YAML 1.1 and 1.2 read the same of it.

It writes JSON's types, bytes (`!!binary`) and moments. An iterator among the values of a mapping is a list
that is written lazily. Source: YAML 1.2 (10.3.2), and what Go's yaml.v3 takes for more than text.
"""

from base64 import b64encode
from collections.abc import Iterable, Iterator
from functools import lru_cache
from json.encoder import encode_basestring
from typing import Any

import re2

from smockproxy.interop.gojson import go_json, go_number
from smockproxy.interop.moments import Moment

LONGEST_KEY = 500
"""Characters of a key that stands before its colon; YAML reads at most 1,024 of such a one."""
LONGEST_CACHED = 100
"""Characters of a text whose writing is kept: names and values come again and again."""
EXPONENT = 1e21
"""From here on numbers are written with an exponent."""

_INDICATORS = frozenset("-?:,[]{}#&*!|>'\"%@`= \t")
_MORE_THAN_TEXT = re2.compile(
    r"(?i)null|~|true|false|yes|no|on|off|y|n|<<"
    r"|[-+]?\.inf|\.nan|[-+]?[0-9_]*\.?[0-9_]*(e[-+]?[0-9]+)?|[-+]?0[xob][0-9a-f_]+|[-+]?[0-9_]+(:[0-5]?[0-9])+(\.[0-9_]*)?"
    r"|[0-9]{4}-[0-9]{1,2}-[0-9]{1,2}([Tt \t].*)?"
)
"""Numbers of every base, booleans old and new, dates: in quotes these are text."""
_NO_CHARACTERS = {
    **{code: f"\\x{code:02x}" for code in range(0x7F, 0xA0)},
    **{code: f"\\u{code:04x}" for code in (0x2028, 0x2029, 0xFEFF, 0xFFFE, 0xFFFF)},
    **dict.fromkeys(range(0xD800, 0xE000), "\N{REPLACEMENT CHARACTER}"),
}
"""What YAML forbids, or takes for the end of a line."""


class Lines(str):
    """A text that people read: where YAML can say it so, one line of it is one line of the YAML."""

    __slots__ = ()


def yaml_list(values: Iterable[Any]) -> Iterator[str]:
    """A list, element by element, with the end of its last line."""
    written = _elements(values, "")
    yield next(written, "[]\n")
    yield from written


def yaml_mapping(value: dict[str, Any]) -> str:
    """A mapping that is the whole text."""
    return "".join(_members(value, ""))


def _elements(values: Iterable[Any], indent: str) -> Iterator[str]:
    for value in values:
        if isinstance(value, dict) and any(isinstance(member, Iterator) for member in value.values()):
            pieces = _members(value, f"{indent}  ")
            yield f"{indent}- {next(pieces).lstrip(' ')}"
            yield from pieces
        else:
            yield f"{_element(value, indent)}\n"


def _members(mapping: dict[str, Any], indent: str) -> Iterator[str]:
    for name, value in mapping.items():
        if not isinstance(value, Iterator):
            yield f"{_member(name, value, indent)}\n"
            continue
        elements = _elements(value, indent)
        first = next(elements, None)
        yield (
            f"{indent}{_key(name, indent)} []\n"
            if first is None
            else f"{indent}{_key(name, indent)}\n{first}"
        )
        yield from elements


def _element(value: Any, indent: str) -> str:
    if value and isinstance(value, (dict, list)):
        inside = f"{indent}  "
        return f"{indent}- {_block(value, inside)[len(inside) :]}"
    return f"{indent}- {_scalar(value)}"


def _member(name: str, value: Any, indent: str) -> str:
    """A list stands below its key, a mapping further in."""
    if value and isinstance(value, (dict, list)):
        inside = f"{indent}  " if isinstance(value, dict) else indent
        return f"{indent}{_key(name, indent)}\n{_block(value, inside)}"
    if isinstance(value, Lines) and _can_be_lines(value):
        return f"{indent}{_key(name, indent)} {_lines(value, f'{indent}  ')}"
    return f"{indent}{_key(name, indent)} {_scalar(value)}"


def _can_be_lines(text: str) -> bool:
    """Whether every reader gets the same text back: no blank decides about what is indentation."""
    lines = text.removesuffix("\n").split("\n")
    begins_and_ends = lines[0][:1] not in {"", " ", "\t"} and lines[-1] != ""
    return begins_and_ends and "\n" in text and all(map(_can_be_line, lines))


def _can_be_line(line: str) -> bool:
    return line.replace("\t", "").isprintable() and (line == "" or line.strip(" \t") != "")


def _lines(text: str, indent: str) -> str:
    style = "|" if text.endswith("\n") else "|-"
    lines = text.removesuffix("\n").split("\n")
    return "\n".join([style, *(f"{indent}{line}" if line else "" for line in lines)])


def _block(value: dict[str, Any] | list[Any], indent: str) -> str:
    if isinstance(value, dict):
        return "\n".join([_member(name, member, indent) for name, member in value.items()])
    return "\n".join([_element(element, indent) for element in value])


def _key(name: str, indent: str) -> str:
    written = _text(str(name))
    return f"{written}:" if len(written) <= LONGEST_KEY else f"? {written}\n{indent}:"


def _scalar(value: Any) -> str:
    if isinstance(value, Moment):
        return value
    if isinstance(value, str):
        return _text(value)
    if isinstance(value, bytes):
        return f"!!binary {b64encode(value).decode()}"
    if isinstance(value, float):
        return _float(value)
    return go_json(value)


def _float(number: float) -> str:
    written = go_number(number)
    # YAML 1.1 wants a point before an exponent
    return written if "." in written else written.replace("e", ".0e")


def _text(text: str) -> str:
    return _short(text) if len(text) <= LONGEST_CACHED else _quoted(text)


@lru_cache(maxsize=10_000)
def _short(text: str) -> str:
    return text if _is_plain(text) else _quoted(text)


def _is_plain(text: str) -> bool:
    """Whether it needs no quotes."""
    return (
        text != ""
        and text.isprintable()
        and text[:1] not in _INDICATORS
        and text[-1:] not in {":", " "}
        and ": " not in text
        and " #" not in text
        and not _MORE_THAN_TEXT.fullmatch(text)
    )


def _quoted(text: str) -> str:
    """In single quotes if it can be read so, else escaped; a text of more than one line is one line here."""
    if text.isprintable():
        return "'" + text.replace("'", "''") + "'"
    escaped = encode_basestring(text)
    return escaped if text.isascii() and "\x7f" not in text else escaped.translate(_NO_CHARACTERS)
